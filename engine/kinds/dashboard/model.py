"""The model of a dashboard."""

from __future__ import annotations

from dataclasses import dataclass

from engine.base.text import Text
from engine.definitions.kind import Model


@dataclass(frozen=True, kw_only=True)
class Widget:
    """``lights``, ``table`` or ``trend``; over one indicator or over all of the board."""

    type: str
    title: Text | None = None
    indicator: str | None = None


@dataclass(frozen=True, kw_only=True)
class DashboardModel(Model):
    """Indicators in order; ``levels`` empty: all levels of the org."""

    indicators: tuple[str, ...]
    default_period: str = "mtd"
    levels: tuple[str, ...] = ()
    layout: tuple[Widget, ...] = ()
