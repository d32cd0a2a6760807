"""Why a rule did or did not fire for a unit on a day: its days again, step by step. What is on record is beside it
(``explain_record``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import sqlalchemy as sa

from engine import measure
from engine.base.text import Text, both
from engine.definitions.release import Release
from engine.org import units_on
from engine.storage.tables import rule_run
from rule_builder.conditions.contract import AboutData, DayFact, Direction, Test, Verdict
from rule_builder.figures import IndicatorFigures, Series, days_of
from rule_builder.history import LOOK_BACK, NO_DATA, RUN_UP, Past
from rule_builder.judge import Judge
from rule_builder.kinds.rule.model import RuleModel
from rule_builder.prepared import level_of, test_of, wording
from rule_builder.run import Watched
from rule_builder.scope import units_in_scope
from rule_builder.states import NORMAL, Stand, State, stands
from rule_builder.watch import NoData, Walk, walk

#: Days that are shown at least, and at most.
LEAST, MOST = 7, 31
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ExplainedDay:
    """A day as the rule judges it: ``words`` say what follows from it. ``counted``: one of the breaches that matter."""

    fact: DayFact
    verdict: Verdict
    words: Text
    counted: bool
    state: State


@dataclass(frozen=True)
class Explained:
    """What the days say today of a unit as of ``day``. ``fired``, ``ended``: on that very day; ``firing_since``: the
    day on which what goes on was fired (None: nothing does). ``watched``: the rule is about the unit at all."""

    rule: RuleModel
    unit_id: int
    day: date
    test: Test
    direction: Direction
    wording: str
    days: tuple[ExplainedDay, ...]
    before: State
    after: State
    fired: bool
    ended: bool
    firing_since: date | None
    watched: bool

    @property
    def watch(self) -> str:
        """The suffix under which the rule's incidents stand."""
        return NO_DATA if isinstance(self.test, AboutData) and self.test.about_data else ""

    @cached_property
    def summary(self) -> Text:
        """In one sentence."""
        return _summary(self)


def explain(
    connection: sa.Connection,
    release: Release,
    rule: RuleModel,
    unit_id: int,
    day: date,
    series: Series = measure.leaf_series,
) -> Explained | None:
    """Works the days of a unit out again, up to ``day``, with the data and the wording of today. None for a unit of
    another level. A handful of statements."""
    unit = units_on(connection, day).by_id.get(unit_id)
    if unit is None or unit.level != level_of(release, rule):
        return None
    test, direction = test_of(release, rule), release.get("indicator", rule.indicator).direction
    figures = IndicatorFigures(connection, release, rule.indicator, direction, day, series)
    scoped = units_in_scope(connection, rule, unit.level, day)
    left = scoped is not None and unit_id not in scoped
    facts: Sequence[DayFact] = ()
    if not left:
        facts = days_of(test, figures, [unit_id], day - LOOK_BACK - RUN_UP, day).get(unit_id, ())
    held = _held(connection, rule.name)
    text = wording(release, rule)
    judge = Judge(test, rule, text, direction, day, Past(None, date.min, held))
    # The same walks as an evaluation's, on a unit with nothing on record.
    seen = judge.unit(Watched(unit_id, unit.closed, left), date.min, facts, {}, NORMAL)
    data = isinstance(test, AboutData) and test.about_data
    if data:
        facts = [one for one in facts if one.known or one.day not in held]
    breach = walk(facts, test, rule.resolve_after)
    missing = None
    if rule.missing_notice_after and not data:
        missing = walk(facts, NoData(rule.missing_notice_after, held), 1)
    path = stands(breach, missing, test.days, rule.resolve_after, rule.missing_notice_after)
    episodes = [change.episode for watch, change, _, _ in seen.changes if watch == (NO_DATA if data else "")]
    known = [one for one in episodes if one is not None]
    going_on = next((one.fired_day for one in known if one.resolved_day is None), None)
    counted = {at for one in known for at in one.days} | _counting(breach)
    return Explained(
        rule,
        unit_id,
        day,
        test,
        direction,
        text,
        _days(test, facts, breach, path, counted, day),
        before=next((one.state for one in reversed(path) if one.day < day), NORMAL),
        after=seen.state,
        fired=any(one.fired_day == day for one in known),
        ended=any(one.resolved_day == day for one in known),
        firing_since=going_on,
        watched=not left,
    )


def _held(connection: sa.Connection, rule: str) -> frozenset[date]:
    found = sa.select(rule_run.c.day).where(rule_run.c.rule == rule, rule_run.c.state == "held")
    return frozenset(connection.scalars(found))


def _counting(breach: Walk) -> set[date]:
    """The breaches of a count that has not fired yet."""
    last = breach.steps[-1] if breach.steps else None
    if last is None or last.firing or last.since is None:
        return set()
    return {one.day for one in breach.steps if one.day >= last.since and one.verdict is Verdict.BREACH}


def _days(
    test: Test, facts: Sequence[DayFact], breach: Walk, path: Sequence[Stand], counted: set[date], day: date
) -> tuple[ExplainedDay, ...]:
    by_day = {fact.day: fact for fact in facts}
    reasons = dict(breach.unjudged)
    since = min([at for at in counted if (day - at).days < MOST], default=day)
    length = min(MOST, max(LEAST, test.window, (day - since).days + 1))
    state: Mapping[date, State] = {one.day: one.state for one in path}
    found: list[ExplainedDay] = []
    for step in breach.steps:
        if (day - step.day).days < length:
            words = _words(test, by_day[step.day], step.verdict, reasons.get(step.day), state[step.day])
            found.append(ExplainedDay(by_day[step.day], step.verdict, words, step.day in counted, state[step.day]))
    return tuple(found)


_MISSING = {
    "hold": both("没有数据：不计也不断", "no data: neither counts nor breaks"),
    "break": both("没有数据：计数中断", "no data: breaks the count"),
    "count": both("没有数据：按不达标计", "no data: counts as a breach"),
}
_SKIPPED = {
    "no_target": both("没有目标：跳过", "no target: skipped"),
    "no_value": both("没有数值：跳过", "no value: skipped"),
}
_CLOSED = both("不营业：跳过", "closed: skipped")


def _words(test: Test, fact: DayFact, verdict: Verdict, reason: str | None, state: State) -> Text:
    if verdict is Verdict.SKIP:
        return _SKIPPED.get(reason or "", _CLOSED) if fact.expected else _CLOSED
    if verdict is Verdict.MISSING:
        return _MISSING[test.missing]
    count = f"{state.count}/{state.needed}"
    if verdict is Verdict.BREACH:
        if state.name == "pending":
            return both(f"不达标：计为 {count}", f"in breach: counts as {count}")
        return both("不达标：触发中", "in breach: it fires") if state.name == "firing" else both("不达标", "in breach")
    if verdict is Verdict.BETWEEN:
        return both("未到恢复线：不算恢复", "short of the line that ends it")
    if state.name == "recovering":
        return both(f"达标：恢复 {count}", f"fine: recovering {count}")
    return both("达标：仍在窗口内计数", "fine: earlier breaches still count") if state.count else both("达标", "fine")


def _summary(found: Explained) -> Text:
    words, rule = found.test.words(), found.rule
    if not found.watched:
        return both("不在规则的范围内，不观察", "outside what the rule watches")
    if found.fired:
        return both(f"这一天触发：{words['zh']}", f"fired on this day: {words['en']}")
    if found.ended:
        days = rule.resolve_after
        return both(f"这一天恢复：连续 {days} 个营业日达标", f"over on this day: {days} fine duty days in a row")
    if found.firing_since is not None:
        zh, en = f"{found.firing_since} 已触发，尚未恢复", f"fired on {found.firing_since} and goes on"
        if found.after.name == "recovering":
            zh += f"（恢复 {found.after.count}/{found.after.needed}）"
            en += f" (recovering {found.after.count}/{found.after.needed})"
        return both(zh, en)
    if found.after.name == "no_data":
        days = found.after.count
        return both(f"未触发：已 {days} 个营业日没有数据", f"did not fire: no data on {days} duty days")
    if found.after.name == "pending":
        left = found.after.needed - found.after.count
        return both(
            f"未触发：计数 {found.after.count}/{found.after.needed}，还差 {left} 天",
            f"did not fire: {found.after.count} of {found.after.needed} days, {left} more to go",
        )
    last = next((one for one in reversed(found.days) if one.fact.day == found.day), None)
    if last is None:
        return both("未触发：这一天没有可判断的数据", "did not fire: nothing to judge on this day")
    return both(f"未触发：这一天{last.words['zh']}", f"did not fire: on this day {last.words['en']}")
