"""Where records are, and what their values are called."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from connectors.records import MISSING, Record, items, look, records, steps
from engine.base.issue import IssueError

BODY = {
    "as_of": "2026-11-23T08:00:00Z",
    "data": [
        {"no": "T1", "shop": {"code": "S1"}, "lines": [{"sku": "a", "qty": 1}, {"sku": "b", "qty": 2}]},
        {"no": "T2", "shop": {"code": "S2"}, "lines": []},
        {"no": "T3", "shop": None, "lines": [{"sku": "c", "price": {"net": Decimal("1.10")}}]},
    ],
}


def values(body: Any, path: str) -> list[dict[str, Any]]:
    return [dict(record.values) for record in records(body, path)]


def test_outer_records() -> None:
    assert values(BODY, "data[*]")[0] == {"no": "T1", "shop__code": "S1", "parent__as_of": "2026-11-23T08:00:00Z"}


def test_inner_records_reach_what_encloses_them() -> None:
    found = values(BODY, "data[*].lines[*]")
    assert [(row["parent__no"], row["sku"]) for row in found] == [("T1", "a"), ("T1", "b"), ("T3", "c")]
    assert found[0]["parent__shop__code"] == "S1"
    assert found[0]["parent__parent__as_of"] == "2026-11-23T08:00:00Z"
    assert found[2]["price__net"] == Decimal("1.10")
    assert found[2]["parent__shop"] is None


@pytest.mark.parametrize(
    ("body", "path", "expected"),
    [
        ([{"a": 1}, {"a": 2}], "[*]", [{"a": 1}, {"a": 2}]),
        ({"rows": [{"a": 1}]}, "rows", [{"a": 1}]),
        ({"r": {"rows": [{"a": 1}]}}, "r.rows[*]", [{"a": 1}]),
        ({"one": {"a": 1}}, "one", [{"a": 1}]),
        ({"rows": ["x", "y"]}, "rows[*]", [{"value": "x"}, {"value": "y"}]),
        ({"rows": []}, "rows[*]", []),
        ([[{"a": 1}], [{"a": 2}, {"a": 3}]], "[*][*]", [{"a": 1}, {"a": 2}, {"a": 3}]),
        ({"d": [{"x": {"rows": [{"a": 1}]}}]}, "d[*].x.rows[*]", [{"a": 1}]),
        ({"d": [{"rows": None}, {}, {"rows": [{"a": 1}]}]}, "d[*].rows[*]", [{"a": 1}]),
    ],
)
def test_paths(body: Any, path: str, expected: list[dict[str, Any]]) -> None:
    own = [{k: v for k, v in row.items() if not k.startswith("parent__")} for row in values(body, path)]
    assert own == expected


@pytest.mark.parametrize(
    ("body", "path", "words"),
    [
        ({"date": []}, "data[*]", 'did you mean "date"?'),
        ({"data": None}, "data[*]", "no list"),
        ({"data": 5}, "data[*]", "no list"),
        ([1], "data[*]", 'no "data"'),
        ({"a": {}}, "a.b[*]", 'no "b" under \\$.a'),
    ],
)
def test_a_place_that_is_not_there_is_a_fault(body: Any, path: str, words: str) -> None:
    with pytest.raises(IssueError, match=words):
        list(records(body, path))


@pytest.mark.parametrize("path", ["", ".", "a..b", ".a", "a.", "a[", "a[0]", "a[*]b", " a", "[*]a", "a[*].", "a.[*]"])
def test_malformed_paths(path: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        steps(path)


def test_steps() -> None:
    assert steps("a.b[*].c[*]") == ("a", "b", None, "c", None)


def test_items_counts_the_outermost_list() -> None:
    assert len(items(BODY, "data[*].lines[*]")) == 3
    assert len(items({"one": {"a": 1}}, "one")) == 1


def test_look() -> None:
    assert look({"a": {"b": 0}}, "a.b") == 0
    assert look({"a": {"b": 0}}, "a.c") is MISSING
    assert look([1], "a") is MISSING


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("net-amount", "net_amount"),
        ("2nd", "f_2nd"),
        ("from", "from_"),
        ("class", "class_"),
        ("门店编码", "门店编码"),
        ("ＡＢＣ", "ABC"),
        ("_id", "f_id"),
        ("a.b", "a_b"),
        ("", "f_"),
    ],
)
def test_names(field: str, name: str) -> None:
    assert dict(Record.of({field: 1}).values) == {name: 1}


def test_a_field_called_parent_keeps_its_value() -> None:
    (record,) = records({"top": 1, "rows": [{"parent": "P", "a": 1}]}, "rows[*]")
    assert dict(record.values) == {"own_parent": "P", "a": 1, "parent__top": 1}


def test_two_fields_of_one_name_are_a_fault_of_the_record() -> None:
    record = Record.of({"a-b": 1, "a_b": 2})
    assert [issue.code for issue in record.issues] == ["N632"]


def test_identifiers_past_what_a_number_can_be_are_text() -> None:
    record = Record.of({"id": 1234567890123456789, "n": 10**15})
    assert dict(record.values) == {"id": "1234567890123456789", "n": 10**15}
    assert json.loads(record.raw) == {"id": 1234567890123456789, "n": 10**15}


def test_the_raw_record_keeps_every_digit() -> None:
    raw = Record.of({"a": Decimal("0.1"), "b": Decimal("0.1000000000000000055511151231257827"), "l": [1]}).raw
    assert raw == '{"a": 0.1, "b": "0.1000000000000000055511151231257827", "l": [1]}'


@pytest.mark.parametrize("text", ["a\x00b", "\ud83d"])
def test_text_that_cannot_be_stored_is_kept_and_said(text: str) -> None:
    record = Record.of({"t": text})
    assert [issue.code for issue in record.issues] == ["N633"]
    assert json.loads(record.raw) == {"t": text}
    record.raw.encode()
