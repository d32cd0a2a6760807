"""What a curve is: from an attainment (or a value) to points, exactly.

A type of curve is one module in this package (or a plugin's ``provides["curve"]``) that exposes ``CURVE``. A definition
names it by the module's name: ``{"type": "linear", …settings}``. Every type takes ``cap`` and ``floor`` beside its own
settings (``schema_with``); they, and then the scorecard's, are laid on by ``engine.kinds.scorecard.compile``.

Numbers are fractions: 0.1 in a definition is one tenth, not the binary number next to it. So points depend on nothing
but the definition and the input, and are the same on every database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any, Literal, Protocol

from engine.base.issue import Issue
from engine.base.text import Text

Settings = Mapping[str, Any]
Points = Callable[[Fraction], Fraction]
Slope = Literal["rising", "falling", "flat", "mixed"]


class CurveType(Protocol):
    """A type of curve. ``schema``: the JSON Schema of its settings (``type`` included)."""

    @property
    def title(self) -> Text: ...

    @property
    def schema(self) -> Mapping[str, Any]: ...

    def check(self, settings: Settings) -> Iterable[Issue]:
        """Complaints that the schema cannot make; paths relative to the settings (``$.to.at``)."""
        ...

    def prepare(self, settings: Settings) -> Points:
        """The curve of settings that passed ``check``, without cap and floor."""
        ...

    def slope(self, settings: Settings) -> Slope:
        """Which way points go as the input grows."""
        ...


NUMBER = {"type": "number", "minimum": -1_000_000_000_000, "maximum": 1_000_000_000_000}
POINTS = {"type": "number", "minimum": -1_000, "maximum": 1_000}
#: One place of a curve.
PLACE = {
    "type": "object",
    "properties": {"at": NUMBER, "points": POINTS},
    "required": ["at", "points"],
    "additionalProperties": False,
}


def schema_with(name: str, properties: Mapping[str, Any], required: Iterable[str]) -> Mapping[str, Any]:
    """The schema of a curve's settings, with those that all types share."""
    return {
        "type": "object",
        "properties": {"type": {"const": name}, **properties, "cap": POINTS, "floor": POINTS},
        "required": ["type", *required],
        "additionalProperties": False,
    }


def exact(number: float | int) -> Fraction:
    """The number as it is written in decimals: 0.6 is 6/10."""
    return Fraction(Decimal(repr(number)))


def slope_of(points: Iterable[Fraction]) -> Slope:
    """Which way points go, in order of the input."""
    found = list(points)
    steps = [after - before for before, after in pairwise(found)]
    up, down = any(step > 0 for step in steps), any(step < 0 for step in steps)
    if up and down:
        return "mixed"
    return "rising" if up else "falling" if down else "flat"
