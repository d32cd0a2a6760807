"""Values in and results out: what a record may hand over, and what a caller gets back.

Inside, every number is a float (SQL computes in float8 too, so the answers are bit for bit the same); a whole result
becomes an int only at the very end. Whatever does not fit is None; nothing here raises.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from engine.expressions.tree import MAX_NUMBER, MAX_TEXT, MIN_NUMBER, Scalar, Type

_NUMBERS = frozenset({"number", "money"})


def read(value: Any, wanted: Type) -> Any:
    """A value of a record as the evaluators use it; None for what does not fit (type, not finite, past 1e15)."""
    if value is None:
        return None
    if isinstance(value, bool):
        return value if wanted in ("boolean", "any") else None
    if isinstance(value, (int, float, Decimal)):
        return _number(value) if wanted in _NUMBERS or wanted == "any" else None
    if isinstance(value, str):
        return _text(value) if wanted in ("text", "any") else None
    if isinstance(value, datetime):
        return value if wanted in ("timestamp", "any") and value.tzinfo is not None else None
    if isinstance(value, date):
        return value if wanted in ("date", "any") else None
    return None


def _number(value: int | float | Decimal) -> float | None:
    if isinstance(value, Decimal) and not value.is_finite():
        return None
    if not -MAX_NUMBER <= value <= MAX_NUMBER:  # also false for NaN
        return None
    return 0.0 if -MIN_NUMBER < value < MIN_NUMBER else float(value)


def _text(value: str) -> str | None:
    if "\0" in value:
        return None
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            return None  # a lone surrogate: no database could store it
    return str.__str__(value)


def literal(value: Scalar) -> Any:
    """A fixed value as the evaluators use it."""
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def finish(value: Any) -> Scalar:
    """A result as callers get it: whole numbers as int, instants as ISO text, nothing past the limits."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, float):
        if not -MAX_NUMBER <= value <= MAX_NUMBER:
            return None
        return int(value) if value.is_integer() else value
    if isinstance(value, str):
        return value if len(value) <= MAX_TEXT else None
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value if isinstance(value, date) else None
