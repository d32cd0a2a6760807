"""Types of curves by name: the modules here that expose ``CURVE``, and what plugins provide at the door ``curve``."""

from __future__ import annotations

from functools import cache
from typing import cast

from engine.base.discover import exposed
from engine.base.plugin import provided
from engine.kinds.scorecard.curves.contract import CurveType


@cache
def curve_types() -> dict[str, CurveType]:
    """Every installed type of curve. Raises ValueError for a name that is taken twice."""
    found = exposed("engine.kinds.scorecard.curves", "CURVE")
    for name, curve in provided("curve").items():
        if name in found:
            raise ValueError(f"curve: {name!r} is provided twice")
        found[name] = curve
    return cast(dict[str, CurveType], found)
