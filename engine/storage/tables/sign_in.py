"""Sessions, tokens and the audit log."""

from __future__ import annotations

import sqlalchemy as sa

from engine.storage.tables.shared import id_column, metadata, reference
from engine.storage.types import Instant, Json

user_session = sa.Table(
    "user_session",
    metadata,
    sa.Column("token_hash", sa.Text, primary_key=True),
    reference("user_id", "user_account.id", index=True),
    sa.Column("csrf", sa.Text, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("seen_at", Instant, nullable=False),
    sa.Column("revoked_at", Instant),
)

api_token = sa.Table(
    "api_token",
    metadata,
    id_column(),
    sa.Column("public_id", sa.Text, nullable=False, unique=True),
    reference("user_id", "user_account.id", index=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("token_hash", sa.Text, nullable=False, unique=True),
    sa.Column("permissions", Json, nullable=False),  # a subset of the holder's, checked at use
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("expires_at", Instant),
    sa.Column("used_at", Instant),
    sa.Column("revoked_at", Instant),
)

login_attempt = sa.Table(
    "login_attempt",
    metadata,
    id_column(),
    sa.Column("who", sa.Text, nullable=False),  # account + address
    sa.Column("at", Instant, nullable=False),
    sa.Index("login_attempt_who", "who", "at"),
)

#: Answers to requests that carried an Idempotency-Key: the same key again gets the same answer and no second effect.
answered_request = sa.Table(
    "answered_request",
    metadata,
    reference("user_id", "user_account.id"),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("request_hash", sa.Text, nullable=False),
    sa.Column("status", sa.Integer, nullable=False),  # 0 = being served
    sa.Column("mimetype", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False, index=True),
    sa.PrimaryKeyConstraint("user_id", "key"),
)

audit = sa.Table(
    "audit",
    metadata,
    id_column(),
    sa.Column("at", Instant, nullable=False, index=True),
    sa.Column("actor", sa.Text, nullable=False),  # login, or "system"
    sa.Column("action", sa.Text, nullable=False),  # "release.publish", "session.login" …
    sa.Column("object", sa.Text, nullable=False),
    sa.Column("detail", Json, nullable=False),
)
