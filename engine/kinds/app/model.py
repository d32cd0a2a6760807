"""The model of an app."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.base.text import Text
from engine.definitions.kind import Model


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a schedule: exactly one of the two is set."""

    pull: tuple[str, ...] | None = None
    evaluate: Literal["all"] | tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """What runs when. ``time_zone`` None: the app's."""

    name: str
    title: Text | None = None
    cron: str
    time_zone: str | None = None
    steps: tuple[Step, ...]


@dataclass(frozen=True, kw_only=True)
class Branding:
    """How the pages look: ``color`` is #rrggbb, ``logo`` a data URL of a small PNG."""

    color: str | None = None
    logo: str | None = None
    title: Text | None = None


@dataclass(frozen=True, kw_only=True)
class AppModel(Model):
    """The one app of a package. What happens before ``day_cutoff_hours`` belongs to the day before."""

    time_zone: str
    currency: str
    money_digits: int = 2
    calendar: str
    org: str
    languages: tuple[str, ...] = ("zh", "en")
    home_indicators: tuple[str, ...] = ()
    day_cutoff_hours: int = 4
    branding: Branding | None = None
    schedules: tuple[Schedule, ...] = ()
