"""The inbox folder of an installation: the one place outside a package from which files are read."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from engine.base.issue import Issue, IssueError
from engine.base.settings import Settings
from engine.base.text import both

#: One folder deep at most: ``pos/20261101.csv``.
_NAME = re.compile(r"(?:[\w-][\w.-]{0,59}/)?[\w-][\w.-]{0,99}\.csv")
MOST_FILES = 2_000


@dataclass(frozen=True)
class InboxFile:
    """A file that waits to be pulled. ``size`` in bytes."""

    name: str
    size: int
    changed_at: datetime


def inbox_of(settings: Settings) -> Path:
    """The folder: NAVMARK_INBOX, else ``inbox`` in the data folder."""
    return Path(settings.values.get("NAVMARK_INBOX") or settings.data / "inbox")


def files_in(folder: Path) -> Iterator[InboxFile]:
    """The files that are there, by name; links out of the folder are left out."""
    home = folder.resolve()
    if not home.is_dir():
        return
    for path in sorted([*home.glob("*.csv"), *home.glob("*/*.csv")])[:MOST_FILES]:
        real = path.resolve()
        if real.is_relative_to(home) and real.is_file():
            about = real.stat()
            changed = datetime.fromtimestamp(about.st_mtime, UTC)
            yield InboxFile(path.relative_to(home).as_posix(), about.st_size, changed)


def put_file(folder: Path, name: str, data: bytes) -> InboxFile:
    """Stores a file whole or not at all, over one of the same name. Raises IssueError (N878) for a name or content
    that is not fit, or a folder that is full."""
    if not _NAME.fullmatch(name) or ".." in name:
        words = both(f"文件名 “{name[:80]}” 不可用", f'"{name[:80]}" cannot be a file name')
        raise IssueError([Issue("N878", words, "$.name", hint=both("例如 pos/20261101.csv", "e.g. pos/20261101.csv"))])
    if b"\0" in data[:100_000]:
        words = both("只收 CSV 文本文件", "only CSV text files are taken")
        raise IssueError([Issue("N878", words, hint=both("Excel 请先转成 CSV", "turn Excel into CSV first"))])
    folder.mkdir(parents=True, exist_ok=True)
    home = folder.resolve()
    target = home / name
    if not target.parent.resolve().is_relative_to(home) or target.is_symlink():  # a link must not lead out
        words = both("不能写到收件文件夹之外", "nothing is written outside the inbox folder")
        raise IssueError([Issue("N878", words, "$.name")])
    if not target.exists() and sum(1 for _ in files_in(folder)) >= MOST_FILES:
        words = both(f"收件文件夹已有 {MOST_FILES} 个文件", f"the inbox holds {MOST_FILES} files already")
        raise IssueError([Issue("N878", words)])
    target.parent.mkdir(exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".coming-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    about = target.stat()
    return InboxFile(name, about.st_size, datetime.fromtimestamp(about.st_mtime, UTC))
