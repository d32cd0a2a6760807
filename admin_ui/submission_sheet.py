"""Submissions as a table to take away: a column per field, text never a formula, numbers as numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter

from admin_ui.boards.xlsx import safe
from admin_ui.call import Call
from engine.base import clock
from engine.base.text import both, pick
from form_builder.fields.contract import Field
from form_builder.shape.reading import CompiledForm
from form_builder.versions import in_newest

MOST_ROWS = 20_000
_HEAD = (
    both("编号", "Id"), both("单位编码", "Unit code"), both("单位", "Unit"), both("业务日", "Day"),
    both("提交时间", "Sent at"), both("登录名", "Login"), both("填写人", "By"), both("状态", "State"),
    both("判定", "Outcome"), both("得分", "Score"), both("标记", "Flags"),
)  # fmt: skip
_STATES = {
    "complete": both("完成", "complete"),
    "waiting_for_photos": both("等待照片", "waiting for photos"),
    "withdrawn": both("已撤回", "withdrawn"),
    "pass": both("通过", "pass"),
    "fail": both("不通过", "fail"),
    "uncertain": both("不确定", "uncertain"),
}
Cell = str | int | float | None


@dataclass(frozen=True)
class Sheet:
    """Words of the head, and rows of cells."""

    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def sheet_of(call: Call, form: CompiledForm | None, rows: Sequence[Any]) -> Sheet:
    """Rows of ``listing``, in the caller's language; fields under the names and in the order of the form today."""
    language, zone = call.language, ZoneInfo(call.release.app.time_zone)
    columns = [field for field in form.order if field.type.carries] if form else []
    digits = call.release.app.money_digits
    head = [*(pick(words, language) for words in _HEAD), *(pick(field.title, language) for field in columns)]
    found: list[list[Cell]] = []
    for row in rows:
        values = in_newest(form, row.values) if form else {}
        own: list[Cell] = [
            row.public_id,
            row.unit_code,
            pick(row.unit_title, language),
            row.day.isoformat(),
            row.submitted_at.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
            row.login,
            pick(row.person, language),
            _word(row.state, language),
            _word(row.outcome, language),
            row.score,
            " ".join(row.flags),
        ]
        found.append([*own, *(_cell(field, values.get(field.name), language, digits) for field in columns)])
    return Sheet(head, found)


def csv_text(sheet: Sheet) -> bytes:
    """UTF-8 with a mark at the beginning, so that spreadsheets read Chinese."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    rows: list[Sequence[Cell]] = [list(sheet.head), *sheet.rows]
    for row in rows:
        writer.writerow([safe(cell) if isinstance(cell, str) else "" if cell is None else cell for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def workbook(sheet: Sheet, title: str) -> bytes:
    """An Excel workbook with one sheet."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": safe(title), "created": clock.now().replace(tzinfo=None)})
    page = book.add_worksheet()
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    page.set_column(0, len(sheet.head), 16)
    page.freeze_panes(1, 2)
    for column, words in enumerate(sheet.head):
        page.write_string(0, column, safe(words), bold)
    for at, row in enumerate(sheet.rows, 1):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(at, column, safe(cell))
            elif cell is not None:
                page.write_number(at, column, cell)
    book.close()
    return out.getvalue()


def _cell(field: Field, value: Any, language: str, money_digits: int) -> Cell:
    if isinstance(value, int | float) and not isinstance(value, bool):
        if field.type.name == "money":
            return float(value / 10**money_digits)
        if field.type.family in ("worked_out", "text") or field.type.name in ("number", "percent", "rating"):
            return value
    return field.type.cell(field, value, language)


def _word(name: str | None, language: str) -> str | None:
    return pick(_STATES[name], language) if name in _STATES else name
