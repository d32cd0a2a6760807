"""A unit with what lies around it, as one actor sees it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import sqlalchemy as sa

from engine.org.tree import Unit
from engine.storage.tables import org_link


@dataclass(frozen=True)
class Family:
    """A unit, its visible ancestors (top first) and children (by code), and the extra values asked for per unit."""

    unit: Unit
    ancestors: tuple[Unit, ...]
    children: tuple[Unit, ...]
    extra: Mapping[int, tuple[Any, ...]]

    @classmethod
    def of(cls, code: str, units: Iterable[Unit], extra: Mapping[int, tuple[Any, ...]]) -> Family | None:
        """Sorts the rows out; None where the unit itself is not among them."""
        found = list(units)
        own = next((unit for unit in found if unit.code == code), None)
        if own is None:
            return None
        above = [u for u in found if u.path <= own.path < u.path_end and u.id != own.id]
        below = [u for u in found if u.parent_id == own.id]
        return cls(
            own,
            tuple(sorted(above, key=lambda unit: unit.depth)),
            tuple(sorted(below, key=lambda unit: unit.code)),
            extra,
        )


def in_force(day: date | sa.BindParameter[date], link: sa.FromClause = org_link) -> sa.ColumnElement[bool]:
    """Links (of the table or an alias of it) that hold on a day."""
    return sa.and_(link.c.valid_from <= day, link.c.valid_to > day)


#: In the order of ``engine.org.unit_select``; groups last.
UNIT_FIELDS = tuple(field.name for field in fields(Unit))


def unit_of(row: Any) -> Unit:
    """A row with the columns of ``engine.org.unit_select`` (others are ignored)."""
    values = {name: getattr(row, name) for name in UNIT_FIELDS}
    return Unit(**{**values, "groups": tuple(values["groups"])})
