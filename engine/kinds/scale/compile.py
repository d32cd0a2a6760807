"""A scale made ready: attainment → light and the rule in words."""

from __future__ import annotations

from dataclasses import dataclass

from engine.base.text import Text, both
from engine.definitions.kind import Catalog, Definition
from engine.kinds.scale.model import Band, ScaleModel


@dataclass(frozen=True)
class CompiledScale:
    """Asks which band an attainment falls into."""

    name: str
    bands: tuple[Band, ...]
    min_coverage: float

    def light(self, attainment: float) -> str:
        """ "red", "yellow" or "green". Compares what people see: the attainment rounded to 6 digits."""
        return self.band(attainment).light

    def band(self, attainment: float) -> Band:
        """The band of an attainment, rounded to 6 digits so that the order of a sum never flips a light."""
        shown = round(attainment, 6)
        for band in self.bands:
            if band.to is None or shown < band.to:
                return band
        return self.bands[-1]

    def words(self, band: Band) -> Text:
        """A band in words, e.g. "85 % ≤ attainment < 95 %"."""
        low = "" if band.from_ is None else f"{band.from_ * 100:g} % ≤ "
        high = "" if band.to is None else f" < {band.to * 100:g} %"
        return both(f"{low}达成率{high}", f"{low}attainment{high}")


def compile_scale(definition: Definition, catalog: Catalog) -> CompiledScale:
    """The scale, ready to judge."""
    model: ScaleModel = definition.model
    return CompiledScale(definition.name, model.bands, model.min_coverage)
