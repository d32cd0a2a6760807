"""Snapshots of boards for review meetings."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.api.boards import Agenda, BoardQuery, BoardView
from admin_ui.boards.choice import board_named, meant_for
from admin_ui.boards.frozen import board_in, seen
from admin_ui.boards.show import asked
from admin_ui.boards.snapshots import brief, keep, select_snapshots
from admin_ui.boards.view import agenda, head_card, widget_cards
from admin_ui.call import Call
from admin_ui.cards import unit_card
from admin_ui.paging import PageQuery, paged
from admin_ui.resource import Resource
from admin_ui.shapes import UnitRef
from engine.access.errors import not_found
from engine.storage.tables import board_snapshot

RESOURCE = Resource("board_snapshots", "Boards as they stood")
MOST_TITLE = 120


class NewSnapshot(BoardQuery):
    title = fields.String(required=True, validate=[validate.Length(1, MOST_TITLE), validate.Regexp(r"[^\x00-\x1f]+\Z")])


class SnapshotBrief(Schema):
    public_id = fields.String(required=True)
    board = fields.String(required=True)
    unit = fields.Nested(UnitRef, required=True)
    day = fields.Date(required=True)
    title = fields.String(required=True)
    author = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    release = fields.Integer(required=True)


class SnapshotQuery(PageQuery):
    unit = fields.String(validate=validate.Length(1, 64))


class Snapshot(BoardView):
    snapshot = fields.Nested(SnapshotBrief, required=True)
    agenda = fields.Nested(Agenda, required=True)


@RESOURCE.route("POST", "/boards/<name>/snapshots", body=NewSnapshot, answer=SnapshotBrief, status=201)
@needs("hold_meetings")
def new_snapshot(call: Call, body: dict[str, Any], name: str) -> Any:
    """Keeps the board as the caller sees it now."""
    what = asked(call, name, body)
    kept = keep(what, body["title"])
    with call.database.connect() as connection:
        row = connection.execute(sa.select(board_snapshot).where(board_snapshot.c.public_id == kept)).one()
    return brief(row, unit_card(call.door, what.family.unit))


@RESOURCE.route("GET", "/boards/<name>/snapshots", query=SnapshotQuery, answer=SnapshotBrief, many=True)
@needs("read_values")
def snapshots(call: Call, query: dict[str, Any], name: str) -> Any:
    """The kept snapshots of a board whose unit is in scope, newest first."""
    board, door = board_named(call, name), call.door
    found = select_snapshots(door, board.name)
    if code := query.get("unit"):
        found = found.where(board_snapshot.c.unit_id == call.unit(code).id)
    total = call.connection.execute(sa.select(sa.func.count()).select_from(found.subquery())).scalar_one()
    size, page = query["page_size"], query["page"]
    rows = call.connection.execute(found.limit(size).offset((page - 1) * size)).all()
    units = door.units(row.unit_id for row in rows)
    return paged([brief(row, unit_card(door, units[row.unit_id])) for row in rows], total, query)


@RESOURCE.route("GET", "/boards/<name>/snapshots/<public_id>", answer=Snapshot)
@needs("read_values")
def one_snapshot(call: Call, name: str, public_id: str) -> Any:
    """A board as it stood, cut to what the reader may see today."""
    found = select_snapshots(call.door, name, body=True).where(board_snapshot.c.public_id == public_id)
    row = call.connection.execute(found).one_or_none()
    scene = seen(row.body, call.door) if row is not None else None
    if row is None or scene is None:
        raise not_found()
    board = board_in(row.body)
    if not meant_for(call.door, call.actor, board):
        raise not_found()
    return head_card(board, scene) | {
        "levels": board.levels,
        "widgets": widget_cards(board, scene, lazy=True),
        "stamp": row.body["stamp"],
        "agenda": agenda(scene, board.indicators, row.body["spotlight"]),
        "snapshot": brief(row, scene.units[scene.unit]),
    }
