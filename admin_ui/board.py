"""What the screens with lights share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from admin_ui.call import Call
from admin_ui.cards import Card, light_card, rank
from engine.access import Door
from engine.access.family import Asker
from engine.access.units import Family, in_force
from engine.base import clock
from engine.definitions.release import Release
from engine.jobs.due import due_day
from engine.measure import Value
from engine.org.tree import Unit
from engine.storage.tables import incident, org_link

Found = Mapping[tuple[int, str], Value]


def at_latest(call: Call, day: date | None) -> date:
    """The day asked for, at the latest yesterday; by default the last one whose data is due. A preview has its own."""
    yesterday = call.today - timedelta(days=1)
    last = min(yesterday, call.preview_day or date.max)
    return min(day, last) if day else min(last, due_day(call.release.app, clock.now()))


def boards_for(release: Release, unit: Unit) -> Any:
    """The first dashboard made for the unit's level; None where there is none."""
    level = release.get("org", release.app.org).levels[unit.level].name
    return next((board for board in release.all("dashboard") if not board.levels or level in board.levels), None)


def incident_count(asker: Asker) -> sa.ColumnElement[int]:
    """For ``door.family``: how many incidents are firing at or below the unit, as far as the actor may see them."""
    top, place = org_link.alias("top"), org_link.alias("place")
    counted = (
        sa.select(sa.func.count())
        .select_from(incident)
        .join(place, sa.and_(place.c.unit_id == incident.c.unit_id, in_force(asker.today, place)))
        .join(top, sa.and_(top.c.unit_id == asker.unit_id, in_force(asker.today, top)))
        .where(
            incident.c.state == "firing",
            place.c.path >= top.c.path,
            place.c.path < top.c.path_end,
            asker.scope_of_values(place.c.path, incident.c.indicator),
        )
    )
    return counted.correlate(None).scalar_subquery()


def lights_of(door: Door, found: Found, unit_id: int, names: Sequence[str]) -> list[Card]:
    """The lights of a unit in the order of ``names``, as far as its posts show them (``values`` gives no others)."""
    return [light_card(door, found[unit_id, name]) for name in names if (unit_id, name) in found]


def worst_units_first(units: Iterable[Unit], found: Found, names: Sequence[str]) -> list[Unit]:
    """By each unit's worst light, as ``worst_first`` orders their cards: cards are then made for those shown only."""
    return sorted(units, key=lambda unit: _worst(unit, found, names)[0])


def worst_light(unit: Unit, found: Found, names: Sequence[str]) -> str:
    """The light a unit's own lamp shows; grey where none of the indicators is to be seen there."""
    return _worst(unit, found, names)[1]


def _worst(unit: Unit, found: Found, names: Sequence[str]) -> tuple[tuple[int, float], str]:
    seen = (found.get((unit.id, name)) for name in names)
    lights = ((rank(value.light, value.attainment), value.light) for value in seen if value is not None)
    return min(lights, default=(rank("grey", None), "grey"))


def units_missing(family: Family, found: Found) -> list[Unit]:
    """The units below that have delivered less than is expected of them."""
    short = {unit_id for (unit_id, _), value in found.items() if value.have < value.expected}
    return [unit for unit in family.children if unit.id in short]
