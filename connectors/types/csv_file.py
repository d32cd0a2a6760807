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
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from itertools import islice
from pathlib import Path
from typing import Any

from connectors.contract import Connector, Page, Run
from connectors.fields import field, group
from connectors.kinds.source.model import SourceModel
from connectors.records import Record
from connectors.window import said
from engine.base.issue import Issue, IssueError
from engine.base.text import Text, both

ROWS = 1000
LARGEST = 200_000_000


@dataclass(frozen=True)
class _File:
    name: str
    text: str
    time: datetime | None = None
    notes: tuple[Issue, ...] = ()


def pages(run: Run) -> Iterator[Page]:
    """Every row of every file that is there. Raises IssueError (N66x)."""
    config, any_file, missing = run.source.connection, False, []
    for span in run.spans:
        pattern = str(said(config["file"], span, run.zone, run.cutoff_hours))
        files = _package(run.files, pattern) if pattern.startswith("data/") else _inbox(run.inbox, pattern, config)
        for file in files:
            any_file = True
            yield from _pages(file, config, len(run.source.into))
        missing += [] if files else [pattern]
    if missing and not any_file:
        raise _fault("N661", f"没有文件 {missing[0]}", f"there is no file {missing[0]}")
    notes = tuple(Issue("N661", both(f"没有文件 {m}", f"there is no file {m}"), level="warning") for m in missing)
    if notes:
        yield Page(((),) * len(run.source.into), None, notes)


def _fault(code: str, zh: str, en: str, hint: Text | None = None) -> IssueError:
    return IssueError([Issue(code, both(zh, en), hint=hint)])


def _package(files: Mapping[str, str], pattern: str) -> list[_File]:
    names = sorted(name for name in files if name == pattern or fnmatchcase(name, pattern))
    return [_File(name, files[name].removeprefix("\ufeff")) for name in names]


def _inbox(folder: Path, pattern: str, config: Mapping[str, Any]) -> list[_File]:
    if not _stays_inside(pattern):
        raise _fault("N660", f"{pattern} 在收件文件夹之外", f"{pattern} is outside the inbox folder")
    home, found = folder.resolve(), []
    for path in sorted(home.glob(pattern)):
        real = path.resolve()  # a link must not lead out of the folder either
        if not real.is_relative_to(home):
            raise _fault("N660", f"{pattern} 在收件文件夹之外", f"{pattern} is outside the inbox folder")
        if not real.is_file():
            continue
        about = real.stat()
        if about.st_size > LARGEST:
            raise _fault(
                "N664", f"文件 {path.name} 超过 {LARGEST:,} 字节", f"the file {path.name} is over {LARGEST:,} bytes"
            )
        text, notes = _decoded(path.name, real.read_bytes(), config.get("encoding", "auto"))
        found.append(_File(path.name, text, datetime.fromtimestamp(about.st_mtime, UTC), notes))
    return found


def _stays_inside(pattern: str) -> bool:
    odd = "\\" in pattern or "\0" in pattern or ":" in pattern or "**" in pattern
    return not odd and not pattern.startswith(("/", "~")) and ".." not in pattern.split("/")


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
        raise _fault(
            "N662",
            f"{name} 不是 {first} 编码：第 {error.start + 1} 个字节是 {place}",
            f"{name} is not {first}: byte {error.start + 1} is {place}",
        ) from None


def _pages(file: _File, config: Mapping[str, Any], entries: int) -> Iterator[Page]:
    records = _records(file, config)
    notes = file.notes
    while chunk := tuple(islice(records, ROWS)):
        yield Page((chunk,) * entries, file.time, notes)
        notes = ()


def _records(file: _File, config: Mapping[str, Any]) -> Iterator[Record]:
    lines = _Lines(io.StringIO(file.text, newline=""))
    reader = csv.reader(lines, delimiter=config.get("delimiter", ","), strict=True)
    names: list[str] | None = None
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            words = both(
                f"{file.name} 第 {lines.number} 行读不懂", f"{file.name} line {lines.number} cannot be read ({error})"
            )
            yield Record.of({"line": lines.number, "text": lines.taken()}, [Issue("N663", words)])
            continue
        if names is None:
            names = _header(file.name, cells, config.get("aliases", {}))
        elif any(cell.strip() for cell in cells):
            yield _record(file.name, names, cells, lines)
        lines.taken()


def _record(file: str, names: list[str], cells: list[str], lines: _Lines) -> Record:
    if len(cells) != len(names):
        words = both(
            f"{file} 第 {lines.number} 行有 {len(cells)} 格，表头有 {len(names)} 格",
            f"{file} line {lines.number} has {len(cells)} cells, the header has {len(names)}",
        )
        return Record.of({"line": lines.number, "text": lines.taken()}, [Issue("N663", words)])
    return Record.of({name: cell.strip() or None for name, cell in zip(names, cells, strict=True)})


def _header(file: str, cells: list[str], aliases: Mapping[str, Iterable[str]]) -> list[str]:
    known = {other.strip(): name for name, others in aliases.items() for other in others}
    names = [known.get(cell.strip(), cell.strip()) for cell in cells]
    twins = sorted({name for name in names if names.count(name) > 1})
    if twins or not all(names):
        shown = ", ".join(twins) or "?"
        raise _fault(
            "N665", f"{file} 的表头有重名或空名：{shown}", f"the header of {file} has equal or empty names: {shown}"
        )
    return names


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
    if not _stays_inside(re.sub(r"\{window[^}]*\}", "", source.connection["file"])):
        words = both("只能读收件文件夹或 data/ 之内的文件", "only files inside the inbox folder or data/ are read")
        yield Issue("N660", words, "$.connection.file", hint=both("例如 pos/*.csv", "e.g. pos/*.csv"))
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
    aliases=field(
        "表头别名 / Header aliases",
        "名称 → 表头可能的写法。",
        "Name → how the header may spell it.",
        {"store": ["门店编码", "店号"]},
        type="object",
        maxProperties=200,
        propertyNames={"$ref": "#/$defs/name"},
        additionalProperties={
            "type": "array",
            "maxItems": 50,
            "items": {"type": "string", "minLength": 1, "maxLength": 200},
        },
    ),
)
CONNECTOR = Connector("csv_file", both("CSV 文件", "CSV file"), pages, check, CONNECTION)
