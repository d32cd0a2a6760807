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
class ParentLight:
    """How the units right below colour one above the leaves: not at all (``own``), as bad as the worst of them
    (``worst_child``), or no longer green once ``share`` (0…1) of them are red (``red_children``)."""

    by: Literal["own", "worst_child", "red_children"]
    share: float | None = None


@dataclass(frozen=True, kw_only=True)
class ScaleModel(Model):
    """Bands in rising order, without gap or overlap; below ``min_coverage`` (0…1) the light is grey."""

    measures: Literal["attainment"] = "attainment"
    bands: tuple[Band, ...]
    min_coverage: float = 0.0
    parent_light: ParentLight | None = None
