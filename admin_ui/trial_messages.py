"""A message that somebody sends to himself, to see whether a channel works: real, by the way all messages go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from engine.access import audit
from engine.base import clock
from engine.base.text import both, pick
from engine.definitions.release import Release
from engine.storage.database import new_public_id
from engine.storage.tables import outbox, user_account
from rule_builder.channels.contract import Draft, Recipient
from rule_builder.printing import instant

PURPOSE = "test"
_TITLE = both("测试消息：{{ channel }}", "Test message: {{ channel }}")
_BODY = both(
    "这是 {{ who }} 在 {{ at }} 发给自己的测试消息。收到它，说明通道“{{ channel }}”可以使用。",
    "{{ who }} sent this to himself at {{ at }}. Where it arrives, the channel {{ channel }} works.",
)


def put(connection: sa.Connection, channel: str, user_id: int, login: str) -> str:
    """Writes the message into the outbox, and the audit log; its public id. It does not wait for quiet hours to end."""
    now, public_id = clock.now(), new_public_id()
    subject = {"incidents": [], "to": [user_id], "cc": [], "waits": False}
    row = {
        "public_id": public_id,
        "key": f"test:{public_id}",
        "channel": channel,
        "user_id": user_id,
        "copy": False,
        "purpose": PURPOSE,
        "subject": subject,
        "created_at": now,
        "not_before": now,
        "state": "waiting",
    }
    connection.execute(sa.insert(outbox).values(**row))
    audit.append(connection, login, "message.test", public_id, {"channel": channel})
    return public_id


def is_trial(row: Mapping[str, Any]) -> bool:
    """Whether an outbox row is such a message."""
    return bool(row["purpose"] == PURPOSE)


def draft(
    connection: sa.Connection, release: Release, row: Mapping[str, Any], recipient: Recipient, *, public_url: str
) -> Draft:
    """What it says."""
    language = recipient.language
    title = connection.scalar(sa.select(user_account.c.title).where(user_account.c.id == recipient.user_id))
    values = {
        "channel": pick(release.get("channel", row["channel"]).title, language),
        "who": pick(title, language),
        "at": instant(row["created_at"], release.app.time_zone),
    }
    return Draft(pick(_TITLE, language), pick(_BODY, language), values, public_url.rstrip("/") + "/")
