"""What people do about incidents, silences, the states of rules, and the inbox."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.storage.types import Day, Instant, Json

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("rule_state", sa.Column("needed", sa.Integer(), server_default="0", nullable=False))
    op.add_column("outbox", sa.Column("why", sa.Text(), nullable=True))
    op.add_column("outbox", sa.Column("rule", sa.Text(), nullable=True))
    op.add_column("outbox", sa.Column("quiet_until", Instant(), nullable=True))
    op.create_index(op.f("ix_outbox_rule"), "outbox", ["rule"], unique=False)
    for name, target in (
        ("parent_id", "incident"),
        ("assignee_id", "user_account"),
        ("acked_by", "user_account"),
        ("closed_by", "user_account"),
    ):
        _reference("incident", name, target)
    for column in (
        sa.Column("muted", sa.Text(), nullable=True),
        sa.Column("acked_at", Instant(), nullable=True),
        sa.Column("reason_code", sa.Text(), nullable=True),
        sa.Column("responded_at", Instant(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("escalation", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_at", Instant(), nullable=True),
    ):
        op.add_column("incident", column)
    for name in ("parent_id", "assignee_id", "next_at"):
        op.create_index(op.f(f"ix_incident_{name}"), "incident", [name], unique=False)
    op.create_table(
        "rule_transition",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("day", Day(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("release", sa.Integer(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("facts", Json(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["org_unit.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("rule_transition_rule", "rule_transition", ["rule", "unit_id", "id"], unique=False)
    op.create_index(op.f("ix_rule_transition_unit_id"), "rule_transition", ["unit_id"], unique=False)
    op.create_table(
        "incident_action",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("incident_id", BIG, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner_id", BIG, nullable=False),
        sa.Column("due_on", Day(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", BIG, nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("reminded_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"]),
        sa.ForeignKeyConstraint(["owner_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["created_by"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index(op.f("ix_incident_action_incident_id"), "incident_action", ["incident_id"], unique=False)
    op.create_index(op.f("ix_incident_action_owner_id"), "incident_action", ["owner_id"], unique=False)
    op.create_table(
        "silence",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("rule", sa.Text(), nullable=True),
        sa.Column("indicator", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", BIG, nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("ended_by", BIG, nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["org_unit.id"]),
        sa.ForeignKeyConstraint(["created_by"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["ended_by"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index(op.f("ix_silence_unit_id"), "silence", ["unit_id"], unique=False)
    op.create_index("silence_time", "silence", ["ends_at"], unique=False)
    op.create_table(
        "inbox_message",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("copy", sa.Boolean(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("read_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index(op.f("ix_inbox_message_user_id"), "inbox_message", ["user_id"], unique=False)
    op.create_index("inbox_person", "inbox_message", ["user_id", "read_at"], unique=False)


def _reference(table: str, name: str, target: str) -> None:
    """A nullable reference in a table that is there. Alembic makes the constraint a step of its own, which SQLite has
    not; in one statement with the column it is allowed there too."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"ALTER TABLE {table} ADD COLUMN {name} INTEGER REFERENCES {target} (id)")
    else:
        op.add_column(table, sa.Column(name, BIG, sa.ForeignKey(f"{target}.id"), nullable=True))
