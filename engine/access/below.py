"""The units below others, whoever asks: for counting only. What is counted of them goes out, they themselves never."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from engine.access.units import in_force
from engine.storage.tables import org_link, org_unit

#: Units named in one statement.
AT_ONCE = 5_000


@dataclass(frozen=True)
class Below:
    """A unit and what it stands under in the tree of a day."""

    id: int
    parent_id: int
    level: int


def units_below(connection: sa.Connection, unit_ids: Sequence[int], today: date, on: date, deep: bool) -> list[Below]:
    """The units right below the given ones in today's tree (``deep``: at any depth), of those that are open ``on`` a
    day. One statement for up to 5,000 units."""
    unit = org_unit.c
    found: dict[int, Below] = {}
    for start in range(0, len(unit_ids), AT_ONCE):
        some = unit_ids[start : start + AT_ONCE]
        link = org_link.alias("link")
        rows = sa.select(link.c.unit_id, link.c.parent_id, unit.level).join(org_unit, unit.id == link.c.unit_id)
        if deep:
            top = org_link.alias("top")
            inside = sa.and_(link.c.path > top.c.path, link.c.path < top.c.path_end)
            rows = rows.join(top, inside).where(in_force(today, top), top.c.unit_id.in_(some))
        else:
            rows = rows.where(link.c.parent_id.in_(some))
        opened = sa.or_(unit.opened.is_(None), unit.opened <= on)
        closed = sa.or_(unit.closed.is_(None), unit.closed > on)
        for row in connection.execute(rows.where(in_force(today, link), opened, closed)):
            found[row[0]] = Below(*row)
    return list(found.values())
