"""Days in a row at units: every day of a range, days without data included."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from engine.access.door import Door
from engine.measure.figure import Figure
from engine.measure.read import Reader, parameters, portions, reader_of, split
from engine.measure.value import Point
from engine.plan.shape import EXPECTED, PLAN
from engine.sql.sums import ALL, length

#: Of one dataset: (unit, ordinal day) → (unit, day, have, columns …).
Rows = dict[tuple[int, int], Sequence[Any]]


def series(door: Door, unit_id: int, indicator: str, first: date, last: date) -> list[Point]:
    """Every day of a range at one unit, days without data included."""
    return unit_series(door, indicator, [unit_id], first, last)[unit_id]


def unit_series(door: Door, indicator: str, units: Sequence[int], first: date, last: date) -> dict[int, list[Point]]:
    """As ``series``, for many units: a statement per dataset of the indicator and one for the plan."""
    door.require_units(units)
    door.require_indicator(indicator, units)
    reader = reader_of(door.connection, door.release)
    found: dict[int, list[Point]] = {}
    for some in portions(units):
        branches, leaves = split(door, reader, some)
        sizes = (length(branches), length(leaves))
        parts = day_parts(door, reader, indicator, sizes, (branches, leaves), first, last)
        found |= _points(reader.figure(indicator), some, parts, first, last)
    return found


def many_series(door: Door, unit_id: int, indicators: Sequence[str], first: date, last: date) -> dict[str, list[Point]]:
    """As ``series``, for many indicators of one unit: a statement per dataset and one for the plan, however many.

    Raises AccessError for a unit or an indicator that the actor may not see there.
    """
    door.require_units([unit_id])
    for name in indicators:
        door.require_indicator(name, [unit_id])
    reader = reader_of(door.connection, door.release)
    figures = [reader.figure(name) for name in indicators]
    wanted: dict[str, list[str]] = {}
    for figure in figures:
        for dataset, columns in {**figure.columns, PLAN: [EXPECTED, *figure.plan_columns]}.items():
            known = wanted.setdefault(dataset, [])
            known += [column for column in columns if column not in known]
    branches, leaves = split(door, reader, [unit_id])
    found: dict[str, dict[int, Sequence[Any]]] = {}
    for dataset, columns in wanted.items():
        sizes = (length(branches), length(leaves))
        statement = reader.day_statement(door.connection, dataset, tuple(columns), *sizes)
        rows: Sequence[Any] = statement(door.connection, **parameters(branches, leaves, first, last)).all()
        found[dataset] = {row[1]: row for row in rows}
    return {figure.name: _figure_points(figure, wanted, found, first, last) for figure in figures}


def _figure_points(
    figure: Figure,
    wanted: dict[str, list[str]],
    found: dict[str, dict[int, Sequence[Any]]],
    first: date,
    last: date,
) -> list[Point]:
    """The days of one figure, from rows that hold the columns of all."""

    def cut(dataset: str, columns: Sequence[str], day: int) -> Sequence[Any] | None:
        row = found[dataset].get(day)
        return None if row is None else [*row[:3], *(row[3 + wanted[dataset].index(column)] for column in columns)]

    days = range(first.toordinal(), last.toordinal() + 1)
    plan = [EXPECTED, *figure.plan_columns]
    return [
        figure.point(day, [cut(d, figure.columns[d], day) for d in figure.datasets], cut(PLAN, plan, day))
        for day in days
    ]


def leaf_series(
    door: Door, indicator: str, units: Iterable[int] | None, first: date, last: date
) -> dict[int, list[Point]]:
    """``unit_series`` for the given units, or for every unit of the last level in scope."""
    reader = reader_of(door.connection, door.release)
    if units is None and door.system:  # however many they are: no list of ids goes to the database
        parts = day_parts(door, reader, indicator, (0, ALL), ([], []), first, last)
        everyone = {unit for rows in parts for unit, _ in rows}
        return _points(reader.figure(indicator), sorted(everyone), parts, first, last)
    if units is None:
        units = door.units_of_level(reader.leaf_level)
    return unit_series(door, indicator, list(units), first, last)


def day_parts(
    door: Door,
    reader: Reader,
    indicator: str,
    sizes: tuple[int, int],
    units: tuple[list[int], list[int]],
    first: date,
    last: date,
) -> list[Rows]:
    """The rows of each of the indicator's datasets, and last those of the plan."""
    figure = reader.figure(indicator)
    found: list[Rows] = []
    wanted = {**figure.columns, PLAN: [EXPECTED, *figure.plan_columns]}
    for dataset, columns in wanted.items():
        statement = reader.day_statement(door.connection, dataset, tuple(columns), *sizes)
        rows: Sequence[Any] = statement(door.connection, **parameters(*units, first, last)).all()
        found.append({(row[0], row[1]): row for row in rows})
    return found


def _points(
    figure: Figure, units: Iterable[int], parts: Sequence[Rows], first: date, last: date
) -> dict[int, list[Point]]:
    days = range(first.toordinal(), last.toordinal() + 1)
    *datasets, plan = parts
    return {
        unit: [figure.point(day, [rows.get((unit, day)) for rows in datasets], plan.get((unit, day))) for day in days]
        for unit in units
    }
