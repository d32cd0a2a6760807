"""Drops what has been told already."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from engine.storage.tables import outbox
from rule_builder.stages.notice import Envelope


def dedup(connection: sa.Connection, envelopes: Sequence[Envelope]) -> list[Envelope]:
    """The envelopes whose key is not in the outbox yet."""
    told: set[str] = set()
    keys = [envelope.key for envelope in envelopes]
    for start in range(0, len(keys), 1000):
        some = keys[start : start + 1000]
        told.update(connection.scalars(sa.select(outbox.c.key).where(outbox.c.key.in_(some))))
    return [envelope for envelope in envelopes if envelope.key not in told]
