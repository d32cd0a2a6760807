"""Attainment strictly below a share of the target on N duty days in a row (0.85 on 3 days)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from engine.base.issue import Issue
from engine.base.text import Text, both
from rule_builder.attainment import attainment_on
from rule_builder.conditions.contract import (
    Bound,
    Condition,
    Control,
    DayFact,
    Direction,
    Judgement,
    Missing,
    Verdict,
)

_ATTAINMENT = {"type": "number", "exclusiveMinimum": 0, "maximum": 2}


_SKIP, _MISSING = Judgement(Verdict.SKIP), Judgement(Verdict.MISSING)
_NO_VALUE, _NO_TARGET = Judgement(Verdict.SKIP, "no_value"), Judgement(Verdict.SKIP, "no_target")
_BREACH, _BETWEEN, _FINE = Judgement(Verdict.BREACH), Judgement(Verdict.BETWEEN), Judgement(Verdict.FINE)


@dataclass(frozen=True)
class ConsecutiveDays:
    """The test: a breach is attainment < ``below``; it is over at attainment >= ``fine_from``."""

    direction: Direction
    below: Fraction
    fine_from: Fraction
    days: int
    missing: Missing

    @property
    def window(self) -> int:
        return self.days

    @property
    def bound(self) -> Bound:
        return Bound("attainment", "below", float(self.below))

    def judge(self, fact: DayFact) -> Judgement:
        if not fact.expected:
            return _SKIP
        if not fact.known:
            return _MISSING
        if fact.actual is None:
            return _NO_VALUE
        if type(fact.actual) is int and type(fact.target) is int and fact.target > 0 and fact.partial is None:
            return self._judge_exactly(fact.actual, fact.target)
        share = attainment_on(fact, self.direction)
        if share is None:
            return _NO_TARGET
        if share < self.below:
            return _BREACH
        return _FINE if share >= self.fine_from else _BETWEEN

    def _judge_exactly(self, actual: int, target: int) -> Judgement:
        """The same for whole numbers, multiplied out: no fraction is made per day. (Where lower is better a share below
        0 counts as 0; both lines lie above it.)"""
        reached = actual if self.direction == "higher" else 2 * target - actual
        if reached * self.below.denominator < self.below.numerator * target:
            return _BREACH
        return _FINE if reached * self.fine_from.denominator >= self.fine_from.numerator * target else _BETWEEN

    def words(self) -> Text:
        share = f"{float(self.below * 100):g}%"
        return both(
            f"连续 {self.days} 个营业日达成率低于 {share}",
            f"attainment below {share} on {self.days} duty days in a row",
        )


@dataclass(frozen=True)
class _Type:
    title: Text
    schema: Mapping[str, Any]
    sentence: Text
    controls: Mapping[str, Control]

    def check(self, settings: Mapping[str, Any]) -> Iterable[Issue]:
        if settings.get("resolve_at", settings["attainment_below"]) < settings["attainment_below"]:
            yield Issue(
                "N491",
                both("恢复线低于触发线：同一天会既触发又恢复", "it would be over on days that still breach"),
                "$.resolve_at",
                hint=both("应不小于 attainment_below", "use attainment_below or more"),
            )

    def prepare(self, settings: Mapping[str, Any], direction: Direction, *, digits: int = 0) -> ConsecutiveDays:
        below = Fraction(str(settings["attainment_below"]))
        over = Fraction(str(settings.get("resolve_at", settings["attainment_below"])))
        return ConsecutiveDays(direction, below, over, settings["days"], settings.get("missing", "hold"))


CONDITION: Condition = _Type(
    both("连续若干营业日低于目标比例", "below a share of the target on consecutive duty days"),
    {
        "type": "object",
        "additionalProperties": False,
        "required": ["type", "attainment_below", "days"],
        "properties": {
            "type": {
                "title": "条件类型 / Condition type",
                "const": "consecutive_days",
                "x-text": both("连续若干营业日低于目标比例。", "Below a share of the target on duty days in a row."),
                "examples": ["consecutive_days"],
            },
            "attainment_below": {
                "title": "达成率低于 / Attainment below",
                **_ATTAINMENT,
                "x-text": both("严格低于目标的这一比例才算。", "Strictly below this share of the target counts."),
                "examples": [0.85],
            },
            "days": {
                "title": "连续天数 / Days in a row",
                "type": "integer",
                "minimum": 1,
                "maximum": 31,
                "x-text": both("连续多少个营业日后触发。", "How many duty days in a row fire."),
                "examples": [3],
            },
            "missing": {
                "title": "缺数据的日子 / Days without data",
                "enum": ["hold", "break", "count"],
                "x-text": both(
                    "hold：不计也不断（默认）；break：中断；count：计为低于。",
                    "hold: neither counts nor breaks (default); break: breaks; count: counts as below.",
                ),
                "examples": ["hold"],
            },
            "resolve_at": {
                "title": "恢复线 / Over at",
                **_ATTAINMENT,
                "x-text": both(
                    "达成率达到多少才算恢复；默认等于触发线。",
                    "The attainment that ends it; by default the firing line.",
                ),
                "examples": [0.9],
            },
        },
    },
    both(
        "{indicator} 的日达成率连续 {days} 个营业日低于 {attainment_below}",
        "daily attainment of {indicator} stays below {attainment_below} on {days} duty days in a row",
    ),
    {
        "attainment_below": Control("percent"),
        "days": Control("integer"),
        "missing": Control(
            "choice",
            {
                "hold": both("不计数也不中断", "neither counts nor breaks the run"),
                "break": both("中断连续计数", "breaks the run"),
                "count": both("按低于计数", "counts as below"),
            },
            "hold",
        ),
        "resolve_at": Control("percent", default="attainment_below"),
    },
)
