"""Reads figures through the door: period values in one statement, series a statement per dataset."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from engine.access.door import Door
from engine.measure.figure import Figure
from engine.measure.value import Number, Point, Value
from engine.plan.shape import EXPECTED, PLAN
from engine.sql.prepared import Prepared
from engine.sql.sums import ALL, LENGTHS, day_rows, filled, length, period_sums, sized
from engine.storage.model import Model, model_of
from engine.storage.types import instant
from engine.targets.days import Days, Period


@dataclass
class Reader:
    """What a release knows about reading figures; kept as long as its model."""

    release: Any
    model: Model

    def __post_init__(self) -> None:
        self._figures: dict[str, Figure] = {}

    @cached_property
    def days(self) -> Days:
        """The app's calendar."""
        return Days(self.release.get("calendar", self.release.app.calendar))

    @cached_property
    def leaf_level(self) -> int:
        """The level number of the leaves."""
        return len(self.release.get("org", self.release.app.org).levels) - 1

    @cached_property
    def sources(self) -> dict[str, list[str]]:
        """Dataset → the sources that feed it."""
        found: dict[str, list[str]] = {}
        for source in self.release.all("source"):
            for into in source.into:
                found.setdefault(into.dataset, []).append(source.name)
        return found

    def figure(self, name: str) -> Figure:
        """An indicator, ready to be worked out."""
        if name not in self._figures:
            self._figures[name] = Figure(self.release, name, self.model.shapes)
        return self._figures[name]

    def period_statement(
        self, connection: sa.Connection, names: tuple[str, ...], branches: int, leaves: int
    ) -> Prepared:
        """The one statement behind ``values`` for these indicators and so many branches and leaves."""
        key = ("period", names, branches, leaves)
        return self.model.prepare(connection, key, partial(self._period, names, branches, leaves))

    def _period(self, names: tuple[str, ...], branches: int, leaves: int) -> sa.Select[Any]:
        columns: dict[str, list[str]] = {}
        plan: list[str] = [EXPECTED]
        for name in names:
            figure = self.figure(name)
            for dataset, wanted in figure.columns.items():
                known = columns.setdefault(dataset, [])
                known += [c for c in dict.fromkeys(wanted) if c not in known]
            plan += [c for c in figure.plan_columns if c not in plan]
        found = period_sums(self.model, columns, plan, self.sources, bool(branches), bool(leaves))
        return sized(found, branches, leaves, self.leaf_level)

    def day_statement(
        self, connection: sa.Connection, dataset: str, columns: tuple[str, ...], branches: int, leaves: int
    ) -> Prepared:
        """A dataset's rows (or the plan's) per unit and day."""
        key = ("days", dataset, columns, branches, leaves)
        return self.model.prepare(connection, key, partial(self._days, dataset, columns, branches, leaves))

    def _days(self, dataset: str, columns: tuple[str, ...], branches: int, leaves: int) -> sa.Select[Any]:
        found = day_rows(self.model, dataset, columns, bool(branches), bool(leaves))
        return sized(found, branches, leaves, self.leaf_level)


_readers: WeakKeyDictionary[Model, Reader] = WeakKeyDictionary()


def reader_of(connection: sa.Connection, release: Any) -> Reader:
    """The reader of a published release."""
    model = model_of(connection, release)
    found = _readers.get(model)
    if found is None:
        found = _readers[model] = Reader(release, model)
    return found


def period_of(door: Door, kind: str, day: date) -> Period:
    """The period to date that ends on a day, by the app's calendar."""
    return reader_of(door.connection, door.release).days.period(kind, day)


def values(door: Door, units: Sequence[int], period: Period, indicators: Sequence[str]) -> dict[tuple[int, str], Value]:
    """Every indicator at every unit over a period: one statement, whatever their number.

    Raises AccessError for a unit or an indicator that the actor may not see.
    """
    door.require_units(units)
    for name in indicators:
        door.require_indicator(name)
    reader = reader_of(door.connection, door.release)
    figures = [reader.figure(name) for name in indicators]
    found: dict[tuple[int, str], Value] = {}
    for some in _portions(units):
        branches, leaves = _split(door, reader, some)
        statement = reader.period_statement(door.connection, tuple(indicators), length(branches), length(leaves))
        rows = statement(door.connection, **_parameters(branches, leaves, period.first, period.last))
        names = list(rows.keys())
        for row in rows:
            sums = dict(zip(names, row, strict=True))
            unit = sums["unit"]
            for figure in figures:
                if door.shows(figure.name, unit):
                    found[unit, figure.name] = _value(figure, sums)
    return found


def sums_of(door: Door, unit_id: int, period: Period, indicator: str) -> dict[str, Number | None]:
    """The sums that a figure is worked out from, by measure."""
    door.require_units([unit_id])
    door.require_indicator(indicator, [unit_id])
    reader = reader_of(door.connection, door.release)
    branches, leaves = _split(door, reader, [unit_id])
    statement = reader.period_statement(door.connection, (indicator,), length(branches), length(leaves))
    rows = statement(door.connection, **_parameters(branches, leaves, period.first, period.last))
    row = dict(zip(list(rows.keys()), rows.one(), strict=True))
    return {column: row[key] for column, key in reader.figure(indicator).keys}


def _value(figure: Figure, row: Mapping[str, Any]) -> Value:
    sums = {column: row[key] for column, key in figure.keys}
    days = [row[f"{d}|~day"] for d in figure.datasets]
    synced = [instant(row[f"{d}|~synced"]) for d in figure.datasets]
    plan = {c: row[f"{PLAN}|{c}"] for c in figure.plan_columns}
    due = row[f"{PLAN}|~day"]
    return figure.value(
        row["unit"],
        sums,
        plan,
        have=row[f"{figure.home}|~have"] or 0,
        expected=row[f"{PLAN}|{EXPECTED}"] or 0,
        last_expected=date.fromordinal(due) if due else None,
        data_day=None if any(d is None for d in days) else date.fromordinal(min(days)),
        synced_at=min((at for at in synced if at is not None), default=None) if all(synced) else None,
    )


def series(door: Door, unit_id: int, indicator: str, first: date, last: date) -> list[Point]:
    """Every day of a range at one unit, days without data included."""
    return unit_series(door, indicator, [unit_id], first, last)[unit_id]


def unit_series(door: Door, indicator: str, units: Sequence[int], first: date, last: date) -> dict[int, list[Point]]:
    """As ``series``, for many units: a statement per dataset of the indicator and one for the plan."""
    door.require_units(units)
    door.require_indicator(indicator, units)
    reader = reader_of(door.connection, door.release)
    found: dict[int, list[Point]] = {}
    for some in _portions(units):
        branches, leaves = _split(door, reader, some)
        rows = _day_rows(door, reader, indicator, (length(branches), length(leaves)), (branches, leaves), first, last)
        found |= _points(reader.figure(indicator), some, rows, first, last)
    return found


Rows = dict[tuple[int, int], dict[str, Any]]


def _day_rows(
    door: Door,
    reader: Reader,
    indicator: str,
    sizes: tuple[int, int],
    units: tuple[list[int], list[int]],
    first: date,
    last: date,
) -> Rows:
    """(unit, ordinal) → ``dataset|column`` → value, of the indicator's datasets and the plan."""
    figure = reader.figure(indicator)
    rows: Rows = {}
    wanted = {**figure.columns, PLAN: [EXPECTED, *figure.plan_columns]}
    for dataset, columns in wanted.items():
        statement = reader.day_statement(door.connection, dataset, tuple(dict.fromkeys(columns)), *sizes)
        found = statement(door.connection, **_parameters(*units, first, last))
        keys = [f"{dataset}|{name}" for name in list(found.keys())]
        for row in found:
            values = tuple(row)
            rows.setdefault((values[0], values[1]), {}).update(zip(keys, values, strict=True))
    return rows


def _points(figure: Figure, units: Iterable[int], rows: Rows, first: date, last: date) -> dict[int, list[Point]]:
    days = range(first.toordinal(), last.toordinal() + 1)
    return {unit: [_point(figure, day, rows.get((unit, day), {})) for day in days] for unit in units}


def _point(figure: Figure, day: int, row: Mapping[str, Any]) -> Point:
    known = all(f"{d}|unit" in row for d in figure.datasets)
    sums: dict[str, Number | None] = {column: row.get(key) for column, key in figure.keys}
    plan = {c: row.get(f"{PLAN}|{c}") for c in figure.plan_columns}
    return Point(
        date.fromordinal(day),
        figure.actual(sums) if known else None,
        figure.target(sums, plan, figure.tier),
        figure.attainment(sums) if known else None,
        row.get(f"{PLAN}|~have") or 0,
        row.get(f"{figure.home}|~have") or 0,
        known,
        sums,
    )


def leaf_series(
    door: Door, indicator: str, units: Iterable[int] | None, first: date, last: date
) -> dict[int, list[Point]]:
    """``unit_series`` for the given units, or for every unit of the last level in scope."""
    reader = reader_of(door.connection, door.release)
    if units is None and door.system:  # however many they are: no list of ids goes to the database
        rows = _day_rows(door, reader, indicator, (0, ALL), ([], []), first, last)
        return _points(reader.figure(indicator), sorted({unit for unit, _ in rows}), rows, first, last)
    if units is None:
        units = door.units_of_level(reader.leaf_level)
    return unit_series(door, indicator, list(units), first, last)


def _portions(units: Sequence[int]) -> Iterator[Sequence[int]]:
    """As many units as one statement takes at a time."""
    for start in range(0, len(units), LENGTHS[-1]):
        yield units[start : start + LENGTHS[-1]]


def _split(door: Door, reader: Reader, units: Sequence[int]) -> tuple[list[int], list[int]]:
    """Branches and leaves among the units."""
    levels = {unit.id: unit.level for unit in door.units(units).values()}
    leaves = [unit for unit in units if levels.get(unit) == reader.leaf_level]
    return [unit for unit in units if unit in levels and levels[unit] != reader.leaf_level], leaves


def _parameters(branches: list[int], leaves: list[int], first: date, last: date) -> dict[str, Any]:
    ranges = {"first": first.toordinal(), "last": last.toordinal()}
    return {**ranges, **filled("units", branches), **filled("leaves", leaves)}
