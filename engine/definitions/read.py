"""Reads a package: the JSON of its definitions (with the line of every value) and its data files.

Everything that is wrong becomes an issue with file and line; nothing here raises for what a file holds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.base.issue import Issue
from engine.base.text import both
from engine.definitions.scan import scan

MAX_BYTES = 1_000_000
MAX_DATA_BYTES = 20_000_000
MAX_FILES = 5_000
#: Folders whose JSON are no definitions, but for those in ``cases`` that say so in their names.
APART = {"cases", "data"}
CASE = ".case.json"

_BOM = "\ufeff"
_KIND = re.compile(r'"kind"\s*:\s*"([a-z_]{1,48})"')
_NAME = re.compile(r'"name"\s*:\s*"([a-z][a-z0-9_]{0,47})"')


@dataclass(frozen=True)
class Document:
    """One JSON file as it was read. ``value`` is None where it is no JSON; ``issues`` are those of reading."""

    path: str
    value: Any
    lines: Mapping[str, int] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    guess: tuple[str, str] | None = None  # (kind, name) as far as a broken text shows them


def read_text(text: str, path: str) -> Document:
    """One definition from its text; ``path`` is where it stands in the package."""
    if text.startswith(_BOM):
        return _refused(path, "N102", "文件以 BOM 开头", "the file begins with a byte-order mark", text, hint=_UTF8)
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "replace")) > MAX_BYTES:
        return _refused(path, "N108", "文件超过 1 MB", "the file is larger than 1 MB")
    if not text.strip():
        return _refused(path, "N103", "文件是空的", "the file is empty")
    found = scan(text)
    issues = tuple(issue.at(path, issue.line) for issue in found.issues)
    return Document(path, found.value, found.lines, issues, _guess(text) if issues else None)


def read_value(value: Mapping[str, Any], path: str) -> Document:
    """One definition that is already JSON in memory; lines are those of its canonical print."""
    return read_text(json.dumps(value, ensure_ascii=False, indent=2), path)


def read_folder(folder: Path) -> tuple[list[Document], dict[str, str], list[Issue]]:
    """All definitions of a package, its data files by path, and the issues of files that could not be read.

    Definitions: every ``**/*.json`` outside ``cases/`` and ``data/``, and ``cases/*.case.json``. Data files:
    ``data/**/*.csv``. Symbolic links and hidden files are passed over.
    """
    documents: list[Document] = []
    files: dict[str, str] = {}
    issues: list[Issue] = []
    if not folder.is_dir():
        missing = both(f"没有文件夹 {folder}", f"there is no folder {folder}")
        return [], {}, [Issue("N109", missing, file=str(folder))]
    for file, path in _walk(folder):
        inside = path.split("/")[:-1]
        if len(documents) + len(files) >= MAX_FILES:
            issues.append(Issue("N108", both(f"文件多于 {MAX_FILES} 个", f"more than {MAX_FILES} files"), file=path))
            break
        if file.suffix == ".json" and (not APART & set(inside) or (inside == ["cases"] and path.endswith(CASE))):
            documents.append(_read_file(file, path))
        elif file.suffix == ".csv" and inside[:1] == ["data"]:
            text, fault = _data_file(file, path)
            issues.extend(fault)
            files[path] = text
    return documents, files, issues


def _walk(folder: Path) -> list[tuple[Path, str]]:
    found = []
    for file in sorted(folder.rglob("*")):
        relative = file.relative_to(folder)
        linked = any((folder / part).is_symlink() for part in [relative, *relative.parents])
        if not linked and file.is_file() and not any(part.startswith(".") for part in relative.parts):
            found.append((file, relative.as_posix()))
    return found


def _read_file(file: Path, path: str) -> Document:
    if file.stat().st_size > MAX_BYTES:
        return _refused(path, "N108", "文件超过 1 MB", "the file is larger than 1 MB")
    text, fault = _decode(file, path)
    return Document(path, None, {}, (fault,)) if fault else read_text(text, path)


def _data_file(file: Path, path: str) -> tuple[str, list[Issue]]:
    """The text with line ends as ``\\n`` and without a BOM, which spreadsheets write."""
    if file.stat().st_size > MAX_DATA_BYTES:
        return "", [Issue("N108", both("数据文件超过 20 MB", "the data file is larger than 20 MB"), file=path)]
    text, fault = _decode(file, path)
    if fault:
        return "", [fault]
    text = text.removeprefix(_BOM).replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        return "", [Issue("N106", both("含有 NUL 字符", "holds a NUL character"), file=path, line=line)]
    return text, []


def _decode(file: Path, path: str) -> tuple[str, Issue | None]:
    raw = file.read_bytes()
    try:
        return raw.decode("utf-8"), None
    except UnicodeDecodeError as fault:
        line = raw[: fault.start].count(b"\n") + 1
        return "", Issue("N101", both("不是 UTF-8 编码", "not UTF-8"), file=path, line=line, hint=_UTF8)


_UTF8 = both("请另存为 UTF-8（无 BOM）", "save it as UTF-8 without a byte-order mark")


def _refused(path: str, code: str, zh: str, en: str, text: str = "", hint: Mapping[str, str] | None = None) -> Document:
    return Document(path, None, {}, (Issue(code, both(zh, en), file=path, line=1, hint=hint),), _guess(text))


def _guess(text: str) -> tuple[str, str] | None:
    """Kind and name of a text that cannot be read, so that what refers to it is not called wrong as well."""
    kind, name = _KIND.search(text), _NAME.search(text)
    return (kind[1], name[1]) if kind and name else None
