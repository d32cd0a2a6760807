"""The adjustments behind a figure: marked deltas, so that nobody takes a corrected number for the source's own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from engine.access.door import Door
from engine.org.tree import Unit
from engine.storage.tables import adjustment, load, org_link, org_unit
from engine.targets.days import Period

MOST = 50


def adjustments_behind(door: Door, unit: Unit, period: Period, measures: Iterable[Any]) -> list[dict[str, Any]]:
    """Adjustments in force of rows the measures are made of, newest first, at most 50: only the columns that the
    measures use, only units in scope. ``before`` is None where the row is the adjustment's own. One statement.
    """
    used: dict[str, set[str]] = {}
    for measure in measures:
        trees = (measure.aggregate.argument, measure.aggregate.where)
        names = {name for tree in trees if tree is not None for name in tree.names}
        used.setdefault(measure.dataset, set()).update(names)
    a, link, top = adjustment.c, org_link.alias(), org_link.alias()
    query = (
        sa.select(adjustment, org_unit.c.code, load.c.ended_at)
        .join(org_unit, org_unit.c.id == a.unit_id)
        .join(load, load.c.id == a.load_id)
        .join(link, sa.and_(link.c.unit_id == a.unit_id, link.c.valid_from <= a.day, link.c.valid_to > a.day))
        .join(top, sa.and_(top.c.unit_id == unit.id, top.c.valid_from <= a.day, top.c.valid_to > a.day))
        .where(
            a.state == "approved",
            a.dataset.in_(sorted(used)),
            a.day.between(period.first, period.last),
            link.c.path >= top.c.path,
            link.c.path < top.c.path_end,
            a.unit_id.in_(door.visible_units()),
        )
        .order_by(a.id.desc())
        .limit(MOST)
    )
    found = []
    for row in door.connection.execute(query):
        asked = row._mapping["values"]
        own = row.before is None
        columns = [name for name in asked if name in used[row.dataset]]
        if not columns and not own:
            continue
        found.append(
            {
                "public_id": row.public_id,
                "dataset": row.dataset,
                "unit": row.code,
                "day": row.day,
                "before": None if own else {name: row.before.get(name) for name in columns},
                "values": {name: asked[name] for name in columns},
                "reason": row.reason,
                "requested_by": row.requested_by,
                "decided_by": row.decided_by,
                "applied_at": row.ended_at,
            }
        )
    return found
