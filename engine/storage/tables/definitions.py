"""Versions of definitions and the releases made of them."""

from __future__ import annotations

import sqlalchemy as sa

from engine.storage.tables.shared import id_column, metadata, reference
from engine.storage.types import Instant, Json

definition_version = sa.Table(
    "definition_version",
    metadata,
    id_column(),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("path", sa.Text, nullable=False),  # file path inside the package, for export
    sa.Column("hash", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),  # canonical, immutable
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.UniqueConstraint("kind", "name", "version"),
)

#: Small data files (CSV) that definitions refer to, by content.
file_version = sa.Table(
    "file_version",
    metadata,
    sa.Column("hash", sa.Text, primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
)

release = sa.Table(
    "release",
    metadata,
    id_column(),
    sa.Column("number", sa.Integer, nullable=False, unique=True),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("rolled_back_to", sa.Integer),  # number of the release whose content it repeats
)

release_item = sa.Table(
    "release_item",
    metadata,
    reference("release_id", "release.id"),
    reference("version_id", "definition_version.id"),
    sa.PrimaryKeyConstraint("release_id", "version_id"),
)

release_file = sa.Table(
    "release_file",
    metadata,
    reference("release_id", "release.id"),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, sa.ForeignKey("file_version.hash"), nullable=False),
    sa.PrimaryKeyConstraint("release_id", "path"),
)

#: One row, "current": the release that serves. Publishing is switching it, in the transaction that makes the tables.
pointer = sa.Table(
    "pointer",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    reference("release_id", "release.id"),
)

#: Settings of the installation that are not definitions (e.g. the generated ids).
setting = sa.Table(
    "setting",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", Json),
)
