"""The model of a dashboard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.base.text import Text
from engine.definitions.kind import Model


@dataclass(frozen=True, kw_only=True)
class Widget:
    """An installed widget, over one indicator, some, or (neither given) all of the board.

    ``x, y, w, h``: its place on a grid of 12 columns; where left out the client finds one. ``settings``: its own.
    """

    type: str
    title: Text | None = None
    indicator: str | None = None
    indicators: tuple[str, ...] = ()
    x: int | None = None
    y: int | None = None
    w: int | None = None
    h: int | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)

    def over(self, board: tuple[str, ...]) -> tuple[str, ...]:
        """The indicators it shows, of those of its board."""
        return (self.indicator,) if self.indicator else self.indicators or board


@dataclass(frozen=True, kw_only=True)
class DashboardModel(Model):
    """Indicators in order; ``levels`` empty: all levels of the org; ``roles`` empty: everybody.

    ``spotlight``: codes of the units that a review meeting praises; empty: the three best.
    """

    indicators: tuple[str, ...]
    default_period: str = "mtd"
    levels: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    spotlight: tuple[str, ...] = ()
    layout: tuple[Widget, ...] = ()
