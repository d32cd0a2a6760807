"""How far a period is, in time and in result: 63 % of the month's target is done when 73 % of it was due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from engine.access.door import Door
from engine.measure.read import reader_of, values
from engine.measure.value import Number, Value
from engine.targets.days import Period


@dataclass(frozen=True)
class Pace:
    """Of an amount that is to be reached by ``end``: ``whole`` is the full target of the whole month (week, …),
    ``done`` the share of it that is reached, ``due`` the share that the plan wanted by now (both fractions)."""

    whole: Number
    done: float | None
    due: float | None
    end: date


def paces(
    door: Door, unit_id: int, period: Period, found: Mapping[tuple[int, str], Value], indicators: Sequence[str]
) -> dict[str, Pace]:
    """The pace of each indicator whose target is an amount; others (rates, no target, single days) are left out.

    ``found``: the values of the period to date. At most one statement.
    """
    reader = reader_of(door.connection, door.release)
    amounts = [name for name in indicators if (unit_id, name) in found and reader.figure(name).plan_columns]
    end = reader.days.end(period)
    if not amounts or period.kind == "day":
        return {}
    whole = found if end == period.last else values(door, [unit_id], Period(period.kind, end, period.first), amounts)
    paced: dict[str, Pace] = {}
    for name in amounts:
        tier, now = reader.figure(name).tier, found[unit_id, name]
        target = whole[unit_id, name].targets.get(tier)
        if target:
            so_far = now.targets.get(tier)
            paced[name] = Pace(
                target,
                None if now.actual is None else now.actual / target,
                None if so_far is None else so_far / target,
                end,
            )
    return paced
