"""The organisation as it was on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from engine.base.text import Text
from engine.storage.tables import org_link, org_unit


@dataclass(frozen=True)
class Unit:
    """One org unit in its place on a day. ``level`` counts from the top (0)."""

    id: int
    code: str
    title: Text
    level: int
    parent_id: int | None
    depth: int
    path: str
    path_end: str
    opened: date | None
    closed: date | None
    groups: tuple[str, ...]

    def open_on(self, day: date) -> bool:
        """Whether it is in business on a day."""
        return (self.opened is None or self.opened <= day) and (self.closed is None or day < self.closed)


def in_force(day: date | sa.BindParameter[date]) -> sa.ColumnElement[bool]:
    """Links that hold on a day."""
    return sa.and_(org_link.c.valid_from <= day, org_link.c.valid_to > day)


def unit_select(day: date | sa.BindParameter[date]) -> sa.Select[tuple[object, ...]]:
    """Units with their place on a day, top first; add conditions to narrow it."""
    return (
        sa.select(
            org_unit.c.id,
            org_unit.c.code,
            org_unit.c.title,
            org_unit.c.level,
            org_link.c.parent_id,
            org_link.c.depth,
            org_link.c.path,
            org_link.c.path_end,
            org_unit.c.opened,
            org_unit.c.closed,
            org_unit.c.groups,
        )
        .join(org_link, org_link.c.unit_id == org_unit.c.id)
        .where(in_force(day))
        .order_by(org_link.c.depth, org_unit.c.code)
    )


def as_units(rows: Iterable[sa.Row[tuple[object, ...]]]) -> list[Unit]:
    """Rows of ``unit_select`` as units."""
    return [Unit(**{**row._mapping, "groups": tuple(row._mapping["groups"])}) for row in rows]


class OrgTree:
    """All units of a day in memory: for plans, jobs and small trees (a screen asks by ``unit_select`` instead)."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self.by_id = {unit.id: unit for unit in units}
        self.by_code = {unit.code: unit for unit in self.by_id.values()}
        self._children: dict[int | None, list[Unit]] = {}
        for unit in self.by_id.values():
            self._children.setdefault(unit.parent_id, []).append(unit)

    @property
    def roots(self) -> list[Unit]:
        return self._children.get(None, [])

    def children(self, unit_id: int) -> list[Unit]:
        """The units directly below, in order of code."""
        return self._children.get(unit_id, [])

    def ancestors(self, unit_id: int) -> list[Unit]:
        """The units above, nearest first."""
        above = []
        at = self.by_id[unit_id].parent_id
        while at is not None:
            above.append(self.by_id[at])
            at = self.by_id[at].parent_id
        return above

    def leaves(self, unit_id: int, leaf_level: int) -> list[Unit]:
        """The units of the last level at or below a unit."""
        top = self.by_id[unit_id]
        below = (u for u in self.by_id.values() if top.path <= u.path < top.path_end)
        return [u for u in below if u.level == leaf_level]


def tree_of_rows(rows: Sequence[Mapping[str, str]], levels: Sequence[str]) -> OrgTree:
    """The tree that the rows of a units file describe, for files that have not been published; ids are made up.

    Rows that hang on nothing known, or round in a ring, are left out: the file's own checks complain about them.
    """
    below: dict[str, list[Mapping[str, str]]] = {}
    for row in rows:
        if row.get("level") in levels:
            below.setdefault(row.get("parent") or "", []).append(row)
    found: dict[str, Unit] = {}
    waiting: list[tuple[str, int | None, int, str]] = [("", None, 0, "/")]
    for above, parent, depth, path in waiting:
        for row in sorted(below.get(above, ()), key=lambda one: one["code"]):
            if row["code"] in found:
                continue
            place, words = len(found) + 1, {"zh": row.get("zh", ""), "en": row.get("en") or row.get("zh", "")}
            here = f"{path}{place}/"
            found[row["code"]] = Unit(
                place, row["code"], words, levels.index(row["level"]), parent, depth, here, f"{here[:-1]}0",
                _day(row.get("opened")), _day(row.get("closed")), (),
            )  # fmt: skip
            waiting.append((row["code"], place, depth + 1, here))
    return OrgTree(sorted(found.values(), key=lambda unit: (unit.depth, unit.code)))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def units_on(connection: sa.Connection, day: date) -> OrgTree:
    """The whole tree of a day."""
    return OrgTree(as_units(connection.execute(unit_select(day))))
