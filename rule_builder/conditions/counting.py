"""What the condition types share: how many days fire, what days without data mean, where it is over, which period.

Not a condition itself: it exposes no ``CONDITION``. A type takes ``schema_of``, its own controls with ``COUNTING`` and
``Counted`` or ``Tested`` as the base of its test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any, cast

from engine.base.issue import Issue
from engine.base.text import Text, both
from rule_builder.attainment import exactly
from rule_builder.conditions.contract import Control, DayFact, Figures, Judgement, Missing, ToDate, Verdict

SKIP, MISSING = Judgement(Verdict.SKIP), Judgement(Verdict.MISSING)
NO_VALUE, NO_TARGET = Judgement(Verdict.SKIP, "no_value"), Judgement(Verdict.SKIP, "no_target")
#: Only part of what lies below has data: a value of that may not be held against a value of the whole.
PARTIAL = Judgement(Verdict.SKIP, "partial")

#: The longest window in duty days.
LONGEST = 60

_DAYS: Mapping[str, Any] = {
    "days": {
        "title": "天数 / Days",
        "type": "integer",
        "minimum": 1,
        "maximum": 31,
        "x-text": both(
            "多少个营业日成立后触发；默认 1。默认须连续，设了 of_days 则不必。",
            "How many duty days of it fire; 1 by default. In a row, unless of_days says otherwise.",
        ),
        "examples": [1, 3],
    },
    "of_days": {
        "title": "观察窗口 / Of the last days",
        "type": "integer",
        "minimum": 1,
        "maximum": LONGEST,
        "x-text": both(
            "在最近多少个营业日内累计；默认等于 days，即须连续。",
            "Counted among so many of the last duty days; by default as many as days, that is in a row.",
        ),
        "examples": [5],
    },
    "missing": {
        "title": "缺数据的日子 / Days without data",
        "enum": ["hold", "break", "count"],
        "x-text": both(
            "hold：不计也不断（默认）；break：中断；count：计为成立。",
            "hold: neither counts nor breaks (default); break: breaks; count: counts as a breach.",
        ),
        "examples": ["hold"],
    },
}

#: Controls of the settings above.
COUNTING: Mapping[str, Control] = {
    "days": Control("integer", default=1),
    "of_days": Control("integer", default="days"),
    "missing": Control(
        "choice",
        {
            "hold": both("不计数也不中断", "neither counts nor breaks the run"),
            "break": both("中断连续计数", "breaks the run"),
            "count": both("按成立计数", "counts as a breach"),
        },
        "hold",
    ),
}

PERIODS: Mapping[str, Text] = {
    "day": both("当日", "daily"),
    "wtd": both("本周累计", "week-to-date"),
    "mtd": both("本月累计", "month-to-date"),
    "qtd": both("本季累计", "quarter-to-date"),
    "ytd": both("本年累计", "year-to-date"),
}


def period_words(period: str) -> tuple[str, str]:
    """A period in the middle of a sentence, zh and en."""
    return ("日", "daily") if period == "day" else (PERIODS[period]["zh"], PERIODS[period]["en"])


def percent(share: float | Fraction) -> str:
    """A share as people read it: 0.85 → "85%"."""
    return f"{float(share) * 100:g}%"


PERIOD: Mapping[str, Any] = {
    "title": "期间 / Period",
    "enum": list(PERIODS),
    "x-text": both(
        "每个营业日看哪个期间：day 当日（默认），wtd、mtd、qtd、ytd 为截至当日的周、月、季、年累计。",
        "What is looked at on each duty day: the day itself (default), or the week, month, quarter or year up to it.",
    ),
    "examples": ["mtd"],
}
PERIOD_CONTROL = Control("choice", PERIODS, "day")


def schema_of(name: str, text: Text, required: Sequence[str], properties: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON Schema of a type's settings: its own ones, then how days are counted. ``text``: what the type is."""
    kind = {"title": "条件类型 / Condition type", "const": name, "x-text": text, "examples": [name]}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["type", *required],
        "properties": {"type": kind, **properties, **_DAYS},
    }


def share(title: str, text: Text, example: float, most: float = 2) -> dict[str, Any]:
    """The schema of a share (0.85 is 85 %) above 0."""
    return {
        "title": title,
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": most,
        "x-text": text,
        "examples": [example],
    }


@dataclass(frozen=True)
class Typed:
    """What a type of condition says of itself (see ``contract.Condition``)."""

    title: Text
    schema: Mapping[str, Any]
    sentence: Text
    controls: Mapping[str, Control]


@dataclass(frozen=True)
class Counting:
    """``days`` breaches among the last ``window`` duty days fire; as many as the window: in a row."""

    days: int
    window: int
    missing: Missing

    def said(self, zh: str, en: str) -> Text:
        """What is true of each of the days, and of how many: "连续 3 个营业日的…", "… on 3 duty days in a row"."""
        if self.window > self.days:
            return both(
                f"最近 {self.window} 个营业日中有 {self.days} 天的{zh}",
                f"{en} on {self.days} of the last {self.window} duty days",
            )
        if self.days == 1:
            return both(zh, en)
        return both(f"连续 {self.days} 个营业日的{zh}", f"{en} on {self.days} duty days in a row")


def counting(settings: Mapping[str, Any]) -> Counting:
    """From a condition's settings."""
    days = settings.get("days", 1)
    return Counting(days, settings.get("of_days", days), settings.get("missing", "hold"))


def check_counting(settings: Mapping[str, Any]) -> Iterable[Issue]:
    """A window must hold the days that are to be found in it."""
    days = settings.get("days", 1)
    if settings.get("of_days", days) < days:
        yield Issue(
            "N809",
            both(f"窗口太短，凑不满 {days} 天", f"so short a window never holds {days} days"),
            "$.of_days",
            hint=both(f"应不小于 {days}", f"use {days} or more"),
        )


@dataclass(frozen=True)
class Counted:
    """The part of a test that says how days are counted."""

    counting: Counting

    @property
    def days(self) -> int:
        return self.counting.days

    @property
    def window(self) -> int:
        return self.counting.window

    @property
    def missing(self) -> Missing:
        return self.counting.missing


@dataclass(frozen=True)
class Line:
    """The line that a quantity breaches strictly beyond (equal is fine), and the one where it is fine again.

    ``above``: beyond is above, else below. ``inclusive``: already the line itself breaches ("at least half").
    """

    at: Fraction
    over: Fraction
    above: bool
    inclusive: bool = False

    def verdict(self, tested: Fraction) -> Verdict:
        """What a quantity says, as it is compared (``exactly``)."""
        excess = tested - self.at if self.above else self.at - tested
        if excess > 0 or (self.inclusive and excess == 0):
            return Verdict.BREACH
        back = tested <= self.over if self.above else tested >= self.over
        return Verdict.FINE if back else Verdict.BETWEEN


def line(settings: Mapping[str, Any], name: str, above: bool, scale: int = 1, inclusive: bool = False) -> Line:
    """The line that setting ``name`` draws, times ``scale``; ``resolve_at`` is where it is over (default: the same)."""
    at = exactly(settings[name])
    return Line(at * scale, exactly(settings.get("resolve_at", settings[name])) * scale, above, inclusive)


def resolve_at(text: Text, example: float, **limits: Any) -> dict[str, Any]:
    """The schema of the line where it is over."""
    return {"title": "恢复线 / Over at", "type": "number", **limits, "x-text": text, "examples": [example]}


def check_resolve(settings: Mapping[str, Any], name: str, above: bool) -> Iterable[Issue]:
    """It may not be over on days that still breach."""
    at, over = settings[name], settings.get("resolve_at", settings[name])
    if over > at if above else over < at:
        words = both("恢复线越过触发线：同一天会既触发又恢复", "it would be over on days that still breach")
        more, less = both(f"应不小于 {name}", f"use {name} or more"), both(f"应不大于 {name}", f"use {name} or less")
        yield Issue("N491", words, "$.resolve_at", hint=less if above else more)


@dataclass(frozen=True)
class Tested(Counted):
    """A test of the ``tested`` quantity of a day against a line. ``without``: the judgement where there is none;
    ``whole``: days on which part of what lies below has no data are not judged."""

    line: Line
    without: Judgement = field(default=NO_VALUE)
    whole: bool = False

    def judge(self, fact: DayFact) -> Judgement:
        if not fact.expected:
            return SKIP
        if not fact.known:
            return MISSING
        if fact.actual is None:
            return NO_VALUE
        if self.whole and not fact.whole:
            return PARTIAL
        if fact.tested is None:
            return self.without
        return judged(self.line.verdict(exactly(fact.tested)))


_JUDGED = {verdict: Judgement(verdict) for verdict in Verdict}


def judged(verdict: Verdict) -> Judgement:
    """A verdict without a reason."""
    return _JUDGED[verdict]


Read = Callable[[Sequence[int], date, date], Mapping[int, Sequence[DayFact]]]


def reading(figures: Figures, period: str) -> Read:
    """How the days of a period are read: the daily series, or what has come together up to each day."""
    if period == "day":
        return figures.series
    return partial(figures.to_date, cast(ToDate, period))
