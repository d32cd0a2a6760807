"""A straight line through two places, beyond them too.

``{"type": "linear", "from": {"at": 0.6, "points": 0}, "to": {"at": 1.0, "points": 100}}``: points(x) =
from.points + (x − from.at) · (to.points − from.points) / (to.at − from.at), for every x, then not above ``cap`` and not
below ``floor`` (the curve's, then the card's). In the example 60 % is 0, 80 % is 50, 100 % is 100, and with a cap of
120 every attainment from 108 % on is 120. ``from.at`` and ``to.at`` must differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from engine.base.issue import Issue
from engine.base.text import Text, both
from engine.kinds.scorecard.curves.contract import PLACE, Points, Settings, Slope, exact, schema_with, slope_of


class Linear:
    """See the module's docstring."""

    title: Text = both("直线", "Straight line")
    schema: Mapping[str, Any] = schema_with("linear", {"from": PLACE, "to": PLACE}, ["from", "to"])

    def check(self, settings: Settings) -> Iterable[Issue]:
        """Two places make a line where they differ."""
        if settings["from"]["at"] == settings["to"]["at"]:
            words = both("直线的两端在同一处", "both ends of the line stand at the same place")
            yield Issue("N769", words, "$.to.at", hint=both("改为另一个数", "write another number"))

    def prepare(self, settings: Settings) -> Points:
        """Raises ZeroDivisionError for settings that did not pass ``check``."""
        first, last = settings["from"], settings["to"]
        at, points = exact(first["at"]), exact(first["points"])
        rise = (exact(last["points"]) - points) / (exact(last["at"]) - at)

        def of(x: Fraction) -> Fraction:
            return points + (x - at) * rise

        return of

    def slope(self, settings: Settings) -> Slope:
        """By its two ends."""
        ends = sorted((settings["from"], settings["to"]), key=lambda place: exact(place["at"]))
        return slope_of(exact(place["points"]) for place in ends)


CURVE = Linear()
