"""Writes the outbox rows, in the transaction of the incidents they are about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engine.storage.database import new_public_id
from engine.storage.tables import outbox
from rule_builder.history import base_name
from rule_builder.kinds.channel.model import ChannelModel
from rule_builder.stages.notice import Envelope
from rule_builder.stages.pace import leave
from rule_builder.stages.quiet import Quiet


def record(
    connection: sa.Connection,
    rule: str,
    channels: Sequence[ChannelModel],
    envelopes: Sequence[Envelope],
    now: datetime,
    zone: str,
) -> int:
    """Waiting messages without a body: each is rendered for its reader when it is sent. Returns how many.

    ``rule`` with its watch; ``channels``: the rule's own, then those by which the same goes as well; ``zone`` is the
    app's.
    """
    rows = [_row(rule, channel, envelope, now, zone) for channel in channels[:1] for envelope in envelopes]
    rows += [_also(_row(rule, channel, one, now, zone)) for channel in channels[1:] for one in envelopes]
    if rows:
        connection.execute(sa.insert(outbox), rows)
    return len(rows)


def _row(rule: str, channel: ChannelModel, envelope: Envelope, now: datetime, zone: str) -> dict[str, Any]:
    quiet = Quiet.of(channel.quiet_hours, zone) if envelope.waits else None
    not_before, quiet_until = leave(envelope.key, now, channel.jitter_seconds, quiet)
    return {
        "public_id": new_public_id(),
        "key": envelope.key,
        "channel": channel.name,
        "user_id": envelope.user_id,
        "copy": envelope.copy,
        "purpose": envelope.purpose,
        "why": envelope.why.value,
        "rule": base_name(rule),
        "subject": envelope.subject(rule),
        "created_at": now,
        "not_before": not_before,
        "quiet_until": quiet_until,
        "state": "waiting",
    }


def _also(row: dict[str, Any]) -> dict[str, Any]:
    """The same message by one more channel: once there too, under a key of its own. ``also`` in its subject: the first
    channel's message is the one that counts, e.g. when it cannot be delivered."""
    return row | {"key": f"{row['key']} {row['channel']}", "subject": row["subject"] | {"also": True}}
