"""How values become harmless in a channel's format, and how plain values print.

What stands in the template itself is the author's; what comes from data must never become a link, a heading or a
mention. WeCom knows no backslash escapes, so its special characters are replaced by their full-width twins.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from jinja2 import Undefined

from engine.base.text import both
from rule_builder.templates.issues import refusal

NOTHING = "—"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_SPACES = re.compile(r"[ \t\r\n\u2028\u2029\x0b\x0c\x85]+")
#: What clients make links of by themselves: schemes, and domains such as "evil.com" (but not "1.5" or "St. Mary").
_LINK = re.compile(r"(?<=[A-Za-z]):(?=[^\s])|(?<=\w)\.(?=[A-Za-z]{2})")
_WIDE = {":": "：", ".": "．"}
_TEXT = str.maketrans({"<": "＜", ">": "＞", "@": "＠"})
_MARKDOWN = str.maketrans(dict(zip("[]()<>@#*`_~|\\!", "［］（）＜＞＠＃＊｀＿～｜＼！", strict=True)))


def plain(text: str) -> str:
    """Control, bidirectional and zero-width characters removed; line breaks stay."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """As ``plain``, with every run of white space one space: data never starts a new line of a message."""
    return _CONTROL.sub("", _SPACES.sub(" ", text))


def _unlinked(text: str) -> str:
    return _LINK.sub(lambda found: _WIDE[found.group()], text)


def text(value: str) -> str:
    """For WeCom text and text cards, which make links of ``<a …>`` and of addresses."""
    return _unlinked(one_line(value)).translate(_TEXT)


def markdown(value: str) -> str:
    """For WeCom markdown."""
    return _unlinked(one_line(value)).translate(_MARKDOWN)


def hypertext(value: str) -> str:
    """For HTML, inside elements and quoted attributes."""
    return html.escape(plain(value), quote=True)


ESCAPES: dict[str, Callable[[str], str]] = {"plain": plain, "text": text, "markdown": markdown, "html": hypertext}


def printed(value: Any) -> str:
    """The text of a plain value before escaping. Raises IssueError for lists, mappings and names without a value."""
    if isinstance(value, Undefined):
        value._fail_with_undefined_error()
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return NOTHING if value != value or value in (float("inf"), float("-inf")) else format(value, ".15g")
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    raise refusal(
        "N722",
        both("列表或对象不能直接打印", "a list or an object cannot be printed"),
        both("用 for 逐个写出，或用 join", "repeat it with for, or use join"),
    )
