"""Boards: the caller's own, each with the data of its widgets for a unit, a period and a day."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.boards.choice import boards_of
from admin_ui.boards.scene import CHILDREN
from admin_ui.boards.show import asked
from admin_ui.boards.stamp import stamp_of
from admin_ui.boards.view import agenda, head_card, placed, widget_card, widget_cards
from admin_ui.call import Call
from admin_ui.resource import Resource
from admin_ui.shapes import PERIODS, IndicatorRef, Text, UnitRef, WorstOfChild
from engine.access.errors import not_found

RESOURCE = Resource("boards", "Boards made of widgets")
#: A day or an instant; of a snapshot it is text already.
_WHEN = {"type": "string"}


class BoardQuery(Schema):
    unit = fields.String(validate=validate.Length(1, 64))
    day = fields.Date()
    period = fields.String(validate=validate.OneOf(PERIODS))


class BoardBrief(Schema):
    name = fields.String(required=True)
    title = Text(required=True)
    description = Text(allow_none=True)
    unit = fields.String(required=True, metadata={"description": "The unit it opens at"})
    levels = fields.List(fields.String(), required=True, metadata={"description": "Levels it is made for; none: all"})


class WidgetCard(Schema):
    number = fields.Integer(required=True, metadata={"description": "Its number in the layout, from 1"})
    type = fields.String(required=True)
    title = Text(allow_none=True)
    x = fields.Integer(allow_none=True)
    y = fields.Integer(allow_none=True)
    w = fields.Integer(allow_none=True)
    h = fields.Integer(allow_none=True)
    settings = fields.Dict(required=True)
    indicators = fields.List(fields.String(), required=True)
    lazy = fields.Boolean(required=True)
    data = fields.Raw(allow_none=True, metadata={"description": "As its widget gives it; null where it comes later"})


class Stamp(Schema):
    board = fields.String(required=True)
    version = fields.Integer(allow_none=True, metadata={"description": "Version of the board's definition"})
    release = fields.Integer(required=True)
    data_day = fields.Raw(allow_none=True, metadata=_WHEN | {"description": "The newest day with data"})
    data_oldest = fields.Raw(allow_none=True, metadata=_WHEN)
    synced_at = fields.Raw(allow_none=True, metadata=_WHEN)
    unit = fields.Nested(UnitRef, required=True)
    day = fields.Raw(required=True, metadata=_WHEN)
    period = fields.String(required=True)
    first = fields.Raw(required=True, metadata=_WHEN)
    by = Text(required=True)
    login = fields.String(required=True)
    at = fields.Raw(required=True, metadata=_WHEN)


class BoardHead(Schema):
    name = fields.String(required=True)
    title = Text(required=True)
    description = Text(allow_none=True)
    unit = fields.Nested(UnitRef, required=True)
    path = fields.List(fields.Nested(UnitRef), required=True)
    day = fields.Date(required=True)
    period = fields.String(required=True, metadata={"enum": list(PERIODS)})
    first = fields.Date(required=True)
    indicators = fields.List(fields.Nested(IndicatorRef), required=True)
    stamp = fields.Nested(Stamp, required=True)


class BoardView(BoardHead):
    levels = fields.List(fields.String(), required=True)
    widgets = fields.List(fields.Nested(WidgetCard), required=True)


class Agenda(Schema):
    own = fields.Nested(WorstOfChild, required=True)
    red = fields.List(fields.Nested(WorstOfChild), required=True)
    yellow = fields.List(fields.Nested(WorstOfChild), required=True)
    grey = fields.List(fields.Nested(WorstOfChild), required=True)
    spotlight = fields.List(fields.Nested(WorstOfChild), required=True)


class Meeting(BoardHead):
    agenda = fields.Nested(Agenda, required=True)


@RESOURCE.route("GET", "/boards", answer=BoardBrief, many=True)
@needs("read_values")
def board_list(call: Call) -> Any:
    """The boards made for the caller's levels and roles."""
    return [
        {
            "name": board.name,
            "title": board.title,
            "description": board.description,
            "unit": code,
            "levels": board.levels,
        }
        for board, code in boards_of(call)
    ]


@RESOURCE.route("GET", "/boards/<name>", query=BoardQuery, answer=BoardView)
@needs("read_values")
def board_view(call: Call, query: dict[str, Any], name: str) -> Any:
    """A board's layout with the data of its widgets; those that come later (``lazy``) without."""
    what = asked(call, name, query)
    scene = what.scene()
    return head_card(what.board, scene) | {
        "levels": what.board.levels,
        "widgets": widget_cards(what.board, scene, lazy=False),
        "stamp": stamp_of(call, what.board, scene),
    }


@RESOURCE.route("GET", "/boards/<name>/widgets/<int:number>", query=BoardQuery, answer=WidgetCard)
@needs("read_values")
def board_widget(call: Call, query: dict[str, Any], name: str, number: int) -> Any:
    """One widget of a board with its data. Numbers count from 1 in the order of the layout."""
    what = asked(call, name, query)
    scene = what.scene(only=number)
    for at, entry, spot in placed(what.board, scene.indicators):
        if at == number:
            return widget_card(at, entry, spot, scene)
    raise not_found()


@RESOURCE.route("GET", "/boards/<name>/meeting", query=BoardQuery, answer=Meeting)
@needs("read_values")
def board_meeting(call: Call, query: dict[str, Any], name: str) -> Any:
    """What a review meeting goes through: reds unit by unit, then yellows, and whom to praise."""
    what = asked(call, name, query)
    scene, praised = what.spotlight(what.scene(more=CHILDREN))
    return head_card(what.board, scene) | {
        "agenda": agenda(scene, what.board.indicators, praised),
        "stamp": stamp_of(call, what.board, scene),
    }
