"""Files that others put into a folder: which are there, whole, and not yet read.

A file that is still being written is left alone: its size must not move between two looks, and where its definition
says ``settle_seconds`` nobody may have touched it for so long. With ``once`` a file is read one time only; it is known
by the hash of its bytes, so that the same file under another name is no news, and a corrected one is.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from connectors.contract import Page, Run
from connectors.fields import field
from connectors.records import Record
from connectors.window import said
from engine.base import clock
from engine.base.issue import Issue, IssueError
from engine.base.text import Text, both

LARGEST = 200_000_000
YOUNG, PAUSE = timedelta(seconds=10), 0.2  # a file touched so lately is looked at twice, so many seconds apart
_UNFINISHED = (".part", ".tmp", ".filepart", ".crdownload", ".swp")


@dataclass(frozen=True)
class Seen:
    """A file as a folder lists it. ``size`` in bytes; ``read`` gives its bytes as they are then."""

    name: str
    size: int
    changed: datetime | None
    read: Callable[[], bytes]


class Folder(Protocol):
    """Somewhere files arrive."""

    def find(self, pattern: str) -> list[Seen]:
        """The files of a pattern (``*`` within one name), by name. Raises IssueError: N660 outside the folder."""


@dataclass(frozen=True)
class Arrival:
    """A whole file."""

    name: str
    data: bytes
    time: datetime | None


#: What a file holds: pieces of records, each with what a person should know.
Parse = Callable[[Arrival], Iterator[tuple[tuple[Record, ...], tuple[Issue, ...]]]]


def file_pages(run: Run, folder: Folder, parse: Parse, largest: int = LARGEST) -> Iterator[Page]:
    """Every row of every file that is there. Raises IssueError: N66x."""
    config, entries = run.source.connection, len(run.source.into)
    told, waiting, missing, any_file = set(run.read), list[str](), list[str](), False
    for span in run.spans:
        pattern = str(said(config["file"], span, run.zone, run.cutoff_hours))
        found = _package(run.files, pattern) if pattern.startswith("data/") else folder.find(pattern)
        missing += [] if found else [pattern]
        steady = _steady(found, folder, pattern, timedelta(seconds=config.get("settle_seconds", 0)))
        for file in found:
            if file.size > largest:
                raise fault(
                    "N664", f"文件 {file.name} 超过 {largest:,} 字节", f"the file {file.name} is over {largest:,} bytes"
                )
            data = file.read() if file.name in steady else b""
            if len(data) != file.size:
                waiting.append(file.name)
                continue
            any_file, mark = True, sha256(data).hexdigest()
            if config.get("once") and mark in told:
                continue
            for records, notes in parse(Arrival(file.name, data, file.changed)):
                yield Page((records,) * entries, file.changed, notes)
            if config.get("once"):
                told.add(mark)
                yield Page(((),) * entries, read=(mark,))
    if waiting and (not any_file or run.source.window is not None):  # a window would not come back for it
        raise IssueError([_unfinished(waiting[0])])
    if missing and not any_file:
        raise fault("N661", f"没有文件 {missing[0]}", f"there is no file {missing[0]}")
    notes = tuple(Issue("N661", both(f"没有文件 {m}", f"there is no file {m}"), level="warning") for m in missing)
    notes += tuple(_unfinished(name, "warning") for name in waiting)
    if notes:
        yield Page(((),) * entries, None, notes)


def _steady(found: list[Seen], folder: Folder, pattern: str, settle: timedelta) -> set[str]:
    """The names of those that nobody is writing any more."""
    now = clock.now()
    if any(file.changed and now - file.changed < YOUNG for file in found):
        time.sleep(PAUSE)
        sizes = {file.name: (file.size, file.changed) for file in folder.find(pattern)}
        found = [file for file in found if sizes.get(file.name) == (file.size, file.changed)]
    # with nothing to wait for, a clock that is behind the folder's holds nothing back
    return {file.name for file in found if not settle or not file.changed or now - file.changed >= settle}


def _unfinished(name: str, level: Any = "error") -> Issue:
    hint = both("写完后会在下次运行时读取", "it is read by the next run after it is whole")
    return Issue("N668", both(f"{name} 还在写入", f"{name} is still being written"), hint=hint, level=level)


def fault(code: str, zh: str, en: str, hint: Text | None = None) -> IssueError:
    """A file that cannot be used."""
    return IssueError([Issue(code, both(zh, en), hint=hint)])


def _package(files: Mapping[str, str], pattern: str) -> list[Seen]:
    found = {name: files[name].encode() for name in sorted(files) if name == pattern or fnmatchcase(name, pattern)}
    return [Seen(name, len(data), None, lambda data=data: data) for name, data in found.items()]  # type: ignore[misc]


def stays_inside(pattern: str) -> bool:
    """Whether a pattern cannot leave its folder."""
    odd = "\\" in pattern or "\0" in pattern or ":" in pattern or "**" in pattern
    return not odd and not pattern.startswith(("/", "~")) and ".." not in pattern.split("/")


def is_whole(name: str, pattern: str) -> bool:
    """Not what editors and transfers leave beside a file (``~$a.xlsx``, ``a.csv.part``), unless it is asked for."""
    return name == pattern or not (name.startswith((".", "~$")) or name.lower().endswith(_UNFINISHED))


@dataclass(frozen=True)
class Inbox:
    """The one local folder that may be read."""

    home: Path

    def find(self, pattern: str) -> list[Seen]:
        """As ``Folder``; a link must not lead out of it either."""
        home, found, outside = self.home.resolve(), [], f"{pattern} is outside the inbox folder"
        if not stays_inside(pattern):
            raise fault("N660", f"{pattern} 在收件文件夹之外", outside)
        for path in sorted(home.glob(pattern)):
            real = path.resolve()
            if not real.is_relative_to(home):
                raise fault("N660", f"{pattern} 在收件文件夹之外", outside)
            if real.is_file() and is_whole(path.name, pattern.rpartition("/")[2]):
                about = real.stat()
                changed = datetime.fromtimestamp(about.st_mtime, UTC)
                found.append(Seen(path.name, about.st_size, changed, real.read_bytes))
        return found


#: Fields of every connector that reads files.
ONCE = field(
    "只读一次 / Once",
    "同样内容的文件只读一次（按内容的哈希识别）；不能与 window 同用。",
    "A file of the same content is read one time only (known by its hash); not together with a window.",
    True,
    type="boolean",
)
SETTLE = field(
    "静置秒数 / Settle",
    "文件多久无人改动才读；大小仍在变化的文件总是留到下次。",
    "How long nobody may have touched a file; one whose size still moves is always left for the next run.",
    30,
    type="integer",
    minimum=0,
    maximum=86400,
)


def file_issues(config: Mapping[str, Any], has_window: bool) -> Iterator[Issue]:
    """What is wrong with ``once``."""
    if config.get("once") and (has_window or str(config["file"]).startswith("data/")):
        words = both("once 不能与 window 或 data/ 文件同用", 'with a window or a file of data/ there is no "once"')
        yield Issue("N481", words, "$.connection.once")
