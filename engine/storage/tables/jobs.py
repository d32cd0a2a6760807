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

#: A part of a run: one source of a pull, one rule of an evaluation, one branch of a recomputation. ``run`` names the
#: slot or the request by hand whose part it is; ``place`` is its order among them.
job_part = sa.Table(
    "job_part",
    metadata,
    id_column(),
    sa.Column("run", sa.Text, nullable=False),
    sa.Column("step", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("argument", Json),
    sa.Column("state", sa.Text, nullable=False),  # due | running | done | failed
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("worker", sa.Text),
    sa.Column("lease_until", Instant),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("started_at", Instant),
    sa.Column("ended_at", Instant),
    sa.Column("result", Json),
    sa.UniqueConstraint("run", "step", "name"),
    sa.Index("job_part_state", "state", "kind", "id"),
)

#: Who works, as each process says of itself every few seconds. Nothing is decided by it: it is shown to people.
process = sa.Table(
    "process",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("role", sa.Text, nullable=False),  # worker | scheduler
    sa.Column("host", sa.Text, nullable=False),
    sa.Column("pid", sa.Integer, nullable=False),
    sa.Column("queues", sa.Text, nullable=False),
    sa.Column("started_at", Instant, nullable=False),
    sa.Column("seen_at", Instant, nullable=False),
)
