"""Messages that went out, or will."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from marshmallow import fields, validate

from admin_ui.access import needs
from admin_ui.call import Call
from admin_ui.message_cards import MessageCard, message_cards, message_select
from admin_ui.paging import PageQuery, paged
from admin_ui.resource import Resource
from engine.storage.tables import outbox

RESOURCE = Resource("messages", "Messages to people")
STATES = ("waiting", "sending", "sent", "refused", "unknown", "cancelled")


class MessageQuery(PageQuery):
    state = fields.String(validate=validate.OneOf(STATES))


@RESOURCE.route("GET", "/messages", query=MessageQuery, answer=MessageCard, many=True)
@needs("read_incidents")
def messages(call: Call, query: dict[str, Any]) -> Any:
    """Messages, newest first: all of them for those who see the whole organisation, else one's own."""
    found = message_select()
    if not call.actor.sees_everything:
        found = found.where(outbox.c.user_id == call.actor.user_id)
    if state := query.get("state"):
        found = found.where(outbox.c.state == state)
    total = call.connection.execute(sa.select(sa.func.count()).select_from(found.subquery())).scalar_one()
    size, page = query["page_size"], query["page"]
    rows = call.connection.execute(found.order_by(outbox.c.id.desc()).limit(size).offset((page - 1) * size))
    return paged(message_cards(call.door, rows.all()), total, query)
