"""How much there is of a day: rows of datasets whose unit-days hold many, where a cut-off feed would not be seen."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from engine.access.door import Door
from engine.measure.read import reader_of


def day_rows(door: Door, indicator: str, day: date) -> int | None:
    """Rows of a day in the indicator's datasets that have several a unit-day. One statement; None: it has none such.

    Raises ValueError for a door that is not the system's: nothing here is scoped.
    """
    if not door.system:
        raise ValueError("only jobs look at all units")
    reader = reader_of(door.connection, door.release)
    shapes, tables = reader.model.shapes, reader.model.tables
    counts = []
    for dataset in reader.figure(indicator).datasets:
        if not shapes[dataset].dataset.grain_is_unit_day:
            _, its_day = tables[dataset].place
            counted = sa.select(sa.func.count()).select_from(tables[dataset].facts)
            counts.append(counted.where(its_day == day.toordinal()).scalar_subquery())
    if not counts:
        return None
    found: int = door.connection.execute(sa.select(sum(counts[1:], counts[0]))).scalar_one()
    return found
