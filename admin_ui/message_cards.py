"""Messages as the API shows them: to whom, when, by which channel, and in which words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from marshmallow import Schema, fields

from admin_ui.cards import Card
from admin_ui.shapes import Text
from engine.access import Door
from engine.storage.tables import outbox, user_account


class MessageCard(Schema):
    """One message to one person. ``copy``: 抄送. ``text`` is null until it has been rendered for its reader."""

    public_id = fields.String()
    recipient = Text()
    copy = fields.Boolean()
    purpose = fields.String()
    state = fields.String()
    created_at = fields.AwareDateTime()
    not_before = fields.AwareDateTime()
    sent_at = fields.AwareDateTime(allow_none=True)
    channel = fields.String()
    channel_title = Text(allow_none=True)
    attempts = fields.Integer()
    error = fields.String(allow_none=True)
    text = fields.String(allow_none=True)


def message_select() -> sa.Select[Any]:
    """Messages with their reader's name."""
    return sa.select(outbox, user_account.c.title.label("recipient")).join(
        user_account, user_account.c.id == outbox.c.user_id
    )


def messages_of(door: Door, keys: Sequence[str]) -> list[Card]:
    """The messages with these keys, oldest first.

    The words of a digest name other incidents as well: they are shown to its reader and to those who see everything.
    """
    if not keys:
        return []
    found = message_select().where(outbox.c.key.in_(sorted(set(keys)))).order_by(outbox.c.id)
    return [message_card(door, row) for row in door.connection.execute(found)]


def message_card(door: Door, row: Any) -> Card:
    """A ``MessageCard`` of a row of ``message_select``."""
    channel = {channel.name: channel for channel in door.release.all("channel")}.get(row.channel)
    alone = len(row.subject.get("incidents", ())) <= 1
    readable = alone or door.actor.sees_everything or row.user_id == door.actor.user_id
    card = {name: row._mapping[name] for name in MessageCard().fields if name in row._mapping}
    return card | {
        "channel_title": channel.title if channel else None,
        "text": words_of(row.request) if readable else None,
    }


def words_of(request: Any) -> str | None:
    """The words in a frozen request, whatever the channel calls their place."""
    if isinstance(request, str):
        return request
    if not isinstance(request, dict):
        return None
    for key in ("content", "description", "text", "body", "markdown", "textcard", "message", "payload"):
        if key in request and (words := words_of(request[key])):
            title = request.get("title")
            return f"{title}\n{words}" if isinstance(title, str) and title else words
    return None
