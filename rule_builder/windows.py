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

from rule_builder.candidates import not_seen_from
from rule_builder.conditions.contract import DayFact, Verdict
from rule_builder.history import LOOK_BACK, NO_DATA, RUN_UP, Row, add_older
from rule_builder.run import Run, Watched

#: Units read at once: bounds the memory of a first run over everything.
CHUNK = 1000
#: How many days a first and a second reading go back.
REACHES = (8, 30)
#: How many days before those that are needed are read to find where the watch begins anew.
RUN_UPS = (RUN_UP, timedelta(days=120), timedelta(days=400))


@dataclass(frozen=True)
class Window:
    """A unit's days from ``since`` on."""

    unit: Watched
    since: date
    facts: Sequence[DayFact]


def windows(
    run: Run, units: Mapping[int, Watched], rows: dict[tuple[str, int], list[Row]], corrected: set[int]
) -> Iterator[Window]:
    """The units with their days. One statement per ``CHUNK`` units and reach; few units need more than the first."""
    ordered = sorted(units)
    for start in range(0, len(ordered), CHUNK):
        yield from _windows(run, units, ordered[start : start + CHUNK], rows, corrected)


def _windows(
    run: Run,
    units: Mapping[int, Watched],
    chunk: Sequence[int],
    rows: dict[tuple[str, int], list[Row]],
    corrected: set[int],
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
    yield from _wide(run, units, sorted({*wide, *left}), mine, rows)


def _wide(
    run: Run,
    units: Mapping[int, Watched],
    left: Sequence[int],
    mine: Mapping[int, Sequence[Row]],
    rows: dict[tuple[str, int], list[Row]],
) -> Iterator[Window]:
    """Windows that hold every day that a correction may reach. They too begin where the watch begins anew: begun amid
    a count it would find incidents that never were. Few units need more than the first reading."""
    before = {unit: _first_day(run, mine[unit]) for unit in left}
    for reach in RUN_UPS:
        if not left:
            return
        first = min(before[unit] for unit in left) - reach
        found = run.days(left, first, run.day)
        starts: dict[int, int] = {}
        for unit in left:
            try:
                start = _start_of(run, found.get(unit, ()), before[unit])
            except Exception:  # a day that cannot be judged: the judge says so
                start = 0
            if start is not None or reach == RUN_UPS[-1]:
                starts[unit] = start or 0
        since = {unit: found[unit][start].day if found.get(unit) else first for unit, start in starts.items()}
        add_older(run.connection, run.rule.name, run.day, since, rows)
        for unit, start in starts.items():
            yield Window(units[unit], since[unit], found.get(unit, ())[start:])
        left = [unit for unit in left if unit not in starts]


def _start_of(run: Run, facts: Sequence[DayFact], before: date) -> int | None:
    """Where the watch begins anew before a day; at the first day where nothing was expected for so long: it had not
    opened, or nobody keeps a count over such a break."""
    if not any(fact.expected and fact.day < before for fact in facts):
        return 0
    return _last_new_start(run, facts, before)


def _needed(rows: Sequence[Row], unseen: date) -> date:
    """The days before this one are certainly needed: an open incident began on it."""
    return min([unseen, *(row.first_day for row in rows if row.state == "firing")])


def anew(run: Run, facts: Sequence[DayFact], rows: Sequence[Row], unseen: date) -> int | None:
    """The place after the last day on which the watch begins anew: before ``unseen``, and outside every incident on
    record. None where there is no such day among them."""
    return _last_new_start(run, facts, _needed(rows, unseen), rows)


def _last_new_start(run: Run, facts: Sequence[DayFact], before: date, rows: Sequence[Row] = ()) -> int | None:
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
        again = verdict is Verdict.FINE and fact.known and fine >= needed
        if again and not any(_holds(row, fact.day) for row in rows):
            start = place + 1
    return start if start is not None and start < len(facts) else None


def _holds(row: Row, day: date) -> bool:
    """Whether an incident that stands goes on after ``day`` but began by then."""
    return row.state != "retracted" and row.first_day <= day and (row.ended_day is None or row.ended_day > day)


def _first_day(run: Run, rows: Sequence[Row]) -> date:
    """The days from this one on are certainly needed: corrections reach it, or an incident that stands began on it."""
    edge = run.day - LOOK_BACK
    return min([edge, *(row.first_day for row in rows if row.counts_from(edge))])
