"""The tests every condition must pass, for authors of conditions.

Subclass ``ConditionSuite`` in a test module under a name that begins with ``Test``; pytest does the rest. Its stories
are units of a rule case (``rule_builder.kinds.case``) and are played by the code that evaluations use, without a
database: the rule watches an indicator of money with a target, "higher is better".
"""

from __future__ import annotations

import json
import re
from abc import ABC
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Any, ClassVar, cast

from jsonschema import Draft202012Validator

from engine.definitions.check import check
from engine.definitions.read import Document, read_value
from engine.definitions.release import preview
from rule_builder.cases.compare import run
from rule_builder.conditions import conditions
from rule_builder.conditions.contract import AboutData, DayFact, Direction, Figured, Verdict

_HOLE = re.compile(r"\{(\w+)\}")
#: A rule with all that it names around it, to which conditions are given.
_BASE = Path(__file__).parents[1] / "kinds/rule/cases/good/smallest.json"
_TEXT = {"zh": "故事", "en": "Story"}
_CALENDAR = {"kind": "calendar", "name": "days", "title": _TEXT}
_APP = {"kind": "app", "name": "app", "title": _TEXT, "time_zone": "Asia/Shanghai", "currency": "CNY"}


@cache
def _base() -> dict[str, Any]:
    return cast(dict[str, Any], json.loads(_BASE.read_text(encoding="utf-8")))


def _around() -> list[Document]:
    org = next(one["name"] for one in _base()["with"] if one["kind"] == "org")
    some = [*_base()["with"], _CALENDAR, {**_APP, "calendar": "days", "org": org}]
    return [read_value(one, f"around_{i}.json") for i, one in enumerate(some)]


def story_faults(
    settings: Mapping[str, Any], units: Mapping[str, Any], *, rule: Mapping[str, Any] | None = None, **more: Any
) -> list[str]:
    """What is wrong with a story, in words: the case's own mistakes, else where the rule says something else.

    ``settings``: of the condition, ``type`` included; ``rule``: further fields of the rule (``resolve_after`` …);
    ``more``: further fields of the case (``start``, ``corrections``, ``expect``, ``incidents`` …).
    """
    base = _base()
    watched = {**base["definition"], **(rule or {}), "condition": dict(settings)}
    story = {"kind": "case", "name": "story", "title": _TEXT, "rule": watched["name"], "start": "2026-11-02"}
    story |= {"units": dict(units), **more}
    documents = [*_around(), read_value(watched, "rule.json"), read_value(story, "story.case.json")]
    checked = check(documents, {}, package=False)
    mine = [issue for issue in checked.issues if issue.file in ("rule.json", "story.case.json")]
    faults = [issue.line_of_text() for issue in mine if issue.level == "error"]
    case = checked.catalog.get("case", "story")
    if faults or case is None:
        return faults or ["the story could not be read"]
    return [issue.line_of_text() for issue in run(case, preview(checked.catalog)).issues()]


class ConditionSuite(ABC):
    """``name``: of the type. ``settings``: some that pass; ``wrong``: mistakes that the schema cannot see, as
    (settings, code). ``stories``: units of cases under ``settings``; one of them must fire, and one must not."""

    name: ClassVar[str]
    settings: ClassVar[Mapping[str, Any]]
    wrong: ClassVar[Sequence[tuple[Mapping[str, Any], str]]] = ()
    stories: ClassVar[Sequence[Mapping[str, Any]]]

    def test_its_settings_are_described_in_both_languages(self) -> None:
        """Schema, sentence and controls say the same."""
        condition = conditions()[self.name]
        schema = condition.schema
        Draft202012Validator.check_schema(schema)
        assert schema.get("additionalProperties") is False, "unknown settings must be refused"
        assert schema["properties"]["type"].get("const") == self.name
        for setting, about in schema["properties"].items():
            assert all(part.strip() for part in about["title"].partition(" / ")), setting
            assert all(about["x-text"][lang] for lang in ("zh", "en")), setting
            bare = {key: value for key, value in about.items() if key not in ("title", "x-text", "examples")}
            for example in about["examples"]:
                assert list(Draft202012Validator(bare).iter_errors(example)) == [], (setting, example)
        holes = {lang: set(_HOLE.findall(condition.sentence[lang])) for lang in ("zh", "en")}
        assert holes["zh"] == holes["en"]
        assert holes["zh"] - {"indicator"} <= set(condition.controls)
        assert set(condition.controls) == set(schema["properties"]) - {"type"}
        assert all(condition.title[lang] for lang in ("zh", "en"))

    def test_good_settings_pass_and_each_mistake_has_its_code(self) -> None:
        """What ``check`` says."""
        condition = conditions()[self.name]
        assert list(Draft202012Validator(dict(condition.schema)).iter_errors(self._typed())) == []
        assert list(condition.check(self._typed())) == []
        for settings, code in self.wrong:
            issues = list(condition.check({"type": self.name, **settings}))
            assert [issue.code for issue in issues] == [code], settings
            assert issues[0].path.startswith("$")
            assert all(issues[0].message[lang] for lang in ("zh", "en"))

    def test_it_judges_any_day_without_a_fault(self) -> None:
        """Days without data, without a target, without a value, of 0, below 0, of large and of broken numbers."""
        directions: tuple[Direction, ...] = ("higher", "lower")
        for direction in directions:
            test = conditions()[self.name].prepare(self._typed(), direction)
            assert 1 <= test.days <= test.window
            assert test.missing in ("hold", "break", "count")
            assert all(test.words()[lang] for lang in ("zh", "en"))
            day = date(2026, 11, 2)
            assert test.judge(DayFact(day, None, None, expected=False, known=False)).verdict is Verdict.SKIP
            if not (isinstance(test, AboutData) and test.about_data):
                assert test.judge(DayFact(day, None, 100, known=False)).verdict is Verdict.MISSING
            for actual in (None, 0, -5, 84, 84.99, 10**15):
                for target in (None, 0, -1, 100, 0.5):
                    for tested in (None, 0.0, 0.5, -1.0):
                        found = test.judge(DayFact(day, actual, target, tested=tested, compared=actual))
                        assert isinstance(found.verdict, Verdict)

    def test_what_it_reads_of_a_day_does_not_depend_on_where_it_begins(self) -> None:
        """A test with days of its own gives the same day whatever range it is asked about."""
        test = conditions()[self.name].prepare(self._typed(), "higher")
        if not isinstance(test, Figured):
            return
        figures, start = _Steady(), date(2026, 11, 2)
        last = start + timedelta(days=20)
        whole = test.facts(figures, [1, 2, 3, 4], start, last)
        later = test.facts(figures, [1, 2, 3, 4], last - timedelta(days=3), last)
        for unit, facts in later.items():
            assert list(facts) == [fact for fact in whole[unit] if fact.day >= last - timedelta(days=3)], unit

    def test_its_stories_come_out_as_told(self) -> None:
        """Played as rule cases."""
        states = [unit.get("states", "") for story in self.stories for unit in story.values()]
        assert any("firing" in one for one in states), "one story must fire"
        assert any(one and "firing" not in one for one in states), "one unit must not fire"
        for story in self.stories:
            assert story_faults(self._typed(), story) == []

    def _typed(self) -> dict[str, Any]:
        return {"type": self.name, **self.settings}


class _Steady:
    """Figures of any unit and day, worked out from both: unit 1 has 2, 3 and 4 below it and beside it."""

    indicator = "net"
    direction: Direction = "higher"

    @cached_property
    def release(self) -> Any:
        """That of the base."""
        return preview(check(_around(), {}, package=False).catalog)

    def series(self, units: Sequence[int], first: date, last: date) -> dict[int, list[DayFact]]:
        """80 to 120 of 100."""
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        return {unit: [DayFact(day, 80 + (day.toordinal() * unit * 7) % 41, 100) for day in days] for unit in units}

    def to_date(self, period: str, units: Sequence[int], first: date, last: date) -> dict[int, list[DayFact]]:
        """The same."""
        return self.series(units, first, last)

    def siblings(self, units: Sequence[int]) -> dict[int, list[int]]:
        """All the others."""
        return {unit: [other for other in (1, 2, 3, 4) if other != unit] for unit in units}

    def children(self, units: Sequence[int]) -> dict[int, list[int]]:
        """Below unit 1."""
        return {unit: [2, 3, 4] if unit == 1 else [] for unit in units}
