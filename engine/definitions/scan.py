"""Reads JSON strictly and remembers the line of every value.

The parser of the standard library accepts what must not reach a definition (the last of two equal keys wins, NaN,
1e999 → infinity, NUL, lone surrogates, any depth) and forgets where things stood; strings are still read by its
C scanner.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from json.decoder import JSONDecodeError, scanstring  # type: ignore[attr-defined]
from math import isfinite
from typing import Any

from engine.base.issue import Issue
from engine.base.text import both

MAX_DEPTH = 32
MAX_DIGITS = 40

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_WORD = re.compile(r"-?[A-Za-z_][A-Za-z0-9_]*|[^\s,\]}]")
_CONSTANTS = {"true": True, "false": False, "null": None}
_UNFIT = re.compile("[\0\ud800-\udfff]")
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class _Stop(Exception):
    """The text is no JSON from here on."""


@dataclass
class Scan:
    """What a text held: the value (None where it is no JSON), the line of every JSON path, and what was wrong."""

    value: Any = None
    lines: dict[str, int] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)


def child(path: str, key: str | int) -> str:
    """The JSON path of a member: ``$.bands``, ``$.bands[1]``, ``$["a b"]``."""
    if isinstance(key, int):
        return f"{path}[{key}]"
    return f"{path}.{key}" if _PLAIN_KEY.fullmatch(key) else f'{path}["{key}"]'


def scan(text: str) -> Scan:
    """Never raises. After a duplicate key or a bad number reading goes on; after broken syntax it cannot."""
    reader = _Reader(text)
    try:
        value, end = reader.value(reader.skip(0), "$", 0)
        end = reader.skip(end)
        if end < len(text):
            reader.syntax(end, "多余的内容", "something follows the end of the JSON")
        reader.found.value = value
    except _Stop:
        reader.found.value = None
    return reader.found


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.found = Scan()
        self._starts = [0, *(m.end() for m in re.finditer("\n", text))]

    def line(self, at: int) -> int:
        return bisect_right(self._starts, at)

    def skip(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        return match.end() if match else at

    def complain(self, code: str, at: int, path: str, zh: str, en: str) -> None:
        self.found.issues.append(Issue(code, both(zh, en), path, line=self.line(at)))

    def syntax(self, at: int, zh: str, en: str) -> None:
        """Notes broken syntax and stops: what follows cannot be trusted."""
        column = at - self._starts[self.line(at) - 1] + 1
        self.complain("N103", at, "$", f"不是 JSON：第 {column} 列 {zh}", f"not JSON: column {column}: {en}")
        raise _Stop

    def value(self, at: int, path: str, depth: int) -> tuple[Any, int]:
        self.found.lines.setdefault(path, self.line(at))
        first = self.text[at : at + 1]
        if first in ("{", "["):
            if depth >= MAX_DEPTH:
                self.complain("N107", at, path, f"嵌套超过 {MAX_DEPTH} 层", f"nested more than {MAX_DEPTH} deep")
                raise _Stop
            return self.object(at + 1, path, depth + 1) if first == "{" else self.array(at + 1, path, depth + 1)
        if first == '"':
            return self.string(at, path)
        return self.scalar(at, path)

    def scalar(self, at: int, path: str) -> tuple[Any, int]:
        number = _NUMBER.match(self.text, at)
        if number and number.end() > at:
            return self.number(number[0], at, path), number.end()
        word = _WORD.match(self.text, at)
        if word is None:
            self.syntax(at, "此处应有一个值", "a value is missing here")
            raise _Stop
        if word[0] in _CONSTANTS:
            return _CONSTANTS[word[0]], word.end()
        if word[0] in ("NaN", "Infinity", "-Infinity"):
            self.complain("N105", at, path, f"{word[0]} 不是数", f"{word[0]} is not a number")
            return 0, word.end()
        self.syntax(at, f"无法理解 {word[0]!r}", f"cannot read {word[0]!r}")
        raise _Stop

    def number(self, text: str, at: int, path: str) -> int | float:
        value: int | float = float(text)
        if not isfinite(value) or len(text) > MAX_DIGITS:
            shown = text if len(text) <= MAX_DIGITS else text[:MAX_DIGITS] + "…"
            self.complain("N105", at, path, f"数字 {shown} 过大或过长", f"number {shown} is too large or too long")
            return 0
        return value if any(mark in text for mark in ".eE") else int(text)

    def string(self, at: int, path: str) -> tuple[str, int]:
        try:
            value, end = scanstring(self.text, at + 1, True)
        except JSONDecodeError as fault:
            self.syntax(fault.pos, "字符串写法有误（缺少引号、换行或转义错误）", f"bad string: {fault.msg}")
            raise _Stop
        if _UNFIT.search(value):
            self.complain("N106", at, path, "含有 NUL 或不成对的代理字符", "holds NUL or half a surrogate pair")
            return "", end
        return value, end

    def array(self, at: int, path: str, depth: int) -> tuple[list[Any], int]:
        items: list[Any] = []
        at = self.skip(at)
        if self.text[at : at + 1] == "]":
            return items, at + 1
        while True:
            item, at = self.value(at, child(path, len(items)), depth)
            items.append(item)
            at = self.skip(at)
            mark = self.text[at : at + 1]
            if mark == "]":
                return items, at + 1
            if mark != ",":
                self.syntax(at, "此处应有 “,” 或 “]”", 'expected "," or "]"')
            at = self.skip(at + 1)

    def object(self, at: int, path: str, depth: int) -> tuple[dict[str, Any], int]:
        found: dict[str, Any] = {}
        at = self.skip(at)
        if self.text[at : at + 1] == "}":
            return found, at + 1
        while True:
            if self.text[at : at + 1] != '"':
                self.syntax(at, "此处应有带引号的字段名", "expected a field name in quotes")
            key_at = at
            key, at = self.string(at, path)
            place = child(path, key)
            at = self.skip(at)
            if self.text[at : at + 1] != ":":
                self.syntax(at, "字段名之后应有 “:”", 'expected ":" after the field name')
            at = self.skip(at + 1)
            if key in found:
                first, second = self.found.lines[place], self.line(key_at)
                self.complain(
                    "N104",
                    key_at,
                    place,
                    f"字段 “{key}” 出现两次：第 {first} 行与第 {second} 行",
                    f'field "{key}" is there twice: on line {first} and on line {second}',
                )
                _, at = self.value(at, place + "#2", depth)
            else:
                self.found.lines[place] = self.line(key_at)
                found[key], at = self.value(at, place, depth)
            at = self.skip(at)
            mark = self.text[at : at + 1]
            if mark == "}":
                return found, at + 1
            if mark != ",":
                self.syntax(at, "此处应有 “,” 或 “}”", 'expected "," or "}"')
            at = self.skip(at + 1)
