"""A quick dump says what marshmallow says, of every answer that is a list."""

from __future__ import annotations

import json
import random
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from marshmallow import Schema, fields, post_dump

from admin_ui.quick_dump import quick
from admin_ui.submission_cards import SubmissionRow


class _Inner(Schema):
    day = fields.Date(data_key="on")
    n = fields.Integer()


class _Hooked(Schema):
    n = fields.Integer()

    @post_dump
    def more(self, made: dict[str, Any], **_: Any) -> dict[str, Any]:
        return made | {"more": True}


class _Outer(Schema):
    name = fields.String()
    at = fields.AwareDateTime(allow_none=True)
    renamed = fields.Float(attribute="other")
    inner = fields.Nested(_Inner, allow_none=True)
    several = fields.List(fields.Nested(_Inner))
    many = fields.Nested(_Inner, many=True)
    hooked = fields.Nested(_Hooked)
    kept = fields.Dict()
    made = fields.Function(lambda row: row["name"] if isinstance(row, dict) else row.name)
    default = fields.Integer(dump_default=5)


class _Plain(_Outer):
    class Meta:
        exclude = ("default", "made")


def test_it_says_what_marshmallow_says() -> None:
    dice = random.Random(5)
    day = date(2026, 11, 26)
    inner = [{"day": day, "n": "7", "unknown": 1}, {"n": None}, SimpleNamespace(day=day, n=3)]
    whole = {
        "name": 5, "at": datetime(2026, 11, 26, tzinfo=UTC), "other": "1.5", "inner": inner[0], "several": inner,
        "many": inner[:2], "hooked": {"n": 1}, "kept": {"a": [1]}, "default": None, "unknown": 2,
    }  # fmt: skip
    rows: list[Any] = [SimpleNamespace(**whole), whole | {"inner": None, "at": None, "several": None, "many": None}]
    for _ in range(200):
        rows.append({name: value for name, value in whole.items() if name == "name" or dice.random() < 0.7})
    for kind in (_Outer, _Plain):
        assert quick(kind(many=True)).dump(rows) == kind(many=True).dump(rows)
        assert quick(kind()).dump(rows[2]) == kind().dump(rows[2])
    card = {
        "id": "a",
        "unit": {"code": "u", "title": {"zh": "甲", "en": "a"}},
        "day": day,
        "reasons": [],
        "values": {"n": 1},
    }
    assert json.dumps(quick(SubmissionRow(many=True)).dump([card])) == json.dumps(SubmissionRow(many=True).dump([card]))
