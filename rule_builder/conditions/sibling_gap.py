"""Attainment more than so many points below that of the best sibling, or of the median one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from statistics import median
from typing import Any

from engine.base.issue import Issue
from engine.base.text import Text, both
from rule_builder.attainment import DIGITS, attainment_on
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
    period_words,
    reading,
    resolve_at,
    schema_of,
    share,
)
from rule_builder.conditions.told import Told

_THAN: Mapping[str, Text] = {"best": both("最好的", "the best"), "median": both("居中的", "the median")}
NO_SIBLINGS = Judgement(Verdict.SKIP, "no_siblings")


@dataclass(frozen=True)
class SiblingGap(Tested):
    """The test. ``compared``: the sibling's attainment (a share); ``tested``: how far below it the unit's own is."""

    period: str = "day"
    than: str = "best"
    least: int = 2

    def facts(self, figures: Figures, units: Sequence[int], first: date, last: date) -> Mapping[int, Sequence[DayFact]]:
        near = figures.siblings(units)
        everyone = sorted({*units, *(one for some in near.values() for one in some)})
        days = reading(figures, self.period)(everyone, first, last)
        reached = {unit: _reached(facts, figures.direction) for unit, facts in days.items()}
        return {
            unit: [
                self._beside(fact, reached[unit].get(fact.day), [reached.get(s, {}).get(fact.day) for s in near[unit]])
                for fact in days[unit]
            ]
            for unit in units
            if unit in near and unit in days
        }

    def moved_by(self, figures: Figures, units: Sequence[int]) -> Collection[int]:
        """A correction of one unit may move all those beside it."""
        return {one for some in figures.siblings(units).values() for one in some}

    def _beside(self, fact: DayFact, own: Fraction | None, others: Sequence[Fraction | None]) -> DayFact:
        known = [one for one in others if one is not None]
        if own is None or len(known) < self.least:
            return fact
        other = max(known) if self.than == "best" else median(known)
        return replace(fact, compared=round(float(other), DIGITS), tested=round(float(other - own), DIGITS))

    def words(self) -> Text:
        zh, en = period_words(self.period)
        points, than = f"{float(self.line.at) * 100:g}", _THAN[self.than]
        return self.counting.said(
            f"{zh}达成率比同级{than['zh']}单元低 {points} 个百分点以上",
            f"{en} attainment more than {points} points below {than['en']} sibling",
        )


def _reached(facts: Sequence[DayFact], direction: Direction) -> dict[date, Fraction]:
    """The attainment of a unit by day, where it is on duty and there is one."""
    found: dict[date, Fraction] = {}
    for fact in facts:
        if fact.expected and (share_of := attainment_on(fact, direction)) is not None:
            found[fact.day] = share_of
    return found


@dataclass(frozen=True)
class _Type(Typed):
    told = Told(both("同级达成率", "sibling's attainment"), "share", both("落后", "behind by"), "share")

    def check(self, settings: Mapping[str, Any]) -> Iterable[Issue]:
        yield from check_counting(settings)
        yield from check_resolve(settings, "points", above=True)

    def fits(self, settings: Mapping[str, Any], place: Place) -> Iterable[Issue]:
        if place.level == 0:
            words = both("最高层级没有同级单元可比", "units of the top level have no siblings to compare with")
            yield Issue("N813", words, "$.type")

    def prepare(self, settings: Mapping[str, Any], direction: Direction, *, digits: int = 0) -> SiblingGap:
        at, period = line(settings, "points", above=True), settings.get("period", "day")
        than, least = settings.get("than", "best"), settings.get("least", 2)
        return SiblingGap(counting(settings), at, NO_SIBLINGS, period=period, than=than, least=least)


CONDITION: Condition = _Type(
    both("落后于同级单元", "behind its siblings"),
    schema_of(
        "sibling_gap",
        both(
            "达成率比同级最好或居中的单元低若干个百分点。",
            "Points below the best or the median sibling.",
        ),
        ["points"],
        {
            "points": share(
                "落后超过 / Behind by",
                both(
                    "达成率之差严格超过这一值才算；0.1 即 10 个百分点。",
                    "A gap in attainment of strictly more than this counts; 0.1 is 10 points.",
                ),
                0.1,
            ),
            "than": {
                "title": "与谁比 / Than",
                "enum": list(_THAN),
                "x-text": both(
                    "best：同一上级下最好的同级单元（默认）；median：居中的一个。只比当天有数据的。",
                    "The best unit under the same parent (default), or the median; only those with data on the day.",
                ),
                "examples": ["best"],
            },
            "least": {
                "title": "至少几个同级 / Least siblings",
                "type": "integer",
                "minimum": 1,
                "maximum": 1000,
                "x-text": both(
                    "至少有几个同级单元当天有数据才判断；默认 2。",
                    "How many siblings must have data for a day to be judged; 2 by default.",
                ),
                "examples": [2],
            },
            "period": PERIOD,
            "resolve_at": resolve_at(
                both(
                    "差距不超过多少才算恢复；默认等于触发线。",
                    "It is over at this gap or less; by default the line.",
                ),
                0.05,
                minimum=-2,
                maximum=2,
            ),
        },
    ),
    both(
        "{indicator} 的{period}达成率比同级{than}单元低 {points} 以上，满 {days} 个营业日",
        "{period} attainment of {indicator} is more than {points} points below {than} sibling on {days} duty days",
    ),
    {
        "points": Control("percent"),
        "than": Control("choice", _THAN, "best"),
        "least": Control("integer", default=2),
        "period": PERIOD_CONTROL,
        "resolve_at": Control("percent", default="points"),
        **COUNTING,
    },
)
