"""From sums to figures: one indicator, ready to be worked out for any unit and period. Pure over rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any

from engine.base.text import Text, both
from engine.expressions import compile_scalar
from engine.kinds.indicator.compile import CompiledIndicator
from engine.measure.value import TARGET, Number, Value, attainment_of, light_of
from engine.plan.shape import DatasetShape, TargetNeed, datasets_of

Sums = Mapping[str, Number | None]


class Figure:
    """How one indicator of a release is worked out from the sums of its datasets."""

    def __init__(self, release: Any, name: str, shapes: Mapping[str, DatasetShape]) -> None:
        self.name = name
        self.compiled: CompiledIndicator = release.compiled("indicator", name)
        self.model = self.compiled.model
        self.datasets = datasets_of(self.compiled.measures)
        self.scale = release.get("scale", self.model.scale)
        self._formula = compile_scalar(self.compiled.tree)
        self.need: TargetNeed | None = None
        self.home = self.datasets[0]
        for dataset in self.datasets:
            for need in shapes[dataset].targets:
                if need.indicator == name:
                    self.need, self.home = need, dataset

    @cached_property
    def columns(self) -> dict[str, list[str]]:
        """Dataset → the rollup columns this figure reads."""
        found: dict[str, list[str]] = {dataset: [] for dataset in self.datasets}
        for measure in self.compiled.measures:
            found[measure.dataset].append(measure.name)
        if self.need is not None:
            if self.need.spread == "rate":
                found[self.home].append(self.need.weight_column)
            found[self.home] += [self.need.column(tier) for tier in self.need.tiers]
        return found

    @cached_property
    def keys(self) -> list[tuple[str, str]]:
        """(column, ``dataset|column``): where the sums stand in a row of a statement."""
        return [(column, f"{dataset}|{column}") for dataset, columns in self.columns.items() for column in columns]

    @cached_property
    def _target_columns(self) -> dict[str, tuple[str, str]]:
        """Tier → (rollup column, plan column)."""
        need = self.need
        return {tier: (need.column(tier), need.plan_column(tier)) for tier in need.tiers} if need else {}

    @cached_property
    def _weight_column(self) -> str | None:
        """Of a rate."""
        return self.need.weight_column if self.need is not None and self.need.spread == "rate" else None

    @cached_property
    def _measures(self) -> list[str]:
        return [measure.name for measure in self.compiled.measures]

    @cached_property
    def plan_columns(self) -> list[str]:
        """The plan columns that are summed as they are (amounts)."""
        if self.need is None or self.need.spread != "amount":
            return []
        return [self.need.plan_column(tier) for tier in self.need.tiers]

    def actual(self, sums: Sums) -> Number | None:
        """The formula over the sums; capped where the indicator says so."""
        value = self._formula({name: sums.get(name) for name in self._measures})
        if value is None or isinstance(value, str | bool | date):
            return None
        cap = self.model.cap
        return min(value, cap) if cap is not None else value

    def covered(self, sums: Sums, tier: str) -> Number | None:
        """The target of the leaf-days that have data: Σ target, or Σ(target·den)/Σden for a rate."""
        if self.need is None or tier not in self._target_columns:
            return None
        total = sums.get(self._target_columns[tier][0])
        if total is None or self._weight_column is None:
            return total
        weight = sums.get(self._weight_column)
        return total / weight if weight else None

    def target(self, sums: Sums, plan: Sums, tier: str) -> Number | None:
        """The full phased target of a tier: the plan's amount, or the rate weighted by what happened."""
        if self.need is None or tier not in self._target_columns:
            return None
        if self._weight_column is None:
            return plan.get(self._target_columns[tier][1])
        return self.covered(sums, tier)

    @cached_property
    def tier(self) -> str:
        """The tier that attainment is measured against."""
        tiers = self.need.tiers if self.need else ()
        return TARGET if TARGET in tiers or not tiers else tiers[0]

    def attainment(self, sums: Sums) -> float | None:
        """Actual against the targets of the same leaf-days."""
        return attainment_of(self.actual(sums), self.covered(sums, self.tier), self.model.direction)

    def value(
        self,
        unit_id: int,
        sums: Sums,
        plan: Sums,
        *,
        have: int,
        expected: int,
        last_expected: date | None,
        data_day: date | None,
        synced_at: datetime | None,
    ) -> Value:
        """The figure with its light. ``last_expected``: the period's last day on which data was due."""
        actual = self.actual(sums)
        targets = {tier: self.target(sums, plan, tier) for tier in (self.need.tiers if self.need else ())}
        covered = self.covered(sums, self.tier)
        attainment = attainment_of(actual, covered, self.model.direction)
        gap = None if actual is None or covered is None else actual - covered
        light, reason = self._light(actual, attainment, have, expected, last_expected, data_day)
        return Value(
            unit_id, self.name, actual, targets, attainment, gap, light, reason, have, expected, data_day, synced_at
        )

    def _light(
        self,
        actual: Number | None,
        attainment: float | None,
        have: int,
        expected: int,
        last_expected: date | None,
        data_day: date | None,
    ) -> tuple[str, Text]:
        if self.need is None:
            return "grey", both("未设目标", "no target")
        if expected == 0:
            return "grey", both("停业或非营业日", "closed, or not a duty day")
        if actual is None and data_day is None:
            return "grey", both("无数据", "no data")
        if last_expected is not None and (data_day is None or data_day < last_expected):
            when = f"{data_day:%m-%d}" if data_day else "—"
            return "grey", both(f"数据迟到，截至 {when}", f"data is late, as of {when}")
        if attainment is None:
            return "grey", both("无法计算（分母为零或无目标）", "cannot be worked out (no denominator or no target)")
        if have < (self.scale.min_coverage or 0) * expected:
            share = f"{have}/{expected}"
            return "grey", both(f"数据覆盖不足（{share}）", f"too little data ({share})")
        light, words = light_of(attainment, self.scale)
        if have >= expected:
            return light, words
        share = f"{have}/{expected}"
        zh, en = f"{words['zh']}（按已到数据 {share}）", f"{words['en']} (of the data that is in, {share})"
        return light, both(zh, en)
