"""Whether it helped: an incident's indicator before and after somebody first did something about it.

The seven duty days before that day against the duty days after it, seven at most; the day itself belongs to neither.
Rates are sums over sums; amounts that add up are given per duty day with data, so that a short "after" compares.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from engine import measure
from engine.access import Door
from engine.measure import Period, Point

DAYS = 7
#: How far to look for so many duty days on either side.
REACH = timedelta(days=35)


@dataclass(frozen=True)
class Side:
    """Some duty days with data: ``value`` in minor units or as a fraction, None where it cannot be said."""

    days: int
    first: date | None
    last: date | None
    value: float | None
    attainment: float | None


@dataclass(frozen=True)
class Effect:
    """``state``: "too_early" (no day with data since), "so_far" (fewer than seven), "whole", or "nothing_before".

    ``change`` is after ÷ before − 1; ``points`` the change of attainment, as a fraction.
    """

    day: date
    state: Literal["too_early", "so_far", "whole", "nothing_before"]
    before: Side
    after: Side
    change: float | None
    points: float | None


def effect(door: Door, unit_id: int, indicator: str, day: date) -> Effect:
    """Around ``day``, as far as there is data. Raises AccessError for what is out of scope."""
    last = min(day + REACH, door.today)
    points = measure.series(door, unit_id, indicator, day - REACH, last)
    duty = [one for one in points if one.expected and one.have]
    before = _side(door, unit_id, indicator, [one for one in duty if one.day < day][-DAYS:])
    after = _side(door, unit_id, indicator, [one for one in duty if one.day > day][:DAYS])
    change = None
    if before.value and after.value is not None:
        change = after.value / before.value - 1
    gain = None
    if before.attainment is not None and after.attainment is not None:
        gain = after.attainment - before.attainment
    state: Literal["too_early", "so_far", "whole", "nothing_before"] = "whole" if after.days == DAYS else "so_far"
    if not before.days:
        state = "nothing_before"
    elif not after.days:
        state = "too_early"
    return Effect(day, state, before, after, change, gain)


def _side(door: Door, unit_id: int, indicator: str, points: Sequence[Point]) -> Side:
    if not points:
        return Side(0, None, None, None, None)
    first, last = points[0].day, points[-1].day
    found = measure.values(door, [unit_id], Period("span", last, first), [indicator])[unit_id, indicator]
    value = found.actual
    if value is not None and door.release.compiled("indicator", indicator).additive:
        value = value / len(points)
    return Side(len(points), first, last, value, found.attainment)
