"""A daily value far from what is usual for the unit: its robust z-score lies beyond a line.

z = 0.6745 · (x − median) ÷ MAD over the last duty days of the same kind (MAD: the median absolute deviation from the
median), the modified z-score of B. Iglewicz and D. C. Hoaglin, How to Detect and Handle Outliers, ASQC Quality Press
1993, who call |z| > 3.5 an outlier. Where more than half of the days have the same value the MAD is 0 and nothing is
concluded, nor from fewer days than asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import median
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
    Tested,
    Typed,
    check_counting,
    check_resolve,
    counting,
    line,
    resolve_at,
    schema_of,
)
from rule_builder.conditions.told import Told

#: Makes the MAD of a normal distribution its standard deviation.
_NORMAL = 0.6745
_SAME: Mapping[str, Text] = {
    "weekday": both("同一星期几的", "of the same weekday"),
    "all": both("", "of any weekday"),
}
_SIDE: Mapping[str, Text] = {
    "worse": both("变差", "worse"),
    "better": both("变好", "better"),
    "both": both("异常", "different"),
}
TOO_FEW = Judgement(Verdict.SKIP, "too_few_days")
NO_SPREAD = Judgement(Verdict.SKIP, "no_spread")


def robust_z(value: Number, usual: Sequence[Number]) -> float | None:
    """The modified z-score of a value against others; None where they have no spread. ``usual`` is not empty."""
    middle = median(usual)
    spread = median(abs(one - middle) for one in usual)
    return None if spread == 0 else _NORMAL * (value - middle) / spread


@dataclass(frozen=True)
class Outlier(Tested):
    """The test. ``compared``: the median of the days before (None: too few of them); ``tested``: how many robust
    standard deviations the day lies from it, counted towards ``side``."""

    last: int = 28
    same: str = "all"
    side: str = "worse"
    least: int = 5

    @property
    def reach(self) -> timedelta:
        """How far back usual days are looked for: some of them may have been closed."""
        return timedelta(weeks=self.last + 4) if self.same == "weekday" else timedelta(days=2 * self.last + 14)

    def judge(self, fact: DayFact) -> Judgement:
        found = super().judge(fact)
        return NO_SPREAD if found is TOO_FEW and fact.compared is not None else found

    def facts(self, figures: Figures, units: Sequence[int], first: date, last: date) -> Mapping[int, Sequence[DayFact]]:
        found = figures.series(units, first - self.reach, last)
        return {unit: list(self._days(facts, first, figures.direction)) for unit, facts in found.items()}

    def _days(self, facts: Sequence[DayFact], first: date, direction: Direction) -> Iterable[DayFact]:
        usual: dict[int, list[tuple[date, Number]]] = {}
        for fact in facts:
            kind = fact.day.weekday() if self.same == "weekday" else 0
            before = usual.setdefault(kind, [])
            there = fact.expected and fact.known and fact.whole and fact.actual is not None
            if fact.day >= first:
                near = [value for day, value in before[-self.last :] if day >= fact.day - self.reach]
                yield self._beside(fact, near, direction) if there and len(near) >= self.least else fact
            if there and fact.actual is not None:
                before.append((fact.day, fact.actual))

    def _beside(self, fact: DayFact, usual: Sequence[Number], direction: Direction) -> DayFact:
        assert fact.actual is not None
        z = robust_z(fact.actual, usual)
        if z is not None:
            worse = z if direction == "lower" else -z
            z = round({"worse": worse, "better": -worse, "both": abs(z)}[self.side], DIGITS)
        return replace(fact, compared=median(usual), tested=z)

    def words(self) -> Text:
        limit, same, side = f"{float(self.line.at):g}", _SAME[self.same], _SIDE[self.side]
        return self.counting.said(
            f"日值比最近 {self.last} 个{same['zh']}营业日的常态{side['zh']}（稳健 z 值超过 {limit}）",
            f"daily value {side['en']} than usual on the last {self.last} duty days {same['en']} "
            f"(robust z above {limit})",
        )


@dataclass(frozen=True)
class _Type(Typed):
    told = Told(both("此前中位数", "median before"), "value", both("偏离（稳健标准差）", "robust deviations"), "number")

    def check(self, settings: Mapping[str, Any]) -> Iterable[Issue]:
        yield from check_counting(settings)
        yield from check_resolve({"z": 3.5, **settings}, "z", above=True)
        if settings.get("least", 5) > settings["last"]:
            words = both("要求的天数多于所看的天数：永远不会判断", "needs more days than it looks at: never judged")
            most = settings["last"]
            yield Issue("N809", words, "$.least", hint=both(f"应不大于 {most}", f"use {most} or less"))

    def prepare(self, settings: Mapping[str, Any], direction: Direction, *, digits: int = 0) -> Outlier:
        return Outlier(
            counting(settings),
            line({"z": 3.5, **settings}, "z", above=True),
            TOO_FEW,
            whole=True,
            last=settings["last"],
            same=settings.get("same", "all"),
            side=settings.get("side", "worse"),
            least=settings.get("least", 5),
        )

    def needs_target(self, settings: Mapping[str, Any]) -> bool:
        return False


CONDITION: Condition = _Type(
    both("日值偏离常态", "far from what is usual"),
    schema_of(
        "outlier",
        both("日值远离该单元自己最近的常态。", "A daily value far from what has been usual for the unit."),
        ["last"],
        {
            "last": {
                "title": "看多少天 / Last days",
                "type": "integer",
                "minimum": 5,
                "maximum": 90,
                "x-text": both(
                    "常态取自之前多少个有数据的同类营业日。",
                    "What is usual is taken from so many duty days of the same kind before, those with data.",
                ),
                "examples": [28],
            },
            "same": {
                "title": "同类 / Same kind",
                "enum": list(_SAME),
                "x-text": both(
                    "weekday：只与同一星期几比；all：与任何营业日比（默认）。",
                    "weekday: only days of the same weekday; all: any duty day (default).",
                ),
                "examples": ["weekday"],
            },
            "side": {
                "title": "方向 / Side",
                "enum": list(_SIDE),
                "x-text": both(
                    "worse：只看变差（默认）；better：只看变好；both：都看。",
                    "worse: only values that are worse (default); better: only better ones; both: either.",
                ),
                "examples": ["worse"],
            },
            "z": {
                "title": "稳健 z 值 / Robust z",
                "type": "number",
                "exclusiveMinimum": 0,
                "maximum": 100,
                "x-text": both(
                    "稳健 z 值严格超过多少才算；默认 3.5。",
                    "The robust z-score must be strictly above this; 3.5 by default.",
                ),
                "examples": [3.5],
            },
            "least": {
                "title": "至少多少天 / Least days",
                "type": "integer",
                "minimum": 5,
                "maximum": 90,
                "x-text": both(
                    "至少有多少个同类营业日才判断；默认 5。",
                    "Fewer days than this conclude nothing; 5 by default.",
                ),
                "examples": [8],
            },
            "resolve_at": resolve_at(
                both(
                    "z 值回到多少（含）算恢复；默认等于触发线。",
                    "It is over at this z or less; by default the line.",
                ),
                2,
                minimum=0,
                maximum=100,
            ),
        },
    ),
    both(
        "{indicator} 的日值比最近 {last} 个{same}营业日的常态{side}（稳健 z 值超过 {z}），满 {days} 个营业日",
        "daily value of {indicator} is {side} than usual, by the last {last} duty days {same} (robust z above {z}), on "
        "{days} duty days",
    ),
    {
        "last": Control("integer"),
        "same": Control("choice", {**_SAME, "all": both("全部", "of any weekday")}, "all"),
        "side": Control("choice", _SIDE, "worse"),
        "z": Control("number", default=3.5),
        "least": Control("integer", default=5),
        "resolve_at": Control("number", default="z"),
        **COUNTING,
    },
)
