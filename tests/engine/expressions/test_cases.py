"""Every case of ``engine/expressions/cases`` on every evaluator."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
import sqlalchemy as sa

from engine.base.issue import IssueError
from engine.expressions import Tree, compile_scalar, evaluate, parse
from engine.storage.database import reading
from tests.engine.expressions.records import from_sql, same, select

FOLDER = Path(__file__).parents[3] / "engine" / "expressions" / "cases"
FILES = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json"))}
VALUED = [(file, case) for file, cases in FILES.items() for case in cases if "expect" in case]
REFUSED = [(file, case) for file, cases in FILES.items() for case in cases if "refused" in case]


def tree_of(case: dict[str, Any]) -> Tree:
    return parse(case["formula"], names=case.get("types", {}), aggregates=case.get("aggregates", False))


def values_of(case: dict[str, Any]) -> dict[str, Any]:
    types = case.get("types", {})
    found = {}
    for name, value in case.get("values", {}).items():
        found[name] = date.fromisoformat(value) if types[name] == "date" and value is not None else value
    return found


def expected_of(case: dict[str, Any], tree: Tree) -> Any:
    return date.fromisoformat(case["expect"]) if tree.type == "date" and case["expect"] else case["expect"]


def name_of(entry: tuple[str, dict[str, Any]]) -> str:
    return f"{entry[0]}: {entry[1]['name']}"


def test_there_are_enough_cases_and_each_has_a_name_of_its_own() -> None:
    assert len(VALUED) >= 150
    assert len(REFUSED) >= 120
    for file, cases in FILES.items():
        names = [case["name"] for case in cases]
        assert sorted(set(names)) == sorted(names), file
        for case in cases:
            assert set(case) <= {"name", "formula", "types", "values", "expect", "refused", "aggregates", "only"}, case


@pytest.mark.parametrize("entry", VALUED, ids=name_of)
def test_for_one_record(entry: tuple[str, dict[str, Any]]) -> None:
    tree = tree_of(entry[1])
    values, expected = values_of(entry[1]), expected_of(entry[1], tree)
    assert same(evaluate(tree, values), expected), evaluate(tree, values)
    assert same(compile_scalar(tree)(values), expected), compile_scalar(tree)(values)
    assert type(compile_scalar(tree)(values)) is type(evaluate(tree, values))


def test_over_rows(any_database: sa.Engine) -> None:
    cases = [entry for entry in VALUED if entry[1].get("only") != "record"]
    jobs = [(tree_of(case), case.get("types", {}), values_of(case)) for _, case in cases]
    with reading(any_database) as connection:
        row = connection.execute(select(jobs)).one()
    wrong = [
        (name_of(entry), expected_of(entry[1], tree), found)
        for entry, (tree, _, _), found in zip(cases, jobs, row, strict=True)
        if not same(from_sql(tree, found), expected_of(entry[1], tree))
    ]
    assert wrong == []


def refusal(case: dict[str, Any]) -> tuple[IssueError, float]:
    best = 9.0
    for _ in range(3):
        began = perf_counter()
        with pytest.raises(IssueError) as caught:
            parse(case["formula"], names=case.get("types"), aggregates=case.get("aggregates", False))
        best = min(best, perf_counter() - began)
    return caught.value, best


@pytest.mark.parametrize("entry", REFUSED, ids=name_of)
def test_refused(entry: tuple[str, dict[str, Any]]) -> None:
    error, seconds = refusal(entry[1])
    first = error.issues[0]
    assert first.code == entry[1]["refused"], [issue.line_of_text() for issue in error.issues]
    assert 0 <= first.position <= len(entry[1]["formula"])  # type: ignore[attr-defined]
    assert first.message["zh"]
    assert first.message["en"]
    assert seconds < 0.05
