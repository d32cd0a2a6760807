"""Submissions of forms, their photos, verdicts and reviews; scores and their trail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.storage.types import Day, Instant, Json

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("org_unit", sa.Column("location", Json(), nullable=True))
    op.create_table(
        "attachment",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("submission", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("received", sa.Integer(), server_default="0", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("refusal", Json(), nullable=True),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("stored_sha256", sa.Text(), nullable=True),
        sa.Column("media_type", sa.Text(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("taken_at", Instant(), nullable=True),
        sa.Column("exif_at", sa.Text(), nullable=True),
        sa.Column("location", Json(), nullable=True),
        sa.Column("distance", sa.Float(), nullable=True),
        sa.Column("flags", Json(), nullable=False),
        sa.Column("features", Json(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("stored_at", Instant(), nullable=True),
        sa.Column("deleted_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
        sa.UniqueConstraint("token"),
    )
    op.create_index("attachment_state", "attachment", ["state", "created_at"], unique=False)
    op.create_index(op.f("ix_attachment_submission"), "attachment", ["submission"], unique=False)
    op.create_index(op.f("ix_attachment_user_id"), "attachment", ["user_id"], unique=False)
    op.create_table(
        "form_submission",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("form_hash", sa.Text(), nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("duty", sa.Text(), nullable=True),
        sa.Column("day", Day(), nullable=False),
        sa.Column("begun_at", Instant(), nullable=True),
        sa.Column("submitted_at", Instant(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("flags", Json(), nullable=False),
        sa.Column("values", Json(), nullable=False),
        sa.Column("body_hash", sa.Text(), nullable=False),
        sa.Column("test", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("completed_at", Instant(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("outcome_by", sa.Text(), nullable=True),
        sa.Column("outcome_at", Instant(), nullable=True),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("load_id", BIG, nullable=True),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["load_id"],
            ["load.id"],
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["org_unit.id"],
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("form_submission_facts", "form_submission", ["facts", "state"], unique=False)
    op.create_index("form_submission_place", "form_submission", ["form", "day", "unit_id"], unique=False)
    op.create_index("form_submission_unit", "form_submission", ["unit_id", "day"], unique=False)
    op.create_index(op.f("ix_form_submission_user_id"), "form_submission", ["user_id"], unique=False)
    op.create_table(
        "score",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("scorecard", sa.Text(), nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("period_from", Day(), nullable=False),
        sa.Column("period_to", Day(), nullable=False),
        sa.Column("day", Day(), nullable=False),
        sa.Column("points", sa.Float(), nullable=True),
        sa.Column("parts", Json(), nullable=False),
        sa.Column("vetoed", sa.Text(), nullable=True),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["org_unit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("scorecard", "unit_id", "period_from"),
    )
    op.create_index(op.f("ix_score_unit_id"), "score", ["unit_id"], unique=False)
    op.create_index("score_rank", "score", ["scorecard", "period_from", "points"], unique=False)
    op.create_table(
        "score_change",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("scorecard", sa.Text(), nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("period_from", Day(), nullable=False),
        sa.Column("day", Day(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("before", sa.Float(), nullable=True),
        sa.Column("after", sa.Float(), nullable=True),
        sa.Column("parts", Json(), nullable=False),
        sa.Column("cause", Json(), nullable=False),
        sa.Column("caused_at", Instant(), nullable=True),
        sa.Column("points_ready", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["org_unit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("score_change_place", "score_change", ["scorecard", "unit_id", "at"], unique=False)
    op.create_table(
        "photo_verdict",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("attachment_id", BIG, nullable=False),
        sa.Column("submission_id", BIG, nullable=False),
        sa.Column("check", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("standard", sa.Text(), nullable=True),
        sa.Column("standard_hash", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("reasons", Json(), nullable=True),
        sa.Column("findings", Json(), nullable=True),
        sa.Column("marked_key", sa.Text(), nullable=True),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("milliseconds", sa.Integer(), nullable=True),
        sa.Column("cost", Json(), nullable=True),
        sa.Column("error", Json(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("lease_until", Instant(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachment.id"],
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["form_submission.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("attachment_id", "check"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index(op.f("ix_photo_verdict_attachment_id"), "photo_verdict", ["attachment_id"], unique=False)
    op.create_index(op.f("ix_photo_verdict_submission_id"), "photo_verdict", ["submission_id"], unique=False)
    op.create_index("photo_verdict_state", "photo_verdict", ["state", "created_at"], unique=False)
    op.create_table(
        "review",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("submission_id", BIG, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("asked_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["form_submission.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index(op.f("ix_review_submission_id"), "review", ["submission_id"], unique=False)
    op.create_index("review_state", "review", ["state", "asked_at"], unique=False)
    op.create_table(
        "score_due",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("scorecard", sa.Text(), nullable=False),
        sa.Column("unit_id", BIG, nullable=True),
        sa.Column("day", Day(), nullable=False),
        sa.Column("load_id", BIG, nullable=True),
        sa.Column("release", sa.Integer(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["load_id"],
            ["load.id"],
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["org_unit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("score_due_card", "score_due", ["scorecard", "day", "id"], unique=False)
    op.create_table(
        "submission_conflict",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("submission_id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("body_hash", sa.Text(), nullable=False),
        sa.Column("body", Json(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["form_submission.id"],
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
        sa.UniqueConstraint("submission_id", "body_hash"),
    )
    op.create_index(
        op.f("ix_submission_conflict_submission_id"), "submission_conflict", ["submission_id"], unique=False
    )
    op.create_table(
        "submission_edit",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("submission_id", BIG, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("before", Json(), nullable=False),
        sa.Column("after", Json(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["form_submission.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_submission_edit_submission_id"), "submission_edit", ["submission_id"], unique=False)


def downgrade() -> None:
    raise RuntimeError("restore the backup made before the upgrade")
