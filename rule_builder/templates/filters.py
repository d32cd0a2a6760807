"""The filters a template may use: own, bounded, positional arguments only.

Money comes as an integer in minor units (分), as everywhere in the engine. A missing value prints as "—".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from jinja2 import Undefined

from engine.base.text import both
from rule_builder.templates.escape import NOTHING, printed
from rule_builder.templates.issues import refusal
from rule_builder.templates.values import Items

LARGEST = 10**15
LONGEST = 20_000  # characters


def money(value: Any, digits: Any = 2) -> str:
    """Minor units → major units with thousands separators: 1234567 → "12,345.67"; ``digits`` of the currency."""
    number_ = _number(value, "money")
    if number_ is None:
        return NOTHING
    places = _count(digits, 0, 4, "money")
    return f"{_rounded(number_.scaleb(-places), places):,f}"


def percent(value: Any, digits: Any = 1) -> str:
    """Ratio → percent: 0.8123 → "81.2%"."""
    number_ = _number(value, "percent")
    return NOTHING if number_ is None else f"{_rounded(number_ * 100, _count(digits, 0, 6, 'percent')):,f}%"


def number(value: Any, digits: Any = None) -> str:
    """With thousands separators; without ``digits`` at most two decimals, and none for whole numbers."""
    number_ = _number(value, "number")
    if number_ is None:
        return NOTHING
    if digits is not None:
        return f"{_rounded(number_, _count(digits, 0, 6, 'number')):,f}"
    text = f"{_rounded(number_, 2):,f}"
    return text.rstrip("0").rstrip(".")


def day(value: Any, form: Any = "iso") -> str:
    """A date (or ISO text): "iso" 2026-11-22, "zh" 2026年11月22日, "short" 11-22, "en" 22 Nov 2026."""
    if value is None:
        return NOTHING
    found = value.date() if isinstance(value, datetime) else value
    if isinstance(found, str):
        try:
            found = date.fromisoformat(found[:10])
        except ValueError:
            found = None
    if not isinstance(found, date):
        raise _wrong("day", both("不是日期", "not a date"))
    forms: dict[Any, Callable[[date], str]] = {
        "iso": date.isoformat,
        "zh": lambda d: f"{d.year}年{d.month}月{d.day}日",
        "short": lambda d: f"{d.month:02}-{d.day:02}",
        "en": lambda d: f"{d.day} {_MONTHS[d.month - 1]} {d.year}",
    }
    if not isinstance(form, str) or form not in forms:
        raise _wrong("day", both("格式只能是 iso、zh、short、en", "the form must be iso, zh, short or en"))
    return forms[form](found)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def default(value: Any, other: Any = "") -> Any:
    """``other`` for a missing, undefined or empty value."""
    return other if isinstance(value, Undefined) or value is None or value == "" else value


def truncate_bytes(value: Any, limit: Any) -> str:
    """At most ``limit`` UTF-8 bytes (a Chinese character has three), cut between characters, with "…"."""
    return cut(printed(value), _count(limit, 3, LONGEST, "truncate_bytes"))


def cut(text: str, limit: int) -> str:
    """``text`` in at most ``limit`` (≥ 3) UTF-8 bytes; never half a character, "…" where something is missing."""
    raw = text.encode("utf-8", "replace")
    if len(raw) <= limit:
        return text
    return raw[: limit - 3].decode("utf-8", "ignore") + "…"


def join(value: Any, separator: Any = "、") -> str:
    """The items of a list as one text."""
    items = _items(value, "join")
    between = printed(separator)
    if len(between) > 20:
        raise _wrong("join", both("分隔符超过 20 个字符", "the separator has more than 20 characters"))
    texts = [printed(item) for item in items]
    if sum(len(text) for text in texts) > LONGEST:
        raise _wrong("join", both("结果超过 20000 个字符", "the result has more than 20,000 characters"))
    return between.join(texts)


def length(value: Any) -> int:
    """Items of a list, or characters of a text."""
    return len(value) if isinstance(value, str) else len(_items(value, "length"))


def first(value: Any) -> Any:
    """The first item of a list; nothing for an empty one."""
    return next(iter(_items(value, "first")), None)


def last(value: Any) -> Any:
    """The last item of a list; nothing for an empty one."""
    return next(reversed(_items(value, "last")), None)


def upper(value: Any) -> str:
    """Capital letters."""
    return printed(value).upper()


def lower(value: Any) -> str:
    """Small letters."""
    return printed(value).lower()


def trim(value: Any) -> str:
    """Without white space at both ends."""
    return printed(value).strip()


#: Name → (function, least and most arguments).
FILTERS: dict[str, tuple[Callable[..., Any], int, int]] = {
    "money": (money, 0, 1),
    "percent": (percent, 0, 1),
    "number": (number, 0, 1),
    "day": (day, 0, 1),
    "default": (default, 1, 1),
    "truncate_bytes": (truncate_bytes, 1, 1),
    "join": (join, 0, 1),
    "length": (length, 0, 0),
    "first": (first, 0, 0),
    "last": (last, 0, 0),
    "upper": (upper, 0, 0),
    "lower": (lower, 0, 0),
    "trim": (trim, 0, 0),
}


def each(value: Any, cost: int) -> Iterator[Any]:
    """What a ``for`` runs over (put in by the checker): only lists, and only as much work as one render may do."""
    return _items(value, "for").spend(cost)


def _items(value: Any, name: str) -> Items:
    if isinstance(value, Undefined):
        value._fail_with_undefined_error()
    if not isinstance(value, Items):
        raise _wrong(name, both("需要一个列表", "a list is needed"))
    return value


def _number(value: Any, name: str) -> Decimal | None:
    if isinstance(value, Undefined):
        value._fail_with_undefined_error()
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise _wrong(name, both("需要一个数", "a number is needed"))
    found = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not found.is_finite():
        return None
    if abs(found) > LARGEST:
        raise _wrong(name, both("数值太大", "the number is too large"))
    return found


def _rounded(value: Decimal, digits: int) -> Decimal:
    rounded = value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return rounded if rounded else abs(rounded)  # no "-0.0"


def _count(value: Any, least: int, most: int, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise _wrong(name, both(f"参数必须是 {least}…{most} 的整数", f"the argument must be an integer {least}…{most}"))
    return value


def _wrong(name: str, why: Any) -> Exception:
    return refusal("N721", both(f"{name}：{why['zh']}", f"{name}: {why['en']}"))
