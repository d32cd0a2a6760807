"""Maps of a form: submissions to rows of datasets, one per submission or per entry of a repeat; what did not come."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from engine.base.text import both
from engine.definitions.model import build
from engine.facts.values import Minor
from form_builder.fields.contract import Ground
from form_builder.kinds.form.model import FormModel
from form_builder.mapping import Sent, missing_rows, rows_of
from form_builder.shape import CompiledForm, answers, compile_model

SENT = Sent("B1", date(2026, 11, 23), "id-1", datetime(2026, 11, 23, 2, tzinfo=UTC), "pass", 0.75)


def form(*maps: dict[str, Any]) -> CompiledForm:
    fields = [
        {"name": "open", "type": "yes_no", "title": both("营业", "Open")},
        {"name": "brands", "type": "multi_choice", "title": both("品牌", "Brands"),
         "choices": [{"name": name, "title": both(name, name)} for name in "ab"]},
        {"name": "made", "type": "date", "title": both("日期", "Made")},
        {"name": "lines", "type": "repeat", "title": both("项", "Lines"), "fields": [
            {"name": "sku", "type": "text", "title": both("品", "Sku")},
            {"name": "price", "type": "money", "title": both("价", "Price")},
        ]},
    ]  # fmt: skip
    raw = {"name": "f", "title": both("表", "F"), "level": "branch", "fields": fields, "maps": list(maps)}
    return compile_model(build(FormModel, raw), "0")


def rows(compiled: CompiledForm, values: dict[str, Any], sent: Sent = SENT) -> list[tuple[str, dict[str, Any]]]:
    found = answers(compiled, values, Ground())
    assert found.issues == []
    return list(rows_of(compiled, sent, found.values))


def test_a_row_per_submission() -> None:
    columns = {
        "branch": "unit", "day": "day", "no": "submission", "passed": "outcome == 'pass'", "points": "score * 100",
        "a": "brands__a", "worth": "lines__price", "count": "lines", "made": "made", "sent_at": "submitted_at",
    }  # fmt: skip
    compiled = form({"dataset": "visits", "columns": columns})
    values = {"open": True, "brands": ["a"], "made": "2026-11-20", "lines": [{"price": 250}, {"price": 300}]}
    assert rows(compiled, values) == [
        ("visits", {
            "branch": "B1", "day": date(2026, 11, 23), "no": "id-1", "passed": True, "points": 75, "a": True,
            "worth": Minor(550), "count": 2, "made": date(2026, 11, 20), "sent_at": "2026-11-23T02:00:00+00:00",
        })
    ]  # fmt: skip


def test_only_what_surely_holds_is_mapped() -> None:
    compiled = form({"dataset": "visits", "columns": {"branch": "unit"}, "when": "open"})
    assert rows(compiled, {"open": True}) == [("visits", {"branch": "B1"})]
    assert rows(compiled, {"open": False}) == []
    assert rows(compiled, {}) == []  # unknown


def test_a_row_per_entry() -> None:
    one = {"dataset": "items", "each": "lines", "columns": {"branch": "unit", "sku": "sku", "price": "price"}}
    compiled = form({**one, "when": "price > money(1) and open"})
    entries = [{"sku": "x", "price": 200}, {"sku": "y", "price": 100}, {"sku": "z"}]
    assert rows(compiled, {"open": True, "lines": entries}) == [
        ("items", {"branch": "B1", "sku": "x", "price": Minor(200)})
    ]
    assert rows(compiled, {"open": True}) == []


def test_what_did_not_come() -> None:
    blank = {"branch": "unit", "day": "day", "passed": "false", "duty": "duty"}
    compiled = form(
        {"dataset": "visits", "columns": {"branch": "unit"}, "on_missing": {"columns": blank}},
        {"dataset": "other", "columns": {"branch": "unit"}},
    )
    assert list(missing_rows(compiled, "B2", date(2026, 11, 23), "daily")) == [
        ("visits", {"branch": "B2", "day": date(2026, 11, 23), "passed": False, "duty": "daily"})
    ]
