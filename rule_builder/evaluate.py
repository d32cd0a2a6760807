"""Evaluates one rule for one day: which units are in breach, what changed, who is told. One transaction, the caller's.

Everything is derived from the days themselves (``watch``) and compared with what is on record (``reconcile``), so an
evaluation may run twice, late or after corrections, and leaves the same record.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

import sqlalchemy as sa

from engine.base.issue import Issue
from engine.base.text import both
from engine.definitions.release import Release
from engine.storage.tables import rule_run
from rule_builder.candidates import Look, candidates, look
from rule_builder.conditions.contract import Kin
from rule_builder.figures import Series
from rule_builder.freshness import doubt, volume_of
from rule_builder.history import (
    LOOK_BACK,
    NO_DATA,
    NO_FEED,
    incidents_of,
    take_touched,
)
from rule_builder.hold import data_is_back, held
from rule_builder.judge import Judge, failure
from rule_builder.kinds.rule.model import RuleModel
from rule_builder.ledger import Sheet, Telling
from rule_builder.run import Common, Run, begin
from rule_builder.state_store import keep_states, keep_turns, states_of
from rule_builder.states import NORMAL, State, Turn
from rule_builder.tell import tell
from rule_builder.windows import windows

log = logging.getLogger("navmark.rules")
#: Issues of a run that are kept with it; each vacancy is an event of its incident anyway.
KEPT_ISSUES = 50
#: Called for every incident that has just fired: writes its report. Must not raise for a lack of evidence.
Reporter = Callable[[Run, Sequence[Telling]], list[Issue]]


@dataclass(frozen=True)
class Outcome:
    """What an evaluation did. ``counts``: changes by name (fired, resolved …) and messages written."""

    rule: str
    day: date
    state: Literal["done", "held", "failed"]
    candidates: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    seconds: float = field(default=0.0, compare=False)  # how long it took; not part of the record

    def as_json(self) -> dict[str, Any]:
        """For ``--json`` and for the run's record."""
        return {
            "rule": self.rule,
            "day": self.day.isoformat(),
            "state": self.state,
            "candidates": self.candidates,
            "counts": dict(self.counts),
            "issues": [issue.as_json() for issue in self.issues],
        }


def evaluate(
    connection: sa.Connection,
    release: Release,
    rule: RuleModel,
    day: date,
    *,
    now: datetime,
    series: Series,
    reporter: Reporter | None = None,
    common: Common | None = None,
) -> Outcome:
    """Evaluates ``rule`` for ``day`` and records the run. Raises what goes wrong: the caller rolls back.

    A day before the last one evaluated is evaluated as of that last one: what is known now is not unlearned.
    """
    run = begin(connection, release, rule, day, now, series, common)
    seen = look(run)
    volume = volume_of(run, seen)
    why = doubt(run, volume)
    if why is None:
        outcome = _judged(run, seen, reporter)
    else:
        counts, issues = held(run, why)
        outcome = Outcome(rule.name, run.day, "held", 0, counts, issues)
    more = {"seen": volume.as_json(), "why": why and why.why}
    detail = outcome.as_json() | {"wording": run.wording, "release": release.number, "issue_count": len(outcome.issues)}
    detail |= more
    detail["issues"] = detail["issues"][:KEPT_ISSUES]
    row = {"rule": rule.name, "day": run.day, "at": now, "state": outcome.state, "detail": detail}
    connection.execute(sa.insert(rule_run).values(**row))
    return outcome


def _judged(run: Run, look: Look, reporter: Reporter | None) -> Outcome:
    name = run.rule.name
    touched, too_old = take_touched(run.connection, name, run.day, lambda: run.tree, run.level)
    if touched and isinstance(run.test, Kin):  # a correction of one unit may move others
        touched |= set(run.test.moved_by(run.figures(run.rule.indicator), sorted(touched)))
    rows = incidents_of(run.connection, name, run.day)
    states = states_of(run.connection, name)
    chosen = candidates(run, look, rows, states)
    units = run.watched(None if chosen is None else chosen | touched)
    judge = Judge(run.test, run.rule, run.wording, run.direction, run.day, run.past)
    counts: Counter[str] = Counter()
    tellings: dict[str, list[Telling]] = {"": [], NO_DATA: [], NO_FEED: []}
    failed = 0
    sheet = Sheet()
    ledgers = {watch: run.ledger(watch, sheet) for watch in tellings}
    found: dict[int, State] = {}
    turned: list[tuple[int, Turn, Mapping[str, Any]]] = []
    for window in windows(run, units, rows, touched):
        unit = window.unit
        old = states[unit.id].state if unit.id in states else NORMAL
        try:
            seen = judge.unit(unit, window.since, window.facts, rows, old)
        except Exception as error:  # pure, so nothing is half done: this unit stays as it is, the others go on
            log.exception("rule %s: unit %s could not be judged", name, unit.id)
            seen, failed = failure(run.day, old, error), failed + 1
        found[unit.id] = seen.state
        turned += [(unit.id, turn, facts) for turn, facts in seen.turns]
        for watch, change, row, its_facts in seen.changes:
            counts[change.what] += 1
            if telling := ledgers[watch].apply(unit.id, change, row, its_facts):
                tellings[watch].append(telling)
    sheet.write(run.connection)
    tellings[NO_FEED] += data_is_back(run, rows)
    keep_states(run.connection, name, states, found, run.day, run.release.number, run.now)
    keep_turns(run.connection, name, turned, release=run.release.number, version=run.wording, now=run.now)
    issues = _warnings(look.without_target, too_old, failed)
    if reporter is not None:
        issues += reporter(run, [one for one in tellings[""] if one.purpose == "fired"])
    if any(tellings.values()) or run.rule.rollup is not None:
        for watch, some in tellings.items():
            if not some and (watch or run.rule.rollup is None):
                continue
            messages, more = tell(run.ledger(watch), run.release, run.posts, some, lambda: run.watched(None))
            counts["messages"] += messages
            issues += more
    del counts["kept"]
    return Outcome(name, run.day, "done", len(units), dict(counts), tuple(issues))


def _warnings(count: int, too_old: int, failed: int) -> list[Issue]:
    issues: list[Issue] = []
    if failed:
        words = both(f"{failed} 个单元无法判断，已标为出错", f"{failed} units could not be judged and are in error")
        issues.append(Issue("N800", words))
    if count:
        words = both(f"{count} 个单元日没有目标或目标为 0，已跳过", f"{count} unit-days without a target were skipped")
        issues.append(Issue("N951", words, level="warning"))
    if too_old:
        days = LOOK_BACK.days
        words = both(
            f"{too_old} 个单元日的更正早于 {days} 天，不再改变预警",
            f"{too_old} corrected unit-days are older than {days} days and change no incident",
        )
        issues.append(Issue("N954", words, level="warning"))
    return issues
