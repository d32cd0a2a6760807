"""A value or an attainment strictly below or above a line: of the day, or of the week, month … to date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from engine.base.issue import Issue
from engine.base.text import Text, both
from rule_builder.attainment import attainment_on, exactly
from rule_builder.conditions.contract import Bound, Condition, Control, DayFact, Direction, Figures, Judgement
from rule_builder.conditions.counting import (
    COUNTING,
    MISSING,
    NO_TARGET,
    NO_VALUE,
    PARTIAL,
    PERIOD,
    PERIOD_CONTROL,
    SKIP,
    Counted,
    Line,
    Typed,
    check_counting,
    check_resolve,
    counting,
    judged,
    line,
    percent,
    period_words,
    reading,
    resolve_at,
    schema_of,
)

Of = Literal["attainment", "value"]
_OF: Mapping[str, Text] = {"attainment": both("达成率", "attainment"), "value": both("数值", "value")}
_IS: Mapping[str, Text] = {"below": both("低于", "below"), "above": both("高于", "above")}


@dataclass(frozen=True)
class Threshold(Counted):
    """The test over days. ``line`` is in minor units where it is one of money; ``shown`` as it was written."""

    direction: Direction
    of: Of
    period: str
    line: Line
    shown: float

    @property
    def bound(self) -> Bound | None:
        return Bound(self.of, "above" if self.line.above else "below", float(self.line.at))

    def judge(self, fact: DayFact) -> Judgement:
        if not fact.expected:
            return SKIP
        if not fact.known:
            return MISSING
        if fact.actual is None:
            return NO_VALUE
        if self.of == "value":
            return judged(self.line.verdict(exactly(fact.actual))) if fact.whole else PARTIAL
        share = attainment_on(fact, self.direction)
        return NO_TARGET if share is None else judged(self.line.verdict(share))

    def words(self) -> Text:
        zh, en = period_words(self.period)
        is_, of = _IS["above" if self.line.above else "below"], _OF[self.of]
        limit = percent(self.shown) if self.of == "attainment" else f"{self.shown:,.10g}"
        return self.counting.said(f"{zh}{of['zh']}{is_['zh']} {limit}", f"{en} {of['en']} {is_['en']} {limit}")


@dataclass(frozen=True)
class ThresholdToDate(Threshold):
    """The same over values to date."""

    @property
    def bound(self) -> Bound | None:
        return None

    def facts(self, figures: Figures, units: Sequence[int], first: date, last: date) -> Mapping[int, Sequence[DayFact]]:
        return reading(figures, self.period)(units, first, last)


@dataclass(frozen=True)
class _Type(Typed):
    def check(self, settings: Mapping[str, Any]) -> Iterable[Issue]:
        yield from check_counting(settings)
        yield from check_resolve(settings, "line", settings["is"] == "above")
        for key in ("line", "resolve_at"):
            if settings["of"] == "attainment" and key in settings and not 0 < settings[key] <= 2:
                words = both("达成率须大于 0 且不超过 2（200%）", "an attainment lies above 0 and is 2 (200 %) at most")
                yield Issue("N809", words, f"$.{key}", hint=both("85% 写作 0.85", "85 % is written 0.85"))

    def prepare(self, settings: Mapping[str, Any], direction: Direction, *, digits: int = 0) -> Threshold:
        of, period = settings["of"], settings.get("period", "day")
        at = line(settings, "line", settings["is"] == "above", 10**digits if of == "value" else 1)
        kind = Threshold if period == "day" else ThresholdToDate
        return kind(counting(settings), direction, of, period, at, settings["line"])

    def needs_target(self, settings: Mapping[str, Any]) -> bool:
        return bool(settings.get("of") == "attainment")


CONDITION: Condition = _Type(
    both("高于或低于一条线", "above or below a line"),
    schema_of(
        "threshold",
        both("达成率或数值高于或低于一条线。", "An attainment or a value above or below a line."),
        ["of", "is", "line"],
        {
            "of": {
                "title": "看什么 / Of",
                "enum": list(_OF),
                "x-text": both(
                    "attainment：达成率；value：指标的数值。",
                    "attainment: the attainment of the target; value: the value itself.",
                ),
                "examples": ["attainment"],
            },
            "is": {
                "title": "方向 / Is",
                "enum": list(_IS),
                "x-text": both(
                    "below：严格低于；above：严格高于。正好等于不算。",
                    "Strictly below or strictly above; equal is neither.",
                ),
                "examples": ["below"],
            },
            "line": {
                "title": "触发线 / Line",
                "type": "number",
                "x-text": both(
                    "达成率写成小数（0.85 即 85%）；数值按显示单位写（金额以元计）。",
                    "An attainment as a fraction (0.85 is 85 %); a value as it is shown (money in major units).",
                ),
                "examples": [0.85, 5000],
            },
            "period": PERIOD,
            "resolve_at": resolve_at(
                both(
                    "到哪条线才算恢复，单位同触发线；默认等于触发线。",
                    "The line that ends it; by default the firing one.",
                ),
                0.9,
            ),
        },
    ),
    both(
        "{indicator} 的{period}{of}{is} {line}，满 {days} 个营业日",
        "{period} {of} of {indicator} is {is} {line} on {days} duty days",
    ),
    {
        "of": Control("choice", _OF),
        "is": Control("choice", _IS),
        "line": Control("value"),
        "period": PERIOD_CONTROL,
        "resolve_at": Control("value", default="line"),
        **COUNTING,
    },
)
