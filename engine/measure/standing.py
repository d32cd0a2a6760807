"""Where a unit stands among its like: place, median and quarter, never anybody's name or figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import sqlalchemy as sa

from engine.access.actor import Actor
from engine.access.door import Door
from engine.access.units import in_force
from engine.measure.read import values
from engine.measure.value import Value
from engine.org.tree import Unit
from engine.storage.tables import org_link, org_unit
from engine.targets.days import Period

#: Fewer known peers than this say too much about each of them.
LEAST = 5
#: A level with more units than this is not compared as a whole, but under the same parent.
MOST = 600


@dataclass(frozen=True)
class Standing:
    """``place`` 1 is the best of ``of`` units whose attainment is known (equals share a place); ``quarter`` 1 is the
    best fourth. ``among`` is "level" (every open unit of the level), "siblings" or
    "seen" (those of the level that the actor may see himself); where the group is too small or
    the unit's own attainment is not known, place, median and quarter are None."""

    among: str
    of: int
    place: int | None
    median: float | None
    quarter: int | None


def standing(door: Door, unit: Unit, indicator: str, period: Period, *, of_all: bool) -> Standing:
    """Compares a unit's attainment with its peers': with ``of_all`` all of them, else those the actor may see anyway.

    Raises AccessError for a unit or an indicator that the actor may not see.
    """
    return standings(door, unit, [indicator], period, of_all=of_all)[indicator]


def standings(
    door: Door, unit: Unit, indicators: Sequence[str], period: Period, *, of_all: bool
) -> dict[str, Standing]:
    """As ``standing``, by many indicators at once: the same statements, however many.

    Raises AccessError for a unit or an indicator that the actor may not see.
    """
    door.require_units([unit.id])
    for name in indicators:
        door.require_indicator(name, [unit.id])
    asking = Door(door.connection, door.release, Actor.system(), door.today) if of_all else door
    among = "level" if asking.actor.sees_everything else "seen"
    peers = _peers(asking, unit, period, whole_level=True)
    if len(peers) > MOST:
        among, peers = "siblings", _peers(asking, unit, period, whole_level=False)
    asking.units(peers)  # known from here on: ``shows`` asks for each
    shown = [peer for peer in peers if any(asking.shows(name, peer) for name in indicators)]
    found = values(asking, shown, period, indicators) if shown else {}
    return {name: _placed(unit, name, found, among) for name in indicators}


def _placed(unit: Unit, indicator: str, found: Mapping[tuple[int, str], Value], among: str) -> Standing:
    known = {
        peer: value.attainment
        for (peer, name), value in found.items()
        if name == indicator and value.attainment is not None
    }
    mine = known.get(unit.id)
    if mine is None or len(known) < LEAST:
        return Standing(among, len(known), None, None, None)
    place = 1 + sum(round(other, 6) > round(mine, 6) for other in known.values())
    return Standing(among, len(known), place, median(known.values()), 1 + (place - 1) * 4 // len(known))


def _peers(door: Door, unit: Unit, period: Period, *, whole_level: bool) -> list[int]:
    """Ids of the units like it that were open on the period's last day, itself among them, as far as the door opens
    them."""
    same = org_unit.c.level == unit.level if whole_level else org_link.c.parent_id == unit.parent_id
    rows = (
        sa.select(org_unit.c.id)
        .join(org_link, org_link.c.unit_id == org_unit.c.id)
        .where(
            in_force(door.today),
            door.scope(org_link.c.path),
            same,
            sa.or_(org_unit.c.opened.is_(None), org_unit.c.opened <= period.last),
            sa.or_(org_unit.c.closed.is_(None), org_unit.c.closed > period.last),
        )
        .limit(MOST + 1 if whole_level else None)
    )
    return sorted(door.connection.scalars(rows))
