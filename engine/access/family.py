"""The statement behind ``Door.family``: a unit, those above it and those right below, inside the actor's ranges."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from engine.access.scope import Bounds, any_of, bound
from engine.access.units import in_force
from engine.org.tree import unit_select
from engine.storage.tables import org_link, org_unit
from engine.storage.types import Day


@dataclass(frozen=True)
class Asker:
    """What an extra column may use: the unit asked for, the day, who asks, and the ranges; all of them parameters.

    ``ranges`` None: the installation itself asks.
    """

    unit_id: sa.ScalarSelect[int]
    today: sa.BindParameter[Any]
    user: sa.BindParameter[Any]
    ranges: Sequence[Bounds] | None

    def scope_of_values(self, path: sa.ColumnElement[str], indicator: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
        """As ``Door.scope_of_values``."""
        return sa.true() if self.ranges is None else any_of(r.shows(path, indicator) for r in self.ranges)


#: Makes a column of the statement; a function of a module, or a frozen object (it is the statement's key).
Extra = Callable[[Asker], sa.ColumnElement[Any]]


def family_select(
    shapes: Sequence[tuple[bool, int | None, int]] | None, extra: Sequence[Extra]
) -> sa.Select[tuple[Any, ...]]:
    """Parameters: ``code``, ``today``, ``user`` (where an extra column uses it) and those of the ranges."""
    today = sa.bindparam("today", type_=Day)
    own = sa.select(org_unit.c.id).where(org_unit.c.code == sa.bindparam("code", type_=sa.Text)).scalar_subquery()
    ranges = None if shapes is None else bound(shapes)
    asker = Asker(own, today, sa.bindparam("user", type_=sa.BigInteger), ranges)
    first, above, below = org_link.alias("first"), org_link.alias("above"), org_link.alias("below")
    way = sa.select(first.c.unit_id, first.c.parent_id).where(first.c.unit_id == own, in_force(today, first))
    up = way.cte("up", recursive=True)
    higher = sa.select(above.c.unit_id, above.c.parent_id).join(up, above.c.unit_id == up.c.parent_id)
    up = up.union_all(higher.where(in_force(today, above)))
    children = sa.select(below.c.unit_id).where(below.c.parent_id == own, in_force(today, below))
    near = org_link.c.unit_id.in_(sa.select(up.c.unit_id).union(children))
    seen = sa.true() if ranges is None else any_of(r.holds(org_link.c.path) for r in ranges)
    columns = [make(asker).label(f"extra_{n}") for n, make in enumerate(extra)]
    return unit_select(today).add_columns(*columns).where(near, seen)
