"""The first screen: one's own lights, the units below, the worst first, and what waits for the caller today.

Two statements, whatever the size; a third where a scale's ``parent_light`` counts the units below.
"""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.board import at_latest, boards_for, incident_count, lights_of, units_missing, worst_units_first
from admin_ui.call import Call
from admin_ui.cards import child_card, unit_card, worst_first
from admin_ui.resource import Resource
from admin_ui.shapes import PERIODS, Light, Text, UnitRef, WorstOfChild
from engine.access.actor import Post
from engine.access.errors import not_found
from engine.measure import period_of, values
from engine.targets.receipts import ReceiptCount, confirming_roles, issued, posts_of

RESOURCE = Resource("home", "The first screen")
MOST_UNITS = 12


class HomeQuery(Schema):
    day = fields.Date()
    unit = fields.String(
        validate=validate.Length(1, 64),
        metadata={"description": "the unit of one of one's posts; the first by default"},
    )


class AppCard(Schema):
    name = fields.String()
    title = Text()
    currency = fields.String()
    money_digits = fields.Integer()
    time_zone = fields.String()


class Board(Schema):
    name = fields.String()
    title = Text()


class HomePost(Schema):
    """A post of the caller: a unit whose home he may look at."""

    unit = fields.Nested(UnitRef)
    role_title = Text()


class Home(Schema):
    app = fields.Nested(AppCard)
    day = fields.Date()
    data_day = fields.Date(allow_none=True)
    unit = fields.Nested(UnitRef)
    period = fields.String(metadata={"enum": list(PERIODS)})
    lights = fields.List(fields.Nested(Light))
    units = fields.List(fields.Nested(WorstOfChild))
    more = fields.Integer(metadata={"description": "How many units below are not shown"})
    posts = fields.List(fields.Nested(HomePost))
    incidents_open = fields.Integer()
    targets_open = fields.Integer(metadata={"description": "Plans of own units not yet confirmed, over all posts"})
    missing_units = fields.List(fields.Nested(UnitRef))
    board = fields.Nested(Board, allow_none=True)


@RESOURCE.route("GET", "/home", query=HomeQuery, answer=Home)
@needs("read_values")
def home(call: Call, query: dict[str, Any]) -> Any:
    """The lights of one's own unit and of the units below it."""
    door, app = call.door, call.release.app
    if not call.actor.posts:
        raise not_found()
    day = at_latest(call, query.get("day"))
    posts = {post.unit_code: post for post in reversed(call.actor.posts)}
    code = query.get("unit", call.actor.posts[0].unit_code)
    if code not in posts:
        raise not_found()
    plans, confirming = issued(call.release, call.today), posts_of(call.actor, call.release)
    given = ReceiptCount(tuple(plan.hash for plan in plans), confirming_roles(call.release))
    family = door.family(code, incident_count, given)
    if family is None:
        raise not_found()
    board = boards_for(call.release, family.unit)
    shown = [name for name in app.home_indicators if door.shows(name)]
    period = period_of(door, board.default_period if board else "mtd", day)
    found = values(door, [family.unit.id, *(child.id for child in family.children)], period, shown)
    lights = worst_first(lights_of(door, found, family.unit.id, shown))
    children = worst_units_first((unit for unit in family.children if unit.open_on(day)), found, shown)
    return {
        "app": app,
        "day": day,
        "data_day": max((card["data_day"] for card in lights if card["data_day"]), default=None),
        "unit": unit_card(door, family.unit),
        "period": period.kind,
        "lights": lights,
        "units": [child_card(door, unit, lights_of(door, found, unit.id, shown)) for unit in children[:MOST_UNITS]],
        "more": max(0, len(children) - MOST_UNITS),
        "posts": [_post_card(call, post) for post in reversed(posts.values())],
        "targets_open": max(0, len(plans) * len(confirming) - family.extra[family.unit.id][1]),
        "incidents_open": family.extra[family.unit.id][0] if door.may("read_incidents") else 0,
        "missing_units": [unit_card(door, unit) for unit in units_missing(family, found)],
        "board": board,
    }


def _post_card(call: Call, post: Post) -> dict[str, Any]:
    level = call.release.get("org", call.release.app.org).levels[post.level]
    unit = {"code": post.unit_code, "title": post.unit_title, "level": level.name, "level_title": level.title}
    return {"unit": unit | {"closed": False}, "role_title": post.role_title}
