"""Which units an evaluation has to look at, and over which days: few of many, but all that may have changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from engine.org import Unit
from rule_builder.conditions.contract import DayFact, Verdict
from rule_builder.history import LOOK_BACK, RUN_UP, Row, pending_units
from rule_builder.run import Run

#: Units read at once: bounds the memory of a first run over everything.
CHUNK = 1000

Rows = Mapping[tuple[str, int], Sequence[Row]]


def not_seen_from(run: Run) -> date:
    """The first day that no evaluation has looked at: more than one where runs were missed or held."""
    last = run.past.last_day
    return run.day if last is None else max(min(run.day, last + timedelta(days=1)), run.day - LOOK_BACK)


def candidates(run: Run, recent: Mapping[int, Sequence[DayFact]], rows: Rows) -> set[int]:
    """Units in breach or without data on a day not seen yet, with a count, or with an open incident; under a new
    wording all of them."""
    level = {unit.id for unit in run.tree.by_id.values() if unit.level == run.level}
    if run.past.known_from is None:
        return level
    found = {unit for unit, facts in recent.items() if any(_notable(run, fact) for fact in facts)}
    found |= pending_units(run.connection, run.rule.name)
    found |= {unit for (_, unit), some in rows.items() if any(row.state == "firing" for row in some)}
    return found & level


def _notable(run: Run, fact: DayFact) -> bool:
    return run.test.judge(fact).verdict in (Verdict.BREACH, Verdict.MISSING)


def windows(run: Run, units: set[int], rows: Rows) -> Iterator[tuple[Unit, list[DayFact]]]:
    """The units with their days, from before anything that may still change. One statement per ``CHUNK`` units."""
    ordered = sorted(units)
    for start in range(0, len(ordered), CHUNK):
        chunk = set(ordered[start : start + CHUNK])
        found = run.facts(run.rule.indicator, run.scope(chunk), _first_day(run, chunk, rows), run.day)
        for unit in sorted(chunk):
            yield run.tree.by_id[unit], found.get(unit, [])


def _first_day(run: Run, units: set[int], rows: Rows) -> date:
    edge = run.day - LOOK_BACK
    since = [
        row.first_day
        for (_, unit), some in rows.items()
        for row in some
        if unit in units and row.state != "retracted" and (row.ended_day is None or row.ended_day >= edge)
    ]
    return min([edge, *since]) - RUN_UP
