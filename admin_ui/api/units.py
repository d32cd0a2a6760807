"""One unit: its lights, the units below, its history, and why a number is what it is."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.board import at_latest, boards_for, lights_of, worst_light, worst_units_first
from admin_ui.call import Call
from admin_ui.cards import child_card, indicator_card, major, unit_card
from admin_ui.explain_card import explanation_card
from admin_ui.incident_cards import briefs
from admin_ui.resource import Resource
from admin_ui.shapes import LIGHTS, PERIODS, IncidentBrief, IndicatorRef, Light, LightsOfChild, Text, UnitRef
from engine.access.errors import not_found
from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.measure import day_lights, explain, outlook, period_of, series, standing, unit_series, values

RESOURCE = Resource("units", "Org units with their indicators")
MOST_DAYS = 400
#: Units below on one page of the answer: nobody looks at more lamps at once.
CHILDREN = 60
#: Units named in one statement: PostgreSQL takes 65,535 parameters at most.
AT_ONCE = 5_000


class UnitQuery(Schema):
    day = fields.Date()
    period = fields.String(validate=validate.OneOf(PERIODS))


class UnitViewQuery(UnitQuery):
    page = fields.Integer(load_default=1, validate=validate.Range(1, 10_000))


class LightTally(Schema):
    """How many units show each light."""

    red = fields.Integer()
    yellow = fields.Integer()
    grey = fields.Integer()
    green = fields.Integer()


class UnitView(Schema):
    unit = fields.Nested(UnitRef)
    day = fields.Date()
    period = fields.String()
    path = fields.List(fields.Nested(UnitRef))
    lights = fields.List(fields.Nested(Light))
    children = fields.List(fields.Nested(LightsOfChild), metadata={"description": "One page, the worst first"})
    children_total = fields.Integer()
    children_pages = fields.Integer()
    children_tally = fields.Nested(LightTally)
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


class IndicatorQuery(UnitQuery):
    indicator = fields.String(required=True, validate=validate.Length(1, 48))


class OutlookDay(Schema):
    day = fields.Date()
    target = fields.Float(allow_none=True)
    projected = fields.Float(allow_none=True)


class UnitOutlook(Schema):
    """Where the whole period will end at the rate so far. Shares of the way are fractions."""

    indicator = fields.Nested(IndicatorRef)
    period = fields.String(metadata={"enum": list(PERIODS)})
    first = fields.Date()
    last = fields.Date()
    day = fields.Date()
    actual = fields.Float(allow_none=True)
    attainment = fields.Float(allow_none=True)
    target = fields.Float(allow_none=True, metadata={"description": "of the whole period"})
    target_to_date = fields.Float(allow_none=True)
    projected = fields.Float(allow_none=True)
    projected_attainment = fields.Float(allow_none=True)
    light = fields.String(metadata={"enum": list(LIGHTS)})
    method = Text()
    time_share = fields.Float(metadata={"description": "calendar days gone, of the whole period"})
    target_share = fields.Float(allow_none=True, metadata={"description": "target to date, of the whole target"})
    actual_share = fields.Float(allow_none=True, metadata={"description": "actual, of the whole target"})
    ahead = fields.List(fields.Nested(OutlookDay))


class UnitRank(Schema):
    """A place among peers who are not named; place, median and quarter are null where there are too few."""

    indicator = fields.Nested(IndicatorRef)
    among = fields.String(metadata={"enum": ["level", "siblings", "seen"]})
    level_title = Text()
    of = fields.Integer()
    place = fields.Integer(allow_none=True)
    median = fields.Float(allow_none=True)
    quarter = fields.Integer(allow_none=True)


@RESOURCE.route("GET", "/units/<code>", query=UnitViewQuery, answer=UnitView)
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
    ordered = worst_units_first(open_children, found, shown)
    start = (query["page"] - 1) * CHILDREN
    children = [
        child_card(door, child, lights_of(door, found, child.id, shown)) for child in ordered[start : start + CHILDREN]
    ]
    return {
        "unit": unit_card(door, family.unit),
        "day": day,
        "period": period.kind,
        "path": [unit_card(door, unit) for unit in (*family.ancestors, family.unit)],
        "lights": lights_of(door, found, family.unit.id, shown),
        "children": children,
        "children_total": len(ordered),
        "children_pages": -(-len(ordered) // CHILDREN),
        "children_tally": Counter(worst_light(child, found, shown) for child in ordered),
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
    found = series(door, unit.id, query["indicator"], first, last)
    points = [
        {
            "day": point.day,
            "actual": major(door, indicator, point.actual),
            "target": major(door, indicator, point.target),
            "attainment": point.attainment,
            "light": light,
            "expected": int(point.expected),
            "have": int(point.have),
        }
        for point, light in zip(found, day_lights(door, unit.id, query["indicator"], found), strict=True)
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


@RESOURCE.route("GET", "/units/<code>/explain", query=IndicatorQuery)
@needs("read_values")
def explain_view(call: Call, query: dict[str, Any], code: str) -> Any:
    """Why a number is what it is: formula, measures, filters, loads and sample rows."""
    door, unit = call.door, call.unit(code)
    door.require_indicator(query["indicator"], [unit.id])
    period = period_of(door, query.get("period") or "mtd", at_latest(call, query.get("day")))
    return explanation_card(door, explain(door, unit.id, query["indicator"], period))


@RESOURCE.route("GET", "/units/<code>/outlook", query=IndicatorQuery, answer=UnitOutlook)
@needs("read_values")
def outlook_view(call: Call, query: dict[str, Any], code: str) -> Any:
    """Pace and projection of an indicator: how far the period is, and where it will end at the rate so far."""
    door, unit = call.door, call.unit(code)
    door.require_indicator(query["indicator"], [unit.id])
    period = period_of(door, query.get("period") or "mtd", at_latest(call, query.get("day")))
    found = outlook(door, unit.id, query["indicator"], period)
    indicator = call.release.get("indicator", query["indicator"])
    money = {name: major(door, indicator, getattr(found, name)) for name in ("actual", "target", "target_to_date")}
    return money | {
        "indicator": indicator_card(indicator),
        "period": period.kind,
        "first": period.first,
        "last": found.end,
        "day": period.day,
        "attainment": found.attainment,
        "projected": major(door, indicator, found.projected),
        "projected_attainment": found.projected_attainment,
        "light": found.light,
        "method": found.method,
        "time_share": found.days_gone / found.days,
        "target_share": _share(found.target_to_date, found.target) if found.amounts else None,
        "actual_share": _share(found.actual, found.target) if found.amounts else None,
        "ahead": [
            {
                "day": ahead.day,
                "target": major(door, indicator, ahead.target),
                "projected": major(door, indicator, ahead.projected),
            }
            for ahead in found.ahead
        ],
    }


def _share(part: float | None, whole: float | None) -> float | None:
    return None if part is None or not whole else part / whole


@RESOURCE.route("GET", "/units/<code>/rank", query=IndicatorQuery, answer=UnitRank)
@needs("read_values")
def rank_view(call: Call, query: dict[str, Any], code: str) -> Any:
    """A unit's place among its peers: all of the level with ``compare_peers``, else those one may see anyway."""
    door, unit = call.door, call.unit(code)
    door.require_indicator(query["indicator"], [unit.id])
    period = period_of(door, query.get("period") or "mtd", at_latest(call, query.get("day")))
    found = standing(door, unit, query["indicator"], period, of_all=door.may("compare_peers"))
    return vars(found) | {
        "indicator": indicator_card(call.release.get("indicator", query["indicator"])),
        "level_title": call.release.get("org", call.release.app.org).levels[unit.level].title,
    }
