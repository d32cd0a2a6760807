"""Bands: each gives the same points from its lower end on, that end included, up to the next one's.

``{"type": "step", "bands": [{"from": null, "points": 0}, {"from": 0.85, "points": 60}, {"from": 1, "points": 100}]}``:
below 85 % 0, at 85 % and above 60, from 100 % on 100. The first band starts at null (no lower end), the others in
strictly rising order; the last has no upper end.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

from engine.base.issue import Issue
from engine.base.text import Text, both
from engine.kinds.scorecard.curves.contract import NUMBER, POINTS, Points, Settings, Slope, exact, schema_with, slope_of

_BAND = {
    "type": "object",
    "properties": {"from": {**NUMBER, "type": ["number", "null"]}, "points": POINTS},
    "required": ["from", "points"],
    "additionalProperties": False,
}


class Step:
    """See the module's docstring."""

    title: Text = both("分档", "Steps")
    schema: Mapping[str, Any] = schema_with(
        "step", {"bands": {"type": "array", "minItems": 1, "maxItems": 20, "items": _BAND}}, ["bands"]
    )

    def check(self, settings: Settings) -> Iterable[Issue]:
        """The first band has no lower end, the others rise."""
        starts = [band["from"] for band in settings["bands"]]
        if starts[0] is not None:
            words = both(f"低于 {starts[0]:g} 的值没有得分", f"values below {starts[0]:g} have no points")
            yield Issue(
                "N769", words, "$.bands[0].from", hint=both("首档的 from 写 null", "let the first start at null")
            )
        for i, (before, start) in enumerate(pairwise(starts), start=1):
            if start is None or (before is not None and start <= before):
                words = both("各档没有从低到高排列", "the bands are not in rising order")
                yield Issue("N769", words, f"$.bands[{i}].from")
                return

    def prepare(self, settings: Settings) -> Points:
        """The band an input falls into decides."""
        starts = [exact(band["from"]) for band in settings["bands"][1:]]
        points = [exact(band["points"]) for band in settings["bands"]]

        def of(x: Fraction) -> Fraction:
            return points[bisect_right(starts, x)]

        return of

    def slope(self, settings: Settings) -> Slope:
        """From band to band."""
        return slope_of(exact(band["points"]) for band in settings["bands"])


CURVE = Step()
