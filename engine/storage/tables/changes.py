"""Change sets: drafts of definitions and data files that nothing that serves can see."""

from __future__ import annotations

import sqlalchemy as sa

from engine.storage.tables.shared import id_column, metadata, reference
from engine.storage.types import Instant

change_set = sa.Table(
    "change_set",
    metadata,
    id_column(),
    sa.Column("public_id", sa.Text, nullable=False, unique=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False, index=True),  # open | submitted | published | discarded
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False, server_default="0"),  # counts every save in it
    sa.Column("release", sa.Integer),  # the release it was published as
)

#: Who looked at a submitted change set and what they said; it counts for the revision they saw, and for no later one.
change_approval = sa.Table(
    "change_approval",
    metadata,
    id_column(),
    reference("change_set_id", "change_set.id", index=True),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("verdict", sa.Text, nullable=False),  # approved | rejected
    sa.Column("note", sa.Text, nullable=False),
)

draft = sa.Table(
    "draft",
    metadata,
    reference("change_set_id", "change_set.id"),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("text", sa.Text),  # null: the definition is to be deleted
    sa.Column("revision", sa.Integer, nullable=False),  # of this draft, from 1
    sa.Column("base_text", sa.Text),  # what served when the draft began; null: nothing did
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
    sa.PrimaryKeyConstraint("change_set_id", "kind", "name"),
)

draft_file = sa.Table(
    "draft_file",
    metadata,
    reference("change_set_id", "change_set.id"),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("text", sa.Text),  # null: the file is to be deleted
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("base_hash", sa.Text),  # of what served when the draft began
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
    sa.PrimaryKeyConstraint("change_set_id", "path"),
)
