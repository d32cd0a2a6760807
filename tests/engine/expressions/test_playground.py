"""``navmark try expression``: the answers, the refusals, and that nothing makes it raise."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.expressions.playground import try_expression


def test_value() -> None:
    assert try_expression({"input": "a / b", "names": {"a": 1, "b": 2}}) == {"value": 0.5}


def test_no_value() -> None:
    assert try_expression({"input": "a / b", "names": {"a": 1, "b": 0}}) == {"value": None}
    assert try_expression({"input": "a + 1", "names": {"a": None}}) == {"value": None}


@pytest.mark.parametrize(
    ("formula", "names", "words"),
    [
        ("a / b", {"a": 1, "b": 0}, "division by zero"),
        ("1 + a / (b - b)", {"a": 1, "b": 3}, "division by zero"),
        ("a + 1", {"a": None}, "“a” has no value"),
        ("1 if a > 2 else 0", {"a": None}, "“a” has no value"),
        ("a * a", {"a": 1e9}, "past"),
        ("number(t)", {"t": "x"}, "cannot read"),
        ("date('9999-12-31') + 1", {}, "years 1 to 9999"),
        ("a", {"a": 1e300}, "does not fit"),
    ],
)
def test_explained(formula: str, names: dict[str, Any], words: str) -> None:
    answer = try_expression({"input": formula, "names": names, "explain": True})
    assert answer["value"] is None
    assert words in answer["reason"]["en"]


def test_date_is_iso_text() -> None:
    assert try_expression({"input": "date('2026-11-01') + 1"}) == {"value": "2026-11-02"}


def test_refusal_names_place_and_nearest_name() -> None:
    refused = try_expression({"input": "1 + tikets", "names": {"tickets": 3}})["refused"]
    assert (refused["code"], refused["position"]) == ("N308", 4)
    assert "tickets" in refused["hint"]["en"]
    assert set(refused) == {"code", "message", "position", "hint"}


def test_position_counts_characters_not_bytes() -> None:
    assert try_expression({"input": "门店 + x", "names": {"门店": 1}})["refused"]["position"] == 5
    assert try_expression({"input": "   x"})["refused"]["position"] == 3


WRONG: list[object] = [
    *(None, 1, "a", [], {}, {"input": None}, {"input": 1}, {"input": "a", "names": []}, {"input": "a", "names": None}),
    *({"input": "a", "names": {"a": []}}, {"input": "a", "names": {"a": {}}}, {"input": "a", "names": {1: 1}}),
]


@pytest.mark.parametrize("request_", WRONG)
def test_wrong_requests_are_refused(request_: object) -> None:
    assert set(try_expression(request_)) == {"refused"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["input", "names", "a"]), inner, max_size=3)
    ),
    max_leaves=8,
)
WORDS = [
    "a",
    "b",
    "t",
    "1",
    "2.5",
    "'x'",
    "(",
    ")",
    "[",
    "]",
    ",",
    "+",
    "-",
    "*",
    "/",
    "%",
    "==",
    "<",
    "in",
    "and",
    "or",
]
WORDS += ["not", "if", "else", "min(", "round(", "date(", "None", "True", ".", ":", "**", "é", "（"]
TOKENS = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(
    JSON | st.fixed_dictionaries({"input": st.text() | TOKENS, "names": st.dictionaries(st.sampled_from("abt"), JSON)})
)
def test_never_raises_and_answers_json(request_: object) -> None:
    answer = try_expression(request_)
    assert set(answer) in ({"value"}, {"refused"})
    assert isinstance(answer.get("value"), bool | int | float | str | None)
    json.dumps(answer, allow_nan=False)
