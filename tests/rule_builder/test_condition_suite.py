"""The suite for authors of conditions, on conditions of the product; and that it bites."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from rule_builder.conditions.suite import ConditionSuite, story_faults

LOW = {"attainment_below": 0.85, "days": 3}


class TestConsecutiveDays(ConditionSuite):
    name = "consecutive_days"
    settings = LOW
    wrong = (({**LOW, "resolve_at": 0.8}, "N491"),)
    stories = (
        {"A": {"attainment": "84.99 84 83 90", "states": "1/3 2/3 firing resolved", "told": "- - fired resolved"}},
        {"A": {"attainment": "84 85 84 84", "states": "1/3 normal 1/3 2/3"}},
    )


class TestSiblingGap(ConditionSuite):
    name = "sibling_gap"
    settings: ClassVar[dict[str, Any]] = {"points": 0.1, "than": "median", "days": 2}
    stories = (
        {
            "A": {"attainment": "80 80 95", "states": "1/2 firing resolved", "under": "R"},
            "B": {"attainment": "95 95 95", "states": "normalx3", "under": "R"},
            "C": {"attainment": "95 95 95", "states": "normalx3", "under": "R"},
            "D": {"attainment": "95 95 95", "states": "normalx3", "under": "R"},
        },
    )


class TestDrop(ConditionSuite):
    """Against the same day of the week before: 30 % less, then as much again."""

    name = "drop"
    settings: ClassVar[dict[str, Any]] = {"by": 0.3, "than": "week", "days": 2}
    stories = (
        {
            "A": {"actual": "69 69 100", "earlier": {"2026-10-26": "100x7"}, "states": "1/2 firing resolved"},
            "B": {"actual": "71 69 100", "earlier": {"2026-10-26": "100x7"}, "states": "normal 1/2 normal"},
        },
    )


def test_a_story_that_comes_out_otherwise_is_told_in_words() -> None:
    (fault,) = story_faults({"type": "consecutive_days", **LOW}, {"A": {"attainment": "84", "states": "2/3"}})
    assert "A on 2026-11-02: expected pending 2/3, got pending 1/3" in fault
    (fault,) = story_faults({"type": "consecutive_days", **LOW}, {"A": {"attainment": "8a", "states": "2/3"}})
    assert "N863" in fault


def test_the_suite_bites() -> None:
    class Wrong(TestConsecutiveDays):
        stories = ({"A": {"attainment": "84x3", "states": "1/3 2/3 normal"}},)
        wrong = ((LOW, "N491"),)

    with pytest.raises(AssertionError):
        Wrong().test_its_stories_come_out_as_told()
    with pytest.raises(AssertionError):
        Wrong().test_good_settings_pass_and_each_mistake_has_its_code()
