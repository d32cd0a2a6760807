"""marshmallow's complaints as issues in both languages, each with the path of its field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from engine.base.issue import Issue
from engine.base.text import Text, both

_KNOWN: dict[str, str] = {
    "Missing data for required field.": "缺少必填项",
    "Field may not be null.": "不能为空",
    "Unknown field.": "没有这个字段",
    "Not a valid string.": "须为文本",
    "Not a valid integer.": "须为整数",
    "Not a valid number.": "须为数字",
    "Not a valid boolean.": "须为 true 或 false",
    "Not a valid date.": "须为日期，如 2026-11-23",
    "Not a valid datetime.": "须为时间，如 2026-11-23T08:00:00Z",
    "Not a valid list.": "须为列表",
    "Not a valid mapping type.": "须为对象",
    "Invalid input type.": "须为 JSON 对象",
    "Number too large.": "数字过大",
    "Special numeric values (nan or infinity) are not permitted.": "须为有限的数",
}
_PATTERNS: tuple[tuple[str, str], ...] = (
    (r"Must be greater than or equal to (?P<a>\S+) and less than or equal to (?P<b>\S+)\.", "须在 {a} 与 {b} 之间"),
    (r"Must be greater than or equal to (?P<a>\S+)\.", "不得小于 {a}"),
    (r"Must be less than or equal to (?P<a>\S+)\.", "不得大于 {a}"),
    (r"Must be one of: (?P<a>.+)\.", "须为其中之一：{a}"),
    (r"Longer than maximum length (?P<a>\d+)\.", "最多 {a} 个"),
    (r"Shorter than minimum length (?P<a>\d+)\.", "至少 {a} 个"),
    (r"Length must be between (?P<a>\d+) and (?P<b>\d+)\.", "长度须在 {a} 与 {b} 之间"),
)
_LOCATIONS = frozenset({"json", "query", "headers", "json_or_form", "form"})


def issues_of(messages: Any) -> list[Issue]:
    """Issues of a (nested) dict of messages as webargs hands it over: ``{"json": {"days": ["Not a…"]}}``."""
    if isinstance(messages, Mapping) and set(messages) <= _LOCATIONS:
        return [issue for inner in messages.values() for issue in _walk(inner, "$")]
    return list(_walk(messages, "$"))


def _walk(value: Any, path: str) -> Iterator[Issue]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            own = path if key == "_schema" else f"{path}[{key}]" if isinstance(key, int) else f"{path}.{key}"
            yield from _walk(inner, own)
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner, path)
    else:
        yield Issue("N811", _in_both(str(value)), path)


def _in_both(message: str) -> Text:
    if message in _KNOWN:
        return both(_KNOWN[message], message)
    for pattern, chinese in _PATTERNS:
        if found := re.fullmatch(pattern, message):
            return both(chinese.format(**found.groupdict()), message)
    return both(f"无效：{message}", message)
