"""The model of a target plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from engine.definitions.kind import Model


@dataclass(frozen=True, kw_only=True)
class ByWeights:
    """Shares of the units: path of a CSV (unit,weight)."""

    weights: str


@dataclass(frozen=True, kw_only=True)
class OverTime:
    """First over months (twelve weights, "equal", or "days": not at all), then over days."""

    months: tuple[float, ...] | Literal["equal", "days"]
    days: Literal["calendar", "equal"]


@dataclass(frozen=True, kw_only=True)
class Lock:
    """A unit's fixed amount (major units); ``tier`` None: in every tier."""

    unit: str
    tier: str | None = None
    amount: str


@dataclass(frozen=True, kw_only=True)
class AmountLine:
    """A total per tier (decimal text in major units), broken down exactly."""

    indicator: str
    spread: Literal["amount"]
    total: Mapping[str, str]
    over_units: Literal["equal"] | ByWeights
    over_time: OverTime
    locks: tuple[Lock, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RateLine:
    """A rate per tier, the same everywhere but for units with a row in ``own`` (CSV unit,tier,value)."""

    indicator: str
    spread: Literal["rate"]
    value: Mapping[str, float]
    own: str | None = None


@dataclass(frozen=True, kw_only=True)
class TargetPlanModel(Model):
    """Targets from ``from_`` to ``to``, both days included."""

    from_: date
    to: date
    calendar: str | None = None
    tiers: tuple[str, ...] = ("baseline", "target", "stretch")
    lines: tuple[AmountLine | RateLine, ...]
