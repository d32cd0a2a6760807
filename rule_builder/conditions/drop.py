"""Worse than before by more than a share: than the duty day, the week, the month or the year before, like with like.

Worse is lower, and where lower is better it is higher. The same weekday is compared where single days or weeks are
(a week, four weeks or 52 weeks back), the same date where months, quarters and years to date are; a month that was
shorter is compared as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from engine.base.issue import Issue
from engine.base.text import Text, both
from rule_builder.attainment import DIGITS
from rule_builder.conditions.contract import (
    Condition,
    Control,
    DayFact,
    Direction,
    Figures,
    Judgement,
    Number,
    Verdict,
)
from rule_builder.conditions.counting import (
    COUNTING,
    PERIOD,
    PERIOD_CONTROL,
    PERIODS,
    Read,
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

#: Calendar days in which the last duty day is looked for.
_BACK = 31
#: Two ranges of days so near to each other are read as one.
_NEAR = timedelta(days=62)
_THAN: Mapping[str, Text] = {
    "day": both("上一营业日", "the duty day before"),
    "week": both("上周同期", "the week before"),
    "month": both("上月同期", "the month before"),
    "year": both("去年同期", "the year before"),
}
#: Which comparisons make sense for a period.
_FITS: Mapping[str, tuple[str, ...]] = {
    "day": ("day", "week", "month", "year"),
    "wtd": ("week", "month", "year"),
    "mtd": ("month", "year"),
    "qtd": ("year",),
    "ytd": ("year",),
}
_WEEKS = {"week": 1, "month": 4, "year": 52}
NO_COMPARISON = Judgement(Verdict.SKIP, "no_comparison")


def before(day: date, period: str, than: str) -> date:
    """The day that a day is compared with, where that does not depend on duty: a week, month or year before."""
    if period in ("day", "wtd"):
        return day - timedelta(weeks=_WEEKS[than])
    months = day.year * 12 + day.month - 1 - (1 if than == "month" else 12)
    first = date(months // 12, months % 12 + 1, 1)
    length = (date((months + 1) // 12, (months + 1) % 12 + 1, 1) - first).days
    return first + timedelta(days=min(day.day, length) - 1)


def worse_by(actual: Number, compared: Number, direction: Direction) -> float | None:
    """By which share a value is worse than the one it is compared with (negative: better); None for one of 0 or less,
    of which there is no share."""
    if compared <= 0:
        return None
    change = actual / compared - 1
    return round(change if direction == "lower" else -change, DIGITS)


@dataclass(frozen=True)
class Drop(Tested):
    """The test. ``compared``: the value before; ``tested``: by which share it got worse."""

    period: str = "day"
    than: str = "week"

    def facts(self, figures: Figures, units: Sequence[int], first: date, last: date) -> Mapping[int, Sequence[DayFact]]:
        read = reading(figures, self.period)
        if self.than == "day":
            return _with_the_day_before(read, figures.direction, units, first, last)
        earliest, latest = (before(day, self.period, self.than) for day in (first, last))
        if first - latest <= _NEAR:
            now = then = read(units, earliest, last)
        else:
            now, then = read(units, first, last), read(units, earliest, latest)
        found: dict[int, list[DayFact]] = {}
        for unit, facts in now.items():
            old = {fact.day: fact for fact in then.get(unit, ())}
            found[unit] = [
                _beside(fact, old.get(before(fact.day, self.period, self.than)), figures.direction)
                for fact in facts
                if fact.day >= first
            ]
        return found

    def words(self) -> Text:
        zh, en = period_words(self.period)
        limit, than = percent(self.line.at), _THAN[self.than]
        return self.counting.said(
            f"{zh}值比{than['zh']}变差超过 {limit}", f"{en} value more than {limit} worse than {than['en']}"
        )


def _with_the_day_before(
    read: Read, direction: Direction, units: Sequence[int], first: date, last: date
) -> dict[int, list[DayFact]]:
    found: dict[int, list[DayFact]] = {}
    for unit, facts in read(units, first - timedelta(days=_BACK), last).items():
        duty: DayFact | None = None
        found[unit] = []
        for fact in facts:
            if fact.day >= first:
                near = duty if duty is not None and (fact.day - duty.day).days <= _BACK else None
                found[unit].append(_beside(fact, near, direction))
            if fact.expected:
                duty = fact
    return found


def _beside(fact: DayFact, old: DayFact | None, direction: Direction) -> DayFact:
    """A day with the value it is compared with, where there is one of the whole."""
    if old is None or not old.expected or not old.known or not old.whole or old.actual is None:
        return fact
    tested = None
    if fact.known and fact.whole and fact.actual is not None:
        tested = worse_by(fact.actual, old.actual, direction)
    return replace(fact, compared=old.actual, tested=tested)


@dataclass(frozen=True)
class _Type(Typed):
    told = Told(both("对比期", "before"), "value", both("变差", "worse by"), "share")

    def check(self, settings: Mapping[str, Any]) -> Iterable[Issue]:
        yield from check_counting(settings)
        yield from check_resolve(settings, "by", above=True)
        period, than = settings.get("period", "day"), settings["than"]
        if than not in _FITS[period]:
            zh, en = PERIODS[period]["zh"], PERIODS[period]["en"]
            fits = [_THAN[one] for one in _FITS[period]]
            yield Issue(
                "N809",
                both(
                    f"{zh}不能与{_THAN[than]['zh']}比较",
                    f"a {en} value cannot be compared with that of {_THAN[than]['en']}",
                ),
                "$.than",
                hint=both(
                    "可与" + "、".join(one["zh"] for one in fits) + "比较",
                    "compare with " + " or ".join(one["en"] for one in fits),
                ),
            )

    def prepare(self, settings: Mapping[str, Any], direction: Direction, *, digits: int = 0) -> Drop:
        at = line(settings, "by", above=True)
        period, than = settings.get("period", "day"), settings["than"]
        return Drop(counting(settings), at, NO_COMPARISON, whole=True, period=period, than=than)

    def needs_target(self, settings: Mapping[str, Any]) -> bool:
        return False


CONDITION: Condition = _Type(
    both("比以前变差", "worse than before"),
    schema_of(
        "drop",
        both("比上一营业日、上周、上月或去年同期变差超过一定比例。", "Worse than before by more than a share."),
        ["than", "by"],
        {
            "than": {
                "title": "与何时比 / Than",
                "enum": list(_THAN),
                "x-text": both(
                    "day 上一营业日；week 上周；month 上月；year 去年。按日、按周比时为 4 周前、52 周前的同一星期几。",
                    "The duty day, week, month or year before; for days and weeks 4 and 52 weeks back: same weekdays.",
                ),
                "examples": ["week"],
            },
            "by": share(
                "变差超过 / Worse by",
                both(
                    "变差的比例严格超过这一值才算：越高越好的指标是下降，越低越好的指标是上升。",
                    "Worse by strictly more than this share counts: a fall, and where lower is better a rise.",
                ),
                0.2,
                10,
            ),
            "period": PERIOD,
            "resolve_at": resolve_at(
                both(
                    "变差不超过多少才算恢复；默认等于触发线。",
                    "It is over at this share or less; by default the line.",
                ),
                0.1,
                minimum=-10,
                maximum=10,
            ),
        },
    ),
    both(
        "{indicator} 的{period}值比{than}变差超过 {by}，满 {days} 个营业日",
        "{period} value of {indicator} is more than {by} worse than that of {than} on {days} duty days",
    ),
    {
        "than": Control("choice", _THAN),
        "by": Control("percent"),
        "period": PERIOD_CONTROL,
        "resolve_at": Control("percent", default="by"),
        **COUNTING,
    },
)
