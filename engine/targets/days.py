"""What a calendar definition says about days: weight, duty, and where periods begin. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PERIODS = ("day", "wtd", "mtd", "qtd", "ytd")


@dataclass(frozen=True)
class Period:
    """A period to date: from its beginning by the calendar up to and including ``day``."""

    kind: str  # day | wtd | mtd | qtd | ytd
    day: date
    first: date

    @property
    def last(self) -> date:
        return self.day


class Days:
    """A calendar's rules, ready to be asked. ``model`` is the ``calendar`` kind's model."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._weights = {name: Fraction(str(w)) for name, w in (model.weekday_weights or {}).items()}
        self._duty = set(model.duty_weekdays or WEEKDAYS)

    @cached_property
    def _holidays(self) -> dict[date, Any]:
        found: dict[date, Any] = {}
        for holiday in self._model.holidays or ():
            day = holiday.from_
            while day <= holiday.to:
                found[day] = holiday
                day += timedelta(days=1)
        return found

    def duty(self, day: date) -> bool:
        """Whether a unit that is open is expected to work: a duty weekday and not a closed holiday."""
        holiday = self._holidays.get(day)
        if holiday is not None:
            return not holiday.closed
        return WEEKDAYS[day.weekday()] in self._duty

    def weight(self, day: date) -> Fraction:
        """The share of a day in its month: a holiday's own weight, else its weekday's; 0 off duty."""
        if not self.duty(day):
            return Fraction(0)
        holiday = self._holidays.get(day)
        if holiday is not None and holiday.weight is not None:
            return Fraction(str(holiday.weight))
        return self._weights.get(WEEKDAYS[day.weekday()], Fraction(1))

    def period(self, kind: str, day: date) -> Period:
        """The period to date that ends on ``day``. Raises ValueError for an unknown kind."""
        if kind == "day":
            return Period(kind, day, day)
        if kind == "wtd":
            back = (day.weekday() - WEEKDAYS.index(self._model.week_start or "monday")) % 7
            return Period(kind, day, day - timedelta(days=back))
        start = self._model.fiscal_year_start_month or 1
        since = (day.month - start) % 12
        months = {"mtd": 0, "qtd": since % 3, "ytd": since}
        if kind not in months:
            raise ValueError(f"unknown period {kind!r}")
        year, month = divmod(day.year * 12 + day.month - 1 - months[kind], 12)
        return Period(kind, day, date(year, month + 1, 1))

    def end(self, period: Period) -> date:
        """The last day of the whole of which a period to date is the beginning."""
        if period.kind == "day":
            return period.day
        if period.kind == "wtd":
            return period.first + timedelta(days=6)
        length = {"mtd": 1, "qtd": 3, "ytd": 12}[period.kind]
        year, month = divmod(period.first.year * 12 + period.first.month - 1 + length, 12)
        return date(year, month + 1, 1) - timedelta(days=1)
