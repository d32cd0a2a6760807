"""The projected attainment of the month, quarter or year lies strictly below a line: a warning while there is time.

The projection is the one of ``engine.measure.outlook``: what is reached plus the remaining target at the rate so far,
actual + (target − target to date) × actual ÷ target to date, all against the targets of the days that have data. Its
attainment therefore is that of the period to date; a rate is taken to stay as it is. A new period begins anew: its
first days say nothing yet, and end what was said of the one before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from engine.base.issue import Issue
from engine.base.text import Text, both
from engine.targets.days import Days
from rule_builder.attainment import DIGITS, attainment_on
from rule_builder.conditions.contract import (
    Condition,
    Control,
    DayFact,
    Direction,
    Figures,
    Judgement,
    Number,
    ToDate,
    Verdict,
)
from rule_builder.conditions.counting import (
    COUNTING,
    NO_TARGET,
    Tested,
    Typed,
    check_counting,
    check_resolve,
    counting,
    line,
    percent,
    resolve_at,
    schema_of,
    share,
)
from rule_builder.conditions.told import Told

_UNTIL: Mapping[str, Text] = {
    "month": both("本月", "the month"),
    "quarter": both("本季", "the quarter"),
    "year": both("本年", "the year"),
}
_PERIOD: Mapping[str, ToDate] = {"month": "mtd", "quarter": "qtd", "year": "ytd"}
_LENGTH = {"month": 31, "quarter": 92, "year": 366}
#: Not judged yet; what was said of the period before is over.
TOO_EARLY = Judgement(Verdict.FINE, "too_early")
#: On the first day of a period nothing can be told.
_FIRST = 2


@dataclass(frozen=True)
class Pace(Tested):
    """The test. Actual and target are those to date, ``compared`` is the target of the whole period, ``tested`` the
    projected attainment (None on the first days, which are too early to tell)."""

    until: str = "month"
    from_day: int = _FIRST

    def judge(self, fact: DayFact) -> Judgement:
        found = super().judge(fact)
        early = found is NO_TARGET and fact.compared is not None
        return TOO_EARLY if early else found

    def facts(self, figures: Figures, units: Sequence[int], first: date, last: date) -> Mapping[int, Sequence[DayFact]]:
        period = _PERIOD[self.until]
        days = Days(figures.release.get("calendar", figures.release.app.calendar))
        spans = [days.period(period, first + timedelta(n)) for n in range((last - first).days + 1)]
        ends = {span.day: days.end(span) for span in spans}
        whole: dict[tuple[int, date], Number | None] = {}
        for end in sorted(set(ends.values())):
            for unit, facts in figures.to_date(period, units, end, end).items():
                whole[unit, end] = facts[-1].target if facts else None
        early = {span.day for span in spans if (span.day - span.first).days + 1 < self.from_day}
        return {
            unit: [
                _projected(fact, whole.get((unit, ends[fact.day])), fact.day in early, figures.direction)
                for fact in facts
            ]
            for unit, facts in figures.to_date(period, units, first, last).items()
        }

    def words(self) -> Text:
        limit, until = percent(self.line.at), _UNTIL[self.until]
        return self.counting.said(
            f"{until['zh']}预计达成率低于 {limit}（自第 {self.from_day} 日起判断）",
            f"projected attainment of {until['en']} below {limit} (from day {self.from_day})",
        )


def _projected(fact: DayFact, whole: Number | None, early: bool, direction: Direction) -> DayFact:
    reached = attainment_on(fact, direction)
    if not whole or whole < 0 or reached is None:
        return fact
    return replace(fact, compared=whole, tested=None if early else round(float(reached), DIGITS))


@dataclass(frozen=True)
class _Type(Typed):
    told = Told(both("期末目标", "target of the period"), "value", both("预计达成", "projected attainment"), "share")

    def check(self, settings: Mapping[str, Any]) -> Iterable[Issue]:
        yield from check_counting(settings)
        yield from check_resolve(settings, "attainment_below", above=False)
        until = settings["until"]
        if settings.get("from_day", _FIRST) > _LENGTH[until]:
            longest = _LENGTH[until]
            words = both(f"{_UNTIL[until]['zh']}没有这么多天", f"{_UNTIL[until]['en']} has no such day")
            yield Issue("N809", words, "$.from_day", hint=both(f"应不大于 {longest}", f"use {longest} or less"))

    def prepare(self, settings: Mapping[str, Any], direction: Direction, *, digits: int = 0) -> Pace:
        at = line(settings, "attainment_below", above=False)
        from_day = settings.get("from_day", _FIRST)
        return Pace(counting(settings), at, NO_TARGET, until=settings["until"], from_day=from_day)


CONDITION: Condition = _Type(
    both("按目前进度到期末达不到目标", "on its way to miss the target"),
    schema_of(
        "pace",
        both(
            "按目前进度推算，月、季或年的达成率会低于一条线。",
            "At the rate so far the period ends below a line.",
        ),
        ["until", "attainment_below"],
        {
            "until": {
                "title": "推算到 / Until the end of",
                "enum": list(_UNTIL),
                "x-text": both("month 本月末，quarter 本季末，year 本年末。", "The end of the month, quarter or year."),
                "examples": ["month"],
            },
            "attainment_below": share(
                "预计达成率低于 / Projected attainment below",
                both("严格低于目标的这一比例才算。", "Strictly below this share of the target counts."),
                0.95,
            ),
            "from_day": {
                "title": "从第几日起 / From day",
                "type": "integer",
                "minimum": _FIRST,
                "maximum": 366,
                "x-text": both(
                    "从期间的第几个日历日起判断，之前为时过早；默认 2。新的期间一开始，上一期的预警即告结束。",
                    "The calendar day of the period from which it is judged (default 2); days before end the last one.",
                ),
                "examples": [10],
            },
            "resolve_at": resolve_at(
                both(
                    "预计达成率达到多少才算恢复；默认等于触发线。",
                    "It is over at this projection; by default the line.",
                ),
                0.97,
                exclusiveMinimum=0,
                maximum=2,
            ),
        },
    ),
    both(
        "{indicator} 自第 {from_day} 日起，按目前进度推算{until}达成率低于 {attainment_below}，满 {days} 个营业日",
        "{indicator}, from day {from_day} on and at the rate so far, will end {until} below {attainment_below} of its "
        "target, on {days} duty days",
    ),
    {
        "until": Control("choice", _UNTIL),
        "attainment_below": Control("percent"),
        "from_day": Control("integer", default=_FIRST),
        "resolve_at": Control("percent", default="attainment_below"),
        **COUNTING,
    },
)
