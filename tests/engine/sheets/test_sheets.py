"""Tables as offices have them: each mess put right in the stated way, hostile files refused, nobody else harmed."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
import xlsxwriter

from engine.base.issue import IssueError
from engine.sheets import Sheet, read_tables
from engine.sheets.cells import day_in
from engine.sheets.tables import tables_in

HEADER = ["编码", "名称", "开业日期"]


def book(*sheets: tuple[str, Sequence[Sequence[Any]]], merged: Sequence[tuple[int, int, int, int, str]] = ()) -> bytes:
    """An .xlsx; days get a date format, floats stay plain numbers; ``merged`` belong to the first sheet."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as made:
        days = made.add_format({"num_format": "yyyy-mm-dd"})
        for place, (name, rows) in enumerate(sheets):
            sheet = made.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    if isinstance(value, date):
                        sheet.write_datetime(r, c, value, days)
                    elif isinstance(value, str):
                        sheet.write_string(r, c, value)
                    elif value is not None:
                        sheet.write(r, c, value)
            for top, left, bottom, right, text in merged if place == 0 else ():
                sheet.merge_range(top, left, bottom, right, text)
    return target.getvalue()


def one(data: bytes) -> Sheet:
    (sheet,) = tables_in(data)
    return sheet


#: what it is → (rows, merged, header, rows read, a word of the note)
MESSY: dict[str, tuple[Any, Any, list[str], list[list[str]], str]] = {
    "title rows above the header": (
        [["门店清单"], [], ["制表：张三"], HEADER, ["A1", "甲", "2026-01-05"]],
        (),
        HEADER,
        [["A1", "甲", "2026-01-05"]],
        "第 4 行",
    ),
    "a title merged over all columns": (
        [[], HEADER, ["A1", "甲", "2026-01-05"]],
        [(0, 0, 0, 2, "清单")],
        HEADER,
        [["A1", "甲", "2026-01-05"]],
        "合并",
    ),
    "a group merged over its rows": (
        [["上级", "编码"], [None, "A1"], [None, "A2"], ["B", "B1"]],
        [(1, 0, 2, 0, "A")],
        ["上级", "编码"],
        [["A", "A1"], ["A", "A2"], ["B", "B1"]],
        "合并",
    ),
    "blank rows and columns": (
        [["编码", "", "名称", ""], ["A1", None, "甲", None], [], ["A2", None, "乙", "  "], [], []],
        (),
        ["编码", "名称"],
        [["A1", "甲"], ["A2", "乙"]],
        "",
    ),
    "days as numbers": (
        # 45662 is 5 January 2025: LibreOffice shows so for DATE(2025;1;5)
        [HEADER, ["A1", "甲", 45662], ["A2", "乙", None]],
        (),
        HEADER,
        [["A1", "甲", "2025-01-05"], ["A2", "乙", ""]],
        "日期序号",
    ),
    "days in many spellings": (
        [HEADER, ["A1", "甲", "2026/1/5"], ["A2", "乙", "2026年1月6日"], ["A3", "丙", "待定"]],
        (),
        HEADER,
        [["A1", "甲", "2026-01-05"], ["A2", "乙", "2026-01-06"], ["A3", "丙", "待定"]],
        "统一写法",
    ),
    "real days": ([HEADER, ["A1", "甲", date(2026, 3, 1)]], (), HEADER, [["A1", "甲", "2026-03-01"]], ""),
    "whole numbers have no point": (
        [["编码", "数"], ["A1", 12], ["A2", 0.5]],
        (),
        ["编码", "数"],
        [["A1", "12"], ["A2", "0.5"]],
        "",
    ),
    "numbers stored as text": (
        [["编码", "名称"], ["001", "甲"], [2, "乙"]],
        (),
        ["编码", "名称"],
        [["001", "甲"], ["2", "乙"]],
        "存成了文本",
    ),
    "equal headers": (
        [["编码", "名称", "名称"], ["A1", "甲", "Jia"]],
        (),
        ["编码", "名称", "名称 (2)"],
        [["A1", "甲", "Jia"]],
        "重复",
    ),
    "a column without header": (
        [["编码", "", "名称"], ["A1", "x", "甲"]],
        (),
        ["编码", "B", "名称"],
        [["A1", "x", "甲"]],
        "没有表头",
    ),
    "full-width blanks and breaks": (
        [["编码 ", "名\n称"], ["\u3000A1", "甲\u00a0"]],
        (),
        ["编码", "名 称"],
        [["A1", "甲"]],
        "",
    ),
    "formula faults": ([["编码", "名称"], ["A1", "#N/A"]], (), ["编码", "名称"], [["A1", ""]], ""),
    "two header rows, the upper merged": (
        [["", "", ""], ["编码", "名称", "电话"], ["A1", "甲", "x"]],
        [(0, 0, 0, 1, "基本信息")],
        ["编码", "名称", "电话"],
        [["A1", "甲", "x"]],
        "第 2 行",
    ),
    "header of numbers": ([["单位", 2025, 2026], ["A1", 1, 2]], (), ["单位", "2025", "2026"], [["A1", "1", "2"]], ""),
}


@pytest.mark.parametrize("name", MESSY)
def test_messy_workbooks(name: str) -> None:
    rows, merged, header, expected, word = MESSY[name]
    sheet = one(book(("表", rows), merged=merged))
    assert list(sheet.header) == header
    assert [list(row) for row in sheet.rows] == expected
    assert word in " ".join(note.message["zh"] for note in sheet.notes)
    assert (sheet.notes == ()) == (word == "")


TEXTS = {
    "utf-8": "编码,名称\nA1,甲\n".encode(),
    "a mark before it": b"\xef\xbb\xbf" + "编码,名称\r\nA1,甲\r\n".encode(),
    "gb18030": "编码,名称\nA1,甲\n".encode("gb18030"),
    "utf-16 as Excel writes it": "编码\t名称\nA1\t甲\n".encode("utf-16"),
    "semicolons": "编码;名称\nA1;甲\n".encode(),
    "pasted from Excel": "编码\t名称\nA1\t甲\n".encode(),
    "quotes": '"编码","名称"\n"A1","甲"\n'.encode(),
    "a title row": "组织清单,\n编码,名称\nA1,甲\n".encode(),
}


@pytest.mark.parametrize("name", TEXTS)
def test_plain_texts(name: str) -> None:
    sheet = one(TEXTS[name])
    assert (sheet.header, sheet.rows) == (("编码", "名称"), (("A1", "甲"),))
    assert sheet.lines == ((3,) if name == "a title row" else (2,))


def test_several_sheets_and_empty_ones() -> None:
    found = tables_in(book(("一", [["a", "b"], ["1", "2"]]), ("空", []), ("三", [["c"], ["x"]])))
    assert [(sheet.name, sheet.header) for sheet in found] == [("一", ("a", "b")), ("三", ("c",))]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-01", "2026-11-01"),
        ("2026/1/5", "2026-01-05"),
        ("2026年1月5日", "2026-01-05"),
        ("2026.01.05", "2026-01-05"),
        ("20260105", "2026-01-05"),
        ("45662", "2025-01-05"),
        ("2026-13-01", None),
        ("2026-02-30", None),
        ("昨天", None),
        ("", None),
    ],
)
def test_days_as_people_write_them(text: str, day: str | None) -> None:
    assert day_in(text) == day


def bomb() -> bytes:
    """A workbook of 20 kB that says it unpacks to 200 MB."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w") as part,
    ):
        for _ in range(200):
            part.write(b"0" * 1_000_000)
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "N874"),
        (b"PK\x03\x04 no archive", "N874"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "N874"),
        (b"\n\n \n", "N874"),
        (b"\xff\xff\xff", "N874"),
        (b"x" * 10_000_001, "N875"),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(IssueError) as refused:
        read_tables(data)
    assert [issue.code for issue in refused.value.issues] == [code]


def test_a_bomb_is_refused_at_once() -> None:
    data = bomb()
    begun = time.monotonic()
    with pytest.raises(IssueError) as refused:
        read_tables(data)
    assert refused.value.issues[0].code == "N875"
    assert time.monotonic() - begun < 15, "refused by what it says of itself, without unpacking"


def test_the_reader_dies_alone() -> None:
    """Too little memory, too little time: the caller gets words, not a crash."""
    data = book(("表", [["a", "b"], *([str(i), "x"] for i in range(2_000))]))
    for limits in ({"memory": 20_000_000}, {"seconds": 0.01}):
        with pytest.raises(IssueError) as refused:
            read_tables(data, **limits)  # type: ignore[arg-type]
        assert refused.value.issues[0].code == "N875"
    assert len(read_tables(data)[0].rows) == 2_000
