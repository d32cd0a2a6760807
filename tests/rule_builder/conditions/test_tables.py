"""The tables of this folder: one per type of condition, worked out by hand."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from rule_builder.conditions import conditions
from rule_builder.conditions.contract import DayFact, Figured
from rule_builder.conditions.reasons import REASONS
from rule_builder.watch import walk
from tests.rule_builder.conditions.written import Written, cells

START = date(2026, 11, 2)  # a Monday
FOLDER = Path(__file__).parent
LETTERS = {"breach": "B", "fine": "F", "between": "-", "missing": "?", "skip": "."}


def tables() -> list[Any]:
    return [
        pytest.param(path.stem, case, id=f"{path.stem}: {case['name']}")
        for path in sorted(FOLDER.glob("*.json"))
        for case in json.loads(path.read_text(encoding="utf-8"))["cases"]
    ]


def written(case: dict[str, Any]) -> tuple[Written, list[str], date, date]:
    """The case's figures, the names of its units (the first is the one judged), and the days that are judged."""
    start = date.fromisoformat(case.get("start", START.isoformat()))
    names = list(case["series"])
    days: dict[int, dict[date, DayFact]] = {}
    begin, end = start, start
    for number, name in enumerate(names):
        lines = case["series"][name]
        chunks = {start.isoformat(): lines} if isinstance(lines, str) else lines
        days[number] = {}
        for since, line in chunks.items():
            found = cells(line, date.fromisoformat(since))
            days[number] |= {fact.day: fact for fact in found}
            if number == 0:
                begin, end = date.fromisoformat(since), found[-1].day if found else start
    others = list(range(1, len(names)))
    figures = Written(
        case.get("direction", "higher"),
        days,
        brothers={0: others} if case.get("others", "siblings") == "siblings" else {},
        sons={0: others} if case.get("others") == "children" else {},
        bands=[
            SimpleNamespace(light=light, from_=low, to=high)
            for light, low, high in case.get("bands", [["red", None, 0.85], ["green", 0.85, None]])
        ],
    )
    first = begin + timedelta(days=case.get("from", 1) - 1)
    return figures, names, first, begin + timedelta(days=case["to"] - 1) if "to" in case else end


@pytest.mark.parametrize(("kind", "case"), tables())
def test_table(kind: str, case: dict[str, Any]) -> None:
    figures, _, first, last = written(case)
    settings = {"type": kind, **case["settings"]}
    test = conditions()[kind].prepare(settings, figures.direction, digits=case.get("digits", 0))
    facts = (
        test.facts(figures, [0], first, last)[0] if isinstance(test, Figured) else figures.series([0], first, last)[0]
    )
    found = walk(facts, test, case.get("resolve_after", 1))
    assert "".join(LETTERS[step.verdict.value] for step in found.steps) == case["verdicts"].replace(" ", "")

    def number(day: date | None) -> int | None:
        return None if day is None else (day - first).days + 1

    assert [[*map(number, (e.first_day, e.fired_day, e.resolved_day))] for e in found.episodes] == case["episodes"]
    for name in ("tested", "compared"):
        if name in case:
            assert [getattr(fact, name) for fact in facts] == case[name]
    reasons = {reason for _, reason in found.unjudged}
    assert reasons <= set(REASONS)
    if "unjudged" in case:
        assert [[number(day), reason] for day, reason in found.unjudged] == case["unjudged"]


def test_every_type_but_the_first_has_a_table() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(conditions()) - {"consecutive_days"}
