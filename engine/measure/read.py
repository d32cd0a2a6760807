"""Reads figures through the door: period values in one statement, series a statement per dataset."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from engine.access.door import Door
from engine.measure.figure import Figure
from engine.measure.value import Number, Point, Value
from engine.plan.shape import EXPECTED, PLAN
from engine.sql.sums import day_rows, period_sums
from engine.storage.model import Model, model_of
from engine.targets.days import Days, Period

Statement = tuple[sa.Select[Any], list[str]]


@dataclass
class Reader:
    """What a release knows about reading figures; kept as long as its model."""

    release: Any
    model: Model

    def __post_init__(self) -> None:
        self._figures: dict[str, Figure] = {}
        self._periods: dict[tuple[Any, ...], sa.Select[Any]] = {}
        self._series: dict[tuple[Any, ...], dict[str, sa.Select[Any]]] = {}

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

    def period_statement(self, names: tuple[str, ...], branches: bool, leaves: bool) -> sa.Select[Any]:
        """The one statement behind ``values`` for these indicators."""
        key = (names, branches, leaves)
        if key not in self._periods:
            columns: dict[str, list[str]] = {}
            plan: list[str] = [EXPECTED]
            for name in names:
                figure = self.figure(name)
                for dataset, wanted in figure.columns.items():
                    known = columns.setdefault(dataset, [])
                    known += [c for c in dict.fromkeys(wanted) if c not in known]
                plan += [c for c in figure.plan_columns if c not in plan]
            self._periods[key] = period_sums(self.model, columns, plan, self.sources, branches, leaves)
        return self._periods[key]

    def day_statements(self, name: str, branches: bool, leaves: bool) -> dict[str, sa.Select[Any]]:
        """Dataset → rows per unit and day, for one indicator; the plan under ``PLAN``."""
        key = (name, branches, leaves)
        if key not in self._series:
            figure = self.figure(name)
            made = {
                d: day_rows(self.model, d, list(dict.fromkeys(c)), branches, leaves) for d, c in figure.columns.items()
            }
            plan = [EXPECTED, *figure.plan_columns]
            self._series[key] = {**made, PLAN: day_rows(self.model, PLAN, plan, branches, leaves)}
        return self._series[key]


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
    branches, leaves = _split(door, reader, units)
    statement = reader.period_statement(tuple(indicators), bool(branches), bool(leaves))
    found: dict[tuple[int, str], Value] = {}
    for row in door.connection.execute(statement, _parameters(branches, leaves, period.first, period.last)):
        sums = dict(row._mapping)
        for name in indicators:
            if door.shows(name, sums["unit"]):
                found[sums["unit"], name] = _value(reader.figure(name), sums)
    return found


def _value(figure: Figure, row: Mapping[str, Any]) -> Value:
    sums = {c: row[f"{d}|{c}"] for d, columns in figure.columns.items() for c in columns}
    days = [row[f"{d}|~day"] for d in figure.datasets]
    synced = [row[f"{d}|~synced"] for d in figure.datasets]
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
        synced_at=None if any(at is None for at in synced) else min(synced),
    )


def series(door: Door, unit_id: int, indicator: str, first: date, last: date) -> list[Point]:
    """Every day of a range at one unit, days without data included."""
    return unit_series(door, indicator, [unit_id], first, last)[unit_id]


def unit_series(door: Door, indicator: str, units: Sequence[int], first: date, last: date) -> dict[int, list[Point]]:
    """As ``series``, for many units: a statement per dataset of the indicator and one for the plan."""
    door.require_units(units)
    door.require_indicator(indicator, units)
    reader = reader_of(door.connection, door.release)
    figure = reader.figure(indicator)
    branches, leaves = _split(door, reader, units)
    parameters = _parameters(branches, leaves, first, last)
    rows: dict[tuple[int, int], dict[str, Any]] = {}
    for dataset, statement in reader.day_statements(indicator, bool(branches), bool(leaves)).items():
        for row in door.connection.execute(statement, parameters):
            known = rows.setdefault((row.unit, row.day), {})
            known.update({f"{dataset}|{name}": value for name, value in row._mapping.items()})
    days = range(first.toordinal(), last.toordinal() + 1)
    return {unit: [_point(figure, day, rows.get((unit, day), {})) for day in days] for unit in units}


def _point(figure: Figure, day: int, row: Mapping[str, Any]) -> Point:
    known = all(f"{d}|unit" in row for d in figure.datasets)
    sums: dict[str, Number | None] = {c: row.get(f"{d}|{c}") for d, columns in figure.columns.items() for c in columns}
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
    if units is None:
        reader = reader_of(door.connection, door.release)
        units = door.units_of_level(reader.leaf_level)
    return unit_series(door, indicator, list(units), first, last)


def _split(door: Door, reader: Reader, units: Sequence[int]) -> tuple[list[int], list[int]]:
    """Branches and leaves among the units."""
    levels = {unit.id: unit.level for unit in door.units(units).values()}
    leaves = [unit for unit in units if levels.get(unit) == reader.leaf_level]
    return [unit for unit in units if unit in levels and levels[unit] != reader.leaf_level], leaves


def _parameters(branches: list[int], leaves: list[int], first: date, last: date) -> dict[str, Any]:
    ranges = {"first": first.toordinal(), "last": last.toordinal()}
    chosen: dict[str, Any] = {"units": branches} if branches else {}
    if leaves or not branches:
        chosen["leaves"] = leaves
    return {**ranges, **chosen}
