"""A table of places with straight lines between them, level outside.

``{"type": "table", "places": [{"at": 0.6, "points": 0}, {"at": 0.9, "points": 80}, {"at": 1.1, "points": 120}]}``:
between two places points(x) = p + (x − at) · (next p − p) / (next at − at); below the first its points, above the last
its points. ``at`` rises strictly from place to place; at least two of them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

from engine.base.issue import Issue
from engine.base.text import Text, both
from engine.kinds.scorecard.curves.contract import PLACE, Points, Settings, Slope, exact, schema_with, slope_of


class Table:
    """See the module's docstring."""

    title: Text = both("折线（对照表）", "Table")
    schema: Mapping[str, Any] = schema_with(
        "table", {"places": {"type": "array", "minItems": 2, "maxItems": 20, "items": PLACE}}, ["places"]
    )

    def check(self, settings: Settings) -> Iterable[Issue]:
        """The places rise."""
        for i, (before, place) in enumerate(pairwise(settings["places"]), start=1):
            if place["at"] <= before["at"]:
                words = both("各点没有从低到高排列", "the places are not in rising order")
                yield Issue("N769", words, f"$.places[{i}].at")
                return

    def prepare(self, settings: Settings) -> Points:
        """Between two places on the line that joins them."""
        at = [exact(place["at"]) for place in settings["places"]]
        points = [exact(place["points"]) for place in settings["places"]]

        def of(x: Fraction) -> Fraction:
            i = bisect_right(at, x)
            if i == 0 or i == len(at):
                return points[max(0, i - 1)]
            share = (x - at[i - 1]) / (at[i] - at[i - 1])
            return points[i - 1] + share * (points[i] - points[i - 1])

        return of

    def slope(self, settings: Settings) -> Slope:
        """From place to place."""
        return slope_of(exact(place["points"]) for place in settings["places"])


CURVE = Table()
