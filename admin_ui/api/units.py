"""One unit: its lights, the units below, its history, and why a number is what it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.board import at_latest, boards_for, lights_of
from admin_ui.call import Call
from admin_ui.cards import child_card, indicator_card, major, unit_card, worst_first
from admin_ui.explain_card import explanation_card
from admin_ui.incident_cards import briefs
from admin_ui.resource import Resource
from admin_ui.shapes import LIGHTS, PERIODS, IncidentBrief, IndicatorRef, Light, LightsOfChild, UnitRef
from engine.access.errors import not_found
from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.measure import explain, light_of, period_of, series, unit_series, values

RESOURCE = Resource("units", "Org units with their indicators")
MOST_DAYS = 400
#: Units named in one statement: PostgreSQL takes 65,535 parameters at most.
AT_ONCE = 5_000


class UnitQuery(Schema):
    day = fields.Date()
    period = fields.String(validate=validate.OneOf(PERIODS))


class UnitView(Schema):
    unit = fields.Nested(UnitRef)
    day = fields.Date()
    period = fields.String()
    path = fields.List(fields.Nested(UnitRef))
    lights = fields.List(fields.Nested(Light))
    children = fields.List(fields.Nested(LightsOfChild))
    incidents = fields.List(fields.Nested(IncidentBrief))
    periods = fields.List(fields.String())


class TrendQuery(Schema):
    indicator = fields.String(required=True, validate=validate.Length(1, 48))
    from_ = fields.Date(data_key="from")
    to = fields.Date()


class Point(Schema):
    day = fields.Date()
    actual = fields.Float(allow_none=True)
    target = fields.Float(allow_none=True)
    attainment = fields.Float(allow_none=True)
    light = fields.String(metadata={"enum": list(LIGHTS)})
    expected = fields.Integer()
    have = fields.Integer()


class Trend(Schema):
    indicator = fields.Nested(IndicatorRef)
    points = fields.List(fields.Nested(Point))


class MissingQuery(Schema):
    day = fields.Date()
    indicator = fields.String(validate=validate.Length(1, 48))


class Missing(Schema):
    day = fields.Date()
    indicator = fields.Nested(IndicatorRef)
    have = fields.Integer()
    expected = fields.Integer()
    units = fields.List(fields.Nested(UnitRef))


class ExplainQuery(UnitQuery):
    indicator = fields.String(required=True, validate=validate.Length(1, 48))


@RESOURCE.route("GET", "/units/<code>", query=UnitQuery, answer=UnitView)
@needs("read_values")
def unit_view(call: Call, query: dict[str, Any], code: str) -> Any:
    """A unit's lights, the units below and its open incidents."""
    door = call.door
    day = at_latest(call, query.get("day"))
    family = door.family(code)
    if family is None:
        raise not_found()
    board = boards_for(call.release, family.unit)
    period = period_of(door, query.get("period") or (board.default_period if board else "mtd"), day)
    shown = [name for name in call.release.app.home_indicators if door.shows(name)]
    open_children = [child for child in family.children if child.open_on(day)]
    found = values(door, [family.unit.id, *(child.id for child in open_children)], period, shown)
    children = [child_card(door, child, lights_of(door, found, child.id, shown)) for child in open_children]
    return {
        "unit": unit_card(door, family.unit),
        "day": day,
        "period": period.kind,
        "path": [unit_card(door, unit) for unit in (*family.ancestors, family.unit)],
        "lights": lights_of(door, found, family.unit.id, shown),
        "children": worst_first(children),
        "incidents": briefs(door, unit=family.unit) if door.may("read_incidents") else [],
        "periods": list(PERIODS),
    }


@RESOURCE.route("GET", "/units/<code>/trend", query=TrendQuery, answer=Trend)
@needs("read_values")
def trend(call: Call, query: dict[str, Any], code: str) -> Any:
    """An indicator of a unit day by day (at most 400 days; by default the last 62)."""
    door, unit = call.door, call.unit(code)
    door.require_indicator(query["indicator"], [unit.id])
    last = query.get("to") or at_latest(call, None)
    first = query.get("from_") or last - timedelta(days=61)
    if not timedelta(0) <= last - first < timedelta(days=MOST_DAYS):
        words = both(f"起止日期须在 {MOST_DAYS} 天之内", f"from and to span at most {MOST_DAYS} days")
        raise IssueError([Issue("N812", words, "$.from")])
    indicator = call.release.get("indicator", query["indicator"])
    scale = call.release.get("scale", indicator.scale)
    points = [
        {
            "day": point.day,
            "actual": major(door, indicator, point.actual),
            "target": major(door, indicator, point.target),
            "attainment": point.attainment,
            "light": "grey" if point.attainment is None else light_of(point.attainment, scale)[0],
            "expected": int(point.expected),
            "have": int(point.have),
        }
        for point in series(door, unit.id, query["indicator"], first, last)
    ]
    return {"indicator": indicator_card(indicator), "points": points}


@RESOURCE.route("GET", "/units/<code>/missing", query=MissingQuery, answer=Missing)
@needs("read_values")
def missing(call: Call, query: dict[str, Any], code: str) -> Any:
    """Which units of the last level, at or below this one, owe an indicator's data for a day, by name."""
    door, unit = call.door, call.unit(code)
    name = query.get("indicator") or next((n for n in call.release.app.home_indicators if door.shows(n)), "")
    door.require_indicator(name, [unit.id])
    day = at_latest(call, query.get("day"))
    last_level = len(call.release.get("org", call.release.app.org).levels) - 1
    leaves = door.units_of_level(last_level, within=unit)
    points = {
        leaf: found[0]
        for start in range(0, len(leaves), AT_ONCE)
        for leaf, found in unit_series(door, name, leaves[start : start + AT_ONCE], day, day).items()
    }
    late = door.units(leaf for leaf, point in points.items() if point.have < point.expected)
    return {
        "day": day,
        "indicator": indicator_card(call.release.get("indicator", name)),
        "have": sum(point.have for point in points.values()),
        "expected": sum(point.expected for point in points.values()),
        "units": [unit_card(door, leaf) for leaf in sorted(late.values(), key=lambda one: one.code)],
    }


@RESOURCE.route("GET", "/units/<code>/explain", query=ExplainQuery)
@needs("read_values")
def explain_view(call: Call, query: dict[str, Any], code: str) -> Any:
    """Why a number is what it is: formula, measures, filters, loads and sample rows."""
    door, unit = call.door, call.unit(code)
    door.require_indicator(query["indicator"], [unit.id])
    period = period_of(door, query.get("period") or "mtd", at_latest(call, query.get("day")))
    return explanation_card(door, explain(door, unit.id, query["indicator"], period))
