"""Corrections by people: facts of a source are never edited, an approved adjustment is a load of its own."""

from __future__ import annotations

import sqlalchemy as sa

from engine.storage.tables.shared import id_column, metadata, reference
from engine.storage.types import Day, Instant, Json

adjustment = sa.Table(
    "adjustment",
    metadata,
    id_column(),
    sa.Column("public_id", sa.Text, nullable=False, unique=True),
    sa.Column("dataset", sa.Text, nullable=False),
    reference("unit_id", "org_unit.id", index=True),
    sa.Column("day", Day, nullable=False),
    sa.Column("values", Json, nullable=False),  # {"column": value}: what is asked for
    sa.Column("before", Json),  # {"column": value}: what stood there when it was applied; null: there was no such row
    sa.Column("source_says", Json),  # {"column": value}: what the source has said since, which did not replace it
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column(
        "state", sa.Text, nullable=False, index=True
    ),  # requested | approved | rejected | withdrawn | superseded | met
    sa.Column("requested_by", sa.Text, nullable=False),
    sa.Column("requested_at", Instant, nullable=False),
    sa.Column("decided_by", sa.Text),
    sa.Column("decided_at", Instant),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    reference("load_id", "load.id", nullable=True),
)
