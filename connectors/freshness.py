"""Freshness: is a source's data there when it was promised, and how long does information take. Pure."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from connectors.kinds.source.model import SlaModel

Standing = Literal["on_time", "late", "missing", "waiting"]


@dataclass(frozen=True)
class Freshness:
    """How a source stands against its promise: the day that is due, by when, and when it came (None: it has not)."""

    status: Standing
    due_day: date
    due_at: datetime
    came_at: datetime | None


@dataclass(frozen=True)
class Lag:
    """Seconds from the end of a business day until its data was published; ``days`` is how many were measured."""

    median: float
    p95: float
    days: int


#: (newest business day of a load, when it was published), in any order.
Arrivals = Sequence[tuple[date, datetime]]


def standing(sla: SlaModel, arrivals: Arrivals, now: datetime, zone: str) -> Freshness:
    """Against the promise "by ``by`` there is the data of ``lag_days`` days ago".

    Before the time of today yesterday's promise is judged: once kept it stays kept; a day that came after its time is
    late; one that has not come is missing. "waiting" is for a source that has never delivered, before its first time.
    """
    local = now.astimezone(ZoneInfo(zone))
    by = time.fromisoformat(sla.by)
    due = datetime.combine(local.date(), by, ZoneInfo(zone))
    if local < due:
        due = datetime.combine(local.date() - timedelta(days=1), by, ZoneInfo(zone))
    day = due.date() - timedelta(days=sla.lag_days)
    came = min((at for newest, at in arrivals if newest >= day), default=None)
    if came is None:
        return Freshness("missing" if arrivals else "waiting", day, due, None)
    return Freshness("on_time" if came <= due else "late", day, due, came)


def lag(arrivals: Arrivals, zone: str, cutoff_hours: int) -> Lag | None:
    """The information lag over the days that some load was the first to bring; None where nothing came.

    A business day ends at midnight plus the app's cut-off. Days that came together with newer ones (a first load of
    two months) were not waited for and do not count.
    """
    first: dict[date, datetime] = {}
    newest: date | None = None
    for day, at in sorted(arrivals, key=lambda one: (one[1], one[0])):
        if newest is None or day > newest:
            first[day] = at
            newest = day
    seconds = sorted((at - _end(day, zone, cutoff_hours)).total_seconds() for day, at in first.items())
    if not seconds:
        return None
    return Lag(statistics.median(seconds), _rank(seconds, 0.95), len(seconds))


def _end(day: date, zone: str, cutoff_hours: int) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(cutoff_hours), ZoneInfo(zone))


def _rank(ordered: Iterable[float], share: float) -> float:
    """The smallest value that at least this share of them does not exceed (nearest rank)."""
    values = list(ordered)
    return values[max(0, -(-round(share * len(values) * 1000) // 1000) - 1)]
