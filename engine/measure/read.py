"""Reads figures through the door: period values in one statement, series a statement per dataset."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from engine.access.below import Below, units_below
from engine.access.door import Door
from engine.facts.feeds import feeds_of
from engine.measure import parents
from engine.measure.figure import Figure
from engine.measure.value import Number, Value
from engine.plan.shape import EXPECTED
from engine.sql.prepared import Prepared
from engine.sql.sums import LENGTHS, day_rows, filled, length, period_sums, sized
from engine.storage.model import Model, model_of
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
        return len(self.levels) - 1

    @cached_property
    def levels(self) -> Any:
        """The org's levels, top first."""
        return self.release.get("org", self.release.app.org).levels

    @cached_property
    def sources(self) -> dict[str, list[str]]:
        """Dataset → the sources that feed it."""
        return feeds_of(self.release)

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
        found = period_sums(self.model, columns, plan, self.sources, bool(branches), bool(leaves), self.leaf_level)
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
    """Every indicator at every unit over a period: one statement, whatever their number; before it another one, which
    names the units below, where a scale's ``parent_light`` counts them.

    Raises AccessError for a unit or an indicator that the actor may not see.
    """
    door.require_units(units)
    for name in indicators:
        door.require_indicator(name)
    reader = reader_of(door.connection, door.release)
    figures = {name: reader.figure(name) for name in indicators}
    counting = [name for name in indicators if parents.counts(figures[name].scale)]
    below = _below(door, reader, units, period.last, [figures[name].scale for name in counting]) if counting else []
    asked = set(units)
    own: dict[tuple[int, str], Value] = {}
    found: dict[tuple[int, str], Value] = {}
    for row in _period_rows(door, reader, units, period, indicators, below):
        unit = row["unit"]
        shown = door.shown(indicators, unit) if unit in asked else ()
        found |= {(unit, name): figures[name].value(row) for name in shown}
        own |= {(unit, name): found.get((unit, name)) or figures[name].value(row) for name in counting}
    if below:
        family = parents.Parents(own, below, reader.levels)
        for unit, name in found:
            if name in counting:
                found[unit, name] = family.value(unit, name, figures[name].scale)
    return found


def _below(door: Door, reader: Reader, units: Sequence[int], day: date, scales: Sequence[Any]) -> list[Below]:
    """The units whose lights count for those of ``units`` on a day."""
    branches, _ = split(door, reader, units)
    deep = any(parents.deep(scale) for scale in scales)
    return units_below(door.connection, branches, door.today, day, deep) if branches else []


def value_and_sums(door: Door, unit_id: int, period: Period, indicator: str) -> tuple[Value, dict[str, Number | None]]:
    """One figure and the sums it is worked out from, by measure: from the same row.

    Raises AccessError for a unit or an indicator that the actor may not see there.
    """
    door.require_units([unit_id])
    door.require_indicator(indicator, [unit_id])
    reader = reader_of(door.connection, door.release)
    figure = reader.figure(indicator)
    (row,) = _period_rows(door, reader, [unit_id], period, [indicator])
    value = figure.value(row)
    if parents.counts(figure.scale):  # the units below have a say in its light
        value = values(door, [unit_id], period, [indicator])[unit_id, indicator]
    return value, {column: row[key] for column, key in figure.keys}


def _period_rows(
    door: Door,
    reader: Reader,
    units: Sequence[int],
    period: Period,
    indicators: Sequence[str],
    below: Sequence[Below] = (),
) -> Iterator[dict[str, Any]]:
    """A row of sums per unit, and per unit ``below`` them: one statement for as many units as one takes."""
    levels = {unit.id: unit.level for unit in below} | door.levels(units)
    for some in portions(list(dict.fromkeys([*units, *(unit.id for unit in below)]))):
        branches, leaves = parted(levels, reader, some)
        statement = reader.period_statement(door.connection, tuple(indicators), length(branches), length(leaves))
        rows = statement(door.connection, **parameters(branches, leaves, period.first, period.last))
        names = list(rows.keys())
        for row in rows:
            yield dict(zip(names, row, strict=True))


def portions(units: Sequence[int]) -> Iterator[Sequence[int]]:
    """As many units as one statement takes at a time."""
    for start in range(0, len(units), LENGTHS[-1]):
        yield units[start : start + LENGTHS[-1]]


def split(door: Door, reader: Reader, units: Sequence[int]) -> tuple[list[int], list[int]]:
    """Branches and leaves among the units."""
    return parted(door.levels(units), reader, units)


def parted(levels: Mapping[int, int], reader: Reader, units: Sequence[int]) -> tuple[list[int], list[int]]:
    """Branches and leaves among the units, by the number of their level."""
    leaves = [unit for unit in units if levels.get(unit) == reader.leaf_level]
    return [unit for unit in units if unit in levels and levels[unit] != reader.leaf_level], leaves


def parameters(branches: list[int], leaves: list[int], first: date, last: date) -> dict[str, Any]:
    ranges = {"first": first.toordinal(), "last": last.toordinal()}
    return {**ranges, **filled("units", branches), **filled("leaves", leaves)}
