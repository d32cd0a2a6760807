"""The model of a scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.definitions.kind import Model


@dataclass(frozen=True, kw_only=True)
class Band:
    """Attainments from ``from_`` (inclusive) to ``to`` (exclusive) show ``light``; None is without end."""

    light: Literal["red", "yellow", "green"]
    from_: float | None
    to: float | None


@dataclass(frozen=True, kw_only=True)
class ScaleModel(Model):
    """Bands in rising order, without gap or overlap; below ``min_coverage`` (0…1) the light is grey."""

    measures: Literal["attainment"] = "attainment"
    bands: tuple[Band, ...]
    min_coverage: float = 0.0
