"""When a duty is owed: the days it spans, when it opens and when it is due. Pure.

A business day begins at ``day_cutoff_hours`` of its date: a time of day before that hour belongs to the night after
("due 02:00" with a cut-off at 4 is two hours after midnight).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from engine.targets.days import WEEKDAYS, Days
from form_builder.kinds.form.model import DutyModel


@dataclass(frozen=True)
class Term:
    """One time that a duty is owed: a submission of any business day from ``first`` to ``last`` meets it.

    ``last`` is the day it is due; ``opens_at`` and ``due_at`` are instants in UTC.
    """

    first: date
    last: date
    opens_at: datetime
    due_at: datetime


def business_day(app: Any, at: datetime) -> date:
    """The business day of an instant under an app's zone and cut-off. ``app``: the app's model."""
    local = at.astimezone(ZoneInfo(app.time_zone))
    return (local.replace(tzinfo=None) - timedelta(hours=app.day_cutoff_hours)).date()


def instant_of(app: Any, day: date, clock_time: str | None) -> datetime:
    """The instant of a time of day ("HH:MM") on a business day; its beginning for None."""
    if clock_time is None:
        clock_time = f"{app.day_cutoff_hours:02d}:00"
    hours, minutes = int(clock_time[:2]), int(clock_time[3:])
    date_of = day if hours >= app.day_cutoff_hours else day + timedelta(days=1)
    local = datetime.combine(date_of, time(hours, minutes), ZoneInfo(app.time_zone))
    return local.astimezone(UTC)


def term_of(app: Any, days: Days, duty: DutyModel, day: date) -> Term | None:
    """The time that a business day falls into; None where nothing is owed then.

    A weekly or monthly duty is due on its day of the week or month; where the calendar says that this is no duty day,
    on the last one before it in the same week or month (if there is any).
    """
    if duty.every in ("duty_day", "day"):
        wanted = (
            days.duty(day)
            if duty.every == "duty_day"
            else not duty.weekdays or WEEKDAYS[day.weekday()] in duty.weekdays
        )
        return _term(app, duty, day, day) if wanted else None
    period = days.period("wtd" if duty.every == "week" else "mtd", day)
    first, end = period.first, days.end(period)
    last = _due_day(days, duty, first, end)
    return _term(app, duty, first, last) if day <= last else None


def _due_day(days: Days, duty: DutyModel, first: date, end: date) -> date:
    if duty.every == "month":
        named = min(end, first + timedelta(days=(duty.month_day or 31) - 1))
    elif duty.weekdays:
        named = first + timedelta(days=(WEEKDAYS.index(duty.weekdays[0]) - first.weekday()) % 7)
    else:
        named = end
    day = named
    while day >= first and not days.duty(day):
        day -= timedelta(days=1)
    return day if day >= first else named


def _term(app: Any, duty: DutyModel, first: date, last: date) -> Term:
    return Term(first, last, instant_of(app, first, duty.opens), instant_of(app, last, duty.due))
