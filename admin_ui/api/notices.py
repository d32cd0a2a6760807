"""Notices: what a person finds in the app itself, newest first; one's own only."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from marshmallow import Schema, fields

from admin_ui.access import signed_in
from admin_ui.call import Call
from admin_ui.paging import PageQuery, paged
from admin_ui.resource import Answer, Resource
from engine.access.errors import not_found
from engine.base import clock
from engine.storage.tables import inbox_message, outbox
from rule_builder.life import note_read

RESOURCE = Resource("notices", "Notices in the app")
_n = inbox_message.c


class NoticeQuery(PageQuery):
    unread = fields.Boolean(load_default=False)


class Notice(Schema):
    """``url``: where it leads, on this installation; null where nowhere. ``read_at``: null until it has been read."""

    public_id = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    purpose = fields.String(required=True)
    copy = fields.Boolean(required=True)
    title = fields.String(required=True)
    text = fields.String(required=True)
    url = fields.String(required=True, allow_none=True)
    read_at = fields.AwareDateTime(required=True, allow_none=True)


class NoticeCount(Schema):
    unread = fields.Integer(required=True)


@RESOURCE.route("GET", "/notices", query=NoticeQuery, answer=Notice, many=True)
@signed_in
def notices(call: Call, query: dict[str, Any]) -> Any:
    """One's own notices, newest first."""
    mine = sa.select(inbox_message).where(_n.user_id == call.actor.user_id)
    if query["unread"]:
        mine = mine.where(_n.read_at.is_(None))
    total = call.connection.execute(sa.select(sa.func.count()).select_from(mine.subquery())).scalar_one()
    size, page = query["page_size"], query["page"]
    rows = call.connection.execute(mine.order_by(_n.id.desc()).limit(size).offset((page - 1) * size))
    return paged([_card(row) for row in rows], total, query)


@RESOURCE.route("GET", "/notices/count", answer=NoticeCount)
@signed_in
def count(call: Call) -> Any:
    """How many of one's own notices have not been read."""
    unread = sa.select(sa.func.count()).where(_n.user_id == call.actor.user_id, _n.read_at.is_(None))
    return {"unread": call.connection.scalar(unread) or 0}


@RESOURCE.route("POST", "/notices/<public_id>/read", status=204)
@signed_in
def read(call: Call, public_id: str) -> Any:
    """Marks one as read, and that its reader knows of the incidents it is about; again changes nothing."""
    mine = sa.and_(_n.public_id == public_id, _n.user_id == call.actor.user_id)
    with call.writing() as connection:
        if connection.scalar(sa.select(_n.id).where(mine)) is None:
            raise not_found()
        now = clock.now()
        connection.execute(sa.update(inbox_message).where(mine, _n.read_at.is_(None)).values(read_at=now))
        about = connection.scalar(sa.select(outbox.c.subject).where(outbox.c.public_id == public_id)) or {}
        note_read(connection, about.get("incidents", ()), call.actor.user_id or 0, now, via="inbox")
    return Answer(None, 204)


@RESOURCE.route("POST", "/notices/read_all", status=204)
@signed_in
def read_all(call: Call) -> Any:
    """Marks all of one's own as read."""
    mine = sa.and_(_n.user_id == call.actor.user_id, _n.read_at.is_(None))
    with call.writing() as connection:
        connection.execute(sa.update(inbox_message).where(mine).values(read_at=clock.now()))
    return Answer(None, 204)


def _card(row: Any) -> dict[str, Any]:
    return {name: row._mapping[name] for name in Notice().fields}
