"""Writes the outbox rows, in the transaction of the incidents they are about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from engine.storage.database import new_public_id
from engine.storage.tables import outbox
from rule_builder.stages.notice import Envelope
from rule_builder.stages.pace import pace


def record(
    connection: sa.Connection,
    rule: str,
    channel: str,
    envelopes: Sequence[Envelope],
    *,
    now: datetime,
    jitter: Sequence[int],
) -> int:
    """Waiting messages without a body: each is rendered for its reader when it is sent. Returns how many."""
    rows = [
        {
            "public_id": new_public_id(),
            "key": envelope.key,
            "channel": channel,
            "user_id": envelope.user_id,
            "copy": envelope.copy,
            "purpose": envelope.purpose,
            "subject": envelope.subject(rule),
            "created_at": now,
            "not_before": pace(envelope.key, now, jitter),
            "state": "waiting",
        }
        for envelope in envelopes
    ]
    if rows:
        connection.execute(sa.insert(outbox), rows)
    return len(rows)
