"""Units, their effective-dated places, people and the posts they hold."""

from __future__ import annotations

import sqlalchemy as sa

from engine.storage.tables.shared import Bytewise, id_column, metadata, reference
from engine.storage.types import Day, Instant, Json

org_unit = sa.Table(
    "org_unit",
    metadata,
    id_column(),
    sa.Column("code", sa.Text, nullable=False, unique=True),
    sa.Column("level", sa.Integer, nullable=False, index=True),  # 0 = top
    sa.Column("title", Json, nullable=False),  # {"zh", "en"}
    sa.Column("opened", Day),
    sa.Column("closed", Day),  # first day on which it is no longer open
    sa.Column("groups", Json, nullable=False),  # list of names
    sa.Column("location", Json),  # {"lat", "lon"} in degrees (WGS-84), where it is known
)

#: Effective-dated place in the tree. ``path`` is "/1/5/40/" of ids, so a subtree is the range [path, path_end).
org_link = sa.Table(
    "org_link",
    metadata,
    reference("unit_id", "org_unit.id"),
    sa.Column("valid_from", Day, nullable=False),
    sa.Column("valid_to", Day, nullable=False),  # first day on which it no longer holds
    reference("parent_id", "org_unit.id", nullable=True),
    sa.Column("depth", sa.Integer, nullable=False),
    sa.Column("path", Bytewise, nullable=False),
    sa.Column("path_end", Bytewise, nullable=False),
    sa.PrimaryKeyConstraint("unit_id", "valid_from"),
    sa.Index("org_link_path", "path", "valid_from"),
    sa.Index("org_link_parent", "parent_id", "valid_from"),
)

user_account = sa.Table(
    "user_account",
    metadata,
    id_column(),
    sa.Column("public_id", sa.Text, nullable=False, unique=True),
    sa.Column("login", sa.Text, nullable=False, unique=True),
    sa.Column("title", Json, nullable=False),
    sa.Column("password_hash", sa.Text),
    sa.Column("language", sa.Text, nullable=False, server_default="zh"),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("created_at", Instant, nullable=False),
)

#: Where a channel reaches a person: ("wecom", "zhang.wei").
user_address = sa.Table(
    "user_address",
    metadata,
    reference("user_id", "user_account.id"),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.PrimaryKeyConstraint("user_id", "channel"),
)

#: A post is role @ unit; it is held by a person between dates, or as a deputy; no row = vacant.
post_holder = sa.Table(
    "post_holder",
    metadata,
    id_column(),
    sa.Column("role", sa.Text, nullable=False),
    reference("unit_id", "org_unit.id", index=True),
    reference("user_id", "user_account.id", index=True),
    sa.Column("valid_from", Day, nullable=False),
    sa.Column("valid_to", Day, nullable=False),
    sa.Column("deputy", sa.Boolean, nullable=False),
    sa.UniqueConstraint("role", "unit_id", "user_id", "valid_from"),
)
