"""From the cells of a sheet to one header and rows under it: the mess that office sheets come with is put right here.

Title rows above the header, merged cells, blank rows and columns, equal or missing column names, days that lost their
format: each correction leaves a note, nothing is guessed in silence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from engine.base.issue import Issue
from engine.sheets.cells import DAYS_1904, day_in, day_of_serial, is_number, shown
from engine.sheets.model import MAX_CELL, MAX_COLUMNS, MAX_ROWS, Sheet, note

Merged = tuple[tuple[int, int], tuple[int, int]]
SEARCHED = 30  # rows in which the header is looked for
_DATE_WORD = re.compile(
    r"日$|日期|时间|年月日|开业|关闭|起始|截止|(?<!\w)(date|day|opened|closed|from|to|since)(?!\w)", re.I
)


def tidy(
    name: str, grid: Sequence[Sequence[Any]], merged: Sequence[Merged] = (), *, since_1904: bool = False
) -> Sheet | None:
    """The sheet as a table; None where it is empty. ``merged`` are (first, last) corners, (row, column) from 0.

    ``since_1904``: its day numbers count from 1904, as old workbooks of the Macintosh do.
    """
    notes: list[Issue] = []
    cells = [[shown(value)[:MAX_CELL] for value in row] for row in grid]
    _fill(cells, merged, notes)
    if not any(any(row) for row in cells):
        return None
    at = _below_groups(cells, _header_at(cells), merged)
    if at:
        above = sum(1 for row in cells[:at] if any(row))
        if above:
            notes.append(
                note(f"表头在第 {at + 1} 行，上面 {above} 行未用", f"the header is row {at + 1}; {above} above")
            )
    body = [(at + 2 + i, row) for i, row in enumerate(cells[at + 1 :]) if any(row)]
    if len(body) > MAX_ROWS:
        notes.append(note(f"只读了前 {MAX_ROWS} 行", f"only the first {MAX_ROWS} rows were read"))
        body = body[:MAX_ROWS]
    width = max(len(cells[at]), *(len(row) for _, row in body)) if body else len(cells[at])
    used = [i for i in range(width) if _cell(cells[at], i) or any(_cell(row, i) for _, row in body)]
    if len(used) > MAX_COLUMNS:
        notes.append(note(f"只读了前 {MAX_COLUMNS} 列", f"only the first {MAX_COLUMNS} columns were read"))
        used = used[:MAX_COLUMNS]
    header = _names(_with_groups(cells, at, used, merged), used, notes)
    rows = [[_cell(row, i) for i in used] for _, row in body]
    _days(header, rows, notes, DAYS_1904 if since_1904 else 0)
    _mixed(grid, header, used, [line - 1 for line, _ in body], notes)
    return Sheet(name, at + 1, tuple(header), tuple(map(tuple, rows)), tuple(line for line, _ in body), tuple(notes))


def _cell(row: Sequence[str], i: int) -> str:
    return row[i] if i < len(row) else ""


def _fill(cells: list[list[str]], merged: Sequence[Merged], notes: list[Issue]) -> None:
    """A merged cell stands for all the cells under it."""
    done = 0
    for (top, left), (bottom, right) in merged:
        if top >= len(cells) or left >= len(cells[top]):
            continue
        value, done = cells[top][left], done + 1
        for r in range(top, min(bottom, len(cells) - 1) + 1):
            for c in range(left, min(right, len(cells[r]) - 1, left + MAX_COLUMNS) + 1):
                cells[r][c] = value
    if done:
        notes.append(note(f"{done} 处合并单元格已展开", f"{done} merged cells were spread over their rows and columns"))


def _header_at(cells: list[list[str]]) -> int:
    """The first row that names (nearly) all columns with different words, none of them a number."""
    head = cells[:SEARCHED]
    width = max(len({i for i, cell in enumerate(row) if cell}) for row in head)
    first = next(i for i, row in enumerate(head) if any(row))
    for i, row in enumerate(head):
        words = [cell for cell in row if cell]
        if len(set(words)) >= max(1, 0.6 * width) and not any(is_number(word) for word in words):
            return i
    return first


def _grouping(merged: Sequence[Merged], row: int) -> bool:
    """Whether a row holds cells that are merged over several columns: groups of the columns below."""
    return any(top == row and right > left for (top, left), (_, right) in merged)


def _below_groups(cells: list[list[str]], at: int, merged: Sequence[Merged]) -> int:
    """The row that names the columns, where the rows above it only group them (a quarter over its months).

    Beside the groups such a row has the same words as above (merged downwards) or none: rows of data are not like that.
    """
    while _grouping(merged, at) and at + 1 < len(cells):
        spans = [(left, right) for (top, left), (_, right) in merged if top == at and right > left]
        grouped = {i for left, right in spans for i in range(left, min(right, MAX_COLUMNS) + 1)}
        above, below = cells[at], cells[at + 1]
        alone = [i for i in range(len(below)) if i not in grouped]
        if any(_cell(below, i) not in ("", _cell(above, i)) for i in alone):
            break
        if not all(_cell(below, i) and not is_number(_cell(below, i)) for i in grouped):
            break
        for i in alone:  # a name that was written in the upper row only
            if i < len(below) and not below[i]:
                below[i] = _cell(above, i)
        at += 1
    return at


def _with_groups(cells: list[list[str]], at: int, used: list[int], merged: Sequence[Merged]) -> list[str]:
    """The header; names that come again under several groups carry their group's name in front."""
    names = [_cell(cells[at], i) for i in used]
    if not at or not _grouping(merged, at - 1):
        return names
    above = [_cell(cells[at - 1], i) for i in used]
    return [
        f"{group} {name}" if group and group != name and names.count(name) > 1 else name
        for group, name in zip(above, names, strict=True)
    ]


def _names(found: list[str], used: list[int], notes: list[Issue]) -> list[str]:
    names: list[str] = []
    for column, name in zip(used, found, strict=True):
        if not name:
            name = _letter(column)
            notes.append(note(f"{name} 列没有表头", f"column {name} has no header"))
        elif name in names:
            again = 2
            while f"{name} ({again})" in names:
                again += 1
            notes.append(note(f"表头 “{name}” 重复", f'the header "{name}" is there twice'))
            name = f"{name} ({again})"
        names.append(name)
    return names


def _letter(column: int) -> str:
    """0 → A, 26 → AA."""
    text, left = "", column + 1
    while left:
        left, digit = divmod(left - 1, 26)
        text = chr(65 + digit) + text
    return text


def _days(header: list[str], rows: list[list[str]], notes: list[Issue], shift: int) -> None:
    """Days under a header that speaks of days are written alike; Excel's day numbers become days."""
    for i, name in enumerate(header):
        filled = [row for row in rows if row[i]]
        if shift and _DATE_WORD.search(name):
            for row in filled:
                if row[i].isdecimal() and len(row[i]) == 5:
                    row[i] = str(int(row[i]) + shift)
        days = [row for row in filled if day_in(row[i])]
        if not days or not _DATE_WORD.search(name) or len(days) * 2 < len(filled):
            continue
        serials = sum(1 for row in days if day_of_serial(row[i]))
        others = sum(1 for row in days if day_in(row[i]) != row[i]) - serials
        for row in days:
            row[i] = day_in(row[i]) or row[i]
        if serials:
            notes.append(
                note(f"“{name}” 的 {serials} 个日期序号已换成日期", f'"{name}": {serials} day numbers became days')
            )
        if others:
            notes.append(
                note(f"“{name}” 的 {others} 个日期已统一写法", f'"{name}": {others} days are written alike now')
            )


def _mixed(
    grid: Sequence[Sequence[Any]], header: list[str], used: list[int], lines: list[int], notes: list[Issue]
) -> None:
    """Columns in which some numbers are numbers and some are text: codes may have lost their leading zeros."""
    for name, column in zip(header, used, strict=True):
        values = [grid[line][column] for line in lines if column < len(grid[line])]
        real = sum(1 for value in values if isinstance(value, float))
        text = sum(1 for value in values if isinstance(value, str) and is_number(value.strip()))
        if real and text:
            words = f"“{name}” 中有 {text} 个数字存成了文本", f'"{name}": {text} of the numbers are stored as text'
            notes.append(note(*words))
