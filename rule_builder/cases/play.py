"""Plays a case: one evaluation per day, each with what was known then, by the code that evaluations use. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from engine.definitions.release import Release
from rule_builder.cases.book import Book, BookLedger, in_memory
from rule_builder.cases.days import Ground
from rule_builder.cases.series import Stand
from rule_builder.conditions.contract import AboutData, DayFact, Test
from rule_builder.figures import days_of
from rule_builder.history import LOOK_BACK, NO_DATA, RUN_UP, Past, Row
from rule_builder.judge import Judge, Seen
from rule_builder.kinds.case.model import CaseModel
from rule_builder.kinds.rule.model import RuleModel
from rule_builder.prepared import test_of, wording
from rule_builder.run import Watched
from rule_builder.states import NORMAL
from rule_builder.watch import Walk, walk

_DAY = timedelta(days=1)
#: What the watch for missing data tells, beside a rule's own.
_AWAY: Mapping[str, str] = {"fired": "no_data", "resolved": "data_back", "retracted": "data_back"}


@dataclass(frozen=True)
class Evening:
    """Where the rule stands for a unit after a day, and what people are told of it. ``fact``: the day itself as it was
    known then (None: there is none)."""

    day: date
    stand: Stand
    told: frozenset[str]
    fact: DayFact | None


@dataclass(frozen=True)
class Played:
    """A case that was played. ``main``: the watch that it is about; ``evenings`` by unit, in order; ``walks``: the last
    walk over each unit's days, ``facts``; ``rows``: the incidents at the end, ``late``: those found by a correction, by
    number."""

    ground: Ground
    main: str
    evenings: Mapping[str, Sequence[Evening]]
    walks: Mapping[str, Walk]
    facts: Mapping[str, Sequence[DayFact]]
    rows: tuple[Row, ...]
    late: Mapping[int, bool]


def ground_of(case: CaseModel, release: Release, rule: RuleModel) -> Ground:
    """The case under a rule of a release."""
    indicator = release.get("indicator", rule.indicator)
    compiled = release.compiled("indicator", rule.indicator)
    digits = release.app.money_digits if compiled.type == "money" else 0
    return Ground(case, release, rule.indicator, indicator.direction, digits, mean=not compiled.additive)


def play(case: CaseModel, release: Release, rule: RuleModel) -> Played:
    """Plays it day by day. Raises SeriesError for a series that cannot be read."""
    ground = ground_of(case, release, rule)
    test, text, book = test_of(release, rule), wording(release, rule), Book()
    main = main_watch(test)
    ids = [ground.ids[name] for name in ground.watched]
    evenings: dict[str, list[Evening]] = {name: [] for name in ground.watched}
    facts: dict[str, Sequence[DayFact]] = dict.fromkeys(ground.watched, ())
    states = dict.fromkeys(ids, NORMAL)
    held = frozenset[date]()
    day = case.start
    while day <= ground.last:
        judge = Judge(test, rule, text, ground.direction, day, Past(day - _DAY, case.start, held))
        known = ground.as_known(day)
        since = day - LOOK_BACK - RUN_UP
        read = days_of(test, known, ids, since, day)
        rows = book.by_watch()
        for name in ground.watched:
            key = ground.ids[name]
            facts[name] = read.get(key, ())
            seen = judge.unit(Watched(key, case.units[name].closes), since, facts[name], rows, states[key])
            states[key] = seen.state
            told = _apply(book, rule, main, key, seen, day)
            own = next((fact for fact in facts[name] if fact.day == day), None)
            evenings[name].append(Evening(day, _stand(seen, main), told, own))
        day += _DAY
    walks = {name: walk(some, test, rule.resolve_after) for name, some in facts.items()}
    return Played(ground, main, evenings, walks, facts, tuple(book.rows.values()), book.late)


def main_watch(test: Test) -> str:
    """The watch that the rule's condition stands behind: a condition about data has no other."""
    return NO_DATA if isinstance(test, AboutData) and test.about_data else ""


def _apply(book: Book, rule: RuleModel, main: str, unit_id: int, seen: Seen, day: date) -> frozenset[str]:
    now = datetime.combine(day + _DAY, time(), UTC)
    told: set[str] = set()
    for watch, change, row, facts in seen.changes:
        ledger = BookLedger(in_memory(book), rule, rule.name + watch, 0, day, now)
        telling = ledger.apply(unit_id, change, row, facts)
        if telling is not None:
            told.add(telling.purpose if watch == main else _AWAY[telling.purpose])
    return frozenset(told)


def _stand(seen: Seen, main: str) -> Stand:
    """The state on record, but for the day of an end, which says how it ended."""
    mine = [change for watch, change, _, _ in seen.changes if watch == main]
    ended = {"resolved" if change.ended else change.what for change in mine} & {"resolved", "retracted"}
    if ended and seen.state.name not in ("firing", "recovering"):
        return Stand("retracted" if "retracted" in ended else "resolved")
    if seen.state.name in ("pending", "recovering"):
        return Stand(seen.state.name, seen.state.count, seen.state.needed)
    return Stand(seen.state.name)
