"""The model of an indicator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.base.text import Text
from engine.definitions.kind import Model


@dataclass(frozen=True, kw_only=True)
class Driver:
    """One factor of a product that is the indicator."""

    name: str
    title: Text
    formula: str


@dataclass(frozen=True, kw_only=True)
class IndicatorModel(Model):
    """A formula over summed measures. ``cap``: values above count as this. ``decimals``: digits shown."""

    direction: Literal["higher", "lower"]
    formula: str
    dataset: str | None = None
    scale: str
    cap: float | None = None
    unit_of_measure: Text | None = None
    display: Literal["money", "number", "percent"] = "number"
    decimals: int = 2
    owner: str | None = None
    tags: tuple[str, ...] = ()
    drivers: tuple[Driver, ...] = ()
    missing_text: Text | None = None
