"""Tables in plain text: CSV in the encodings and with the separators that offices use, or cells pasted from Excel."""

from __future__ import annotations

import codecs
import csv
import io

from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.sheets.model import note

_SEPARATORS = (",", "\t", ";", "|")


def decoded(data: bytes) -> tuple[str, list[Issue]]:
    """The text and a note on its encoding where that is not UTF-8. Raises IssueError (N874) for what is no text."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode("utf-16"), [note("按 UTF-16 编码读取", "read as UTF-16")]
        except UnicodeDecodeError:
            raise _no_text() from None
    if b"\0" in data:
        raise _no_text()
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("gb18030"), [note("按 GB18030 编码读取", "read as GB18030")]
    except UnicodeDecodeError:
        raise _no_text() from None


def _no_text() -> IssueError:
    hint = both("请另存为 .xlsx 或 UTF-8 的 .csv", "save it as .xlsx, or as .csv in UTF-8")
    return IssueError([Issue("N874", both("不是 CSV 或 Excel 文件", "this is neither CSV nor Excel"), hint=hint)])


def grid(text: str) -> tuple[list[list[str]], list[Issue]]:
    """The cells, and a note where they are not separated by commas. Raises IssueError (N874) for broken quotes."""
    separator = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        rows = list(reader)
    except csv.Error:
        at = reader.line_num
        raise IssueError([Issue("N874", both(f"第 {at} 行读不懂", f"line {at} cannot be read"))]) from None
    names = {"\t": ("制表符", "tabs"), ";": ("分号", "semicolons"), "|": ("竖线", "bars")}
    zh, en = names.get(separator, ("", ""))
    return rows, [note(f"列以{zh}分隔", f"cells are separated by {en}")] if zh else []


def _separator(text: str) -> str:
    """The separator with which the most of the first lines have the same number (≥ 2) of cells."""
    head = text[:20_000].splitlines()[:40]
    best, choice = 0, ","
    for separator in _SEPARATORS:
        try:
            widths = [len(cells) for cells in csv.reader(head, delimiter=separator) if any(cells)]
        except csv.Error:
            continue
        wide = [width for width in widths if width > 1]
        score = max((wide.count(width) * width for width in set(wide)), default=0)
        if score > best:
            best, choice = score, separator
    return choice
