"""Frozen boards for review meetings, and what people said about a number."""

from __future__ import annotations

import sqlalchemy as sa

from engine.storage.tables.shared import id_column, metadata, reference
from engine.storage.types import Day, Instant, Json

#: A board as it stood: reopened later it shows the same numbers.
board_snapshot = sa.Table(
    "board_snapshot",
    metadata,
    id_column(),
    sa.Column("public_id", sa.Text, nullable=False, unique=True),
    sa.Column("board", sa.Text, nullable=False),
    reference("unit_id", "org_unit.id", index=True),
    sa.Column("day", Day, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("release", sa.Integer, nullable=False),
    sa.Column("body", Json, nullable=False),
)

#: Said about an indicator of a unit; visible to whom the unit and the indicator are.
comment = sa.Table(
    "comment",
    metadata,
    id_column(),
    sa.Column("public_id", sa.Text, nullable=False, unique=True),
    reference("unit_id", "org_unit.id", index=True),
    sa.Column("indicator", sa.Text, nullable=False),
    sa.Column("day", Day, nullable=False),
    reference("user_id", "user_account.id"),
    sa.Column("at", Instant, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
)
