"""Where a period will end if it goes on as it has gone so far, and how far on its way it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.access.door import Door
from engine.base.text import Text, both
from engine.measure.figure import Figure
from engine.measure.read import parameters, reader_of, split, values
from engine.measure.value import Number, attainment_of, light_of
from engine.plan.shape import EXPECTED, PLAN
from engine.sql.sums import length
from engine.targets.days import Period

RUN_RATE = both(
    "按目前完成进度推算：已实现 + 剩余目标 × 目前实际 ÷ 同期目标",
    "at the rate so far: actual + remaining target × actual to date ÷ target to date",
)
AS_IT_IS = both("比率类指标：假定期末保持目前水平", "a rate: taken to stay as it is until the end")


@dataclass(frozen=True)
class DayAhead:
    """A day to come: its phased target, and what it brings at the rate so far (amounts only)."""

    day: date
    target: Number | None
    projected: float | None


@dataclass(frozen=True)
class Outlook:
    """One indicator of one unit from the first to the last day of a whole period. Money in minor units.

    ``target`` is the whole period's, ``target_to_date`` that up to the day asked for; ``projected`` the actual of the
    whole period as ``method`` reckons it, None where it cannot be known. ``days_gone`` of ``days`` are calendar days.
    """

    period: Period
    end: date
    actual: Number | None
    attainment: float | None
    target: Number | None
    target_to_date: Number | None
    projected: float | None
    projected_attainment: float | None
    light: str
    method: Text
    days_gone: int
    days: int
    amounts: bool  # whether its targets add up over days
    ahead: tuple[DayAhead, ...]


def outlook(door: Door, unit_id: int, indicator: str, period: Period) -> Outlook:
    """Reads the value to date and the plan of the whole period: one statement each.

    Raises AccessError for a unit or an indicator that the actor may not see there.
    """
    door.require_indicator(indicator, [unit_id])
    reader = reader_of(door.connection, door.release)
    figure, end = reader.figure(indicator), reader.days.end(period)
    value = values(door, [unit_id], period, [indicator])[unit_id, indicator]
    amounts = figure.need is not None and figure.need.spread == "amount"
    planned = _planned(door, unit_id, figure, period.first, end) if amounts else {}
    to_date = sum((amount for day, amount in planned.items() if day <= period.day), start=0)
    target: Number | None = sum(planned.values()) if amounts and planned else value.targets.get(figure.tier)
    rate = projected = None
    if amounts and value.actual is not None and value.gap is not None:
        covered = value.actual - value.gap  # the target of what is in
        if covered:
            rate = value.actual / covered
            projected = value.actual + ((target or 0) - covered) * rate
    elif not amounts and value.actual is not None:
        projected = float(value.actual)
    direction = figure.model.direction
    reached = attainment_of(projected, target, direction) if amounts else value.attainment
    return Outlook(
        period=period,
        end=end,
        actual=value.actual,
        attainment=value.attainment,
        target=target,
        target_to_date=to_date if amounts and planned else target,
        projected=projected,
        projected_attainment=reached,
        light="grey" if reached is None else light_of(reached, figure.scale)[0],
        method=RUN_RATE if amounts else AS_IT_IS,
        days_gone=(period.day - period.first).days + 1,
        days=(end - period.first).days + 1,
        amounts=amounts,
        ahead=tuple(
            DayAhead(day, amount, None if rate is None else amount * rate)
            for day, amount in planned.items()
            if day > period.day
        ),
    )


def _planned(door: Door, unit_id: int, figure: Figure, first: date, last: date) -> dict[date, Number]:
    """The plan's amount of every day on which it has one."""
    assert figure.need is not None
    column = figure.need.plan_column(figure.tier)
    reader = reader_of(door.connection, door.release)
    branches, leaves = split(door, reader, [unit_id])
    statement = reader.day_statement(door.connection, PLAN, (EXPECTED, column), length(branches), length(leaves))
    rows: Sequence[Any] = statement(door.connection, **parameters(branches, leaves, first, last)).all()
    return {date.fromordinal(row[1]): row[4] for row in sorted(rows, key=lambda row: row[1]) if row[4] is not None}
