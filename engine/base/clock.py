"""The only now and today of the product, so that tests can freeze them.

Instants are aware datetimes in UTC; business days are ``datetime.date`` in the app's time zone.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_frozen: datetime | None = None


def now() -> datetime:
    """The present instant, in UTC."""
    return _frozen or datetime.now(UTC)


def today(zone: str) -> date:
    """The calendar day at present in an IANA time zone."""
    return now().astimezone(ZoneInfo(zone)).date()


def yesterday(zone: str) -> date:
    """The last whole calendar day in an IANA time zone."""
    return today(zone) - timedelta(days=1)


def monotonic() -> float:
    """Seconds for leases and deadlines inside one process; never runs backwards."""
    return time.monotonic()


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """For tests and previews: ``now()`` is ``at`` (aware) inside the block."""
    global _frozen
    if at.tzinfo is None:
        raise ValueError("an aware datetime is needed")
    before, _frozen = _frozen, at.astimezone(UTC)
    try:
        yield
    finally:
        _frozen = before
