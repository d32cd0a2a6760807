"""What the tables of a dataset must hold so that every indicator is a sum over them: pure.

A rollup has one column per measure, and for every indicator with targets the columns that make a parent's
attainment a ratio of sums over the same days of the same leaves:

* ``amount`` lines: the target of the leaf-days that have a value (so missing data is neither zero nor good);
* ``rate`` lines: the weight Σden and the numerator Σ(target·den) (a rate's target at a parent is Σ(t·den)/Σden).

The plan table has one row per leaf and day: whether it is expected (open and on duty) and its targets.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from engine.base import canonical
from engine.expressions import Tree
from engine.kinds.dataset.compile import CompiledDataset, CompiledMeasure
from engine.kinds.indicator.compile import CompiledIndicator
from engine.plan.formulas import written
from engine.plan.over_time import Rule, common

#: The pseudo-dataset of what is expected of each leaf on each day. "~" cannot begin a definition's name.
PLAN = "~plan"
EXPECTED = "expected"


@dataclass(frozen=True)
class TargetNeed:
    """The target columns that one indicator adds to its dataset's rollup."""

    indicator: str
    spread: str  # amount | rate
    tiers: tuple[str, ...]
    weight: Tree  # rate: the denominator; amount: the value itself (null = no data)

    @property
    def weight_column(self) -> str:
        """Rate only: Σ of the denominators of the leaf-days that have a target."""
        return f"~weight:{self.indicator}"

    def rule(self, measures: Iterable[CompiledMeasure]) -> Rule:
        """How its columns go over days: as the measures of its weight where they agree on "last" or "average" (the
        target of the day that counts), else summed."""
        found = common(m for m in measures if m.name in self.weight.names)
        return found if self.spread == "rate" and found in ("last", "average") else "sum"

    def column(self, tier: str) -> str:
        """Σ target (amount) or Σ target·denominator (rate), over the leaf-days that have data."""
        return f"~target:{self.indicator}:{tier}"

    def plan_column(self, tier: str) -> str:
        """The column of the plan table that holds the leaf's target of a day."""
        return f"{self.indicator}:{tier}"


@dataclass(frozen=True)
class DatasetShape:
    """A dataset with all that its tables hold."""

    dataset: CompiledDataset
    measures: tuple[CompiledMeasure, ...]
    targets: tuple[TargetNeed, ...]

    @property
    def name(self) -> str:
        return self.dataset.name

    @property
    def is_fact(self) -> bool:
        """Whether its rows belong to a unit and a day."""
        return self.dataset.unit_column is not None and self.dataset.day_column is not None

    @cached_property
    def counts_expected(self) -> bool:
        """Whether a leaf's expected day counts even where no row came (``expected()``)."""
        return any(measure.aggregate.function == "expected" for measure in self.measures)

    @cached_property
    def plain(self) -> bool:
        """Whether a leaf's row of a day is one fact row, so that leaves are read from the facts themselves."""
        dataset = self.dataset
        derived = dataset.model.confirmed_by or dataset.lookups or self.counts_expected
        distinct = any(measure.aggregate.function == "count_distinct" for measure in self.measures)
        return bool(dataset.grain_is_unit_day and not derived and not distinct)

    @cached_property
    def over_time(self) -> dict[str, Rule]:
        """Rollup column → its rule over time, where it is not the sum of days."""
        found: dict[str, Rule] = {m.name: m.over_time for m in self.measures}
        for need in self.targets:
            rule = need.rule(self.measures)
            found |= dict.fromkeys([need.weight_column, *map(need.column, need.tiers)], rule)
        return {column: rule for column, rule in found.items() if rule != "sum"}

    @cached_property
    def rollup_columns(self) -> dict[str, str]:
        """Column name → "integer" | "number" of the rollup."""
        columns = {m.name: "integer" if m.type in ("money", "integer") else "number" for m in self.measures}
        columns |= {
            m.name: "integer" for m in self.measures if m.aggregate.function in ("count", "count_distinct", "expected")
        }
        for need in self.targets:
            if need.spread == "rate":
                columns[need.weight_column] = "number"
            for tier in need.tiers:
                columns[need.column(tier)] = "number" if need.spread == "rate" else "integer"
        return columns

    @cached_property
    def fingerprint(self) -> str:
        """Changes when the rollup must be rebuilt from the facts."""
        model = self.dataset.model
        return canonical.digest(
            {
                "measures": [[m.name, _aggregate(m)] for m in self.measures],
                "targets": [[t.indicator, t.spread, list(t.tiers), t.weight.text] for t in self.targets],
                "lookups": [repr(lookup) for lookup in self.dataset.lookups],
                "confirmed_by": model.confirmed_by,
                "key": list(self.dataset.key),
            }
        )


def _aggregate(measure: CompiledMeasure) -> list[Any]:
    parts = measure.aggregate
    return [parts.function, *(written(t.root) if t else None for t in (parts.argument, parts.where))]


@dataclass(frozen=True)
class PlanColumn:
    """One target column of the plan table."""

    indicator: str
    tier: str
    spread: str

    @property
    def name(self) -> str:
        return f"{self.indicator}:{self.tier}"


def plan_columns(release: Any) -> list[PlanColumn]:
    """Every (indicator, tier) that any target plan of the release sets, in a stable order."""
    found = {
        (line.indicator, tier, line.spread)
        for plan in release.all("target_plan")
        for line in plan.lines
        for tier in (line.total if line.spread == "amount" else line.value)
    }
    return [PlanColumn(*key) for key in sorted(found)]


def shapes(release: Any) -> dict[str, DatasetShape]:
    """The shape of every dataset of a release."""
    by_indicator: dict[str, list[PlanColumn]] = {}
    for column in plan_columns(release):
        by_indicator.setdefault(column.indicator, []).append(column)
    needs: dict[str, list[TargetNeed]] = {}
    for name, columns in by_indicator.items():
        compiled: CompiledIndicator = release.compiled("indicator", name)
        spread = columns[0].spread
        weight = compiled.denominator if spread == "rate" and compiled.denominator is not None else compiled.tree
        home = home_dataset(compiled, weight)
        tiers = tuple(sorted(column.tier for column in columns))
        needs.setdefault(home, []).append(TargetNeed(name, spread, tiers, weight))
    found = {}
    for model in release.all("dataset"):
        dataset: CompiledDataset = release.compiled("dataset", model.name)
        found[model.name] = DatasetShape(
            dataset, tuple(dataset.measures), tuple(sorted(needs.get(model.name, []), key=lambda n: n.indicator))
        )
    return found


def home_dataset(indicator: CompiledIndicator, weight: Tree) -> str:
    """The dataset whose rollup carries an indicator's target columns: the one its weight is summed from."""
    homes = {m.dataset for m in indicator.measures if m.name in weight.names}
    return min(homes)


def datasets_of(measures: Iterable[CompiledMeasure]) -> list[str]:
    """The datasets that measures come from, in order of name."""
    return sorted({measure.dataset for measure in measures})
