"""A board as an Excel workbook. Every cell is typed: text can never become a formula, numbers stay numbers."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from typing import Any

import xlsxwriter

from admin_ui.boards.print import Document, Section
from admin_ui.widgets.contract import Cell, Figure
from engine.base.text import pick

#: What a spreadsheet program might take for a formula when such a cell is saved as CSV or typed over; full-width too.
_RISKY = re.compile(r"\s*[=+\-@\t\r\n＝＋－＠|%]")
#: Excel refuses these in the names of sheets, and names longer than 31.
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f']")
#: Excel takes no more in one cell, and no control characters.
_MOST = 32_000
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def workbook(document: Document, at: datetime) -> bytes:
    """The workbook: first a sheet with the stamp, then one per widget, each with the stamp below its table."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": safe(document.title), "created": at.replace(tzinfo=None)})
    styles = _Styles(book, document.currency)
    names: set[str] = set()
    first = book.add_worksheet(_name("说明" if document.language == "zh" else "About", names))
    first.set_column(0, 0, 100)
    first.write_string(0, 0, safe(document.title), styles.title)
    for row, line in enumerate([document.subtitle, *document.stamp], 1):
        first.write_string(row, 0, safe(line))
    for section in document.sections:
        _section(book.add_worksheet(_name(section.title, names)), section, document, styles)
    book.close()
    return out.getvalue()


def safe(text: str) -> str:
    """Text as a cell may hold it: what might be read as a formula gets a leading apostrophe."""
    plain = _CONTROL.sub(" ", text)[:_MOST]
    return f"'{plain}" if _RISKY.match(plain) else plain


class _Styles:
    """The formats of a workbook, made once each."""

    def __init__(self, book: Any, currency: str) -> None:
        self._book, self._currency = book, currency
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.soft = book.add_format({"font_color": "#4a5868", "italic": True})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self._numbers: dict[tuple[str, int], Any] = {}

    def number(self, figure: Figure) -> Any:
        key = (figure.display, figure.decimals)
        if key not in self._numbers:
            digits = "." + "0" * figure.decimals if figure.decimals else ""
            code = f"0{digits or '.0'}%" if figure.display == "percent" else f"#,##0{digits}"
            self._numbers[key] = self._book.add_format({"num_format": code})
        return self._numbers[key]


def _section(sheet: Any, section: Section, document: Document, styles: _Styles) -> None:
    sheet.write_string(0, 0, safe(section.title), styles.title)
    row = 2
    if section.sheet is None:
        sheet.set_column(0, 0, 80)
        for line in section.words.splitlines():
            sheet.write_string(row, 0, safe(line))
            row += 1
    else:
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, max(1, len(section.sheet.heads) - 1), 16)
        for column, head in enumerate(section.sheet.heads):
            sheet.write_string(row, column, safe(pick(head, document.language)), styles.head)
        sheet.freeze_panes(row + 1, 1)
        for cells in section.sheet.rows:
            row += 1
            for column, cell in enumerate(cells):
                _write(sheet, row, column, cell, document.language, styles)
        row += 1
    for line in [document.subtitle, *document.stamp]:
        row += 1
        sheet.write_string(row, 0, safe(line), styles.soft)


def _write(sheet: Any, row: int, column: int, cell: Cell, language: str, styles: _Styles) -> None:
    if isinstance(cell, Figure):
        if cell.value is not None:
            sheet.write_number(row, column, cell.value, styles.number(cell))
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), styles.day)  # noqa: DTZ001
    elif isinstance(cell, str):
        sheet.write_string(row, column, safe(cell))
    elif cell is not None:
        sheet.write_string(row, column, safe(pick(cell, language)))


def _name(title: str, taken: set[str]) -> str:
    """A sheet's name: what Excel accepts, and only once (it does not tell capitals apart)."""
    base = _NOT_IN_NAMES.sub(" ", title).strip() or "-"
    name, count = base[:31].strip(), 1
    while name.casefold() in taken or name.casefold() == "history":
        count += 1
        name = f"{base[: 31 - len(str(count)) - 1].strip()} {count}"
    taken.add(name.casefold())
    return name
