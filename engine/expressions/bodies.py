"""What the functions mean for one record; described for people in ``functions.py``. Nothing here raises."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from engine.expressions.operators import is_day, kind_of
from engine.expressions.tree import MAX_NUMBER

BLANKS = " \t\r\n\u3000\u00a0"
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_UPPER = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def magnitude(x: Any) -> float | None:
    return abs(x) if isinstance(x, float) else None


def floor(x: Any) -> float | None:
    return float(math.floor(x)) if isinstance(x, float) else None


def ceil(x: Any) -> float | None:
    return float(math.ceil(x)) if isinstance(x, float) else None


def rounding(digits: float) -> tuple[float, float]:
    """The power of ten, and the size from which a number is left as it is."""
    power = 10.0 ** abs(digits)
    return power, (MAX_NUMBER * power if digits < 0 else MAX_NUMBER / power)


#: A trace more than one, so that 1.005 (stored as 1.00499…) rounds up as people expect.
TRACE = 1 + 4.5e-16


def rounded(x: Any, digits: Any = 0.0) -> float | None:
    """Halves away from zero. Written so that SQL can do the very same steps."""
    if not isinstance(x, float) or not isinstance(digits, float | int):
        return None
    power, limit = rounding(digits)
    if abs(x) >= limit:
        return x
    if digits < 0:
        steps = math.floor(abs(x) / (power / TRACE) + 0.5) * power
    else:
        steps = math.floor(abs(x) * (power * TRACE) + 0.5) / power
    return -steps if x < 0 else steps


def _alike(values: tuple[Any, ...]) -> bool:
    first = kind_of(values[0])
    return first in (float, date) and all(kind_of(value) is first for value in values)


def smallest(*values: Any) -> Any:
    return min(values) if _alike(values) else None


def largest(*values: Any) -> Any:
    return max(values) if _alike(values) else None


def coalesce(*values: Any) -> Any:
    return next((value for value in values if value is not None), None)


def is_null(x: Any) -> bool:
    return x is None


def number(x: Any) -> float | None:
    if isinstance(x, bool):
        return 1.0 if x else 0.0
    if isinstance(x, float):
        return x
    if isinstance(x, str):
        plain = x.strip(BLANKS)
        return float(plain) if _DECIMAL.fullmatch(plain) else None
    return None


def money(x: Any) -> float | None:
    major = number(x) if not isinstance(x, bool) else None
    return None if major is None else rounded(major * 100.0)


def text(x: Any) -> str | None:
    if isinstance(x, bool):
        return "true" if x else "false"
    if isinstance(x, float):
        short = f"{x:.6f}".rstrip("0").rstrip(".")
        return "0" if short == "-0" else short
    if isinstance(x, str):
        return x
    return x.isoformat() if isinstance(x, date) else None


def concat(*parts: Any) -> str | None:
    return "".join(parts) if all(isinstance(part, str) for part in parts) else None


def lower(x: Any) -> str | None:
    return x.translate(_LOWER) if isinstance(x, str) else None


def upper(x: Any) -> str | None:
    return x.translate(_UPPER) if isinstance(x, str) else None


def trim(x: Any) -> str | None:
    return x.strip(BLANKS) if isinstance(x, str) else None


def length(x: Any) -> float | None:
    return float(len(x)) if isinstance(x, str) else None


def starts_with(x: Any, beginning: Any) -> bool | None:
    return x.startswith(beginning) if isinstance(x, str) and isinstance(beginning, str) else None


def contains(x: Any, part: Any) -> bool | None:
    return part in x if isinstance(x, str) and isinstance(part, str) else None


# --- days --------------------------------------------------------------------------------------------------------


def day(x: Any) -> date | None:
    if is_day(x):
        return x  # type: ignore[no-any-return]
    if isinstance(x, str) and _DAY.fullmatch(x):
        try:
            return date.fromisoformat(x)
        except ValueError:
            return None
    return None


def year(d: Any) -> float | None:
    return float(d.year) if is_day(d) else None


def month(d: Any) -> float | None:
    return float(d.month) if is_day(d) else None


def day_of_month(d: Any) -> float | None:
    return float(d.day) if is_day(d) else None


def weekday(d: Any) -> float | None:
    return float(d.isoweekday()) if is_day(d) else None


def days_between(first: Any, last: Any) -> float | None:
    return float(last.toordinal() - first.toordinal()) if is_day(first) and is_day(last) else None


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo | None:
    """An IANA time zone, or None."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def day_of(instant: Any, time_zone: Any, cutoff_hours: Any = 0.0) -> date | None:
    place = zone(time_zone) if isinstance(time_zone, str) else None
    if place is None or not isinstance(cutoff_hours, float):
        return None
    try:
        moment = datetime.fromisoformat(instant.strip(BLANKS)) if isinstance(instant, str) else instant
        if not isinstance(moment, datetime):
            return None
        local = moment.replace(tzinfo=place) if moment.tzinfo is None else moment.astimezone(place)
        return (local.replace(tzinfo=None) - timedelta(hours=cutoff_hours)).date()
    except (ValueError, OverflowError):
        return None
