"""Files of tables that people bring (CSV, Excel), read into rows; nothing of them is kept."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.body import MAX_UPLOAD
from admin_ui.call import Call
from admin_ui.change_cards import IssueCard
from admin_ui.refused_rows import refused_book
from admin_ui.resource import Resource
from engine.base.text import both, pick
from engine.sheets import XLSX, read_tables

MOST_REFUSED = 4_000_000  # bytes
_CELL = validate.Length(max=2_000)
RESOURCE = Resource("tables", "Files of tables: CSV and Excel")


class SheetCard(Schema):
    """One table. ``lines`` are the row numbers of the file; ``notes`` say what was put right."""

    name = fields.String(required=True)
    header_row = fields.Integer(required=True)
    header = fields.List(fields.String(), required=True)
    rows = fields.List(fields.List(fields.String()), required=True)
    lines = fields.List(fields.Integer(), required=True)
    notes = fields.List(fields.Nested(IssueCard), required=True)


class TablesCard(Schema):
    sheets = fields.List(fields.Nested(SheetCard), required=True)


@RESOURCE.route("POST", "/tables/read", upload=MAX_UPLOAD, answer=TablesCard)
@needs("edit_definitions")
def tables_read(call: Call, data: bytes) -> Any:
    """Read a CSV (UTF-8, UTF-16, GB18030; comma, semicolon, tab) or Excel file: its sheets with header and rows."""
    return {"sheets": [sheet.as_json() for sheet in read_tables(data)]}


class RefusedReason(Schema):
    """Why the row with this number was refused, in the words that the import answered."""

    line = fields.Integer(strict=True, required=True, validate=validate.Range(1))
    reason = fields.String(required=True, validate=_CELL)


class RefusedWish(Schema):
    """Rows of a table as it was read, ``lines`` their numbers in the file, and the reasons of those refused."""

    header = fields.List(fields.String(validate=_CELL), required=True, validate=validate.Length(1, 200))
    rows = fields.List(
        fields.List(fields.String(allow_none=True, validate=_CELL), validate=validate.Length(max=200)),
        required=True,
        validate=validate.Length(max=20_000),
    )
    lines = fields.List(
        fields.Integer(strict=True, validate=validate.Range(1)), required=True, validate=validate.Length(max=20_000)
    )
    refused = fields.List(fields.Nested(RefusedReason), required=True, validate=validate.Length(1, 20_000))


@RESOURCE.route("POST", "/tables/refused", body=RefusedWish, largest=MOST_REFUSED)
@needs("edit_definitions")
def tables_refused(call: Call, wish: dict[str, Any]) -> Any:
    """The refused rows as an Excel workbook: the same columns, and the reason as the last one."""
    rows = dict(zip(wish["lines"], wish["rows"], strict=False))
    reasons: dict[int, str] = {}
    for one in wish["refused"]:
        before = reasons.get(one["line"])
        reasons[one["line"]] = f"{before}\n{one['reason']}" if before else one["reason"]
    text = refused_book(wish["header"], rows, reasons, pick(both("原因", "reason"), call.language))
    return Response(text, mimetype=XLSX, headers={"Content-Disposition": 'attachment; filename="refused-rows.xlsx"'})
