"""Cells as a person sees them: text, whole numbers without ".0", days as 2026-11-01."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

#: Excel counts days from here (its 1900 was a leap year; days after February 1900 come out right).
EPOCH = date(1899, 12, 30)
#: What a day number of a workbook that counts from 1904 lacks.
DAYS_1904 = 1_462
SERIALS = range(20_000, 80_000)  # 1954 … 2119
_BLANKS = re.compile(r"[\s\u00a0\u3000\ufeff\u200b]+")
_FAULT = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!)")


def shown(value: Any) -> str:
    """The text of a raw cell, trimmed (of full-width blanks too); line breaks in it become blanks."""
    if value is None:
        return ""
    if isinstance(value, str):
        text = _BLANKS.sub(" ", value.replace("\0", "")).strip()
        return "" if _FAULT.fullmatch(text) else text
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            return ""
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        plain = value.time() == time() and value.tzinfo is None
        return value.date().isoformat() if plain else value.isoformat(" ", "seconds")
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value.total_seconds()) if isinstance(value, timedelta) else str(value)


def is_number(text: str) -> bool:
    """Whether a cell's text is a plain number, thousands separators included."""
    return re.fullmatch(r"-?[\d,]*\.?\d+%?", text) is not None


def day_of_serial(text: str) -> str | None:
    """The day of an Excel day number within a lifetime of ours; None for other texts."""
    if not text.isdecimal() or int(text) not in SERIALS:
        return None
    return (EPOCH + timedelta(days=int(text))).isoformat()


_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]00:00(?::00)?)?")


def day_in(text: str) -> str | None:
    """``2026-11-01`` for the ways in which people write a day (2026/11/1, 2026年11月1日, 20261101); None for others."""
    found = _DAY.fullmatch(text) or re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text)
    if found is None:
        return day_of_serial(text)
    try:
        return date(*(int(part) for part in found.groups())).isoformat()
    except ValueError:
        return None
