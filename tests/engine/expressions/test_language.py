"""The language as a whole: the function table, the JSON tree, limits, and that no text makes it raise anything else."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random
from time import perf_counter
from typing import Any

import pytest
import sqlalchemy as sa

from engine.base.issue import IssueError
from engine.expressions import ExpressionIssue, compile_scalar, evaluate, parse, to_sql
from engine.expressions.functions import AGGREGATES, FUNCTIONS, Function
from engine.expressions.nesting import _EACH
from engine.expressions.sql_functions import SIMPLE
from tests.engine.expressions.random_formulas import TYPES
from tests.engine.expressions.test_cases import VALUED, tree_of


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda function: function.name)
def test_each_function_says_what_it_is(function: Function) -> None:
    assert function.signature.startswith(f"{function.name}(")
    assert function.title["zh"]
    assert function.title["en"]
    tree = parse(function.example, names={})
    value = evaluate(tree, {})
    assert compile_scalar(tree)({}) == value
    assert value is True or function.name == "date"


def test_each_function_has_sql_or_says_that_it_has_none() -> None:
    elsewhere = {"coalesce", "is_null", "min", "max", "round", "number", "money"}  # money is a round of a number
    for name, function in FUNCTIONS.items():
        assert function.scalar_only != (name in SIMPLE or name in elsewhere), name
        assert function.scalar_only or name in _EACH or name == "money", name


@pytest.mark.parametrize("name", AGGREGATES)
def test_each_aggregate_has_an_example_that_parses(name: str) -> None:
    names: dict[str, Any] = {
        "net_amount": "money",
        "kind": "text",
        "on_hand": "number",
        "sku": "text",
        "minutes": "number",
    }
    assert parse(AGGREGATES[name][2], names=names, aggregates=True)


@pytest.mark.parametrize("formula", ["day_of(t, 'Asia/Shanghai')", "text(a)", "date(t)", "a + x"])
def test_what_needs_one_record_is_refused_for_sets(formula: str) -> None:
    tree = parse(formula, names={"a": "number", "t": "text", "x": "any"})
    with pytest.raises(IssueError) as caught:
        to_sql(tree, {name: sa.column(name, sa.Text) for name in "atx"})
    assert caught.value.issues[0].code == "N316"


def test_all_issues_are_told_with_their_places() -> None:
    with pytest.raises(IssueError) as caught:
        parse("aa + bb * nope(1) - 'x' * 2", names={"a": "number"})
    issues = [issue for issue in caught.value.issues if isinstance(issue, ExpressionIssue)]
    assert [(issue.code, issue.position) for issue in issues] == [("N308", 0), ("N308", 5), ("N309", 10), ("N311", 20)]
    assert issues[0].as_json()["position"] == 0


def test_trees_are_parsed_once() -> None:
    assert parse("a + 1", names={"a": "number"}) is parse("a + 1", names={"a": "number"})
    tree = parse("a + 1", names={"a": "number"})
    assert compile_scalar(tree) is compile_scalar(tree)
    assert (tree.type, tree.names, tree.text) == ("number", {"a"}, "a + 1")


def test_without_declared_names_any_name_goes() -> None:
    tree = parse("data__price * 2 if kind == 'x' else 0", names=None)
    assert tree.type == "any"
    assert evaluate(tree, {"data__price": 1.5, "kind": "x"}) == 3


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (float("nan"), None),
        (float("inf"), None),
        (10**400, None),
        (1.0000000000000002e15, None),
        (Decimal("1.5"), 1.5),
        (Decimal("NaN"), None),
        (Decimal("1e300000"), None),
        ([1], None),
        ({"a": 1}, None),
        (object(), None),
        (b"a", None),
        (1j, None),
        ("a\0b", None),
        ("\ud800", None),
        (-0.0, 0),
        (5e-324, 0),
        (datetime(2026, 11, 1, 8, tzinfo=UTC), "2026-11-01T08:00:00+00:00"),
        (datetime(2026, 11, 1, 8), None),  # noqa: DTZ001 an instant without a zone is no instant
        (date(2026, 11, 1), date(2026, 11, 1)),
    ],
)
def test_values_from_outside(value: object, expected: object) -> None:
    tree = parse("a", names=None)
    assert evaluate(tree, {"a": value}) == compile_scalar(tree)({"a": value}) == expected


def test_timestamps_compare_and_give_a_business_day() -> None:
    names: dict[str, Any] = {"t": "timestamp", "u": "timestamp"}
    values = {"t": datetime(2026, 11, 1, 19, tzinfo=UTC), "u": datetime(2026, 11, 1, 20, tzinfo=UTC)}
    assert evaluate(parse("t < u", names=names), values) is True
    assert evaluate(parse("day_of(t, 'Asia/Shanghai', 4)", names=names), values) == date(2026, 11, 1)
    assert evaluate(parse("day_of(u, 'Asia/Shanghai', 4)", names=names), values) == date(2026, 11, 2)


def test_the_json_tree_of_every_case() -> None:
    def check(node: dict[str, Any]) -> None:
        assert len({"value", "name", "operator", "call"} & set(node)) == 1
        assert node["type"] in ("number", "money", "text", "boolean", "date", "timestamp", "any")
        for part in [*node.get("of", []), *node.get("choices", [])]:
            check(part)

    for _, case in VALUED:
        tree = tree_of(case)
        check(json.loads(json.dumps(tree.as_json(), allow_nan=False)))


def test_the_json_tree_by_example() -> None:
    tree = parse("round(a, 1) if d in (date('2026-11-01'),) else None", names={"a": "money", "d": "date"})
    name, day = {"name": "a", "type": "money"}, {"value": "2026-11-01", "type": "date"}
    digits = {"value": -1, "type": "number"}
    assert tree.as_json() == {
        "operator": "if",
        "type": "money",
        "of": [
            {"operator": "in", "choices": [day], "type": "boolean", "of": [{"name": "d", "type": "date"}]},
            {"call": "round", "type": "money", "of": [name, digits]},
            {"value": None, "type": "money"},
        ],
    }


def test_a_shared_middle_does_not_multiply() -> None:
    """Chained comparisons share their middle; nested in one another they would double with each level."""
    formula = "f"
    for _ in range(11):
        formula = f"f == ({formula}) == g"
    began = perf_counter()
    with pytest.raises(IssueError) as caught:
        parse(formula, names=TYPES)  # type: ignore[arg-type]
    assert caught.value.issues[0].code == "N317"
    assert perf_counter() - began < 2


PIECES = [
    *("a", "t", "f", "d", "1", "2.5", "1e15", "'x'", "''", "(", ")", "[", "]", ",", "+", "-", "*", "/", "%", "==", "<"),
    *("in", "and", "or", "not", "if", "else", "min(", "round(", "date(", "money(", "concat(", "sum(", "where=", "None"),
    *("True", ".", ":", "**", "é", "（", "__x", "lambda", "\\", "\n", "\0", "\ud800", "{", "}", "@", "0x1", "1_0", "#"),
]


def test_no_text_makes_it_raise_anything_but_a_refusal() -> None:
    random = Random(20261123)
    accepted = 0
    refused: set[str] = set()
    for _ in range(6000):
        text = random.choice([" ", ""]).join(
            random.choices(PIECES[: random.choice([36, len(PIECES)])], k=random.randint(1, 9))
        )
        try:
            tree = parse(text, names=random.choice([None, TYPES]), aggregates=False)  # type: ignore[arg-type]
        except IssueError as error:
            refused.update(issue.code[:2] for issue in error.issues)
            continue
        accepted += 1
        for value in (None, 1, 1e15, "x", True, date(2026, 11, 1)):
            answer = evaluate(tree, dict.fromkeys(tree.names, value))
            assert isinstance(answer, bool | int | float | str | date | None)
            assert compile_scalar(tree)(dict.fromkeys(tree.names, value)) == answer
    assert accepted > 100
    assert refused == {"N3"}
