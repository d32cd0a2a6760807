"""Bytes → JSON: what is refused, in which words; tagged values."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from connectors.addresses import Place
from connectors.call import Answer
from connectors.faults import HttpFault
from connectors.payload import Cut, read_json, untag

HERE = Place("https", "pos.example", 443, "/api?key=geheim")


def answer(body: bytes, kind: str = "application/json") -> Answer:
    return Answer(200, {"content-type": kind}, body, HERE)


def test_numbers_keep_their_digits() -> None:
    body = read_json(answer(b'{"a": 0.1, "b": 12345678901234567890, "c": 1.10, "d": -3}'))
    assert body == {"a": Decimal("0.1"), "b": 12345678901234567890, "c": Decimal("1.10"), "d": -3}


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        (b'{"n": NaN}', "N621", "NaN"),
        (b'{"n": -Infinity}', "N621", "-Infinity"),
        (b'{"n": 1e999}', "N621", "too large"),
        (b'{"n": 1e-999}', "N621", "too large"),
        (b'{"n": ' + b"9" * 5000 + b"}", "N621", "too long"),
        (b'{"n": 0.' + b"1" * 100 + b"}", "N621", "too large"),
        (b'{"a": 1, "b": 2, "a": 3}', "N621", '"a" is there twice'),
        (b'{"a": {"x": 1, "x": 1}}', "N621", '"x" is there twice'),
        (b"[" * 40 + b"]" * 40, "N621", "32 deep"),
        (b"[" * 100_000, "N621", "32 deep"),
        (b'{"a": 1', "N620", "in the middle"),
        (b'{"a": "x', "N620", "in the middle"),
        (b'[{"a": 1},', "N620", "in the middle"),
        (b"  ", "N620", "empty"),
        (b"", "N620", "empty"),
        (b'{"a": 1} trailing', "N620", "column 10"),
        (b"{'a': 1}", "N620", "column 2"),
        (b"\xff\xfe[1]", "N623", "byte 1 is 0xFF"),
        (b'{"n": "\xd6\xd0\xce\xc4"}', "N623", "byte 8 is 0xD6"),
    ],
)
def test_what_is_refused(body: bytes, code: str, words: str) -> None:
    with pytest.raises(HttpFault) as fault:
        read_json(answer(body))
    (issue,) = fault.value.issues
    assert issue.code == code
    assert words in issue.message["en"]
    assert "geheim" not in str(fault.value)


def test_a_json_that_breaks_off_can_be_asked_for_again() -> None:
    with pytest.raises(Cut):
        read_json(answer(b'{"a": [1, 2'))
    with pytest.raises(HttpFault) as fault:
        read_json(answer(b'{"a": nope}'))
    assert not isinstance(fault.value, Cut)


def test_a_web_page_is_named_by_its_title() -> None:
    page = "<!doctype html><html><head><title>登录 - ERP</title></head>".encode()
    with pytest.raises(HttpFault) as fault:
        read_json(answer(page, "text/html; charset=utf-8"))
    assert fault.value.issues[0].code == "N622"
    assert '"登录 - ERP"' in fault.value.issues[0].message["en"]


def test_encodings() -> None:
    text = '{"店": "中关村"}'
    assert read_json(answer(text.encode("gbk"), "application/json; charset=GBK")) == {"店": "中关村"}
    assert read_json(answer(text.encode("gb18030")), "gb18030") == {"店": "中关村"}
    assert read_json(answer(b"\xef\xbb\xbf" + text.encode(), 'application/json; charset="utf-8"')) == {"店": "中关村"}
    with pytest.raises(HttpFault) as fault:
        read_json(answer(text.encode("gb18030")))
    hint = fault.value.issues[0].hint
    assert hint is not None
    assert '"encoding": "gb18030"' in hint["en"]
    with pytest.raises(HttpFault, match="unknown encoding"):
        read_json(answer(b"1", "application/json; charset=klingon"))


TAGS = [
    {"marker": "__class__", "equals": "Decimal", "value": "value", "as": "number"},
    {"marker": "$type", "equals": "date", "value": "at"},
]


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        ({"__class__": "Decimal", "value": "1.20"}, Decimal("1.20")),
        ({"__class__": "Decimal", "value": Decimal("1.2")}, Decimal("1.2")),
        ({"__class__": "Decimal", "value": "abc"}, "abc"),
        ({"__class__": "Decimal", "value": "1e999999"}, "1e999999"),
        ({"__class__": "Decimal", "value": None}, None),
        ({"__class__": "Other", "value": "1.20"}, {"__class__": "Other", "value": "1.20"}),
        ({"$type": "date", "at": 20261101}, "20261101"),
        ([{"a": {"$type": "date", "at": "2026-11-01"}}], [{"a": "2026-11-01"}]),
    ],
)
def test_tagged_values(value: Any, plain: Any) -> None:
    assert untag(value, TAGS) == plain
