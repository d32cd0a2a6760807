"""The light of every day of a series: by the unit's own attainment, and by the units below where its scale says so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.access.actor import Actor
from engine.access.below import Below, units_below
from engine.access.door import Door
from engine.measure import parents
from engine.measure.read import reader_of
from engine.measure.series import unit_series
from engine.measure.value import Point, light_of

#: More units below than this are not read for every day of a series: its lights are then by own attainment.
MOST_BELOW = 1_000


def day_lights(door: Door, unit_id: int, indicator: str, points: Sequence[Point]) -> list[str]:
    """A light per point of a unit's series. Only colours come of the units below, whoever asks."""
    scale = reader_of(door.connection, door.release).figure(indicator).scale
    own = [_own(point, scale) for point in points]
    if not points or not parents.counts(scale):
        return own
    below = units_below(door.connection, [unit_id], door.today, points[-1].day, parents.deep(scale))
    if not below or len(below) > MOST_BELOW:
        return own
    everyone = Door(door.connection, door.release, Actor.system(), door.today)
    ids = [unit.id for unit in below]
    found = unit_series(everyone, indicator, ids, points[0].day, points[-1].day)
    lights = {unit: [_own(point, scale) for point in series] for unit, series in found.items()}
    return _lowered(unit_id, {**lights, unit_id: own}, below, scale)


def _lowered(unit: int, lights: dict[int, list[str]], below: Sequence[Below], scale: Any) -> list[str]:
    children = [child.id for child in below if child.parent_id == unit]
    if not children:
        return lights[unit]
    theirs = [_lowered(child, lights, below, scale) for child in children]
    return [parents.lowered(own, scale.parent_light, day) for own, *day in zip(lights[unit], *theirs, strict=True)]


def _own(point: Point, scale: Any) -> str:
    return "grey" if point.attainment is None else light_of(point.attainment, scale)[0]
