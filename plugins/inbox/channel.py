"""Channel inbox: a row of ``inbox_message``, written in the transaction that ends the outbox row, once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engine.base.issue import Issue
from engine.base.text import both
from engine.storage.once import insert_once
from engine.storage.tables import inbox_message
from rule_builder.channels.contract import ChannelSettings, Escape, Memory, Message, Outcome, Recipient
from rule_builder.templates.filters import cut

TITLE, TEXT = 400, 8_000  # bytes


class Inbox:
    """A person's notices in the app. His address is his login."""

    name = "inbox"
    title = both("站内消息", "In-app inbox")
    formats = ("text",)
    duplicate_window = 0
    per_minute = 0

    def check(self, settings: Mapping[str, Any]) -> list[Issue]:
        """There is nothing to set (N837)."""
        words = both("站内消息没有设置", "the inbox has no settings")
        return [Issue("N837", words, f"$.settings.{name}") for name in settings]

    def escape(self, format: str) -> Escape:
        """The app shows text as text; nothing in it becomes a link or a tag."""
        return "plain"

    def render(self, message: Message, recipient: Recipient, settings: Mapping[str, Any]) -> dict[str, Any]:
        """See ``Channel.render``."""
        return {
            "reference": message.reference,
            "purpose": message.purpose,
            "copy": message.copy,
            "title": cut(message.title or "—", TITLE),
            "text": cut(message.text, TEXT),
            "url": message.url,
        }

    def deliver(self, connection: sa.Connection, request: Mapping[str, Any], user_id: int, now: datetime) -> None:
        """See ``Local.deliver``."""
        row = {
            "public_id": request["reference"],
            "user_id": user_id,
            "at": now,
            **{name: request[name] for name in ("purpose", "copy", "title", "text", "url")},
        }
        insert_once(connection, inbox_message, row)

    def send(
        self, request: Mapping[str, Any], memory: Memory, settings: ChannelSettings, secrets: Callable[[str], str]
    ) -> Outcome:
        """Nothing leaves the house by this channel: the outbox delivers it."""
        return Outcome("refused", detail="the inbox is delivered in the house")
