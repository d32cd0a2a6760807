"""All the figures behind a board, read once through the caller's door: what widgets take what they show from.

A scene is plain values, so it can be frozen: a snapshot keeps the scene, and whoever opens it later sees the part of
it that he may see.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Card = dict[str, Any]


@dataclass(frozen=True)
class Needs:
    """What a widget wants read, beyond the unit's own values. ``days``: so many days of the unit's own course."""

    children: bool = False
    leaves: bool = False
    days: int = 0
    pace: bool = False
    peers: bool = False

    def __or__(self, other: Needs) -> Needs:
        return Needs(
            self.children or other.children,
            self.leaves or other.leaves,
            max(self.days, other.days),
            self.pace or other.pace,
            self.peers or other.peers,
        )


NOTHING = Needs()
CHILDREN = Needs(children=True)


@dataclass(frozen=True)
class Scene:
    """Figures of one unit and those around it over one period. Cards are as the API shows them, money in major units.

    ``unit`` is a code; ``units`` holds every unit named (a ``UnitRef`` by code), ``children`` and ``leaves`` codes in
    order; ``lights`` a ``Light`` by (code, indicator); ``points`` the unit's days by indicator; ``pace`` and ``peers``
    by indicator. What the reader may not see is not in it.
    """

    unit: str
    day: date
    period: str
    first: date
    indicators: Mapping[str, Card]
    units: Mapping[str, Card]
    path: Sequence[str] = ()
    children: Sequence[str] = ()
    leaves: Sequence[str] = ()
    lights: Mapping[tuple[str, str], Card] = field(default_factory=dict)
    points: Mapping[str, Sequence[Card]] = field(default_factory=dict)
    pace: Mapping[str, Card] = field(default_factory=dict)
    peers: Mapping[str, Card] = field(default_factory=dict)

    def light(self, unit: str, indicator: str) -> Card | None:
        """The light of a unit by an indicator, if there is one to be seen."""
        return self.lights.get((unit, indicator))

    def lights_of(self, unit: str, indicators: Iterable[str]) -> list[Card]:
        """The lights of a unit in the order of the indicators."""
        return [card for name in indicators if (card := self.lights.get((unit, name))) is not None]

    def course(self, indicator: str, days: int) -> list[Card]:
        """The last days of the unit by an indicator."""
        return list(self.points.get(indicator, ()))[-days:] if days else []
