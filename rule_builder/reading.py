"""What reports read from the engine, always for many units at once. Injected, like the series of a rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

import sqlalchemy as sa

from engine import measure
from engine.access.door import Door
from engine.definitions.kind import Catalog
from engine.expressions import Tree, compile_scalar
from engine.facts.feeds import feeds_of
from engine.kinds.indicator.compile import CompiledIndicator, compile_formula
from engine.plan.measures import CompiledMeasure, compiled_measures
from engine.sql.sums import period_sums
from engine.storage.model import model_of
from engine.storage.tables import load
from engine.targets.days import Period
from rule_builder.conditions.contract import Number
from rule_builder.evidence_rows import Evidence, Range, Rows, Sums
from rule_builder.kinds.cause.compile import CompiledQuery


@dataclass(frozen=True)
class Factors:
    """Drivers of an indicator over a range of days, per day that has data; ``whole``: the indicator itself."""

    drivers: tuple[float | None, ...]
    money: tuple[bool, ...]  # which of them are in minor units
    whole: float | None
    have: int
    additive: bool


class Reading(Protocol):
    """What a report reads, always for many units at once."""

    def values(
        self, units: Sequence[int], first: date, last: date, indicators: Sequence[str]
    ) -> Mapping[tuple[int, str], Any]:
        """``engine.measure.Value`` by (unit, indicator)."""
        ...

    def factors(self, units: Sequence[int], first: date, last: date, indicator: str) -> Mapping[int, Factors]: ...

    def month_start(self, day: date) -> date: ...

    def totals(self, query: CompiledQuery, units: Sequence[int], days: Range) -> Mapping[int, Sums]: ...

    def rows(self, query: CompiledQuery, units: Sequence[int], days: Range, usual: Range) -> Mapping[int, Rows]: ...

    def corrected(self, indicator: str, units: Sequence[int], days: Range) -> Mapping[int, Sequence[date]]:
        """Days whose rows behind the indicator were replaced after they had come, by unit."""
        ...

    def loaded(self, datasets: Sequence[str]) -> Mapping[str, datetime]:
        """What time each dataset's newest data is as of."""
        ...


@dataclass(frozen=True)
class Measured:
    """The reading over the engine's own figures."""

    door: Door

    def values(
        self, units: Sequence[int], first: date, last: date, indicators: Sequence[str]
    ) -> Mapping[tuple[int, str], Any]:
        """Values over any range of days: Σ/Σ over the days that have data. One statement."""
        return measure.values(self.door, units, Period("range", last, first), indicators)

    def month_start(self, day: date) -> date:
        """The first day of the month to date, by the app's calendar."""
        return measure.period_of(self.door, "mtd", day).first

    def totals(self, query: CompiledQuery, units: Sequence[int], days: Range) -> Mapping[int, Sums]:
        """See ``Evidence.totals``."""
        return Evidence(self.door).totals(query, units, days)

    def rows(self, query: CompiledQuery, units: Sequence[int], days: Range, usual: Range) -> Mapping[int, Rows]:
        """See ``Evidence.rows``."""
        return Evidence(self.door).rows(query, units, days, usual)

    def corrected(self, indicator: str, units: Sequence[int], days: Range) -> Mapping[int, Sequence[date]]:
        """Days whose rows behind the indicator were replaced after they had come. One statement."""
        datasets = sorted({one.dataset for one in self.door.release.compiled("indicator", indicator).measures})
        return Evidence(self.door).corrected(datasets, units, days)

    def loaded(self, datasets: Sequence[str]) -> Mapping[str, datetime]:
        """The source's own word for it, else when it was loaded. One statement."""
        feeds = feeds_of(self.door.release)
        sources = {source: name for name in datasets for source in feeds.get(name, ())}
        if not sources:
            return {}
        newest = sa.func.max(sa.func.coalesce(load.c.source_time, load.c.ended_at))
        query = sa.select(load.c.source, newest).where(load.c.state == "published", load.c.source.in_(sorted(sources)))
        found: dict[str, datetime] = {}
        for source, at in self.door.connection.execute(query.group_by(load.c.source)):
            name = sources[source]
            found[name] = max(at, found.get(name, at))
        return found

    def factors(self, units: Sequence[int], first: date, last: date, indicator: str) -> Mapping[int, Factors]:
        """Drivers over the measures' means per day with data: ratios as Σ/Σ, sums as a day's worth. One statement.

        Empty where a measure cannot be summed over days (distinct counts).
        """
        catalog: Catalog = self.door.release.catalog
        compiled: CompiledIndicator = self.door.release.compiled("indicator", indicator)
        definition = catalog.definitions["indicator", indicator]
        trees = [
            compile_formula(definition, f"$.drivers[{i}].formula", driver.formula, catalog)
            for i, driver in enumerate(compiled.model.drivers)
        ]
        known = compiled_measures(catalog)
        names = sorted({name for tree in (*trees, compiled.tree) for name in tree.names})
        measures = [known[name] for name in names]
        if not all(one.additive for one in measures):
            return {}
        found: dict[int, Factors] = {}
        for unit, have, sums in self._sums(units, first, last, measures, compiled.measures[0].dataset):
            mean = {name: None if value is None else value / have for name, value in sums.items()}
            worked = tuple(_value(tree, mean) for tree in trees)
            money = tuple(tree.type == "money" for tree in trees)
            found[unit] = Factors(worked, money, _value(compiled.tree, mean), have, compiled.additive)
        return found

    def _sums(
        self, units: Sequence[int], first: date, last: date, measures: Sequence[CompiledMeasure], home: str
    ) -> list[tuple[int, int, dict[str, Number | None]]]:
        columns: dict[str, list[str]] = {}
        for one in measures:
            columns.setdefault(one.dataset, []).append(one.name)
        org = self.door.release.get("org", self.door.release.app.org)
        lowest = len(org.levels) - 1
        leaves = self.door.units(units[:1])[units[0]].level == lowest
        statement = period_sums(
            model_of(self.door.connection, self.door.release), columns, ["expected"], {}, not leaves, leaves, lowest
        )
        given = {"first": first.toordinal(), "last": last.toordinal(), "leaves" if leaves else "units": list(units)}
        rows = self.door.connection.execute(statement, given)
        return [
            (row.unit, have, {one.name: row._mapping[f"{one.dataset}|{one.name}"] for one in measures})
            for row in rows
            if (have := row._mapping[f"{home}|~have"])
        ]


def _value(tree: Tree, values: Mapping[str, Any]) -> float | None:
    found = compile_scalar(tree)(values)
    return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else None
