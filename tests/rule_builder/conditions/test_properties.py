"""What must hold of every condition, for any days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from engine.base.text import LANGUAGES
from rule_builder.conditions import conditions
from rule_builder.conditions.contract import DayFact, Figured, Verdict
from rule_builder.conditions.reasons import REASONS
from tests.rule_builder.conditions.written import Written, cells

START = date(2026, 9, 25)  # over the end of a month and of a quarter
DAYS = 40
SETTINGS: dict[str, list[dict[str, Any]]] = {
    "threshold": [
        {"of": "attainment", "is": "below", "line": 0.85},
        {"of": "value", "is": "above", "line": 9000, "period": "wtd"},
        {"of": "attainment", "is": "below", "line": 0.9, "period": "mtd"},
    ],
    "n_of_m_days": [{"attainment_below": 0.85, "days": 2, "of_days": 4}],
    "drop": [
        {"than": "day", "by": 0.2},
        {"than": "week", "by": 0.1},
        {"than": "month", "by": 0.1, "period": "mtd"},
    ],
    "sibling_gap": [{"points": 0.1}, {"points": 0.05, "than": "median", "period": "wtd"}],
    "red_children": [{"share": 0.5}, {"share": 0.4, "attainment_below": 0.9, "period": "mtd"}],
    "pace": [{"until": "month", "attainment_below": 0.95, "from_day": 3}],
    "outlier": [{"last": 6}, {"last": 5, "same": "weekday", "side": "both"}],
}
ALL = [(kind, settings) for kind, some in SETTINGS.items() for settings in some]
lines = st.lists(
    st.sampled_from(["70", "84", "85", "90", "100", "130", "closed", "-", "novalue", "50/0", "50/-", "~80"]),
    min_size=DAYS,
    max_size=DAYS,
).map(" ".join)
BANDS = [SimpleNamespace(light="red", from_=None, to=0.85), SimpleNamespace(light="green", from_=0.85, to=None)]


def figures_of(written: Sequence[str], direction: Any) -> Written:
    days = {number: {fact.day: fact for fact in cells(line, START)} for number, line in enumerate(written)}
    others = list(range(1, len(written)))
    return Written(direction, days, brothers={0: others}, sons={0: others}, bands=BANDS)


def prepared(kind: str, settings: dict[str, Any], direction: Any) -> Any:
    return conditions()[kind].prepare({"type": kind, **settings}, direction, digits=2)


def facts_of(test: Any, figures: Written, first: date, last: date) -> Sequence[DayFact]:
    return (
        test.facts(figures, [0], first, last)[0] if isinstance(test, Figured) else figures.series([0], first, last)[0]
    )


@pytest.mark.parametrize(("kind", "settings"), ALL)
@limits(max_examples=25, deadline=None)
@given(st.lists(lines, min_size=4, max_size=4), st.sampled_from(["higher", "lower"]), st.integers(0, DAYS - 1))
def test_any_days(kind: str, settings: dict[str, Any], written: list[str], direction: str, since: int) -> None:
    test = prepared(kind, settings, direction)
    figures = figures_of(written, direction)
    last = START + timedelta(days=DAYS - 1)
    facts = facts_of(test, figures, START, last)
    own = {fact.day: fact for fact in cells(written[0], START)}
    assert [fact.day for fact in facts] == sorted(own)
    for fact in facts:
        judged = test.judge(fact)
        mine = own[fact.day]
        if not mine.expected:
            assert judged.verdict is Verdict.SKIP
            assert judged.reason is None
        elif not mine.known:
            assert judged.verdict is Verdict.MISSING
        if judged.reason:
            assert judged.reason in REASONS
            assert judged.verdict is Verdict.SKIP or judged.reason == "too_early"
    # what is said of a day does not depend on where one begins to look, nor on the order of the others
    later = START + timedelta(days=since)
    assert list(facts_of(test, figures, later, last)) == list(facts[since:])
    turned = figures_of([written[0], *reversed(written[1:])], direction)
    assert list(facts_of(test, turned, START, last)) == list(facts)


@pytest.mark.parametrize(("kind", "settings"), ALL)
def test_a_handful_of_statements_however_many_units(kind: str, settings: dict[str, Any]) -> None:
    test = prepared(kind, settings, "higher")
    if not isinstance(test, Figured):
        return
    days = {number: {fact.day: fact for fact in cells("90x40", START)} for number in range(200)}
    family = {number: [one for one in range(200) if one != number] for number in range(3)}
    figures = Written("higher", days, brothers=family, sons=family, bands=BANDS)
    found = test.facts(figures, [0, 1, 2], START + timedelta(days=20), START + timedelta(days=27))
    assert set(found) == {0, 1, 2}
    assert figures.asked <= 3


@pytest.mark.parametrize(("kind", "settings"), [*ALL, ("no_data", {}), ("no_data", {"lacking": "any", "days": 2})])
def test_words(kind: str, settings: dict[str, Any]) -> None:
    for more in ({}, {"days": 3}, {"days": 3, "of_days": 5}):
        words = prepared(kind, {**settings, **more}, "higher").words()
        for language in LANGUAGES:
            assert words[language].strip() == words[language]
            assert "{" not in words[language]
            if more:
                assert "3" in words[language] or kind == "n_of_m_days"
            if "of_days" in more:
                assert "5" in words[language]


@pytest.mark.parametrize(
    ("kind", "settings", "code", "path"),
    [
        ("threshold", {"of": "attainment", "is": "below", "line": 85}, "N809", "$.line"),
        ("threshold", {"of": "attainment", "is": "below", "line": 0.85, "resolve_at": 0.8}, "N491", "$.resolve_at"),
        ("threshold", {"of": "value", "is": "above", "line": 5, "resolve_at": 6}, "N491", "$.resolve_at"),
        ("n_of_m_days", {"attainment_below": 0.85, "days": 3, "of_days": 2}, "N809", "$.of_days"),
        ("drop", {"than": "week", "by": 0.2, "period": "mtd"}, "N809", "$.than"),
        ("drop", {"than": "week", "by": 0.2, "resolve_at": 0.3}, "N491", "$.resolve_at"),
        ("sibling_gap", {"points": 0.1, "days": 3, "of_days": 2}, "N809", "$.of_days"),
        ("red_children", {"share": 0.5, "resolve_at": 0.6}, "N491", "$.resolve_at"),
        ("pace", {"until": "month", "attainment_below": 0.95, "from_day": 32}, "N809", "$.from_day"),
        ("no_data", {"days": 2, "of_days": 1}, "N809", "$.of_days"),
        ("outlier", {"last": 5, "least": 6}, "N809", "$.least"),
    ],
)
def test_settings_that_do_not_go_together(kind: str, settings: dict[str, Any], code: str, path: str) -> None:
    found = list(conditions()[kind].check({"type": kind, **settings}))
    assert (code, path) in [(issue.code, issue.path) for issue in found]
    for issue in found:
        assert all(issue.message[language] for language in LANGUAGES)


@pytest.mark.parametrize(("kind", "settings"), [*ALL, ("no_data", {})])
def test_good_settings_have_no_complaint(kind: str, settings: dict[str, Any]) -> None:
    assert list(conditions()[kind].check({"type": kind, **settings})) == []
