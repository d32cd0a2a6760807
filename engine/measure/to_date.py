"""Values to date, day by day: of the month up to the 1st, the 2nd, the 3rd … at many units, in a few statements.

What adds up over days is read once: the sums up to the day before the range, then the days, and the formula over the
running sums. What does not (a stock's last value, different customers of a month) is read as ``values``, day by day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from engine.access.door import Door
from engine.measure.figure import Figure
from engine.measure.read import Reader, parameters, portions, reader_of, split, values
from engine.measure.series import Rows, day_parts, unit_series
from engine.measure.value import Number, Point, attainment_of
from engine.plan.shape import EXPECTED, PLAN
from engine.sql.sums import length
from engine.targets.days import Period


@dataclass(frozen=True)
class PointToDate:
    """An indicator from the beginning of a period up to and including ``day``. ``target`` is the full one to date,
    ``attainment`` compares with the targets of the leaf-days that have data; ``expected`` and ``have`` count those to
    date, ``due`` and ``came`` those of the day itself (``came`` 0 where one of the datasets has nothing)."""

    day: date
    actual: Number | None
    target: Number | None
    attainment: float | None
    expected: int
    have: int
    due: int
    came: int


def to_date(
    door: Door, indicator: str, period: str, units: Sequence[int], first: date, last: date
) -> dict[int, list[PointToDate]]:
    """Every day of a range at each of the units: ``period`` is "day", "wtd", "mtd", "qtd" or "ytd", by the app's
    calendar. Units that are not known are left out.

    Raises AccessError for a unit or an indicator that the actor may not see, ValueError for an unknown period.
    """
    door.require_units(units)
    door.require_indicator(indicator, units)
    reader = reader_of(door.connection, door.release)
    figure = reader.figure(indicator)
    starts = {day: reader.days.period(period, day).first for day in _days(first, last)}
    if not _adds_up(reader, figure):
        return _day_by_day(door, indicator, period, units, starts)
    found: dict[int, list[PointToDate]] = {}
    for some in portions(units):
        branches, leaves = split(door, reader, some)
        if not branches and not leaves:
            continue
        sizes = (length(branches), length(leaves))
        before: dict[int, Mapping[str, Any]] = {}
        if starts[first] < first:
            statement = reader.period_statement(door.connection, (indicator,), *sizes)
            asked = parameters(branches, leaves, starts[first], first - timedelta(days=1))
            rows = statement(door.connection, **asked)
            names = list(rows.keys())
            before = {row[0]: dict(zip(names, row, strict=True)) for row in rows}
        parts = day_parts(door, reader, indicator, sizes, (branches, leaves), first, last)
        for unit in (*branches, *leaves):
            found[unit] = list(_running(figure, unit, starts, parts, before.get(unit)))
    return found


def _days(first: date, last: date) -> Iterable[date]:
    return (date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1))


def _adds_up(reader: Reader, figure: Figure) -> bool:
    """Whether every column that the figure reads is the sum of its days."""
    shapes = reader.model.shapes
    return not any(column in shapes[d].over_time for d, columns in figure.columns.items() for column in columns)


def _running(
    figure: Figure, unit: int, starts: Mapping[date, date], parts: Sequence[Rows], before: Mapping[str, Any] | None
) -> Iterable[PointToDate]:
    *datasets, plans = parts
    columns = [figure.columns[dataset] for dataset in figure.datasets]
    home = figure.datasets.index(figure.home)
    sums: dict[str, Number | None] = {}
    planned: dict[str, Number | None] = {}
    have = expected = 0
    if before is not None:
        sums = {column: before[key] for column, key in figure.keys}
        planned = {column: before[f"{PLAN}|{column}"] for column in figure.plan_columns}
        have, expected = before[f"{figure.home}|~have"] or 0, before[f"{PLAN}|{EXPECTED}"] or 0
    for day, start in starts.items():
        if start == day:
            sums, planned, have, expected = {}, {}, 0, 0
        key = (unit, day.toordinal())
        rows = [found.get(key) for found in datasets]
        for names, row in zip(columns, rows, strict=True):
            if row is not None:
                _add(sums, names, row[3:])
        plan, at_home = plans.get(key), rows[home]
        due = 0 if plan is None else plan[2] or 0
        here = 0 if at_home is None else at_home[2] or 0
        if plan is not None:
            _add(planned, figure.plan_columns, plan[4:])
        have, expected = have + here, expected + due
        actual = figure.actual(sums)
        yield PointToDate(
            day,
            actual,
            figure.target(sums, planned, figure.tier),
            attainment_of(actual, figure.covered(sums, figure.tier), figure.model.direction),
            expected,
            have,
            due,
            0 if None in rows else here,
        )


def _add(sums: dict[str, Number | None], names: Sequence[str], numbers: Sequence[Number | None]) -> None:
    for name, number in zip(names, numbers, strict=True):
        if number is not None:
            sums[name] = (sums.get(name) or 0) + number


def _day_by_day(
    door: Door, indicator: str, period: str, units: Sequence[int], starts: Mapping[date, date]
) -> dict[int, list[PointToDate]]:
    tier = reader_of(door.connection, door.release).figure(indicator).tier
    found: dict[int, list[PointToDate]] = {unit: [] for unit in units}
    daily: dict[int, list[Point]] = unit_series(door, indicator, units, min(starts), max(starts))
    for place, (day, start) in enumerate(starts.items()):
        worth = values(door, units, Period(period, day, start), [indicator])
        for unit in units:
            value, point = worth[unit, indicator], daily[unit][place]
            came = point.have if point.known else 0
            coverage = (value.expected, value.have, point.expected, came)
            found[unit].append(PointToDate(day, value.actual, value.targets.get(tier), value.attainment, *coverage))
    return found
