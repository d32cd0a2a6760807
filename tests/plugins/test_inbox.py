"""Channel inbox: delivered in the house, in one transaction with the end of the message, once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from engine.base.settings import Settings
from engine.storage.tables import inbox_message
from plugins.inbox import PLUGIN
from plugins.inbox.channel import Inbox
from rule_builder.channels.contract import Message, Recipient, channels, is_local
from rule_builder.kinds.channel.model import ChannelModel
from rule_builder.outbox import send_waiting
from tests.rule_builder.sending import KEY, Channels, Post, context_of, people

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
QUIET = Settings(data=Path("."), database="", key=KEY)


class InTheHouse(Channels):
    """A release whose channel is the inbox."""

    def get(self, kind: str, name: str) -> ChannelModel:
        super().get(kind, name)  # of that name only
        return ChannelModel(name=name, title={"zh": "站内", "en": "Inbox"}, type="inbox", settings={})


def post_in(database: sa.Engine) -> Post:
    people(database, ["ann"], QUIET, NOW)
    with database.begin() as connection:  # nobody needs an address here
        connection.execute(sa.text("DELETE FROM user_address"))
    return Post(database, None, Path("."), InTheHouse())  # type: ignore[arg-type]


def notices(database: sa.Engine) -> list[Any]:
    with database.connect() as connection:
        return list(connection.execute(sa.select(inbox_message).order_by(inbox_message.c.id)))


def test_it_is_installed_and_local() -> None:
    assert channels()["inbox"] is PLUGIN.provides["channel"]["inbox"]
    assert is_local("inbox")
    assert not is_local("wecom")
    assert [issue.path for issue in Inbox().check({"url": "x"})] == ["$.settings.url"]
    assert Inbox().check({}) == []


def test_a_message_becomes_a_notice_once(any_database: sa.Engine) -> None:
    post = post_in(any_database)
    reference = post.put(7, "ann", NOW, copy=True)
    for _ in range(2):
        send_waiting(any_database, post.release, QUIET, NOW, context_of)
    (one,) = notices(any_database)
    assert (one.public_id, one.title, one.text, one.copy, one.read_at) == (reference, "消息 7", "7", True, None)
    assert one.url == "https://navmark.example/i/1"
    assert post.row(reference).state == "sent"
    assert post.deliveries() == [("ann", "delivered")]


def test_a_sender_that_dies_in_between_leaves_nothing_half_done(
    any_database: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = post_in(any_database)
    post.put(1, "ann", NOW)
    whole = Inbox.deliver

    def dies(self: Inbox, *args: Any) -> None:
        whole(self, *args)
        raise KeyboardInterrupt

    monkeypatch.setattr(Inbox, "deliver", dies)
    with pytest.raises(KeyboardInterrupt):
        send_waiting(any_database, post.release, QUIET, NOW, context_of)
    assert notices(any_database) == []
    monkeypatch.setattr(Inbox, "deliver", whole)
    later = NOW.replace(hour=9)  # the lease has run out
    send_waiting(any_database, post.release, QUIET, later, context_of)
    assert [one.title for one in notices(any_database)] == ["消息 1"]


def test_long_texts_are_cut_and_nothing_is_a_tag() -> None:
    made = Inbox().render(Message("<b>" * 1000, "长" * 9000, "r"), Recipient(1, "ann", "ann"), {})
    assert len(made["title"].encode()) <= 400
    assert len(made["text"].encode()) <= 8_000
    assert made["title"].startswith("<b>")  # shown as text by the client
