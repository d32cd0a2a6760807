"""When duties are owed and due: worked out by hand for a November with a Saturday off and one holiday week."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from engine.base.text import both
from engine.kinds.calendar.model import CalendarModel, Holiday
from engine.targets.days import Days
from form_builder.duties.days import business_day, term_of
from form_builder.kinds.form.model import DutyModel

APP = SimpleNamespace(time_zone="Asia/Shanghai", day_cutoff_hours=4)
#: Monday to Friday; 16–20 November (a whole week) closed.
CALENDAR = CalendarModel(
    name="c",
    title=both("历", "C"),
    duty_weekdays=("monday", "tuesday", "wednesday", "thursday", "friday"),
    holidays=(Holiday(from_=date(2026, 11, 16), to=date(2026, 11, 20), title=both("假", "Off"), closed=True),),
)
DAYS = Days(CALENDAR)


def duty(**more: object) -> DutyModel:
    return DutyModel(name="d", title=both("任务", "D"), roles=("r",), **({"due": "18:00"} | more))  # type: ignore[arg-type]


def local(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("every", "day", "first", "last"),
    [
        (duty(), "2026-11-13", "2026-11-13", "2026-11-13"),  # a Friday
        (duty(), "2026-11-14", None, None),  # Saturday: no duty day
        (duty(), "2026-11-17", None, None),  # holiday
        (duty(every="day"), "2026-11-14", "2026-11-14", "2026-11-14"),
        (duty(every="day"), "2026-11-17", "2026-11-17", "2026-11-17"),
        (duty(every="day", weekdays=("monday",)), "2026-11-23", "2026-11-23", "2026-11-23"),
        (duty(every="day", weekdays=("monday",)), "2026-11-24", None, None),
        (duty(every="week", weekdays=("wednesday",)), "2026-11-23", "2026-11-23", "2026-11-25"),
        (duty(every="week", weekdays=("wednesday",)), "2026-11-25", "2026-11-23", "2026-11-25"),
        (duty(every="week", weekdays=("wednesday",)), "2026-11-26", None, None),  # over for this week
        (duty(every="week"), "2026-11-24", "2026-11-23", "2026-11-27"),  # Sunday is none: the Friday before
        (duty(every="week"), "2026-11-17", "2026-11-16", "2026-11-22"),  # no duty day at all: the day as it is
        (duty(every="month"), "2026-11-02", "2026-11-01", "2026-11-30"),  # the 30th is a Monday
        (duty(every="month"), "2026-10-02", "2026-10-01", "2026-10-30"),  # the 31st is a Saturday
        (duty(every="month", month_day=31), "2027-02-10", "2027-02-01", "2027-02-26"),  # the 28th is a Sunday
        (duty(every="month", month_day=18), "2026-11-10", "2026-11-01", "2026-11-13"),  # back over the holiday week
        (duty(every="month", month_day=18), "2026-11-18", None, None),
    ],
)
def test_terms(every: DutyModel, day: str, first: str | None, last: str | None) -> None:
    term = term_of(APP, DAYS, every, date.fromisoformat(day))
    assert (term and term.first.isoformat(), term and term.last.isoformat()) == (first, last)


def test_times_of_day() -> None:
    term = term_of(APP, DAYS, duty(opens="08:30"), date(2026, 11, 13))
    assert term is not None
    assert (term.opens_at, term.due_at) == (local("2026-11-13T08:30"), local("2026-11-13T18:00"))
    night = term_of(APP, DAYS, duty(due="02:00"), date(2026, 11, 13))  # two hours after midnight, before the cut-off
    assert night is not None
    assert (night.opens_at, night.due_at) == (local("2026-11-13T04:00"), local("2026-11-14T02:00"))


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2026-11-14T03:59", "2026-11-13"),
        ("2026-11-14T04:00", "2026-11-14"),
        ("2026-12-01T00:30", "2026-11-30"),
        ("2026-11-14T23:59", "2026-11-14"),
    ],
)
def test_the_business_day_of_an_instant(at: str, day: str) -> None:
    assert business_day(APP, local(at)) == date.fromisoformat(day)
