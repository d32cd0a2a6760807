"""What the operators mean for one record: total functions over null, float, bool, str, date, datetime.

Null propagates, x / 0 is null, comparisons with null are unknown (null), ``and``/``or``/``not`` are three-valued.
Operands that do not fit one another (possible only where a type is ``any``) give null. Nothing here raises.
"""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import Any

LAST_DAY = date.max.toordinal()


def add(a: Any, b: Any) -> Any:
    if isinstance(a, float) and isinstance(b, float):
        return a + b
    return shifted(a, b) if is_day(a) and isinstance(b, float) else None


def subtract(a: Any, b: Any) -> Any:
    if isinstance(a, float) and isinstance(b, float):
        return a - b
    if is_day(a):
        if isinstance(b, float):
            return shifted(a, -b)
        if is_day(b):
            return float(a.toordinal() - b.toordinal())
    return None


def multiply(a: Any, b: Any) -> Any:
    return a * b if isinstance(a, float) and isinstance(b, float) else None


def divide(a: Any, b: Any) -> Any:
    return a / b if isinstance(a, float) and isinstance(b, float) and b != 0 else None


def remainder(a: Any, b: Any) -> Any:
    """``a - b * floor(a / b)``: the sign of ``b``, as in Python."""
    if isinstance(a, float) and isinstance(b, float) and b != 0:
        return a - b * math.floor(a / b)
    return None


def negate(a: Any) -> Any:
    return -a if isinstance(a, float) else None


def shifted(day: date, days: float) -> date | None:
    """A day later or earlier; a fraction of a day is dropped; None outside the years 1 to 9999."""
    if not -4e6 < days < 4e6:
        return None
    ordinal = day.toordinal() + int(days)
    return date.fromordinal(ordinal) if 1 <= ordinal <= LAST_DAY else None


def is_day(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def kind_of(value: Any) -> type:
    return datetime if isinstance(value, datetime) else type(value)


def equal(a: Any, b: Any) -> bool | None:
    return None if a is None or b is None or kind_of(a) is not kind_of(b) else bool(a == b)


def unequal(a: Any, b: Any) -> bool | None:
    same = equal(a, b)
    return None if same is None else not same


def _comparable(a: Any, b: Any) -> bool:
    return a is not None and b is not None and kind_of(a) is kind_of(b) and not isinstance(a, bool)


def less(a: Any, b: Any) -> bool | None:
    return bool(a < b) if _comparable(a, b) else None


def at_most(a: Any, b: Any) -> bool | None:
    return bool(a <= b) if _comparable(a, b) else None


def greater(a: Any, b: Any) -> bool | None:
    return bool(a > b) if _comparable(a, b) else None


def at_least(a: Any, b: Any) -> bool | None:
    return bool(a >= b) if _comparable(a, b) else None


def among(a: Any, choices: tuple[Any, ...]) -> bool | None:
    if a is None or all(kind_of(a) is not kind_of(choice) for choice in choices):
        return None
    return any(equal(a, choice) is True for choice in choices)


def not_among(a: Any, choices: tuple[Any, ...]) -> bool | None:
    return negation(among(a, choices))


def negation(a: Any) -> bool | None:
    return not a if isinstance(a, bool) else None


def both_hold(a: Any, b: Any) -> bool | None:
    if a is False or b is False:
        return False
    return True if a is True and b is True else None


def either_holds(a: Any, b: Any) -> bool | None:
    if a is True or b is True:
        return True
    return False if a is False and b is False else None
