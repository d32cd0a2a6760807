"""What a case says to people: states, messages, incidents and the days behind them, in both languages. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from engine.base.text import Text, both
from rule_builder.attainment import attainment_on
from rule_builder.cases.play import Played
from rule_builder.cases.series import Stand
from rule_builder.conditions.contract import DayFact, Verdict

#: Days shown before one that differs.
SHOWN = 6

STATES: dict[str, Text] = {
    "normal": both("正常", "normal"),
    "pending": both("计数中", "pending"),
    "firing": both("触发中", "firing"),
    "recovering": both("恢复中", "recovering"),
    "resolved": both("已恢复", "resolved"),
    "retracted": both("已撤回", "retracted"),
    "no_data": both("缺数据", "no data"),
    "error": both("出错", "error"),
}
TOLD: dict[str, Text] = {
    "fired": both("触发", "fired"),
    "repeat": both("再次提醒", "told again"),
    "resolved": both("恢复", "resolved"),
    "retracted": both("撤回", "retracted"),
    "no_data": both("数据缺失", "no data"),
    "data_back": both("数据已到", "data is back"),
}
VERDICTS: dict[Verdict, Text] = {
    Verdict.BREACH: both("不达标", "in breach"),
    Verdict.FINE: both("正常", "fine"),
    Verdict.BETWEEN: both("未到恢复线", "not yet fine"),
    Verdict.MISSING: both("缺数据", "no data"),
    Verdict.SKIP: both("跳过", "skipped"),
}


def stand_words(stand: Stand) -> Text:
    """``firing``, ``pending 2/3``: the word as it is written, with the Chinese one beside it."""
    words = STATES[stand.state]
    count = "" if stand.count is None else f" {stand.count}/{stand.needed}"
    return both(f"{words['zh']}{count}（{stand}）", f"{words['en']}{count}")


def told_words(told: frozenset[str]) -> Text:
    """What people are told."""
    if not told:
        return both("没有消息", "no message")
    some = sorted(told)
    return both("、".join(TOLD[one]["zh"] for one in some), ", ".join(TOLD[one]["en"] for one in some))


def incident_words(rows: Sequence[Any], late: Mapping[int, bool]) -> Text:
    """Incidents (with first and fired days, end and state), one after the other."""
    zh, en = [], []
    for row in rows:
        first, fired, ended = (
            getattr(row, "first_day", None) or row.first,
            getattr(row, "fired_day", None) or row.fired,
            getattr(row, "ended_day", None) or getattr(row, "ended", None),
        )
        words = STATES[row.state]
        was_late = bool(getattr(row, "late", None) or late.get(getattr(row, "id", 0)))
        zh.append(
            f"{first:%m-%d} 起、{fired:%m-%d} 触发"
            + (f"、{ended:%m-%d} 结束" if ended else "")
            + f"、{words['zh']}"
            + ("、补报" if was_late else "")
        )
        en.append(
            f"from {first:%m-%d}, fired {fired:%m-%d}"
            + (f", ended {ended:%m-%d}" if ended else "")
            + f", {words['en']}"
            + (", found late" if was_late else "")
        )
    return both("；".join(zh), "; ".join(en))


def days_words(played: Played, unit: str, day: date) -> Text:
    """The days up to one: what each was and where the rule stood after it."""
    evenings = [one for one in played.evenings.get(unit, ()) if one.day <= day][-SHOWN:]
    parts = [(one.day, figure_words(one.fact, played.ground.direction), stand_words(one.stand)) for one in evenings]
    return both(
        " · ".join(f"{at:%m-%d} {what['zh']} {state['zh'].partition('（')[0]}" for at, what, state in parts),
        " · ".join(f"{at:%m-%d} {what['en']} {state['en']}" for at, what, state in parts),
    )


def figure_words(fact: DayFact | None, direction: Any) -> Text:
    """A day in a few characters: what is tested, else its attainment, else its value."""
    if fact is None or not fact.expected:
        return both("休业", "closed")
    if not fact.known:
        return both("缺数据", "no data")
    if fact.tested is not None:
        return both(f"{fact.tested:.6g}", f"{fact.tested:.6g}")
    share = attainment_on(fact, direction)
    if share is not None:
        shown = f"{float(share) * 100:.6g}%"
        return both(shown, shown)
    return both("无数值", "no value") if fact.actual is None else both("无目标", "no target")
