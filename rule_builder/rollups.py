"""Incidents of parents: they fire while any of the units told of in them fires, and name those units.

Which units belong to one stands in ``incident.parent_id``; the parent's state, days and list are worked out from the
rows of its units each time, so that late corrections and second runs leave the same record.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from engine.base import canonical
from engine.definitions.release import Release
from engine.org import OrgTree
from engine.storage.database import new_public_id
from engine.storage.tables import incident
from rule_builder.history import ROLLUP
from rule_builder.ledger import Ledger, Telling
from rule_builder.message_words import plain_share
from rule_builder.stages.notice import Notice, Purpose, Stop
from rule_builder.stages.rollup import rolled_up
from rule_builder.stages.why import Untold, Why

_CHUNK = 1000


def roll_up(
    ledger: Ledger,
    release: Release,
    tree: OrgTree,
    notices: Sequence[Notice],
    watched: Callable[[], Collection[int]] | None,
) -> tuple[list[Notice], list[Telling]]:
    """Stops the notices of units that are told of in an incident above them, and says what is to be told of those.

    Notices of one run of the rule, routed and sifted; a notice that is stopped already counts for no roll-up.
    """
    rows = {row.id: row for row in _rows(ledger.connection, [notice.incident_id for notice in notices])}
    parents = _parents(ledger, [row.parent_id for row in rows.values() if row.parent_id is not None])
    if ledger.rule.rollup is None and not parents:
        return list(notices), []
    book = _Book(ledger, release, tree, rows, parents)
    book.join(notices, watched)
    tellings = book.settle(notices)
    return [book.stopped(notice) for notice in notices], tellings


def _rows(connection: sa.Connection, ids: Sequence[int], by: str = "id") -> list[Any]:
    found: list[Any] = []
    for start in range(0, len(ids), _CHUNK):
        mine = incident.c[by].in_(ids[start : start + _CHUNK])
        found += connection.execute(sa.select(incident).where(mine).order_by(incident.c.id)).all()
    return found


def _parents(ledger: Ledger, ids: Iterable[int]) -> dict[int, Any]:
    """Incidents of parents that fire, and those of which a unit has changed."""
    i = incident.c
    mine = sa.and_(i.rule == ledger.watch + ROLLUP, i.state == "firing")
    firing = ledger.connection.execute(sa.select(incident).where(mine).order_by(i.id)).all()
    return {row.id: row for row in (*firing, *_rows(ledger.connection, sorted(set(ids))))}


class _Book:
    """The incidents of parents that one run is about."""

    def __init__(
        self, ledger: Ledger, release: Release, tree: OrgTree, rows: Mapping[int, Any], parents: dict[int, Any]
    ) -> None:
        self.ledger, self.release, self.tree, self.rows, self.parents = ledger, release, tree, rows, parents
        self.above = replace(ledger, watch=ledger.watch + ROLLUP)
        self.joined: dict[int, list[int]] = {}  # parent incident → its new units' incidents
        self.fresh: set[int] = set()
        self.of: dict[int, int] = {row.id: row.parent_id for row in rows.values() if row.parent_id in parents}

    def join(self, notices: Sequence[Notice], watched: Callable[[], Collection[int]] | None) -> None:
        """Finds the parent of each unit that has just fired: the one that fires already, or a new one."""
        open_at = {row.unit_id: row.id for row in self.parents.values() if row.state == "firing"}
        alone: dict[int, list[int]] = {}
        for notice in notices:
            row = self.rows[notice.incident_id]
            unit = self.tree.by_id.get(notice.unit_id)
            if notice.purpose != "fired" or notice.stop is not None or row.state != "firing" or unit is None:
                continue
            if row.id in self.of:
                self.joined.setdefault(self.of[row.id], []).append(row.id)  # it was in it before
            elif unit.parent_id in open_at and self.ledger.rule.rollup is not None:
                self._put(open_at[unit.parent_id], [row.id])
            elif unit.parent_id is not None:
                alone.setdefault(unit.parent_id, []).append(row.id)
        counts = {parent: len(some) for parent, some in alone.items()}
        for parent in sorted(rolled_up(counts, self._judged(watched) if counts else {}, self.ledger.rule.rollup)):
            self._put(self._opened(parent, alone[parent]), alone[parent])

    def _judged(self, watched: Callable[[], Collection[int]] | None) -> Counter[int]:
        """How many units the rule watches under each parent."""
        if self.ledger.rule.rollup is None:
            return Counter()
        if watched is not None:
            units = [self.tree.by_id[key] for key in watched() if key in self.tree.by_id]
        else:
            levels = [level.name for level in self.release.get("org", self.release.app.org).levels]
            level = levels.index(self.ledger.rule.level)
            units = [unit for unit in self.tree.by_id.values() if unit.level == level]
        return Counter(u.parent_id for u in units if u.parent_id is not None and u.open_on(self.ledger.day))

    def _opened(self, unit_id: int, children: Sequence[int]) -> int:
        """The incident of a parent unit: a new one, or the one of the same day that was over already."""
        i = incident.c
        same = sa.and_(i.rule == self.above.watch, i.unit_id == unit_id, i.fired_day == self.ledger.day)
        row = self.ledger.connection.execute(sa.select(incident).where(same)).one_or_none()
        if row is None:
            values = {
                "public_id": new_public_id(),
                "rule": self.above.watch,
                "unit_id": unit_id,
                "indicator": self.ledger.rule.indicator,
                "severity": max((self.rows[c].severity for c in children), key=_rank),
                "state": "firing",
                "late": False,
                "first_day": min(self.rows[c].first_day for c in children),
                "fired_day": self.ledger.day,
                "fired_at": self.ledger.now,
                "told_day": self.ledger.day,
                "release": self.ledger.release,
                "facts": {},
                "next_at": self.ledger.next_at(),
            }
            key = self.ledger.connection.execute(sa.insert(incident).values(**values).returning(i.id)).scalar_one()
            self.above.event(key, "fired", {"day": self.ledger.day.isoformat(), "late": False, "ended": False})
            self.fresh.add(key)
            (row,) = _rows(self.ledger.connection, [key])
        self.parents[row.id] = row
        return int(row.id)

    def _put(self, parent: int, children: Sequence[int]) -> None:
        self.joined.setdefault(parent, []).extend(children)
        for start in range(0, len(children), _CHUNK):
            mine = incident.c.id.in_(children[start : start + _CHUNK])
            values = {"parent_id": parent, "muted": Untold.ROLLED_UP.value}
            self.ledger.connection.execute(sa.update(incident).where(mine).values(**values))
        self.of |= dict.fromkeys(children, parent)

    def settle(self, notices: Sequence[Notice]) -> list[Telling]:
        """Brings every parent into line with its units; what has to be told of it."""
        repeats: dict[int, list[Notice]] = {}
        for notice in notices:
            if notice.purpose == "repeat" and notice.stop is None and notice.incident_id in self.of:
                repeats.setdefault(self.of[notice.incident_id], []).append(notice)
        units: dict[int, list[Any]] = {}
        for row in _rows(self.ledger.connection, sorted(self.parents), "parent_id"):
            units.setdefault(row.parent_id, []).append(row)
        found = [self._settled(row, units.get(row.id, []), repeats.get(row.id, [])) for row in self.parents.values()]
        return [telling for telling in found if telling is not None]

    def _settled(self, row: Any, units: Sequence[Any], repeats: Sequence[Notice]) -> Telling | None:
        values = self._values(row, units)
        changed = {key: value for key, value in values.items() if getattr(row, key) != value}
        what = _change(row.state, values["state"], row.id in self.fresh)
        purpose: Purpose | None = None
        why: Why | None = None
        if what in ("resolved", "retracted"):
            purpose = what  # type: ignore[assignment]
            changed |= {"ended_at": self.ledger.now, "next_at": None}
        elif what in ("fired", "reopened"):
            purpose = "fired"
        elif values["state"] == "firing" and row.closed_at is None:
            if row.id in self.joined:
                purpose, why = "repeat", Why.MORE
            elif repeats:
                purpose = "repeat"
                why = Why.WORSE if any(one.given == Why.WORSE for one in repeats) else Why.AGAIN
        if purpose in ("fired", "repeat"):
            changed["told_day"] = self.ledger.day
        if changed:
            self.ledger.connection.execute(sa.update(incident).where(incident.c.id == row.id).values(**changed))
        if what not in ("fired", None) or (what is None and "facts" in changed):
            self.above.event(row.id, what or "updated", {"day": self.ledger.day.isoformat(), "count": len(units)})
        if purpose is None:
            return None
        mark = canonical.digest(sorted(self.joined[row.id]))[:16] if why == Why.MORE else ""
        return Telling(purpose, row.id, row.public_id, row.unit_id, why=why, mark=mark)

    def _values(self, row: Any, units: Sequence[Any]) -> dict[str, Any]:
        """What the parent's row has to say, by the rows of its units."""
        held = [one for one in units if one.state != "retracted"]
        firing = [one for one in held if one.state == "firing"]
        state = "firing" if firing else ("resolved" if held else "retracted")
        ends = [one.ended_day for one in units if one.ended_day is not None]
        return {
            "state": state,
            "first_day": min((one.first_day for one in held), default=row.first_day),
            "ended_day": None if firing else max(ends, default=self.ledger.day),
            "severity": max((one.severity for one in (*firing, row)), key=_rank),
            "facts": {
                "watch": "rollup",
                "wording": units[0].facts.get("wording") if units else None,
                "condition": units[0].facts.get("condition") if units else None,
                "days": [],
                "count": len(firing),
                "units": [self._unit(one) for one in held],
            },
        }

    def _unit(self, one: Any) -> dict[str, Any]:
        unit = self.tree.by_id.get(one.unit_id)
        known = [day for day in one.facts.get("days", ()) if day["known"]]
        share = plain_share(known[-1]["attainment"]) if known else None
        code = unit.code if unit is not None else None
        return {"unit": code, "incident": one.public_id, "state": one.state, "attainment": share}

    def stopped(self, notice: Notice) -> Notice:
        """The notice, stopped where its unit is told of in an incident above it."""
        parent = self.of.get(notice.incident_id)
        if parent is None or (notice.stop is not None and notice.stop.why is not Untold.NEVER_TOLD):
            return notice
        data = {"incident": self.parents[parent].public_id, "parent_id": parent}
        return replace(notice, stop=Stop(Untold.ROLLED_UP, data))


def _change(before: str, after: str, fresh: bool) -> str | None:
    if fresh:
        return "fired"
    if before == after:
        return None
    return "reopened" if after == "firing" else after


def _rank(severity: str) -> int:
    return ("info", "warning", "critical").index(severity)
