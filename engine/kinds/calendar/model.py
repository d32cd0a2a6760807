"""The model of a calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from engine.base.text import Text
from engine.definitions.kind import Model

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, kw_only=True)
class Holiday:
    """Days from ``from_`` to ``to``, both included. ``weight`` None: the weekday's."""

    from_: date
    to: date
    title: Text
    weight: float | None = None
    closed: bool = False


@dataclass(frozen=True, kw_only=True)
class Closures:
    """A unit was closed on a day where ``when`` holds for its row of the dataset."""

    dataset: str
    when: str


@dataclass(frozen=True, kw_only=True)
class CalendarModel(Model):
    """Which days are worked and what they weigh; a weekday without a weight weighs 1."""

    week_start: str = "monday"
    fiscal_year_start_month: int = 1
    duty_weekdays: tuple[str, ...] = WEEKDAYS
    weekday_weights: Mapping[str, float] = field(default_factory=dict)
    holidays: tuple[Holiday, ...] = ()
    closures: Closures | None = None
