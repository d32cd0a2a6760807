"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

from engine.base import canonical


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime, stored as ISO text of fixed width: sorts and compares alike everywhere."""

    impl = sa.String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an aware datetime is needed")
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> datetime | None:
        return instant(value)


def instant(text: str | None) -> datetime | None:
    """An instant as it is stored, for statements whose result types are not known."""
    return None if text is None else datetime.fromisoformat(text)


class Day(TypeDecorator[date]):
    """A business day, stored as its proleptic ordinal (``date.toordinal()``): day arithmetic is integer arithmetic."""

    impl = sa.Integer
    cache_ok = True

    def process_bind_param(self, value: date | int | None, dialect: sa.Dialect) -> int | None:
        return value.toordinal() if isinstance(value, date) else value

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> date | None:
        return None if value is None else date.fromordinal(value)


class Json(TypeDecorator[Any]):
    """A JSON value as compact text (for system tables only; facts are typed columns)."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str | None:
        return None if value is None else canonical.compact(value)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Any:
        return None if value is None else json.loads(value)
