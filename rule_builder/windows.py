"""Over which days a unit is looked at: from before anything that may still change, and no further.

``watch`` may begin on any day on which it stands at its beginning whatever came before: after as many fine days in a
row as end an episode and leave no room for N breaches among M days (such a day also has data, so the watch for missing
data begins anew as well). Days before that cannot matter, unless they were corrected: units with corrections are read
as far back as corrections count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rule_builder.candidates import Rows, not_seen_from
from rule_builder.conditions.contract import DayFact, Verdict
from rule_builder.history import LOOK_BACK, NO_DATA, RUN_UP, Row
from rule_builder.run import Run, Watched

#: Units read at once: bounds the memory of a first run over everything.
CHUNK = 1000
#: How many days a first and a second reading go back.
REACHES = (8, 30)


@dataclass(frozen=True)
class Window:
    """A unit's days from ``since`` on."""

    unit: Watched
    since: date
    facts: Sequence[DayFact]


def windows(run: Run, units: Mapping[int, Watched], rows: Rows, corrected: set[int]) -> Iterator[Window]:
    """The units with their days. One statement per ``CHUNK`` units and reach; few units need more than the first."""
    ordered = sorted(units)
    for start in range(0, len(ordered), CHUNK):
        yield from _windows(run, units, ordered[start : start + CHUNK], rows, corrected)


def _windows(
    run: Run, units: Mapping[int, Watched], chunk: Sequence[int], rows: Rows, corrected: set[int]
) -> Iterator[Window]:
    name = run.rule.name
    mine = {unit: [*rows.get((name, unit), ()), *rows.get((name + NO_DATA, unit), ())] for unit in chunk}
    unseen = not_seen_from(run)
    whole = run.past.release != run.release.number  # another plan, calendar or tree: recorded days may read otherwise
    wide = [unit for unit in chunk if unit in corrected or (whole and mine[unit])]
    left = sorted(set(chunk) - set(wide))
    for reach in REACHES:
        first = min(unseen, run.day) - timedelta(days=reach)
        known = [unit for unit in left if _needed(mine[unit], unseen) > first]
        if not known:
            continue
        found = run.days(known, first, run.day)
        done: set[int] = set()
        for unit in known:
            facts = found.get(unit, [])
            try:
                start = anew(run, facts, mine[unit], unseen)
            except Exception:  # a day that cannot be judged: the whole reach is read, and the judge says so
                start = None
            if start is not None:
                done.add(unit)
                yield Window(units[unit], facts[start].day, facts[start:])
        left = [unit for unit in left if unit not in done]
    firsts = {unit: _first_day(run, mine[unit]) for unit in sorted({*wide, *left})}
    if firsts:
        found = run.days(list(firsts), min(firsts.values()), run.day)
        for unit, first in firsts.items():
            yield Window(units[unit], first, [fact for fact in found.get(unit, ()) if fact.day >= first])


def _needed(rows: Sequence[Row], unseen: date) -> date:
    """The days before this one are certainly needed: an open incident began on it."""
    return min([unseen, *(row.first_day for row in rows if row.state == "firing")])


def anew(run: Run, facts: Sequence[DayFact], rows: Sequence[Row], unseen: date) -> int | None:
    """The place after the last day on which the watch begins anew: before ``unseen``, and outside every incident on
    record. None where there is no such day among them."""
    before = _needed(rows, unseen)
    fine = 0
    start: int | None = None
    needed = max(run.rule.resolve_after, run.test.window - run.test.days + 1)
    for place, fact in enumerate(facts):
        if fact.day >= before:
            break
        verdict = run.test.judge(fact).verdict
        if verdict is Verdict.FINE:
            fine += 1
        elif verdict is not Verdict.SKIP and not (verdict is Verdict.MISSING and run.test.missing == "hold"):
            fine = 0
        anew = verdict is Verdict.FINE and fact.known and fine >= needed
        if anew and not any(_holds(row, fact.day) for row in rows):
            start = place + 1
    return start if start is not None and start < len(facts) else None


def _holds(row: Row, day: date) -> bool:
    """Whether an incident that stands goes on after ``day`` but began by then."""
    return row.state != "retracted" and row.first_day <= day and (row.ended_day is None or row.ended_day > day)


def _first_day(run: Run, rows: Sequence[Row]) -> date:
    edge = run.day - LOOK_BACK
    return min([edge, *(row.first_day for row in rows if row.counts_from(edge))]) - RUN_UP
