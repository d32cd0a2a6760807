"""From sums to figures: one indicator, ready to be worked out for any unit and period. Pure over rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from engine.base.text import Text, both
from engine.expressions import compile_scalar
from engine.kinds.indicator.compile import CompiledIndicator
from engine.measure.value import TARGET, Number, Point, Value, attainment_of, light_of
from engine.plan.shape import EXPECTED, PLAN, DatasetShape, TargetNeed, datasets_of
from engine.storage.types import instant

Sums = Mapping[str, Number | None]
#: Where a period's row says how many leaf-days were expected, and the last of those days.
_EXPECTED, _DUE = f"{PLAN}|{EXPECTED}", f"{PLAN}|~day"


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
        return {dataset: list(dict.fromkeys(names)) for dataset, names in found.items()}

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
    def plan_columns(self) -> list[str]:
        """The plan columns that are summed as they are (amounts)."""
        if self.need is None or self.need.spread != "amount":
            return []
        return [self.need.plan_column(tier) for tier in self.need.tiers]

    def actual(self, sums: Sums) -> Number | None:
        """The formula over the sums; capped where the indicator says so."""
        value = self._formula(sums)
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

    def point(self, day: int, parts: Sequence[Sequence[Any] | None], plan: Sequence[Any] | None) -> Point:
        """A day of a series. ``parts``: a row (unit, day, have, then its ``columns``) per dataset, ``plan`` one with
        ``plan_columns`` after what is expected; None where there is no row."""
        sums: dict[str, Number | None] = {}
        known, have = True, 0
        for dataset, row in zip(self.datasets, parts, strict=True):
            if row is None:
                known = False
                continue
            sums.update(zip(self.columns[dataset], row[3:], strict=True))
            if dataset == self.home:
                have = row[2] or 0
        planned: Sums = {} if plan is None else dict(zip(self.plan_columns, plan[4:], strict=True))
        actual = self.actual(sums) if known else None
        return Point(
            date.fromordinal(day),
            actual,
            self.target(sums, planned, self.tier),
            attainment_of(actual, self.covered(sums, self.tier), self.model.direction),
            0 if plan is None else plan[2] or 0,
            have,
            known,
        )

    @cached_property
    def _places(self) -> tuple[list[str], list[str], list[tuple[str, str]], str]:
        """Where a period's row says up to when there is data, when it came, what is planned, and how much is there."""
        newest, synced = [f"{d}|~day" for d in self.datasets], [f"{d}|~synced" for d in self.datasets]
        return newest, synced, [(c, f"{PLAN}|{c}") for c in self.plan_columns], f"{self.home}|~have"

    def value(self, row: Mapping[str, Any]) -> Value:
        """The figure with its light, from a row of ``period_sums``."""
        newest, synced, planned, coverage = self._places
        sums: Sums = {column: row[key] for column, key in self.keys}
        plan: Sums = {column: row[key] for column, key in planned}
        have, expected, due = row[coverage] or 0, row[_EXPECTED] or 0, row[_DUE]
        day = _least([row[key] for key in newest])
        last_expected, data_day = date.fromordinal(due) if due else None, date.fromordinal(day) if day else None
        actual, covered = self.actual(sums), self.covered(sums, self.tier)
        if self._weight_column is None:
            targets = {tier: plan.get(planned) for tier, (_, planned) in self._target_columns.items()}
        else:
            targets = {
                tier: covered if tier == self.tier else self.covered(sums, tier) for tier in self._target_columns
            }
        attainment = attainment_of(actual, covered, self.model.direction)
        gap = None if actual is None or covered is None else actual - covered
        unknown = self._unknown(actual, attainment, expected, last_expected, data_day)
        light, reason = ("grey", unknown) if unknown else lit(attainment or 0.0, have, expected, self.scale)
        coming = (have, expected, data_day, instant(_least([row[key] for key in synced])))
        known = unknown is None
        return Value(row["unit"], self.name, actual, targets, attainment, gap, light, reason, *coming, known)

    def _unknown(
        self,
        actual: Number | None,
        attainment: float | None,
        expected: int,
        last_expected: date | None,
        data_day: date | None,
    ) -> Text | None:
        """Why no scale can judge it; None where one can."""
        if self.need is None:
            return both("未设目标", "no target")
        if expected == 0:
            return both("停业或非营业日", "closed, or not a duty day")
        if actual is None and data_day is None:
            return both("无数据", "no data")
        if last_expected is not None and (data_day is None or data_day < last_expected):
            when = f"{data_day:%m-%d}" if data_day else "—"
            return both(f"数据迟到，截至 {when}", f"data is late, as of {when}")
        if attainment is None:
            return both("无法计算（分母为零或无目标）", "cannot be worked out (no denominator or no target)")
        return None


def lit(attainment: float, have: int, expected: int, scale: Any) -> tuple[str, Text]:
    """Light and reason of an attainment by a scale: grey below its least coverage."""
    share = f"{have}/{expected}"
    if have < (scale.min_coverage or 0) * expected:
        return "grey", both(f"数据覆盖不足（{share}）", f"too little data ({share})")
    light, words = light_of(attainment, scale)
    if have >= expected:
        return light, words
    zh, en = f"{words['zh']}（按已到数据 {share}）", f"{words['en']} (of the data that is in, {share})"
    return light, both(zh, en)


def relit(value: Value, scale: Any) -> tuple[str, Text]:
    """The light a figure would have under another scale."""
    if not value.judged or value.attainment is None:
        return value.light, value.reason
    return lit(value.attainment, value.have, value.expected, scale)


def _least(found: list[Any]) -> Any:
    """The least (stored instants sort as text); None where one of them is missing."""
    return None if None in found else min(found)
