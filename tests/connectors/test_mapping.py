"""Record → row: exact money, filters, and faults that name record and column."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from connectors.kinds.source.model import IntoModel
from connectors.mapping import Mapper
from connectors.records import Record
from engine.facts import Minor


def mapper(where: str | None = None, optional: tuple[str, ...] = (), **columns: str) -> Mapper:
    return Mapper.of(IntoModel(dataset="tickets", where=where, map=columns, optional=optional), "pos")


def row(record: dict[str, Any], **columns: str) -> Any:
    found = mapper(**columns).row(Record.of(record), 7)
    assert found is not None
    assert found[2] == []
    return found[1]


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("amount", Decimal("12345678901.23")),
        ("text_amount", "12.50"),
        ("money(amount)", Minor(1234567890123)),
        ("money(text_amount)", Minor(1250)),
        ("money(amount) - money(text_amount)", Minor(1234567888873)),
        ("number(text_amount) * 2", 25),
        ("missing", None),
        ("coalesce(missing, 0)", 0),
        ("order_id", "1234567890123456789"),
        ("upper(shop__code)", "S1"),
        ('day_of(at, "Asia/Shanghai", 4)', date(2026, 11, 1)),
        ('date("2026-11-01")', date(2026, 11, 1)),
        ('kind == "sale"', True),
        ("date", "2026-11-01"),
    ],
)
def test_values(formula: str, value: Any) -> None:
    record = {
        "amount": Decimal("12345678901.23"),
        "text_amount": "12.50",
        "order_id": 1234567890123456789,
        "shop": {"code": "s1"},
        "at": "2026-11-01T19:30:00Z",  # 03:30 on the 2nd in Shanghai: still the 1st
        "kind": "sale",
        "date": "2026-11-01",
    }
    found = row(record, x=formula)["x"]
    assert found == value
    assert type(found) is type(value)


def test_cents_survive_every_amount() -> None:
    one = mapper(x="money(a) - money(b)")
    for cents in range(0, 100_000, 7):
        record = Record.of({"a": Decimal(cents) / 100, "b": Decimal("0.01")})
        found = one.row(record, 1)
        assert found is not None
        assert found[1] == {"x": Minor(cents - 1)}


def test_where_leaves_out_and_says_when_it_cannot_tell() -> None:
    only = mapper(where='state != "draft"', x="no")
    assert only.row(Record.of({"no": 1, "state": "draft"}), 1) is None
    assert only.row(Record.of({"no": 2, "state": "done"}), 2) is not None
    kept = only.row(Record.of({"no": 3, "state": None}), 3)
    assert kept is not None
    assert kept[1] is None
    assert [issue.code for issue in kept[2]] == ["N652"]
    assert "record 3" in kept[2][0].message["en"]


def test_a_value_that_does_not_fit_is_a_fault_with_place_and_the_row_is_kept() -> None:
    found = mapper(unit="shop", net="number(amount) - 1", qty="number(qty)").row(
        Record.of({"shop": "S1", "amount": "12,5x", "qty": "viele"}), 42
    )
    assert found is not None
    raw, mapped, issues = found
    assert mapped is None
    assert '"12,5x"' in raw
    assert [issue.path for issue in issues] == ["$.net", "$.qty"]
    assert all("record 42" in issue.message["en"] and "第 42 条" in issue.message["zh"] for issue in issues)


@pytest.mark.parametrize("formula", ["a / b", "None if a == 1 else 2", "number(c) + 1", "coalesce(c, None)"])
def test_null_with_a_reason_of_its_own_is_no_fault(formula: str) -> None:
    assert row({"a": 1, "b": 0, "c": None}, x=formula) == {"x": None}


def test_a_record_with_a_fault_is_staged_unmapped() -> None:
    found = mapper(x="a").row(Record.of({"a": "x\x00"}), 1)
    assert found is not None
    assert found[1] is None
    assert [issue.code for issue in found[2]] == ["N633"]


def test_a_name_that_never_came_is_a_change_of_format() -> None:
    one = mapper(optional=("note",), unit="shop_code", net="amount", note="note")
    (issue,) = one.never_came({"shop_cod": 3, "amount": 3})
    assert issue.code == "N651"
    assert "shop_code" in issue.message["en"]
    assert issue.hint is not None
    assert "shop_cod?" in issue.hint["en"]
    assert one.never_came({"shop_code": 1, "amount": 1}) == []
