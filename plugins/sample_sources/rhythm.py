"""What a usual day sells: the chain's year, spread by store, month, weekday and holiday.

Own constants on purpose: the board breaks its targets down by itself, and tests compare the two.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

from plugins.sample_sources.stores import Store

#: Sales of the chain in a year, in cents (分); a year that is not listed repeats the last one.
YEARS = {2026: 100_000_000_00, 2027: 112_000_000_00}
MONTHS = (9.5, 8.0, 7.5, 7.8, 8.4, 8.2, 7.6, 7.8, 8.3, 9.3, 9.2, 8.4)
WEEKDAYS = (0.85, 0.85, 0.9, 0.9, 1.1, 1.4, 1.3)

#: First day, last day, weight; 0 = every store is closed.
_HOLIDAYS = (
    ("2026-01-01", "2026-01-03", 1.5),
    ("2026-02-16", "2026-02-17", 0.0),
    ("2026-02-18", "2026-02-23", 1.3),
    ("2026-04-04", "2026-04-06", 1.2),
    ("2026-05-01", "2026-05-05", 1.7),
    ("2026-06-19", "2026-06-21", 1.3),
    ("2026-09-25", "2026-09-27", 1.4),
    ("2026-10-01", "2026-10-07", 1.8),
    ("2026-11-05", "2026-11-11", 1.6),
    ("2026-12-10", "2026-12-12", 1.4),
    ("2027-01-01", "2027-01-03", 1.5),
    ("2027-02-05", "2027-02-06", 0.0),
    ("2027-02-07", "2027-02-12", 1.3),
    ("2027-04-03", "2027-04-05", 1.2),
    ("2027-05-01", "2027-05-05", 1.7),
    ("2027-06-09", "2027-06-09", 1.3),
    ("2027-09-15", "2027-09-15", 1.4),
    ("2027-10-01", "2027-10-07", 1.8),
    ("2027-11-05", "2027-11-11", 1.6),
    ("2027-12-10", "2027-12-12", 1.4),
)


def _spread(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


_WEIGHT_OF = {
    day: weight
    for first, last, weight in _HOLIDAYS
    for day in _spread(date.fromisoformat(first), date.fromisoformat(last))
}


def day_weight(day: date) -> float:
    """How a day counts among the days of its month; 0 where all stores are closed."""
    return _WEIGHT_OF.get(day, WEEKDAYS[day.weekday()])


def closed_by_calendar(day: date) -> bool:
    """Whether every store is closed on a day."""
    return day_weight(day) == 0


def promotion(day: date) -> bool:
    """Whether the day lies in the promotion week: deeper discounts, more returns."""
    return (day.month, day.day) >= (11, 5) and (day.month, day.day) <= (11, 11)


@cache
def chain_day(day: date) -> float:
    """What the whole chain sells on a usual day of this date, in cents."""
    year = YEARS.get(day.year, YEARS[max(YEARS)])
    month = MONTHS[day.month - 1] / sum(MONTHS)
    length = calendar.monthrange(day.year, day.month)[1]
    days = sum(day_weight(day.replace(day=n)) for n in range(1, length + 1))
    return year * month * day_weight(day) / days


def usual(store: Store, chain_weight: int, day: date) -> float:
    """What one store sells on a usual day, in cents. ``chain_weight`` is the sum of all stores' weights."""
    return chain_day(day) * store.weight / chain_weight
