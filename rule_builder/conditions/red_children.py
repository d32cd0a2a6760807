"""At least a share of the units directly below are red: by the indicator's scale, or below a line of the rule's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any

from engine.base.issue import Issue
from engine.base.text import Text, both
from engine.measure import light_of
from rule_builder.attainment import DIGITS, attainment_on, exactly
from rule_builder.conditions.contract import Condition, Control, DayFact, Direction, Figures, Judgement, Place, Verdict
from rule_builder.conditions.counting import (
    COUNTING,
    PERIOD,
    PERIOD_CONTROL,
    Tested,
    Typed,
    check_counting,
    check_resolve,
    counting,
    line,
    percent,
    period_words,
    reading,
    resolve_at,
    schema_of,
    share,
)
from rule_builder.conditions.told import Told

NO_CHILDREN = Judgement(Verdict.SKIP, "no_children")


@dataclass(frozen=True)
class RedChildren(Tested):
    """The test. ``compared``: how many units below could be judged; ``tested``: the share of them that is red."""

    period: str = "day"
    below: Fraction | None = None  # None: as the scale says
    least: int = 1

    def facts(self, figures: Figures, units: Sequence[int], first: date, last: date) -> Mapping[int, Sequence[DayFact]]:
        family = figures.children(units)
        everyone = sorted({*units, *(one for some in family.values() for one in some)})
        days = reading(figures, self.period)(everyone, first, last)
        if self.below is None:
            indicator = figures.release.get("indicator", figures.indicator)
            red = partial(_red_by, figures.release.get("scale", indicator.scale))
        else:
            red = partial(_below, self.below)
        reds: dict[int, dict[date, bool]] = {}
        for child in {one for some in family.values() for one in some}:
            reds[child] = {
                fact.day: red(reached)
                for fact in days.get(child, ())
                if fact.expected and (reached := attainment_on(fact, figures.direction)) is not None
            }
        return {
            unit: [self._beside(fact, [reds[child].get(fact.day) for child in family[unit]]) for fact in days[unit]]
            for unit in units
            if unit in family and unit in days
        }

    def _beside(self, fact: DayFact, children: Sequence[bool | None]) -> DayFact:
        known = [one for one in children if one is not None]
        if len(known) < max(1, self.least):
            return fact
        return replace(fact, compared=len(known), tested=round(sum(known) / len(known), DIGITS))

    def judge(self, fact: DayFact) -> Judgement:
        """Of the day of a unit that has a value of its own or not: it is the units below that count."""
        if fact.tested is not None and fact.expected and fact.actual is None:
            fact = replace(fact, actual=0)
        return super().judge(fact)

    def words(self) -> Text:
        zh, en = period_words(self.period)
        limit = percent(self.line.at)
        red_zh, red_en = ("红灯", "red") if self.below is None else (
            f"达成率低于 {percent(self.below)}", f"below {percent(self.below)}",
        )  # fmt: skip
        return self.counting.said(
            f"{zh}值{red_zh}的下级单元达到 {limit}",
            f"at least {limit} of the units below {red_en} by their {en} value",
        )


def _red_by(scale: Any, reached: Fraction) -> bool:
    return light_of(float(reached), scale)[0] == "red"


def _below(limit: Fraction, reached: Fraction) -> bool:
    return reached < limit


@dataclass(frozen=True)
class _Type(Typed):
    told = Told(both("可判断的下级", "units below that could be judged"), "number", both("红灯占比", "red"), "share")

    def check(self, settings: Mapping[str, Any]) -> Iterable[Issue]:
        yield from check_counting(settings)
        yield from check_resolve(settings, "share", above=True)

    def fits(self, settings: Mapping[str, Any], place: Place) -> Iterable[Issue]:
        if place.level == place.lowest:
            words = both("最低层级下面没有单元", "units of the lowest level have none below them")
            yield Issue("N813", words, "$.type")

    def prepare(self, settings: Mapping[str, Any], direction: Direction, *, digits: int = 0) -> RedChildren:
        at, below = line(settings, "share", above=True, inclusive=True), settings.get("attainment_below")
        return RedChildren(
            counting(settings),
            at,
            NO_CHILDREN,
            period=settings.get("period", "day"),
            below=None if below is None else exactly(below),
            least=settings.get("least", 1),
        )


CONDITION: Condition = _Type(
    both("下级单元亮红灯的比例", "the share of units below that are red"),
    schema_of(
        "red_children",
        both("直接下级中亮红灯的单元达到一定比例。", "So large a share of the units directly below is red."),
        ["share"],
        {
            "share": share(
                "红灯占比达到 / Share of red",
                both(
                    "有数据的直接下级中，红灯的比例达到这一值即算（等于也算）。",
                    "Of the units directly below that have data, this share or more must be red.",
                ),
                0.5,
                1,
            ),
            "attainment_below": share(
                "何为红灯 / Red below",
                both(
                    "达成率严格低于多少算红灯；默认按指标的灯色标准。",
                    "The attainment strictly below which a unit is red; by default the indicator's scale decides.",
                ),
                0.85,
            ),
            "least": {
                "title": "至少几个下级 / Least units",
                "type": "integer",
                "minimum": 1,
                "maximum": 1000,
                "x-text": both(
                    "至少有几个下级单元当天有数据才判断；默认 1。",
                    "How many units below must have data for a day to be judged; 1 by default.",
                ),
                "examples": [3],
            },
            "period": PERIOD,
            "resolve_at": resolve_at(
                both(
                    "占比降到多少（含）算恢复；默认低于触发线。",
                    "It is over at this share or less; by default below the line.",
                ),
                0.25,
                minimum=0,
                maximum=1,
            ),
        },
    ),
    both(
        "直接下级中 {indicator} {period}亮红灯的占比达到 {share}，满 {days} 个营业日",
        "units directly below have a red {period} {indicator}, {share} of them or more, on {days} duty days",
    ),
    {
        "share": Control("percent"),
        "attainment_below": Control("percent"),
        "least": Control("integer", default=1),
        "period": PERIOD_CONTROL,
        "resolve_at": Control("percent", default="share"),
        **COUNTING,
    },
)
