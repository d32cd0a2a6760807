"""What is due, and what ran."""

from __future__ import annotations

import sqlalchemy as sa

from engine.storage.tables.shared import id_column, metadata
from engine.storage.types import Instant, Json

schedule_slot = sa.Table(
    "schedule_slot",
    metadata,
    id_column(),
    sa.Column("schedule", sa.Text, nullable=False),
    sa.Column("due_at", Instant, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # due | running | done | failed | skipped
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("worker", sa.Text),
    sa.Column("lease_until", Instant),
    sa.Column("started_at", Instant),
    sa.Column("ended_at", Instant),
    sa.Column("detail", Json),
    sa.UniqueConstraint("schedule", "due_at"),
    sa.Index("schedule_slot_state", "state", "due_at"),
)
