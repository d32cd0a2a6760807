"""Channels by which messages leave, and a message to oneself to try one."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from marshmallow import Schema, fields

from admin_ui import trial_messages
from admin_ui.access import needs
from admin_ui.call import Call
from admin_ui.delivery_log import MessageLine, message_lines
from admin_ui.message_cards import message_select
from admin_ui.resource import Answer, Resource
from admin_ui.shapes import Text
from engine.access.errors import not_found
from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.storage.tables import outbox, user_address
from rule_builder.channels.calls import listener
from rule_builder.channels.contract import channels, is_local
from rule_builder.kinds.channel.model import ChannelModel

RESOURCE = Resource("channels", "Channels by which messages leave")


class ChannelCard(Schema):
    """``reachable``: the caller has an address there. ``callback``: where the service has to call; null where the
    channel is not called back."""

    name = fields.String(required=True)
    title = Text(required=True)
    type = fields.String(required=True)
    type_title = Text(required=True)
    format = fields.String(allow_none=True)
    reachable = fields.Boolean(required=True)
    callback = fields.String(required=True, allow_none=True)


@RESOURCE.route("GET", "/channels", answer=ChannelCard, many=True)
@needs("manage_messages")
def listed(call: Call) -> Any:
    """The channels of the app, by name."""
    return [_card(call, model) for model in call.release.all("channel")]


@RESOURCE.route("POST", "/channels/<name>/test", answer=MessageLine, status=201)
@needs("manage_messages")
def try_out(call: Call, name: str) -> Any:
    """Sends a message to oneself: the delivery log tells what became of it."""
    model: ChannelModel | None = call.release.find("channel", name)
    user = call.actor.user_id
    if model is None or user is None:
        raise not_found()
    if not _reachable(call, model.type):
        words = both("您没有此通道的地址", "you have no address at this channel")
        hint = both("先在“用户与岗位”中填写自己的地址", "fill in your own address under users and posts first")
        raise IssueError([Issue("N841", words, "$", hint=hint)])
    with call.writing() as connection:
        public_id = trial_messages.put(connection, name, user, call.login)
    call.look_again()
    row = call.connection.execute(message_select().where(outbox.c.public_id == public_id)).one()
    return Answer(message_lines(call.door, [row])[0], 201)


def _card(call: Call, model: ChannelModel) -> dict[str, Any]:
    heard = listener(model.type, model.settings) is not None
    callback = f"{call.settings.public_url.rstrip('/')}/api/v1/callbacks/{model.name}" if heard else None
    installed = channels().get(model.type)
    return {
        "name": model.name,
        "title": model.title,
        "type": model.type,
        "type_title": installed.title if installed else both(model.type, model.type),
        "format": model.format,
        "reachable": _reachable(call, model.type),
        "callback": callback,
    }


def _reachable(call: Call, kind: str) -> bool:
    a = user_address.c
    mine = sa.select(a.address).where(a.user_id == call.actor.user_id, a.channel == kind)
    return is_local(kind) or bool(call.connection.scalar(mine))
