"""CSV files: of the release's own package (``data/…``), or from the inbox folder of the installation.

The inbox is ``NAVMARK_INBOX``, else ``inbox`` in the data folder; nothing outside it is ever read. A file name may
hold ``*`` and, with a window of ``max_days: 1``, the day: ``pos/{window.from:%Y%m%d}.csv``.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from connectors.arrivals import (
    ONCE,
    SETTLE,
    Arrival,
    Inbox,
    Parse,
    fault,
    file_issues,
    file_pages,
    stays_inside,
)
from connectors.contract import Connector, Page, Run
from connectors.fields import field, group
from connectors.headers import ALIASES, HEADER_WITHIN, header_at, named, names_in_use
from connectors.kinds.source.model import SourceModel
from connectors.records import Record
from engine.base.issue import Issue
from engine.base.text import both

ROWS = 1000


def pages(run: Run) -> Iterator[Page]:
    """Every row of every file that is there. Raises IssueError (N66x)."""
    yield from file_pages(run, Inbox(run.inbox), parser(run))


def parser(run: Run) -> Parse:
    """Reads a CSV file as the source's definition says; the header is looked for by the names that its map uses."""
    config, names = run.source.connection, names_in_use(run.source)

    def parse(arrival: Arrival) -> Iterator[tuple[tuple[Record, ...], tuple[Issue, ...]]]:
        text, notes = _decoded(arrival.name, arrival.data, config.get("encoding", "auto"))
        found: list[Issue] = [*notes]
        records = _records(arrival.name, text, config, names, found)
        while chunk := tuple(islice(records, ROWS)):
            yield chunk, tuple(found)
            found.clear()

    return parse


def _decoded(name: str, data: bytes, encoding: str) -> tuple[str, tuple[Issue, ...]]:
    """The text; where the encoding was found out rather than told, a note says so."""
    first, *others = (
        ["utf-8-sig", "gb18030"] if encoding == "auto" else ["utf-8-sig" if encoding == "utf-8" else encoding]
    )
    try:
        return data.decode(first), ()
    except UnicodeDecodeError as error:
        if others:
            try:
                words = both(f"{name} 按 GB18030 编码读取", f"{name} was read as GB18030")
                return data.decode(others[0]), (Issue("N662", words, level="warning"),)
            except UnicodeDecodeError:
                pass
        place = f"0x{data[error.start]:02X}"
        raise fault(
            "N662",
            f"{name} 不是 {first} 编码：第 {error.start + 1} 个字节是 {place}",
            f"{name} is not {first}: byte {error.start + 1} is {place}",
        ) from None


def _records(
    name: str, text: str, config: Mapping[str, Any], names_used: frozenset[str], notes: list[Issue]
) -> Iterator[Record]:
    rows = _rows(name, text, config)
    head = list(islice(rows, HEADER_WITHIN))
    aliases = config.get("aliases", {})
    at = header_at([row.cells for row in head], names_used, aliases)
    if at:
        words = both(
            f"{name} 的表头在第 {head[at].line} 行，上面的没有读", f"the header of {name} is line {head[at].line}"
        )
        notes.append(Issue("N665", words, level="warning"))
    names: list[str] | None = None
    for row in chain(head[at or 0 :], rows):
        if row.bad is not None:
            yield row.bad
        elif names is None:
            names = named(name, row.cells, aliases)
        elif any(cell.strip() for cell in row.cells):
            yield _record(name, names, row)


def _rows(name: str, text: str, config: Mapping[str, Any]) -> Iterator[_Row]:
    lines = _Lines(io.StringIO(text, newline=""))
    reader = csv.reader(lines, delimiter=config.get("delimiter", ","), strict=True)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            words = both(f"{name} 第 {lines.number} 行读不懂", f"{name} line {lines.number} cannot be read ({error})")
            bad = Record.of({"line": lines.number, "text": lines.taken()}, [Issue("N663", words)])
            yield _Row(lines.number, [], "", bad)
            continue
        yield _Row(lines.number, cells, lines.taken())


def _record(file: str, names: list[str], row: _Row) -> Record:
    if len(row.cells) != len(names):
        words = both(
            f"{file} 第 {row.line} 行有 {len(row.cells)} 格，表头有 {len(names)} 格",
            f"{file} line {row.line} has {len(row.cells)} cells, the header has {len(names)}",
        )
        return Record.of({"line": row.line, "text": row.text}, [Issue("N663", words)])
    return Record.of({name: cell.strip() or None for name, cell in zip(names, row.cells, strict=True)})


@dataclass(frozen=True)
class _Row:
    """The cells of line ``line``; ``bad`` is the record of a row that cannot be taken apart."""

    line: int
    cells: list[str]
    text: str
    bad: Record | None = None


class _Lines:
    """Lines for the reader, remembering those of the row it is in."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines, self._row = iter(lines), []  # type: tuple[Iterator[str], list[str]]
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.number += 1
        self._row.append(line)
        return line

    def taken(self) -> str:
        """The text since the last call."""
        text, self._row = "".join(self._row), []
        return text.rstrip("\r\n")


def check(source: SourceModel) -> Iterable[Issue]:
    """The file must stay inside its folder; each line is a record, so there is no place to look for them."""
    if not stays_inside(re.sub(r"\{window[^}]*\}", "", source.connection["file"])):
        words = both("只能读收件文件夹或 data/ 之内的文件", "only files inside the inbox folder or data/ are read")
        yield Issue("N660", words, "$.connection.file", hint=both("例如 pos/*.csv", "e.g. pos/*.csv"))
    yield from file_issues(source.connection, source.window is not None)
    for i, into in enumerate(source.into):
        if into.records is not None:
            words = both("CSV 的每一行就是一条记录，不写 records", "each line of a CSV is a record: leave out records")
            yield Issue("N481", words, f"$.into[{i}].records")


CONNECTION = group(
    ["file"],
    file=field(
        "文件 / File",
        "data/… 是定义包里的文件；其余在收件文件夹里，可用 * 和 {window.from:%Y%m%d}。",
        "data/… is a file of the package; others are in the inbox folder; * and {window.from:%Y%m%d} may be used.",
        "pos/*.csv",
        type="string",
        minLength=1,
        maxLength=300,
    ),
    encoding=field(
        "编码 / Encoding",
        "auto 先按 UTF-8，不行再按 GB18030（会注明）。",
        "auto tries UTF-8, then GB18030 (and says so).",
        "auto",
        enum=["auto", "utf-8", "gb18030"],
    ),
    delimiter=field(
        "分隔符 / Delimiter", "列之间的符号。", "What stands between cells.", ",", enum=[",", ";", "\t", "|"]
    ),
    aliases=ALIASES,
    once=ONCE,
    settle_seconds=SETTLE,
)
CONNECTOR = Connector("csv_file", both("CSV 文件", "CSV file"), pages, check, CONNECTION)
