"""Fields from sample rows: what a person would choose, for the headers and values that people really have."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from engine.facts.propose import propose, sums

HEADER = ["门店编码", "业务日期", "小票号", "净额", "件数", "会员", "备注", "Net Amount", "更新时间"]
ROWS: list[list[Any]] = [
    ["E101", "2026-11-01", "T001", "1,234.50", "3", "是", "", "12.5", "2026-11-01 21:05:11"],
    ["E101", "2026-11-01", "T002", "80.00", "1", "否", None, "7", "2026-11-01 21:06:00"],
    ["E102", "2026-11-01", "T001", "-15.00", "-1", "否", "退货", "0.125", "2026-11-01T22:00:00+08:00"],
]


def types(header: list[Any], rows: list[list[Any]], **more: Any) -> dict[str, str]:
    return {one.name: one.type for one in propose(header, rows, **more).columns}


def test_a_till_file_with_chinese_headers() -> None:
    found = propose(HEADER, ROWS, units=["E101", "E102", "E103"])
    assert [(c.name, c.type, c.required) for c in found.columns] == [
        ("unit", "unit", True),
        ("day", "day", True),
        ("field_3", "text", True),
        ("field_4", "money", True),
        ("field_5", "integer", True),
        ("field_6", "boolean", True),
        ("field_7", "text", False),
        ("net_amount", "number", True),  # 0.125 has three decimals: no amount of money
        ("field_9", "timestamp", True),
    ]
    assert found.columns[0].title == {"zh": "门店编码", "en": "Unit"}
    assert found.columns[7].title == {"zh": "Net Amount", "en": "Net Amount"}
    # T001 is there at two units, so unit and day alone do not tell E101's two tickets apart, with the ticket they do
    assert found.key == ("unit", "day", "field_3")
    assert found.columns[6].as_column() == {
        "name": "field_7",
        "title": {"zh": "备注", "en": "field 7"},
        "type": "text",
        "required": False,
        "max_length": 20,
    }


@pytest.mark.parametrize(
    ("head", "values", "expected"),
    [
        ("sku", ["00123", "00124"], "text"),  # leading zeros are lost as a number
        ("order_no", ["20261101", "20261102"], "text"),  # a code that looks like days
        ("qty", ["1", "2.0"], "number"),
        ("qty", [1, 2], "integer"),
        ("qty", [1.0, 2.0], "integer"),  # spreadsheets keep whole numbers as floats
        ("x", ["¥1.20", "¥3"], "money"),
        ("x", ["5 元", "6元"], "money"),
        ("price", ["1.234"], "number"),
        ("d", ["2026/11/1", "2026/11/02"], "day"),
        ("d", [date(2026, 11, 1), datetime(2026, 11, 2, tzinfo=UTC)], "day"),
        ("at", [datetime(2026, 11, 2, 8, 30, tzinfo=UTC)], "timestamp"),
        ("d", ["2026-02-30"], "text"),
        ("x", ["1e400", "nan"], "text"),
        ("x", [None, "", "-"], "text"),
        ("x", ["1,2,3"], "text"),
    ],
)
def test_types(head: str, values: list[Any], expected: str) -> None:
    assert list(types([head], [[value] for value in values]).values()) == [expected]


def test_names_are_plain_and_unique() -> None:
    header = ["Amount", "amount", "AMOUNT", "2nd", "", None, "a" * 90, "select; drop", "日期"]
    names = [one.name for one in propose(header, [[1] * 9]).columns]
    assert names == ["amount", "amount_2", "amount_3", "field_4", "field_5", "field_6", "a" * 48, "field_8", "field_9"]


def test_a_second_day_is_a_date_and_rows_may_be_short() -> None:
    found = propose(["开业日期", "业务日期", "n"], [["2026-01-01", "2026-11-01"], ["2026-01-01", "2026-11-02", 4]])
    assert [c.type for c in found.columns] == ["date", "day", "integer"]
    assert [c.required for c in found.columns] == [True, True, False]


def test_rows_that_nothing_tells_apart_get_no_pretended_key() -> None:
    assert propose(["unit", "n"], [["A", 1], ["A", 1]], units=["A"]).key == ("unit",)
    assert propose([], []).columns == ()


def test_a_key_is_no_longer_than_the_sample_needs() -> None:
    """A shop's counter file: one row per unit and day, so neither the weather nor the note joins the key."""
    header = ["店号", "营业日", "天气", "笔数", "金额"]
    rows = [["A", "2026-11-01", "晴", 4, "8.50"], ["B", "2026-11-01", "雨", 4, "9"], ["A", "2026-11-02", "晴", 5, "1"]]
    found = propose(header, rows, units=["A", "B"])
    assert [one.name for one in found.columns] == ["unit", "day", "field_3", "field_4", "field_5"]
    assert found.key == ("unit", "day")
    # The same day twice: the text that differs joins before a whole number that differs as well.
    twice = propose(header, [*rows, ["A", "2026-11-01", "雨", 9, "1"]], units=["A", "B"])
    assert twice.key == ("unit", "day", "field_3")
    # A column that is called "unit" already keeps its name to itself.
    assert [one.name for one in propose(["unit", "店号"], [["box", "A"]], units=["A"]).columns] == ["unit", "field_2"]
    # Amounts and whole numbers are summed; a name that is taken in the app is not used again.
    assert [one.as_measure() for one in sums(found, {"field_5_total"})] == [
        {"name": "field_4_total", "title": {"zh": "笔数合计", "en": "field 4 total"}, "formula": "sum(field_4)"},
        {"name": "field_5_total_2", "title": {"zh": "金额合计", "en": "field 5 total"}, "formula": "sum(field_5)"},
    ]
