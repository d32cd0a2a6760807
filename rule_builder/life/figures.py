"""How quickly people respond: pure, from what is on record of incidents (calendar time).

The first human response is the first acknowledgement that gives a reason, or the first action. Incidents without one
are not left out in silence: those that still wait, and those that ended unanswered, are counted beside the mean.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import fmean, median
from zoneinfo import ZoneInfo

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Lived:
    """An incident as far as times go. ``live``: the data still says so and nobody has closed it; ``overdue``: nobody
    has done in time what is needed."""

    first_day: date
    fired_at: datetime
    responded_at: datetime | None
    ended_at: datetime | None
    live: bool
    overdue: bool = False


@dataclass(frozen=True)
class Times:
    """Of ``count`` incidents; hours, None for none of them. Days are hours ÷ 24."""

    count: int
    mean: float | None
    median: float | None

    def as_json(self) -> dict[str, float | int | None]:
        """Hours to 2 decimals, days to 1."""
        named = {"mean": self.mean, "median": self.median}
        hours = {f"{name}_hours": None if value is None else round(value, 2) for name, value in named.items()}
        in_days = {f"{name}_days": None if value is None else days(value) for name, value in named.items()}
        return {"count": self.count, **hours, **in_days}


@dataclass(frozen=True)
class ResponseFigures:
    """``waiting``: without a response and still live (the mean would be higher if they were in it: censored);
    ``unanswered``: over without one."""

    incidents: int
    live: int
    overdue: int
    waiting: int
    unanswered: int
    response: Times
    detection: Times
    recovery: Times


def response_figures(rows: Iterable[Lived], zone: str) -> ResponseFigures:
    """The figures of some incidents, by the day's end in ``zone``."""
    some = list(rows)
    silent = [one for one in some if one.responded_at is None]
    return ResponseFigures(
        incidents=len(some),
        live=sum(one.live for one in some),
        overdue=sum(one.live and one.overdue for one in some),
        waiting=sum(one.live for one in silent),
        unanswered=sum(not one.live for one in silent),
        response=times(one.responded_at - one.fired_at for one in some if one.responded_at),
        detection=times(detection_lag(one.first_day, one.fired_at, zone) for one in some),
        recovery=times(one.ended_at - one.fired_at for one in some if one.ended_at),
    )


def detection_lag(first_day: date, fired_at: datetime, zone: str) -> timedelta:
    """From the end of the first bad day to the firing."""
    return fired_at - datetime.combine(first_day + timedelta(days=1), time.min, ZoneInfo(zone))


def days(hours: float) -> float:
    """Hours as days to one decimal, halves upwards."""
    return math.floor(hours / 2.4 + 0.5) / 10


def times(spans: Iterable[timedelta]) -> Times:
    """Mean and median of durations, in hours."""
    hours = [span / HOUR for span in spans]
    return Times(len(hours), fmean(hours) if hours else None, median(hours) if hours else None)
