"""Values, attainment, status, series and their explanation, over rows that came through the door."""

from engine.measure.explain import explain
from engine.measure.notable import Notable, notable
from engine.measure.read import period_of, values
from engine.measure.series import leaf_series, series, unit_series
from engine.measure.value import Point, Value, attainment_of, light_of
from engine.targets.days import PERIODS, Period

__all__ = [
    "PERIODS",
    "Notable",
    "Period",
    "Point",
    "Value",
    "attainment_of",
    "explain",
    "leaf_series",
    "light_of",
    "notable",
    "period_of",
    "series",
    "unit_series",
    "values",
]
