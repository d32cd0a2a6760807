"""Field type datetime: a moment, with its offset from UTC."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.base.text import both
from engine.expressions import Scalar
from form_builder.fields.contract import Field, FieldType, Reading, Refused
from form_builder.fields.plain import own


def moment_of(value: Any) -> datetime:
    """The moment written as 2026-11-23T08:30:00+08:00. Raises Refused."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) and 16 <= len(value) <= 40 else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not 1900 <= found.year <= 2200:
        raise Refused("须为带时区的时刻，如 2026-11-23T08:30+08:00", "a moment such as 2026-11-23T08:30+08:00")
    return found


def _read(field: Field, value: Any, reading: Reading) -> str:
    return moment_of(value).isoformat(timespec="seconds")


def _scalars(field: Field, value: Any) -> Mapping[str, Scalar]:
    return {field.name: datetime.fromisoformat(value) if value else None}


def _cell(field: Field, value: Any, language: str) -> str:
    return "" if not value else datetime.fromisoformat(value).strftime("%Y-%m-%d %H:%M")


FIELD = FieldType(
    name="datetime",
    title=both("日期时间", "Date and time"),
    help=both("一个时刻，带时区。", "A moment, with its time zone."),
    family="time",
    read=_read,
    names=own("timestamp"),
    scalars=_scalars,
    cell=_cell,
    columns=frozenset({"timestamp"}),
)
