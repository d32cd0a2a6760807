"""The model of a target plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from engine.definitions.kind import Model


@dataclass(frozen=True, kw_only=True)
class ByTable:
    """Units' shares (``weights``: path of a CSV unit,weight) or their amounts themselves (``amounts``: path of a CSV
    unit,tier,total,month…, see ``engine.targets.amounts``). Where both are there the amounts hold, and the weights are
    what "spread by weight" goes by."""

    weights: str | None = None
    amounts: str | None = None


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
    """A total per tier (decimal text in major units), broken down exactly. ``gap_reason``: why the units' amounts may
    differ from what was handed down."""

    indicator: str
    spread: Literal["amount"]
    total: Mapping[str, str]
    over_units: Literal["equal"] | ByTable
    over_time: OverTime
    locks: tuple[Lock, ...] = ()
    gap_reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class RateLine:
    """A rate per tier, the same everywhere but for units with a row in ``own`` (CSV unit,tier,value; with columns of
    months, 2026-08, a month's own value)."""

    indicator: str
    spread: Literal["rate"]
    value: Mapping[str, float]
    own: str | None = None


@dataclass(frozen=True, kw_only=True)
class Revises:
    """This plan takes another's place from a day on. ``restate``: for the days before, too."""

    plan: str
    from_: date
    reason: str
    restate: bool = False


@dataclass(frozen=True, kw_only=True)
class TargetPlanModel(Model):
    """Targets from ``from_`` to ``to``, both days included."""

    from_: date
    to: date
    calendar: str | None = None
    revises: Revises | None = None
    tiers: tuple[str, ...] = ("baseline", "target", "stretch")
    lines: tuple[AmountLine | RateLine, ...]
