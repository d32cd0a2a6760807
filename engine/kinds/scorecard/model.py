"""The model of a scorecard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from engine.base.text import Text
from engine.definitions.kind import Model

Missing = Literal["skip", "zero", "hold"]

#: What counts where neither the line nor the card has a curve: 60 % is 0 points, 100 % is 100, on a straight line.
DEFAULT_CURVE: Mapping[str, Any] = {
    "type": "linear",
    "from": {"at": 0.6, "points": 0},
    "to": {"at": 1.0, "points": 100},
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One indicator with its weight. ``basis``: what the curve is asked about, the attainment (1.0 = on target) or the
    value itself (money in major units). ``curve``, ``missing``: the card's where left out."""

    name: str
    title: Text
    indicator: str
    weight: float
    basis: Literal["attainment", "value"] = "attainment"
    curve: Any = None
    missing: Missing | None = None


@dataclass(frozen=True, kw_only=True)
class Veto:
    """While ``when`` is true the score is at most ``points``."""

    name: str
    title: Text
    when: str
    points: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Peers:
    """Whom a rank compares with, all of the card's level: those under the same parent, the whole level, or those of
    the same group (the first of ``groups`` that the unit belongs to; those of none are compared among themselves)."""

    by: Literal["parent", "level", "group"]
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PointsReady:
    """When rewards may take the points: at every change, or ``closing_days`` after the period has ended."""

    when: Literal["change", "period_end"] = "change"
    closing_days: int = 3


@dataclass(frozen=True, kw_only=True)
class ScorecardModel(Model):
    """``level``: whose units have a score. ``weight`` of lines in fractions or in per cent, together exactly 100 %."""

    level: str
    period: Literal["week", "month", "quarter"] = "month"
    lines: tuple[Line, ...]
    curve: Any = None
    cap: float = 120.0
    floor: float = 0.0
    decimals: int = 1
    missing: Missing = "skip"
    vetoes: tuple[Veto, ...] = ()
    peers: Peers | None = None
    points_ready: PointsReady = PointsReady()
