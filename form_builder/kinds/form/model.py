"""The model of a form."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from engine.base.text import Text
from engine.definitions.kind import Model

Every = Literal["duty_day", "day", "week", "month"]


@dataclass(frozen=True, kw_only=True)
class RemindModel:
    """Who has not sent is told ``minutes_before`` it is due, and ``after`` it (the minute it is late)."""

    minutes_before: int | None = None
    after: bool = True
    channel: str


@dataclass(frozen=True, kw_only=True)
class DutyModel:
    """Holders of ``roles`` at a unit (or above it) send the form for it, once per day, week or month.

    ``opens`` and ``due`` are times of day ("HH:MM") in the app's zone. ``weekdays``: with ``day`` the days it falls on,
    with ``week`` the one day of the week it is due; ``month_day``: with ``month`` the day it is due (the last by
    default, and where a month is shorter).
    """

    name: str
    title: Text
    roles: tuple[str, ...]
    every: Every = "duty_day"
    weekdays: tuple[str, ...] = ()
    month_day: int | None = None
    opens: str | None = None
    due: str
    remind: RemindModel | None = None


@dataclass(frozen=True, kw_only=True)
class CheckModel:
    """An installed check looks at every photo of ``field``. ``options`` are the check's own."""

    name: str
    field: str
    check: str
    standard: str | None = None
    options: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ReviewModel:
    """Who looks again, at which share of what was judged (0…1), and what an uncertain check comes to."""

    roles: tuple[str, ...]
    sample: float = 0.0
    uncertain: Literal["review", "pass", "fail"] = "review"


@dataclass(frozen=True, kw_only=True)
class OnMissingModel:
    """The row of a unit that owed the form and did not send it: formulas over ``unit``, ``day`` and ``duty``."""

    columns: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class MapModel:
    """A submission becomes a row of ``dataset``: column → formula. ``each``: one row per entry of that repeat."""

    dataset: str
    columns: Mapping[str, str]
    each: str | None = None
    when: str | None = None
    on_missing: OnMissingModel | None = None


@dataclass(frozen=True, kw_only=True)
class RetentionModel:
    """Days until photos, and places, are deleted; None: kept."""

    photos_days: int | None = None
    location_days: int | None = None


@dataclass(frozen=True, kw_only=True)
class FormModel(Model):
    """``fields`` as they stand in the definition: their options are their types' own (``form_builder.shape``)."""

    level: str
    state: Literal["open", "closing", "closed"] = "open"
    fillers: tuple[str, ...] = ()
    lists: Mapping[str, tuple[Mapping[str, Any], ...]] = dataclasses.field(default_factory=dict)
    fields: tuple[Mapping[str, Any], ...]
    duties: tuple[DutyModel, ...] = ()
    checks: tuple[CheckModel, ...] = ()
    review: ReviewModel | None = None
    maps: tuple[MapModel, ...] = ()
    retention: RetentionModel = RetentionModel()
