"""Small CSV files that definitions refer to: rows with their line, and complaints with theirs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from engine.base.issue import Issue
from engine.base.suggest import did_you_mean
from engine.base.text import Text, both
from engine.definitions.kind import Catalog


@dataclass(frozen=True)
class Row:
    """One row: the line it begins on (from 1) and its trimmed cells by column."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Table:
    """A CSV file of a package. ``place`` is the JSON path that refers to it; issues carry the file's own lines."""

    path: str
    place: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    issues: tuple[Issue, ...]

    def issue(self, code: str, row: Row | int, message: Text, hint: Text | None = None) -> Issue:
        """A complaint about a row (or a line)."""
        line = row if isinstance(row, int) else row.line
        return Issue(code, message, self.place, self.path, line, hint)


def table(
    catalog: Catalog, path: str, place: str, code: str, required: Sequence[str], optional: Sequence[str] | None = ()
) -> Table | None:
    """The file, or None where there is none (complained about elsewhere). ``optional`` None: any further columns.

    Its issues (under ``code``): missing or unknown columns, columns that are there twice, rows of another length.
    """
    text = catalog.files.get(path)
    if text is None:
        return None
    reader = csv.reader(io.StringIO(text))
    try:
        header = [cell.strip() for cell in next(reader, [])]
        rows, issues = [], list(_header(path, place, code, header, required, optional))
        line = reader.line_num + 1
        for cells in reader:
            if len(cells) != len(header) and any(cells):
                words = both(
                    f"有 {len(cells)} 列，表头有 {len(header)} 列", f"{len(cells)} cells, but {len(header)} columns"
                )
                issues.append(Issue(code, words, place, path, line))
            elif any(cells):
                rows.append(Row(line, {name: cell.strip() for name, cell in zip(header, cells, strict=True)}))
            line = reader.line_num + 1
    except csv.Error as fault:
        broken = Issue(code, both("不是 CSV", f"not CSV: {fault}"), place, path, reader.line_num)
        return Table(path, place, (), (), (broken,))
    if any(name not in header for name in required):
        rows = []
    return Table(path, place, tuple(header), tuple(rows), tuple(issues))


def _header(
    path: str, place: str, code: str, header: list[str], required: Sequence[str], optional: Sequence[str] | None
) -> Iterable[Issue]:
    for name in required:
        if name not in header:
            words = both(f"表头缺少列 “{name}”", f'column "{name}" is missing')
            wanted = ",".join(required)
            yield Issue(code, words, place, path, 1, both(f"表头：{wanted}", f"the header is: {wanted}"))
    for i, name in enumerate(header):
        if name in header[:i]:
            yield Issue(code, both(f"列 “{name}” 重复", f'column "{name}" is there twice'), place, path, 1)
        elif optional is not None and name not in required and name not in optional:
            hint = did_you_mean(name, [*required, *optional])
            yield Issue(code, both(f"没有列 “{name}”", f'unknown column "{name}"'), place, path, 1, hint)


def day_of(text: str) -> date | None:
    """The date of a cell ``2026-11-01``; None where it is none. Raises nothing."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def number_of(text: str) -> Decimal | None:
    """The finite decimal number of a cell, or None."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) <= Decimal(10**15) else None
