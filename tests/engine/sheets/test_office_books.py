"""Workbooks as office software writes them (openpyxl): what each says is what is read, whatever the dressing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from engine.sheets import Sheet, read_tables
from engine.sheets.tables import tables_in


def saved(dress: Callable[[Any], None]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    dress(book)
    book.save(out)
    return out.getvalue()


def notes(sheet: Sheet) -> str:
    return " ".join(note.message["zh"] for note in sheet.notes)


def test_groups_over_the_columns_do_not_hide_their_names() -> None:
    def dress(book: Any) -> None:
        page = book.active
        page.append(["2026 年目标"])
        page.append([])
        page.append(["编码", "一季度", None, "二季度", None])
        page.append([None, "目标", "实际", "目标", "实际"])
        page.append(["A1", 1000, "２，０００", "3万", "25%"])
        for cells in ("A1:E1", "A3:A4", "B3:C3", "D3:E3"):
            page.merge_cells(cells)

    (sheet,) = tables_in(saved(dress))
    assert (sheet.header_row, sheet.lines) == (4, (5,))
    assert sheet.header == ("编码", "一季度 目标", "一季度 实际", "二季度 目标", "二季度 实际")
    assert sheet.rows == (("A1", "1000", "２，０００", "3万", "25%"),)


def test_days_count_from_1904_where_the_workbook_says_so() -> None:
    """5 January 2026 with a date format, and without: its number there is 44,565 (46,027 − 1,462)."""

    def dress(book: Any) -> None:
        book.epoch = CALENDAR_MAC_1904
        for row in (["编码", "开业日期"], ["A1", date(2026, 1, 5)], ["A2", 44565]):
            book.active.append(row)

    (sheet,) = read_tables(saved(dress))
    assert sheet.rows == (("A1", "2026-01-05"), ("A2", "2026-01-05"))


def test_hidden_sheets_come_last_and_say_so() -> None:
    def dress(book: Any) -> None:
        book.active.title = "旧表"
        book.active.append(["编码", "名称"])
        book.active.sheet_state = "hidden"
        book.create_sheet("新表").append(["编码", "名称"])
        book.active = 1

    new, old = tables_in(saved(dress))
    assert (new.name, old.name) == ("新表", "旧表")
    assert "隐藏" in notes(old)
    assert "隐藏" not in notes(new)


def test_of_formulas_the_stored_result_counts_and_macros_are_left_alone() -> None:
    """An .xlsm as Excel saves it: a formula with its result, a macro part that nobody looks into."""

    def dress(book: Any) -> None:
        book.active.append(["编码", "金额"])
        book.active.append(["A1", "=1+2"])

    plain = saved(dress)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                text = text.replace(b"<f>1+2</f><v></v>", b"<f>1+2</f><v>3</v>").replace(
                    b"<f>1+2</f><v />", b"<f>1+2</f><v>3</v>"
                )
                assert b"<v>3</v>" in text
            if name == "[Content_Types].xml":
                text = text.replace(b"spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main")
            new.writestr(name, text)
        new.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 not to be opened")
    (sheet,) = read_tables(out.getvalue())
    assert sheet.rows == (("A1", "3"),)
