"""Every table of a file, whatever it is. Meant to run in a bounded process of its own (``bounded``)."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

from engine.base.issue import Issue, IssueError
from engine.base.text import Text, both
from engine.sheets import plain
from engine.sheets.model import MAX_ROWS, MAX_SHEETS, Sheet, note
from engine.sheets.tidy import SEARCHED, tidy

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_1904 = re.compile(rb"""date1904\s*=\s*["'](1|true)["']""")
#: Web pages and XML that many systems hand out under the name of a workbook.
_PAGE = re.compile(r"\s*<(!doctype\s+html|html|head|body|table|meta|div|style|\?xml|\?mso)\b", re.I)
MAX_UNPACKED, MAX_PARTS = 150_000_000, 3_000


def tables_in(data: bytes) -> list[Sheet]:
    """The tables, empty sheets left out. Raises IssueError: N874 unreadable, N875 too much, N876 protected."""
    if data.startswith((_ZIP, _OLE)):
        return _book(data)
    text, notes = plain.decoded(data)
    if _PAGE.match(text):
        words = both(
            "这是网页或 XML，只是改名为 Excel 文件", "this is a web page or XML under the name of an Excel file"
        )
        hint = both("用 Excel 或 WPS 打开，另存为 .xlsx 后再上传", "open it in Excel or WPS and save it as .xlsx")
        raise _refused("N874", words, hint)
    cells, more = plain.grid(text)
    found = tidy("", cells)
    if found is None:
        raise _refused("N874", both("文件里没有任何内容", "there is nothing in the file"))
    return [Sheet(**{**vars(found), "notes": (*notes, *more, *found.notes)})]


def _book(data: bytes) -> list[Sheet]:
    import python_calamine as calamine  # native code: loaded where it is bounded

    if data.startswith(_ZIP):
        _require_small(data)
    try:
        with calamine.load_workbook(io.BytesIO(data)) as book:
            tables = [sheet for sheet in book.sheets_metadata if sheet.typ == calamine.SheetTypeEnum.WorkSheet]
            shown = calamine.SheetVisibleEnum.Visible
            tables.sort(key=lambda sheet: sheet.visible != shown)  # what people see comes first
            names = [sheet.name for sheet in tables]
            hidden = {sheet.name for sheet in tables if sheet.visible != shown}
            old = _since_1904(data)
            found = [_sheet(book, name, name in hidden, old) for name in names[:MAX_SHEETS]]
    except calamine.PasswordError:
        words = both("文件有密码保护", "the file is protected by a password")
        raise _refused("N876", words, both("去掉密码后再上传", "remove the password first")) from None
    except (calamine.CalamineError, ValueError, OSError):
        words = both("Excel 文件已损坏，读不出来", "the Excel file is damaged and cannot be read")
        raise _refused("N874", words) from None
    sheets = [sheet for sheet in found if sheet is not None]
    if not sheets:
        raise _refused("N874", both("工作簿里没有任何内容", "there is nothing in the workbook"))
    if len(names) > MAX_SHEETS:
        more = note(f"只读了前 {MAX_SHEETS} 张表", f"only the first {MAX_SHEETS} sheets were read")
        sheets[0] = Sheet(**{**vars(sheets[0]), "notes": (more, *sheets[0].notes)})
    return sheets


def _since_1904(data: bytes) -> bool:
    """Whether an .xlsx or .xlsm counts its days from 1904; called once the archive is known to be small."""
    if not data.startswith(_ZIP):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("xl/workbook.xml") as part:
            return _1904.search(part.read(200_000)) is not None
    except (KeyError, zipfile.BadZipFile):
        return False


def _sheet(book: object, name: str, hidden: bool, since_1904: bool) -> Sheet | None:
    sheet = book.get_sheet_by_name(name)  # type: ignore[attr-defined]
    rows = sheet.to_python(skip_empty_area=False, nrows=MAX_ROWS + SEARCHED + 1)
    found = tidy(name, rows, sheet.merged_cell_ranges or (), since_1904=since_1904)
    if found is None or not hidden:
        return found
    return replace(found, notes=(note("这是隐藏的工作表", "this sheet is hidden"), *found.notes))


def _require_small(data: bytes) -> None:
    """What the archive says it unpacks to; one that lies meets the limits of the process."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile:
        words = both("Excel 文件已损坏，读不出来", "the Excel file is damaged and cannot be read")
        raise _refused("N874", words) from None
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        words = both("文件解开后太大", "the file unpacks to far too much")
        raise _refused("N875", words, both("只保留要用的表", "keep only the sheets that are needed"))


def _refused(code: str, words: Text, hint: Text | None = None) -> IssueError:
    return IssueError([Issue(code, words, hint=hint)])
