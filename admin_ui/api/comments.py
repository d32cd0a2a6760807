"""Comments on numbers: what was said about an indicator of a unit, for those who may see both."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.board import at_latest
from admin_ui.call import Call
from admin_ui.cards import unit_card
from admin_ui.paging import PageQuery, paged
from admin_ui.resource import Resource
from admin_ui.shapes import Text, UnitRef
from engine.access import Door, audit
from engine.access.errors import not_found
from engine.access.units import unit_of
from engine.base import clock
from engine.org.tree import unit_select
from engine.storage.database import new_public_id
from engine.storage.tables import comment, org_link, org_unit, user_account

RESOURCE = Resource("comments", "Comments on numbers")
MOST_TEXT = 1_000


class CommentQuery(PageQuery):
    unit = fields.String(validate=validate.Length(1, 64))
    indicator = fields.String(validate=validate.Length(1, 48))
    from_ = fields.Date(data_key="from")
    to = fields.Date()


class NewComment(Schema):
    unit = fields.String(required=True, validate=validate.Length(1, 64))
    indicator = fields.String(required=True, validate=validate.Length(1, 48))
    day = fields.Date()
    text = fields.String(
        required=True,
        validate=[validate.Length(1, MOST_TEXT), validate.Regexp(r"(?=[\s\S]*\S)[^\x00-\x08\x0b-\x1f\x7f]*\Z")],
    )


class Comment(Schema):
    public_id = fields.String(required=True)
    unit = fields.Nested(UnitRef, required=True)
    indicator = fields.String(required=True)
    day = fields.Date(required=True)
    by = Text(required=True)
    at = fields.AwareDateTime(required=True)
    text = fields.String(required=True)
    own = fields.Boolean(required=True)


@RESOURCE.route("GET", "/comments", query=CommentQuery, answer=Comment, many=True)
@needs("read_values")
def comments(call: Call, query: dict[str, Any]) -> Any:
    """What was said in scope, newest first; with ``unit`` at it and below, about days between ``from`` and ``to``."""
    found = _visible(call.door)
    if code := query.get("unit"):
        unit = call.unit(code)
        found = found.where(org_link.c.path >= unit.path, org_link.c.path < unit.path_end)
    if name := query.get("indicator"):
        call.door.require_indicator(name)
        found = found.where(comment.c.indicator == name)
    if first := query.get("from_"):
        found = found.where(comment.c.day >= first)
    if last := query.get("to"):
        found = found.where(comment.c.day <= last)
    total = call.connection.execute(sa.select(sa.func.count()).select_from(found.subquery())).scalar_one()
    size, page = query["page_size"], query["page"]
    rows = call.connection.execute(found.limit(size).offset((page - 1) * size))
    return paged([_card(call, row) for row in rows], total, query)


@RESOURCE.route("POST", "/comments", body=NewComment, answer=Comment, status=201)
@needs("write_comments")
def new_comment(call: Call, body: dict[str, Any]) -> Any:
    """Says something about an indicator of a unit on a day (by default the last whole one)."""
    unit = call.unit(body["unit"])
    call.door.require_indicator(body["indicator"], [unit.id])
    row = {
        "public_id": new_public_id(),
        "unit_id": unit.id,
        "indicator": body["indicator"],
        "day": at_latest(call, body.get("day")),
        "user_id": call.actor.user_id,
        "at": clock.now(),
        "text": body["text"].strip(),
    }
    with call.writing() as connection:
        connection.execute(sa.insert(comment).values(**row))
        detail = {"unit": unit.code, "indicator": row["indicator"], "day": row["day"].isoformat()}
        audit.append(connection, call.actor.login, "comment.write", str(row["public_id"]), detail)
    return row | {"unit": unit_card(call.door, unit), "by": call.actor.title, "own": True}


@RESOURCE.route("DELETE", "/comments/<public_id>", status=204)
@needs("write_comments")
def delete_comment(call: Call, public_id: str) -> Any:
    """Takes back what the caller has said; others' comments are answered like missing ones."""
    found = _visible(call.door).where(comment.c.public_id == public_id, comment.c.user_id == call.actor.user_id)
    row = call.connection.execute(found).one_or_none()
    if row is None:
        raise not_found()
    with call.writing() as connection:
        connection.execute(sa.delete(comment).where(comment.c.public_id == public_id))
        detail = {"unit": row.code, "indicator": row.indicator, "text": row.text}
        audit.append(connection, call.actor.login, "comment.delete", public_id, detail)


def _visible(door: Door) -> sa.Select[Any]:
    columns = [comment.c[name] for name in ("public_id", "indicator", "day", "user_id", "at", "text")]
    return (
        unit_select(door.today)
        .add_columns(*columns, user_account.c.title.label("by"))
        .join(comment, comment.c.unit_id == org_unit.c.id)
        .join(user_account, user_account.c.id == comment.c.user_id)
        .where(door.scope_of_values(org_link.c.path, comment.c.indicator))
        .order_by(None)
        .order_by(comment.c.at.desc(), comment.c.id.desc())
    )


def _card(call: Call, row: Any) -> dict[str, Any]:
    names = ("public_id", "indicator", "day", "by", "at", "text")
    card = {name: row._mapping[name] for name in names}
    return card | {"unit": unit_card(call.door, unit_of(row)), "own": row.user_id == call.actor.user_id}
