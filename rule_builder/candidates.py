"""Which units an evaluation has to look at: few of many, but all that may have changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from engine import measure
from engine.access.door import Door
from rule_builder.conditions.contract import Bound, Bounded, DayFact, Figured, Test, Verdict
from rule_builder.figures import system_door
from rule_builder.history import LOOK_BACK, Row
from rule_builder.run import Run

Rows = Mapping[tuple[str, int], Sequence[Row]]


@dataclass(frozen=True)
class Look:
    """The days that no evaluation has seen, at a glance. ``units``: in breach or without data on one of them.

    ``expected``, ``known``: units on duty on the last day, and those of them with data. ``without_target``: unit-days.
    """

    units: frozenset[int]
    expected: int
    known: int
    without_target: int


def not_seen_from(run: Run) -> date:
    """The first day that no evaluation has looked at: more than one where runs were missed or held."""
    last = run.past.last_day
    return run.day if last is None else max(min(run.day, last + timedelta(days=1)), run.day - LOOK_BACK)


def look(run: Run) -> Look:
    """Looks at all units: in the database where the condition says what to look for, else at each day of each unit."""
    bound = bound_of(run.test)
    if bound is not None and run.series is measure.leaf_series and run.scoped is None:
        door = system_door(run.connection, run.release, run.day)
        found = standing_out(door, run.rule.indicator, run.level, not_seen_from(run), run.day, bound)
        if found is not None:
            return Look(found.units, found.expected, found.known, found.without_target)
    recent = run.days(None, not_seen_from(run), run.day)
    open_units = {unit.id for unit in run.tree.by_id.values() if unit.open_on(run.day)}
    return _looked(run, {unit: facts for unit, facts in recent.items() if unit in open_units})


def bound_of(test: Test) -> Bound | None:
    """The line for which the database looks on behalf of a test; None where it cannot."""
    return test.bound if isinstance(test, Bounded) and not isinstance(test, Figured) else None


def standing_out(
    door: Door, indicator: str, level: int, first: date, last: date, bound: Bound
) -> measure.Notable | None:
    """The units of a level that have a day beyond a line; None where the database cannot tell. One statement."""
    return measure.notable(door, indicator, level, first, last, bound.line, of=bound.of, side=bound.side)


def _looked(run: Run, recent: Mapping[int, Iterable[DayFact]]) -> Look:
    units: set[int] = set()
    expected = known = without = 0
    for unit, facts in recent.items():
        for fact in facts:
            try:
                judged = run.test.judge(fact)
            except Exception:  # the judge finds out, and puts it on record
                units.add(unit)
                continue
            if judged.verdict in (Verdict.BREACH, Verdict.MISSING):
                units.add(unit)
            without += judged.reason == "no_target"
            if fact.day == run.day and fact.expected:
                expected, known = expected + 1, known + fact.known
    return Look(frozenset(units), expected, known, without)


def candidates(run: Run, seen: Look, rows: Rows, states: Iterable[int]) -> set[int] | None:
    """Units in breach or without data on a day not seen yet, with a state (``states``), or with an open incident; under
    a new wording all of them (None)."""
    if run.past.known_from is None:
        return None
    open_ones = {unit for (_, unit), some in rows.items() if any(row.state == "firing" for row in some)}
    return open_ones | seen.units | set(states)
