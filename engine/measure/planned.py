"""What the plan says of units, whatever has happened: amounts by month, rates as a span. Money in minor units."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from engine.access.door import Door
from engine.access.units import in_force
from engine.measure.read import parameters, portions, reader_of, split
from engine.measure.value import Number
from engine.org.tree import Unit
from engine.plan.shape import EXPECTED, PLAN, PlanColumn
from engine.sql.sums import length
from engine.storage.tables import org_link

Months = dict[str, Number]


def amounts_by_month(
    door: Door, units: Sequence[int], columns: Sequence[PlanColumn], first: date, last: date
) -> dict[tuple[int, str], Months]:
    """(unit, plan column) → "YYYY-MM" → amount. One statement. Raises AccessError for a unit out of scope."""
    door.require_units(units)
    reader = reader_of(door.connection, door.release)
    names = [column.name for column in columns]
    found: dict[tuple[int, str], Months] = {}
    for some in portions(units):
        branches, leaves = split(door, reader, some)
        wanted = (EXPECTED, *names)
        statement = reader.day_statement(door.connection, PLAN, wanted, length(branches), length(leaves))
        rows: Sequence[Any] = statement(door.connection, **parameters(branches, leaves, first, last)).all()
        for unit, day, _, _, *amounts in sorted(rows, key=lambda row: (row[0], row[1])):
            month = date.fromordinal(day).isoformat()[:7]
            for name, amount in zip(names, amounts, strict=True):
                if amount is not None:
                    months = found.setdefault((unit, name), {})
                    months[month] = months.get(month, 0) + amount
    return found


def rate_spans(door: Door, unit: Unit, columns: Sequence[PlanColumn], day: date) -> dict[str, tuple[float, float]]:
    """Plan column → the least and the greatest rate of the leaves at or below a unit on a day. One statement."""
    door.require_units([unit.id])
    plan = reader_of(door.connection, door.release).model.tables[PLAN].facts
    if not columns:
        return {}
    ends = [function(plan.c[c.name]) for c in columns for function in (sa.func.min, sa.func.max)]
    inside = sa.and_(org_link.c.path >= unit.path, org_link.c.path < unit.path_end, in_force(door.today))
    rows = sa.select(*ends).join(org_link, org_link.c.unit_id == plan.c.unit)
    found = door.connection.execute(rows.where(inside, plan.c.day == day.toordinal())).one()
    pairs = zip(columns, found[::2], found[1::2], strict=True)
    return {column.name: (low, high) for column, low, high in pairs if low is not None}
