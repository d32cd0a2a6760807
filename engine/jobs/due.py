"""The last business day whose data is due: before the morning's pull, yesterday is not late yet."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from engine.jobs.schedule import slots_between


def due_day(app: Any, now: datetime) -> date:
    """Yesterday in the app's time zone once a schedule of the day has begun to pull; the day before until then.

    An app without a schedule that pulls has no morning to wait for: yesterday.
    """
    today = now.astimezone(ZoneInfo(app.time_zone)).date()
    lines = tuple((one.cron, one.time_zone or app.time_zone) for one in app.schedules if any(s.pull for s in one.steps))
    first = _first_pull(lines, today, app.time_zone) if lines else None
    return today - timedelta(days=2 if first is not None and now < first else 1)


@lru_cache(64)
def _first_pull(lines: tuple[tuple[str, str], ...], day: date, zone: str) -> datetime | None:
    """When the first of these schedules is due on a day; None where none is."""
    begin = datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
    slots = (
        next(slots_between(cron, of, begin - timedelta(seconds=1), begin + timedelta(days=1)), None)
        for cron, of in lines
    )
    return min((slot for slot in slots if slot is not None), default=None)
