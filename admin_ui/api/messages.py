"""Messages that went out, or will: the delivery log."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.call import Call
from admin_ui.delivery_log import MessageLine, in_sight, message_lines
from admin_ui.incident_page import incident_row
from admin_ui.message_cards import message_select
from admin_ui.paging import PageQuery, paged
from admin_ui.resource import Resource
from engine.access.errors import not_found
from engine.base import clock
from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.storage.tables import incident_event, outbox, user_account
from rule_builder.outbox import send_again

#: Days beyond these have no messages, and no instant in every time zone.
_FIRST, _LAST = date(1970, 1, 1), date(9000, 1, 1)
RESOURCE = Resource("messages", "Messages to people")
STATES = ("waiting", "sending", "sent", "refused", "unknown", "cancelled")


class CountQuery(Schema):
    """``from`` and ``to``: days of the app's time zone on which messages arose, both inclusive."""

    channel = fields.String(validate=validate.Length(1, 48))
    login = fields.String(validate=validate.Length(1, 64))
    rule = fields.String(validate=validate.Length(1, 48))
    from_ = fields.Date(data_key="from")
    to = fields.Date()


class MessageQuery(CountQuery, PageQuery):
    state = fields.String(validate=validate.OneOf(STATES))
    incident = fields.String(validate=validate.Length(1, 64))


#: How many are in each state ("unknown" is a word of marshmallow's, so that this is no class).
StateCounts = Schema.from_dict({state: fields.Integer(required=True) for state in STATES}, name="StateCounts")


@RESOURCE.route("GET", "/messages", query=MessageQuery, answer=MessageLine, many=True)
@needs("read_incidents")
def messages(call: Call, query: dict[str, Any]) -> Any:
    """Messages, newest first: one's own; with ``manage_messages`` those to everybody in scope."""
    conditions = _conditions(call, query)
    if state := query.get("state"):
        conditions.append(outbox.c.state == state)
    if public_id := query.get("incident"):
        conditions.append(outbox.c.key.in_(_keys(call, public_id)))
    counted = sa.select(sa.func.count()).select_from(outbox).join(user_account, user_account.c.id == outbox.c.user_id)
    total = call.connection.execute(counted.where(*conditions)).scalar_one()
    size, page = query["page_size"], query["page"]
    found = message_select().where(*conditions).order_by(outbox.c.id.desc())
    rows = call.connection.execute(found.limit(size).offset((page - 1) * size)).all()
    return paged(message_lines(call.door, rows), total, query)


@RESOURCE.route("GET", "/messages/counts", query=CountQuery, answer=StateCounts)
@needs("read_incidents")
def counts(call: Call, query: dict[str, Any]) -> Any:
    """How many of the messages that ``GET /messages`` lists are in each state."""
    found = sa.select(outbox.c.state, sa.func.count()).join(user_account, user_account.c.id == outbox.c.user_id)
    rows = call.connection.execute(found.where(*_conditions(call, query)).group_by(outbox.c.state))
    return dict.fromkeys(STATES, 0) | {row[0]: row[1] for row in rows}


@RESOURCE.route("POST", "/messages/<public_id>/again", answer=MessageLine)
@needs("manage_messages")
def again(call: Call, public_id: str) -> Any:
    """Sends a refused or unknown message again: a person has checked that it has not arrived."""
    mine = sa.and_(outbox.c.public_id == public_id, in_sight(call.door))
    if call.connection.execute(sa.select(outbox.c.id).where(mine)).first() is None:
        raise not_found()
    with call.writing() as connection:
        if not send_again(connection, public_id, call.login, clock.now()):
            words = both("这条消息没有失败，不能重发", "the message has not failed: there is nothing to send again")
            raise IssueError([Issue("N855", words, "$")])
    call.look_again()
    row = call.connection.execute(message_select().where(mine)).one()
    return message_lines(call.door, [row])[0]


def _conditions(call: Call, query: dict[str, Any]) -> list[sa.ColumnElement[bool]]:
    """Those of both lists and counts."""
    o, zone = outbox.c, ZoneInfo(call.release.app.time_zone)
    found = [in_sight(call.door)]
    if channel := query.get("channel"):
        found.append(o.channel == channel)
    if login := query.get("login"):
        found.append(user_account.c.login == login)
    if rule := query.get("rule"):
        found.append(o.rule == rule)
    if first := query.get("from_"):
        found.append(o.created_at >= datetime.combine(max(first, _FIRST), time(), zone))
    if last := query.get("to"):
        found.append(o.created_at < datetime.combine(min(last, _LAST) + timedelta(days=1), time(), zone))
    return found


def _keys(call: Call, public_id: str) -> list[str]:
    """Keys of the messages about an incident in scope. Raises AccessError (404)."""
    row = incident_row(call.door, public_id)
    e = incident_event.c
    told = sa.select(e.data).where(e.incident_id == row.incident_id, e.event == "told")
    return sorted({key for data in call.connection.scalars(told) for key in data.get("keys", {}).values()})
