"""Rows that an import refused, as a workbook to put right and send again: the reason is its last column."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence

import xlsxwriter

from admin_ui.boards.xlsx import safe

#: Numbers that a spreadsheet shows as they were written: no leading zeros, no more digits than it keeps.
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,11})(?:\.\d{1,3})?")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def refused_book(
    header: Sequence[str], rows: Mapping[int, Sequence[str | None]], reasons: Mapping[int, str], reason: str
) -> bytes:
    """The .xlsx. ``rows`` and ``reasons`` go by the row's number in its file, in which order they are written;
    ``reason`` heads the last column. Text stays text, whatever it begins with, and is read back unchanged."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E6F0F6"})
    quoted = book.add_format({"quote_prefix": True})  # Excel's own mark for text, which is no part of it
    wrong = book.add_format({"font_color": "#B3261E", "text_wrap": True})
    page = book.add_worksheet()
    for column, name in enumerate([*header, reason]):
        page.write_string(0, column, _CONTROL.sub(" ", name), head)
    for at, number in enumerate(sorted(reasons.keys() & rows.keys()), 1):
        for column, cell in enumerate(rows[number][: len(header)]):
            text = _CONTROL.sub(" ", cell or "")
            if _NUMBER.fullmatch(text):
                page.write_number(at, column, float(text))
            elif text:
                page.write_string(at, column, text, quoted if safe(text) != text else None)
        page.write_string(at, len(header), _CONTROL.sub(" ", reasons[number]), wrong)
    page.freeze_panes(1, 0)
    page.set_column(0, max(0, len(header) - 1), 14)
    page.set_column(len(header), len(header), 60)
    book.close()
    return out.getvalue()
