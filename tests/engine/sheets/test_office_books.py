"""Workbooks as office software writes them (openpyxl): what each says is what is read, whatever the dressing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from engine.base.issue import IssueError
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


@pytest.mark.parametrize(
    "text",
    [
        "<html><head><meta charset='gbk'></head><body><table><tr><td>编码</td><td>金额</td></tr></table></body></html>",
        "\n<!DOCTYPE html><table><tr><td>编码</td></tr></table>",
        "<table border=1><tr><td>编码</td></tr></table>",
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook></Workbook>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_web_page_named_as_a_workbook_is_refused_with_the_way_out(text: str, encoding: str) -> None:
    """Systems that offer "export to Excel" often hand out HTML or XML with the ending .xls: never rows of markup."""
    with pytest.raises(IssueError) as refused:
        tables_in(text.encode(encoding))
    (issue,) = refused.value.issues
    assert issue.code == "N874"
    assert "网页或 XML" in issue.message["zh"]
    assert issue.hint is not None
    assert ".xlsx" in issue.hint["en"]


def test_a_comparison_in_the_first_cell_is_no_web_page() -> None:
    (sheet,) = tables_in("<5 次,<10 次\n1,2\n".encode())
    assert sheet.header == ("<5 次", "<10 次")


def test_a_till_export_in_gbk_with_a_title_text_numbers_and_a_total_keeps_every_row_and_says_so() -> None:
    """Title over the header, Chinese days, thousands, a negative in parentheses, a total at the end: nothing guessed;
    the days are written alike, amounts stay as written for the import that knows their column."""
    text = '日销售报表,,\n编码,营业日期,金额\n001,2026年11月3日,"1,234.50"\n002,2026/11/4,(56.00)\n合计,,"1,178.50"\n'
    (sheet,) = tables_in(text.encode("gb18030"))
    assert sheet.header_row == 2
    assert sheet.header == ("编码", "营业日期", "金额")
    assert sheet.rows == (
        ("001", "2026-11-03", "1,234.50"),
        ("002", "2026-11-04", "(56.00)"),
        ("合计", "", "1,178.50"),
    )
    assert sheet.lines == (3, 4, 5)
    for words in ("GB18030", "表头在第 2 行", "2 个日期已统一写法"):
        assert words in notes(sheet)
