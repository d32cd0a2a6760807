"""The truth table of the consecutive-days rule, and what must hold for any days."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rule_builder.conditions import conditions
from rule_builder.conditions.contract import DayFact
from rule_builder.watch import NoData, count, episodes, walk

START = date(2026, 11, 2)
CASES = json.loads((Path(__file__).parent / "truth_table.json").read_text(encoding="utf-8"))["cases"]
TARGET = 1_000_000  # 10000.00 in minor units


def day(number: int) -> date:
    return START + timedelta(days=number - 1)


def fact(number: int, cell: Any, ceiling0: bool = False) -> DayFact:
    at = day(number)
    special = {
        "closed": DayFact(at, None, TARGET, expected=False, known=False),
        "before": DayFact(at, None, None, expected=False, known=False),
        "0target": DayFact(at, 100, 0),
        "notarget": DayFact(at, 100, None),
        "novalue": DayFact(at, None, TARGET),
    }
    if cell is None:
        return DayFact(at, None, TARGET, known=False)
    if isinstance(cell, str):
        return special[cell]
    if ceiling0:
        return DayFact(at, cell, 0)
    minor = Decimal(str(cell)) * TARGET / 100
    assert minor == int(minor)
    return DayFact(at, int(minor), TARGET)


@dataclass(frozen=True)
class Windowed:
    """A test that wants its breaches among so many days."""

    test: Any
    window: int

    def __getattr__(self, name: str) -> Any:
        return getattr(self.test, name)


def test_of(case: dict[str, Any]) -> Any:
    settings = {"type": "consecutive_days", "attainment_below": 0.85, "days": 3}
    settings |= {key: case[key] for key in ("missing", "resolve_at") if key in case}
    test = conditions()["consecutive_days"].prepare(settings, case.get("direction", "higher"))
    return Windowed(test, case["of_days"]) if "of_days" in case else test


test_of.__test__ = False  # type: ignore[attr-defined]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_truth_table(case: dict[str, Any]) -> None:
    facts = [fact(n, cell, case.get("ceiling0", False)) for n, cell in enumerate(case["days"], 1)]
    found = walk(facts, test_of(case), case.get("resolve_after", 1))
    assert [step.count for step in found.steps] == case["counts"]
    want = [[a and day(a) for a in episode] for episode in case["episodes"]]
    assert [[e.first_day, e.fired_day, e.resolved_day] for e in found.episodes] == want
    assert [list(one) for one in found.unjudged] == [[day(n), why] for n, why in case.get("unjudged", [])]


def test_a_float_rate_at_the_line_is_not_below_it_whatever_the_order_of_summation() -> None:
    test = test_of({})
    wobbling = [0.1 + 0.2, 0.3, 0.2 + 0.1]  # 0.30000000000000004, 0.3, …
    facts = [DayFact(day(n), value * 0.85, 0.3) for n, value in enumerate(wobbling, 1)]
    assert count(facts, test) == 0
    assert count([DayFact(day(n), 0.3 * 0.8499999, 0.3) for n in (1, 2)], test) == 2


def test_big_money_is_compared_exactly() -> None:
    """9e15 fen: a float would round 84.99999999999999 % up to 85 %."""
    target = 9_000_000_000_000_000
    line = target * 85 // 100
    test = test_of({})
    assert count([DayFact(day(1), line, target)], test) == 0
    assert count([DayFact(day(1), line - 1, target)], test) == 1


cells = st.lists(
    st.one_of(st.integers(0, 120), st.sampled_from(["closed", None, "0target", "novalue"])), min_size=0, max_size=40
)


@given(cells, st.sampled_from(["hold", "break", "count"]), st.integers(1, 3), st.sampled_from([0.85, 0.9]))
def test_invariants(drawn: list[Any], missing: str, resolve_after: int, resolve_at: float) -> None:
    case = {"missing": missing, "resolve_at": resolve_at}
    facts = [fact(n, cell) for n, cell in enumerate(drawn, 1)]
    test = test_of(case)
    found = walk(facts, test, resolve_after)
    assert walk(list(reversed(facts)), test, resolve_after) == found  # order of arrival does not matter
    by_day = {one.day: one for one in facts}
    last_end = date.min
    for episode in found.episodes:
        assert last_end < episode.first_day <= episode.fired_day  # they never overlap
        counted = [by_day[d] for d in episode.days if d <= episode.fired_day]
        assert len(counted) == 3
        assert counted[-1].day == episode.fired_day
        for one in counted:
            assert one.expected
            breached = one.known and one.actual is not None and Fraction(one.actual, TARGET) < Fraction(85, 100)
            assert breached or (missing == "count" and not one.known)
        if episode.resolved_day:
            end = by_day[episode.resolved_day]
            assert end.actual is not None
            assert Fraction(end.actual, TARGET) >= Fraction(str(resolve_at))
        last_end = episode.resolved_day or date.max
    closed = [f for f in facts if f.expected]
    assert episodes(closed, test, resolve_after) == list(found.episodes)  # closed days change nothing
    if missing == "hold":
        assert episodes([f for f in facts if f.known], test, resolve_after) == list(found.episodes)


@given(cells, st.integers(3, 7), st.sampled_from(["hold", "break", "count"]), st.integers(1, 3))
def test_n_of_m_fires_where_looking_back_says_so(
    drawn: list[Any], window: int, missing: str, resolve_after: int
) -> None:
    """By another road: the last M judged days are counted anew on every day."""
    facts = [fact(n, cell) for n, cell in enumerate(drawn, 1)]
    test = test_of({"missing": missing, "of_days": window})
    judged: list[tuple[date, bool, bool]] = []  # day, below, at or above
    since, open_at, want = 0, None, []
    for one, cell in zip(facts, drawn, strict=True):
        low = cell < 85 if isinstance(cell, int) else missing == "count"
        if isinstance(cell, str) or (cell is None and missing == "hold"):
            continue
        judged.append((one.day, low, isinstance(cell, int) and not low))
        recent = [day for day, is_low, _ in judged[since:][-window:] if is_low]
        if open_at is None and low and len(recent) >= 3:
            open_at = (recent[0], one.day)
        elif open_at is not None and len(judged) >= resolve_after and all(f for _, _, f in judged[-resolve_after:]):
            want.append((*open_at, one.day))
            since, open_at = len(judged), None
    want += [] if open_at is None else [(*open_at, None)]
    assert [(e.first_day, e.fired_day, e.resolved_day) for e in walk(facts, test, resolve_after).episodes] == want


def test_no_data_counts_missing_duty_days_but_not_the_days_of_a_dead_feed() -> None:
    facts = [fact(n, cell) for n, cell in enumerate([90, None, "closed", None, 90, None], 1)]
    (found,) = episodes(facts, NoData(2))
    assert (found.first_day, found.fired_day, found.resolved_day) == (day(2), day(4), day(5))
    assert episodes(facts, NoData(2, frozenset({day(2)}))) == []


def test_settings_are_checked() -> None:
    condition = conditions()["consecutive_days"]
    (issue,) = condition.check({"attainment_below": 0.85, "days": 3, "resolve_at": 0.8})
    assert (issue.code, issue.path) == ("N491", "$.resolve_at")
    assert list(condition.check({"attainment_below": 0.85, "days": 3})) == []
