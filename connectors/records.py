"""Finds the records in a payload and gives every value in them a name that a formula can use.

A path is names joined by dots, ``[*]`` for "each entry of this list": ``data[*].lines[*]``, ``[*]``.

Names in formulas (our formula language has no dots): a field is its own name; a field of an object inside the record
is joined by two underscores (``price.net`` → ``price__net``); the fields of the enclosing record begin with
``parent__`` (``parent__shop_code``), of the one around that with ``parent__parent__``; the outermost is the payload
itself. What is not a letter, digit or underscore becomes an underscore (``net-amount`` → ``net_amount``), a leading
digit gets ``f_`` before it, and a word of the formula language one underscore after it (``from`` → ``from_``).
Whole numbers beyond 10^15 are identifiers, not quantities, and come as text. A field of the record called ``parent``
is ``own_parent``. Lists inside a record have no name: make them records.
"""

from __future__ import annotations

import json
import keyword
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from engine.base.issue import Issue, IssueError
from engine.base.suggest import did_you_mean
from engine.base.text import both

Scalar = str | int | bool | Decimal | None
Step = str | None  # a name, or None for [*]
MAX_DEPTH = 32
GREATEST = 10**15
MISSING = object()

_NAME = r"[^.\[\]\s][^.\[\]]*"
_PATH = re.compile(rf"(?:\[\*\]|{_NAME})(?:\[\*\]|\.{_NAME})*")
_STEP = re.compile(rf"\[\*\]|{_NAME}")


@dataclass(frozen=True)
class Record:
    """One record: ``raw`` as it came (JSON text, the enclosing record as ``parent``), ``values`` by formula name."""

    raw: str
    values: Mapping[str, Scalar]
    issues: tuple[Issue, ...] = ()

    @classmethod
    def of(cls, raw: Mapping[str, Any], issues: Iterable[Issue] = ()) -> Record:
        """A record from its fields. Values that no formula can hold become issues; nothing is dropped from ``raw``."""
        found = list(issues)
        text = _dump(raw)
        if ("\\u0000" in text or not text.isascii()) and _UNFIT.search(text):
            text = json.dumps(raw, default=_number)
            words = both("含有 NUL 或不成对的代理字符", "holds NUL or half a surrogate pair")
            found.append(Issue("N633", words))
        values: dict[str, Scalar] = {}
        _flatten(raw, "", values, found)
        return cls(text, values, tuple(found))


def _number(value: Any) -> float | str:  # called by the encoder for what it has no form for
    """A decimal in JSON: as a number where that is exact, else as text."""
    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} in a record")
    return float(value) if Decimal(repr(float(value))) == value else str(value)


_dump = json.JSONEncoder(ensure_ascii=False, default=_number).encode
_UNFIT = re.compile(r"(?<!\\)(?:\\\\)*\\u0000|[\ud800-\udfff]")


def steps(path: str) -> tuple[Step, ...]:
    """A path taken apart. Raises ValueError for a malformed one."""
    if not _PATH.fullmatch(path):
        raise ValueError(path)
    return tuple(None if step == "[*]" else step for step in _STEP.findall(path))


def look(body: Any, path: str) -> Any:
    """The value at a path without ``[*]``, or ``MISSING``."""
    for step in steps(path):
        if not isinstance(body, Mapping) or step not in body:
            return MISSING
        body = body[step]
    return body


def items(body: Any, path: str) -> list[Any]:
    """The entries of the outermost list of a records path: what a source counts as the rows of a page."""
    whole = steps(path)
    outer = whole[: whole.index(None)] if None in whole else whole
    found = _walk(body, outer, path)
    return found if isinstance(found, list) else [found]


def records(body: Any, path: str) -> Iterator[Record]:
    """The records at a path. Raises IssueError (N630) where there is no list at its outermost place."""
    items(body, path)
    for raw in _each(body, steps(path), body, None, path):
        yield Record.of(raw)


def _walk(body: Any, path: tuple[Step, ...], whole: str) -> Any:
    at = "$"
    for step in path:
        if not isinstance(body, Mapping) or step is None or step not in body:
            known = list(body) if isinstance(body, Mapping) else []
            words = both(
                f"回答中 {at} 之下没有 “{step}”（records: {whole}）",
                f'the answer has no "{step}" under {at} (records: {whole})',
            )
            raise IssueError([Issue("N630", words, hint=did_you_mean(str(step), known))])
        body, at = body[step], f"{at}.{step}"
    if not isinstance(body, list | Mapping):
        words = both(f"回答中 {at} 不是列表（records: {whole}）", f"{at} in the answer is no list (records: {whole})")
        raise IssueError([Issue("N630", words)])
    return body


def _each(value: Any, path: tuple[Step, ...], around: Any, parent: Any, whole: str) -> Iterator[dict[str, Any]]:
    """``around`` is the record being walked inside of, ``parent`` what encloses it in turn."""
    for i, step in enumerate(path):
        if step is None:
            above = _enclosing(around, parent)
            for entry in value if isinstance(value, list) else ():
                yield from _each(entry, path[i + 1 :], entry, above, whole)
            return
        value = value.get(step) if isinstance(value, Mapping) else None
    if isinstance(value, list):  # a path may leave out its last [*]
        yield from _each(value, (None,), around, parent, whole)
    elif value is not None or parent is not None:
        own = dict(value) if isinstance(value, Mapping) else {"value": value}
        if "parent" in own and parent is not None:
            own["own_parent"] = own.pop("parent")
        yield own if parent is None else {**own, "parent": parent}


def _enclosing(record: Any, parent: Any) -> dict[str, Any]:
    own = {k: v for k, v in record.items() if not isinstance(v, list)} if isinstance(record, Mapping) else {}
    if parent is not None:
        own.pop("parent", None)
        own["parent"] = parent
    return own


def _flatten(
    raw: Mapping[str, Any], prefix: str, found: dict[str, Scalar], issues: list[Issue], depth: int = 0
) -> None:
    for key, value in raw.items():
        if isinstance(value, dict) and depth < MAX_DEPTH:
            _flatten(value, f"{prefix}{_part(key)}__", found, issues, depth + 1)
        elif not isinstance(value, (list, dict)):
            name = name_of(prefix + _part(key))
            if name in found:
                words = both(f"两个字段都叫 {name}", f"two fields are called {name}")
                issues.append(Issue("N632", words))
            found[name] = str(value) if type(value) is int and abs(value) > GREATEST else value


@lru_cache(maxsize=4096)
def _part(key: str) -> str:
    return re.sub(r"\W", "_", unicodedata.normalize("NFKC", key)) or "_"


@lru_cache(maxsize=4096)
def name_of(key: str) -> str:
    """The name by which a formula calls a field."""
    name = f"f_{key}" if key[:1].isdigit() else key
    if name.startswith("_"):
        name = "f" + name
    return name + "_" if keyword.iskeyword(name) else name
