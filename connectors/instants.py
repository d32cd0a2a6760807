"""Reads the time that a source gives for its data."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo


def read_instant(value: Any, zone: str) -> datetime | None:
    """ISO text (without offset: local time in ``zone``) or epoch (milli)seconds → UTC; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and re.fullmatch(r"[0-9]{10}|[0-9]{13}", value):
        value = int(value)
    try:
        if isinstance(value, int | float | Decimal):
            seconds = float(value)
            return datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, UTC)
        if isinstance(value, str):
            at = datetime.fromisoformat(value.strip())
            return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return None
