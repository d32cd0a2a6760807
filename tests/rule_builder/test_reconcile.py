"""Incidents on record follow the days, whatever the order in which the days become known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rule_builder.conditions.contract import DayFact
from rule_builder.reconcile import Change, Stored, reconcile
from rule_builder.watch import Episode, episodes
from tests.rule_builder.test_watch import TARGET, day, fact, test_of


class Record:
    """The incidents of one unit, as the database keeps them: (rule, unit, fired_day) is unique."""

    def __init__(self) -> None:
        self.rows: dict[int, Stored] = {}

    def apply(self, changes: Sequence[Change]) -> None:
        for change in changes:
            if change.what == "kept":
                continue
            if change.episode is None:
                assert change.incident is not None
                state = "retracted" if change.what == "retracted" else "resolved"
                self.rows[change.incident] = replace(self.rows[change.incident], state=state)
                continue
            e = change.episode
            key = change.incident or len(self.rows) + 1
            state = "firing" if e.resolved_day is None else "resolved"
            self.rows[key] = Stored(key, state, e.first_day, e.fired_day, e.resolved_day)
            days = [row.fired_day for row in self.rows.values()]
            assert len(days) == len(set(days))

    @property
    def live(self) -> set[tuple[Any, ...]]:
        return {(r.first_day, r.fired_day, r.ended_day) for r in self.rows.values() if r.state != "retracted"}


def scratch(found: Sequence[Episode]) -> set[tuple[Any, ...]]:
    return {(e.first_day, e.fired_day, e.resolved_day) for e in found}


values = st.one_of(st.sampled_from([80, 84, 86, 95]), st.sampled_from(["closed", None, "0target"]))
histories = st.lists(
    st.tuples(values, st.lists(st.tuples(st.integers(1, 30), st.sampled_from([80, 86, None])), max_size=3)),
    min_size=1,
    max_size=30,
)


@settings(max_examples=400)
@given(histories, st.sampled_from(["hold", "break", "count"]), st.integers(1, 2))
def test_day_by_day_with_late_corrections_ends_as_one_evaluation_of_the_final_days(
    history: list[tuple[Any, list[tuple[int, Any]]]], missing: str, resolve_after: int
) -> None:
    test = test_of({"missing": missing})
    record, known = Record(), dict[int, DayFact]()
    for number, (cell, corrections) in enumerate(history, 1):
        known[number] = fact(number, cell)
        for which, corrected in corrections:
            if which <= number and known[which].expected:
                known[which] = fact(which, corrected)
        found = episodes(list(known.values()), test, resolve_after)
        record.apply(reconcile(list(record.rows.values()), found))
        assert record.live == scratch(found)
        again = reconcile(list(record.rows.values()), found)
        assert [change.what for change in again if change.what != "kept"] == []  # the same day twice changes nothing


def at(first: int, fired: int, ended: int | None = None) -> Episode:
    return Episode(day(first), day(fired), ended and day(ended), ())


def row(key: int, state: Any, first: int, fired: int, ended: int | None = None, frozen: bool = False) -> Stored:
    return Stored(key, state, day(first), day(fired), ended and day(ended), frozen)


def whats(changes: Sequence[Change]) -> list[tuple[str, int | None, bool]]:
    return [(c.what, c.incident, c.merged) for c in changes]


def test_the_named_transitions() -> None:
    assert whats(reconcile([], [at(1, 3)])) == [("fired", None, False)]
    assert whats(reconcile([row(7, "firing", 1, 3)], [at(1, 3)])) == [("kept", 7, False)]
    assert whats(reconcile([row(7, "firing", 1, 3)], [at(1, 3, 4)])) == [("resolved", 7, False)]
    assert whats(reconcile([row(7, "firing", 1, 3)], [])) == [("retracted", 7, False)]
    assert whats(reconcile([row(7, "resolved", 1, 3, 4)], [])) == [("retracted", 7, False)]
    assert whats(reconcile([row(7, "resolved", 1, 3, 4)], [at(1, 3)])) == [("reopened", 7, False)]
    assert whats(reconcile([row(7, "retracted", 1, 3)], [at(1, 3)])) == [("reopened", 7, False)]
    assert whats(reconcile([row(7, "retracted", 1, 3)], [])) == []
    assert whats(reconcile([row(7, "firing", 1, 3)], [at(2, 4)])) == [("corrected", 7, False)]  # moved by a day


def test_two_incidents_that_turn_out_to_be_one() -> None:
    stored = [row(1, "resolved", 1, 3, 4), row(2, "firing", 5, 7)]
    assert whats(reconcile(stored, [at(1, 3)])) == [("reopened", 1, False), ("retracted", 2, True)]


def test_one_incident_that_turns_out_to_be_two() -> None:
    changes = reconcile([row(1, "firing", 1, 3)], [at(1, 3, 4), at(5, 7)])
    assert whats(changes) == [("resolved", 1, False), ("fired", None, False)]


def test_a_moved_episode_does_not_take_a_day_that_is_taken() -> None:
    stored = [row(1, "firing", 1, 3), row(2, "retracted", 2, 4)]
    assert whats(reconcile(stored, [at(2, 4)])) == [("reopened", 2, False), ("retracted", 1, True)]


def test_what_an_older_wording_decided_stands() -> None:
    assert whats(reconcile([row(1, "resolved", 1, 3, 4, frozen=True)], [])) == []
    assert whats(reconcile([row(1, "resolved", 1, 3, 4, frozen=True)], [at(1, 3, 9)])) == []
    assert whats(reconcile([row(1, "resolved", 1, 3, 4, frozen=True)], [at(1, 3)])) == [("reopened", 1, False)]


def test_episodes_from_before_the_rule_stay_off_the_record() -> None:
    assert reconcile([], [at(1, 3, 4)], known_from=day(5)) == []
    assert whats(reconcile([], [at(1, 3, 5)], known_from=day(5))) == [("fired", None, False)]
    assert whats(reconcile([], [at(1, 3)], known_from=date(2027, 1, 1))) == [("fired", None, False)]


def test_missing_data_that_came_late_was_missing_all_the_same() -> None:
    assert whats(reconcile([row(1, "firing", 1, 2)], [], vanished="resolved")) == [("resolved", 1, False)]
    assert whats(reconcile([row(1, "resolved", 1, 2, 3)], [], vanished="resolved")) == []


def test_the_helpers_of_this_file_are_right() -> None:
    assert fact(1, 85).actual == TARGET * 85 // 100
    assert day(2) - day(1) == timedelta(days=1)
