"""From a mapped value to the stored form of its column type, or the reason why not. Money stays exact."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from engine.base.text import Text, both

LIMIT = 10**15


@dataclass(frozen=True)
class Minor:
    """Money that is already in minor units (a formula of type money gives this)."""

    units: int


class Refused(ValueError):
    """A value that its column cannot take; ``code`` N51x and words for people."""

    def __init__(self, code: str, message: Text) -> None:
        self.code, self.message = code, message
        super().__init__(message["en"])


def _number(value: Any) -> Decimal:
    if isinstance(value, bool):
        raise Refused("N511", both(f"“{value}” 不是数字", f'"{value}" is not a number'))
    try:
        found = Decimal(repr(value)) if isinstance(value, float) else Decimal(str(value).strip())
    except InvalidOperation:
        raise Refused("N511", both(f"“{_short(value)}” 不是数字", f'"{_short(value)}" is not a number')) from None
    if not found.is_finite():
        raise Refused("N512", both("数值不是有限数（NaN 或无穷）", "the number is not finite (NaN or infinity)"))
    if abs(found) > LIMIT:
        raise Refused("N513", both(f"数值 {_short(value)} 超出 10^15", f"the number {_short(value)} is beyond 10^15"))
    return found


def to_integer(value: Any) -> int:
    """A whole number; ``"12"`` and ``12.0`` are taken, ``12.5`` is refused."""
    if type(value) is int and -LIMIT <= value <= LIMIT:
        return value
    found = _number(value)
    if found != found.to_integral_value():
        raise Refused("N514", both(f"{_short(value)} 不是整数", f"{_short(value)} is not a whole number"))
    return int(found)


def to_number(value: Any) -> float:
    """A finite 64-bit float."""
    if type(value) is float and math.isfinite(value) and abs(value) <= LIMIT:
        return value
    return float(_number(value))


def to_money(digits: int) -> Callable[[Any], int]:
    """Major units (``"12.34"``, Decimal, 12.34) → minor units; more digits than the currency has are refused.

    A float is read by its shortest decimal form and rounded to 6 digits first, so that 14.989999999999998 is 14.99.
    """
    scale = Decimal(10) ** digits

    def convert(value: Any) -> int:
        if isinstance(value, Minor):
            return value.units
        if isinstance(value, str):
            if digits == 2 and value[-3:-2] == "." and len(value) < 15:  # the usual form, without Decimal's cost
                whole, cents = value[:-3], value[-2:]
                if whole.isascii() and cents.isascii() and whole.removeprefix("-").isdigit() and cents.isdigit():
                    return int(whole + cents)
            value = value.strip().replace(",", "").lstrip("¥￥").strip()
        found = _number(value)
        if isinstance(value, float):
            found = found.quantize(Decimal("0.000001"), ROUND_HALF_EVEN)
        minor = found * scale
        if minor != minor.to_integral_value():
            raise Refused(
                "N515",
                both(
                    f"金额 {_short(value)} 的小数超过 {digits} 位",
                    f"money {_short(value)} has more than {digits} decimals",
                ),
            )
        return int(minor)

    return convert


def to_day(value: Any) -> int:
    """A date or "YYYY-MM-DD" → its ordinal."""
    if isinstance(value, datetime):
        raise Refused("N516", both("需要日期，给的是时刻", "a date is needed, an instant was given"))
    if isinstance(value, date):
        return value.toordinal()
    found = _ordinal(value) if isinstance(value, str) else None
    if found is None:
        words = both(f"“{_short(value)}” 不是日期（YYYY-MM-DD）", f'"{_short(value)}" is not a date (YYYY-MM-DD)')
        raise Refused("N516", words)
    return found


@lru_cache(maxsize=4096)
def _ordinal(text: str) -> int | None:
    text = text.strip()
    try:
        return date.fromisoformat(text).toordinal() if len(text) in (8, 10) else None
    except ValueError:
        return None


def to_timestamp(value: Any) -> int:
    """An aware datetime, ISO text with an offset, or epoch seconds → epoch seconds."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            raise Refused("N517", both(f"“{_short(value)}” 不是时刻", f'"{_short(value)}" is not an instant')) from None
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise Refused("N517", both("时刻缺少时区", "the instant has no time zone"))
        return int(value.astimezone(UTC).timestamp())
    return to_integer(value)


def to_boolean(value: Any) -> bool:
    """true/false, 1/0, yes/no, 是/否."""
    if isinstance(value, bool):
        return value
    known = {"true": True, "1": True, "yes": True, "是": True, "false": False, "0": False, "no": False, "否": False}
    found = known.get(str(value).strip().lower())
    if found is None:
        raise Refused("N518", both(f"“{_short(value)}” 不是是/否", f'"{_short(value)}" is not yes or no'))
    return found


def to_text(max_length: int | None) -> Callable[[Any], str]:
    """Text without control characters, within its length."""

    def convert(value: Any) -> str:
        text = value if isinstance(value, str) else str(value)
        if "\x00" in text or any("\ud800" <= ch <= "\udfff" for ch in text):
            raise Refused("N519", both("文本含有非法字符", "the text has characters that cannot be stored"))
        if len(text) > (max_length or 2000):
            raise Refused(
                "N519", both(f"文本超过 {max_length or 2000} 字", f"the text is over {max_length or 2000} characters")
            )
        return text

    return convert


def converter(kind: str, max_length: int | None, money_digits: int) -> Callable[[Any], Any]:
    """The conversion of a column type ("unit" is resolved elsewhere: here it is text)."""
    makers: dict[str, Callable[[Any], Any]] = {
        "integer": to_integer,
        "number": to_number,
        "money": to_money(money_digits),
        "day": to_day,
        "date": to_day,
        "timestamp": to_timestamp,
        "boolean": to_boolean,
        "text": to_text(max_length),
        "unit": to_text(48),
    }
    return makers[kind]


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:39] + "…"
