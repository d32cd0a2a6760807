"""Who has taken note of the targets handed down."""

from __future__ import annotations

import sqlalchemy as sa

from engine.storage.tables.shared import metadata, reference
from engine.storage.types import Instant

#: A post's holder confirms the targets of his unit, once per version of the plan.
target_receipt = sa.Table(
    "target_receipt",
    metadata,
    sa.Column("plan", sa.Text, nullable=False),
    sa.Column("plan_hash", sa.Text, nullable=False),  # of the plan definition's text
    reference("unit_id", "org_unit.id"),
    reference("user_id", "user_account.id"),
    sa.Column("confirmed_at", Instant, nullable=False),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    sa.PrimaryKeyConstraint("plan", "plan_hash", "unit_id", "user_id"),
)
