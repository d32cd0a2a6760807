"""Reading JSON strictly, with lines."""

from __future__ import annotations

import json
import math
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.definitions.scan import MAX_DEPTH, child, scan

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text('abc_ ".[]é', max_size=5), inner, max_size=4),
    max_leaves=20,
)


@given(value=json_values, indent=st.sampled_from([None, 0, 2, 7]), ascii_only=st.booleans())
def test_it_reads_what_json_reads(value: Any, indent: int | None, ascii_only: bool) -> None:
    found = scan(json.dumps(value, indent=indent, ensure_ascii=ascii_only))
    assert found.issues == []
    assert found.value == value
    assert repr(found.value) == repr(value)  # 1 and 1.0 and True are equal, but not the same


def test_lines_of_every_path() -> None:
    found = scan('{\n  "a": 1,\n  "b": [\n    {"c": 2},\n\n    3\n  ],\n  "a b":\n   4\n}\n')
    assert found.lines == {
        "$": 1,
        "$.a": 2,
        "$.b": 3,
        "$.b[0]": 4,
        "$.b[0].c": 4,
        "$.b[1]": 6,
        '$["a b"]': 8,
    }


def test_a_key_that_is_there_twice_names_both_lines() -> None:
    found = scan('{\n "a": 1,\n "b": 2,\n "a": 3\n}')
    (issue,) = found.issues
    assert (issue.code, issue.path, issue.line) == ("N104", "$.a", 4)
    assert "line 2" in issue.message["en"]
    assert "line 4" in issue.message["en"]
    assert found.value == {"a": 1, "b": 2}  # reading went on


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('{\n"a": NaN}', "N105", 2),
        ('{"a": Infinity}', "N105", 1),
        ('{"a": -Infinity}', "N105", 1),
        ('{"a":\n\n1e999}', "N105", 3),
        ('{"a": -1e999}', "N105", 1),
        ('{"a": ' + "9" * 5000 + "}", "N105", 1),
        ('{"a": "x\\u0000y"}', "N106", 1),
        ('{"a": "\\ud800"}', "N106", 1),
        ('{"a": "\\udc00\\ud800"}', "N106", 1),
        ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "N107", 1),
        ('{"a": 1}\n{"b": 2}', "N103", 2),
        ('{"a": 1} x', "N103", 1),
        ('{"a": 1,\n}', "N103", 2),
        ('{"a": [1,\n]}', "N103", 2),
        ('{"a" 1}', "N103", 1),
        ("{a: 1}", "N103", 1),
        ("{'a': 1}", "N103", 1),
        ('{"a": 01}', "N103", 1),
        ('{"a": +1}', "N103", 1),
        ('{"a": .5}', "N103", 1),
        ('{"a": tru}', "N103", 1),
        ('{"a": 1', "N103", 1),
        ('{"a": "b\nc"}', "N103", 1),
        ('{"a": "\\x41"}', "N103", 1),
        ('{"a": 1} // no', "N103", 1),
        ("", "N103", 1),
    ],
)
def test_what_is_refused(text: str, code: str, line: int) -> None:
    found = scan(text)
    assert [(issue.code, issue.line) for issue in found.issues] == [(code, line)]


def test_a_pair_of_surrogates_is_one_character() -> None:
    assert scan('"\\ud83d\\ude00"').value == "😀"


def test_every_number_is_finite() -> None:
    assert math.isfinite(scan("1.7976931348623157e308").value)
    assert scan("[0.1, 1e2, -0, 12]").value == [0.1, 100.0, 0, 12]


@given(st.text(st.sampled_from('{}[]",:\\ue0123456789-.truefalsn \n'), max_size=60))
def test_it_never_raises(text: str) -> None:
    found = scan(text)
    try:
        expected = json.loads(text)
    except ValueError:
        assert found.issues
    else:
        assert found.issues or found.value == expected


def test_deep_and_long_texts_are_refused_quickly() -> None:
    begin = time.perf_counter()
    assert scan("[" * 500_000).issues
    assert scan('{"a":' * 100_000).issues
    assert scan("9" * 900_000).issues
    assert scan('"' + "a" * 900_000).issues
    assert time.perf_counter() - begin < 2


def test_paths() -> None:
    assert child("$", "a") == "$.a"
    assert child("$.a", 3) == "$.a[3]"
    assert child("$", "a-b") == '$["a-b"]'
