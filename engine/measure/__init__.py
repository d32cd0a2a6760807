"""Values, attainment, status, series and their explanation, over rows that came through the door."""

from engine.measure.day_lights import day_lights
from engine.measure.explain import explain
from engine.measure.notable import Notable, notable
from engine.measure.outlook import Outlook, outlook
from engine.measure.pace import Pace, paces
from engine.measure.read import period_of, values
from engine.measure.series import leaf_series, many_series, series, unit_series
from engine.measure.standing import Standing, standing, standings
from engine.measure.to_date import PointToDate, to_date
from engine.measure.value import Point, Value, attainment_of, light_of
from engine.measure.volume import day_rows as rows_on
from engine.targets.days import PERIODS, Period

__all__ = [
    "PERIODS",
    "Notable",
    "Outlook",
    "Pace",
    "Period",
    "Point",
    "PointToDate",
    "Standing",
    "Value",
    "attainment_of",
    "day_lights",
    "explain",
    "leaf_series",
    "light_of",
    "many_series",
    "notable",
    "outlook",
    "paces",
    "period_of",
    "rows_on",
    "series",
    "standing",
    "standings",
    "to_date",
    "unit_series",
    "values",
]
