"""No data of a unit on so many duty days: of one day it is late, of several it is missing. A rule about data, not about
business: it fires as a data incident."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.base.issue import Issue
from engine.base.text import Text, both
from rule_builder.conditions.contract import Condition, Control, DayFact, Direction, Judgement, Verdict
from rule_builder.conditions.counting import COUNTING, SKIP, Counted, Typed, check_counting, counting, judged, schema_of

_LACKING: Mapping[str, Text] = {
    "all": both("全部没有数据", "no data at all"),
    "any": both("数据不全", "incomplete data"),
}


@dataclass(frozen=True)
class WithoutData(Counted):
    """The test: a duty day without data is the breach. ``lacking``: "all", or already where "any" unit below lacks."""

    lacking: str
    about_data: bool = True

    def judge(self, fact: DayFact) -> Judgement:
        if not fact.expected:
            return SKIP
        there = fact.known and (fact.whole or self.lacking == "all")
        return judged(Verdict.FINE if there else Verdict.BREACH)

    def words(self) -> Text:
        found = _LACKING[self.lacking]
        if self.window > self.days:
            return both(
                f"最近 {self.window} 个营业日中有 {self.days} 天{found['zh']}",
                f"{found['en']} on {self.days} of the last {self.window} duty days",
            )
        if self.days == 1:
            return both(f"当日{found['zh']}", found["en"])
        return both(f"连续 {self.days} 个营业日{found['zh']}", f"{found['en']} on {self.days} duty days in a row")


@dataclass(frozen=True)
class _Type(Typed):
    about_data: bool = True

    def check(self, settings: Mapping[str, Any]) -> Iterable[Issue]:
        yield from check_counting(settings)

    def prepare(self, settings: Mapping[str, Any], direction: Direction, *, digits: int = 0) -> WithoutData:
        return WithoutData(counting(settings), settings.get("lacking", "all"))

    def needs_target(self, settings: Mapping[str, Any]) -> bool:
        return False


def _schema() -> dict[str, Any]:
    """Days are counted as everywhere, but there is no choice of what a day without data means."""
    found = schema_of(
        "no_data",
        both("若干营业日没有数据，或数据不全。", "No data, or incomplete data, on so many duty days."),
        [],
        {
            "lacking": {
                "title": "缺到什么程度 / Lacking",
                "enum": list(_LACKING),
                "x-text": both(
                    "all：全部没有（默认）；any：下面有单元缺数据就算。",
                    "all: nothing at all (default); any: already where one of the units below lacks data.",
                ),
                "examples": ["all"],
            }
        },
    )
    found["properties"] = {name: one for name, one in found["properties"].items() if name != "missing"}
    return found


CONDITION: Condition = _Type(
    both("没有数据", "no data"),
    _schema(),
    both("{indicator} 满 {days} 个营业日{lacking}", "{indicator} has {lacking} on {days} duty days"),
    {
        "lacking": Control("choice", _LACKING, "all"),
        **{name: one for name, one in COUNTING.items() if name != "missing"},
    },
)
