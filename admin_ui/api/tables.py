"""Files of tables that people bring (CSV, Excel), read into rows; nothing of them is kept."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from admin_ui.access import needs
from admin_ui.body import MAX_UPLOAD
from admin_ui.call import Call
from admin_ui.change_cards import IssueCard
from admin_ui.resource import Resource
from engine.sheets import read_tables

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
