"""What comes from forms: submissions, their photos, what was found on them, and who looked at it again."""

from __future__ import annotations

import sqlalchemy as sa

from engine.storage.tables.shared import id_column, metadata, reference
from engine.storage.types import Day, Instant, Json

#: One filled form about one unit. ``public_id`` is made on the phone (UUIDv7): sending twice is sending once.
form_submission = sa.Table(
    "form_submission",
    metadata,
    id_column(),
    sa.Column("public_id", sa.Text, nullable=False, unique=True),
    sa.Column("form", sa.Text, nullable=False),
    sa.Column("form_hash", sa.Text, nullable=False),  # of the version that the phone had: its rules apply
    reference("user_id", "user_account.id", index=True),
    reference("unit_id", "org_unit.id"),
    sa.Column("duty", sa.Text),  # name of a duty of the form; null: filled without one
    sa.Column("day", Day, nullable=False),  # business day, decided by the server
    sa.Column("begun_at", Instant),  # by the phone's clock
    sa.Column("submitted_at", Instant, nullable=False),  # by the phone's clock, corrected by its measured error
    sa.Column("received_at", Instant, nullable=False),
    sa.Column("flags", Json, nullable=False),  # ["clock", "old_version", "far_away", "late" …]
    sa.Column("values", Json, nullable=False),  # {"field": value} as they passed the form's schema
    sa.Column("body_hash", sa.Text, nullable=False),  # SHA-256 over the canonical body as it came
    sa.Column("test", sa.Boolean, nullable=False, server_default=sa.false()),  # never reaches facts
    sa.Column("state", sa.Text, nullable=False),  # waiting_for_photos | complete | withdrawn
    sa.Column("completed_at", Instant),  # every photo is here and whole
    sa.Column("outcome", sa.Text),  # pass | fail | uncertain | null: not judged (yet)
    sa.Column("outcome_by", sa.Text),  # checks | review | appeal
    sa.Column("outcome_at", Instant),
    sa.Column("score", sa.Float),  # 0…1, of the checks
    sa.Column("facts", sa.Text, nullable=False),  # waiting | done | none: whether datasets have it
    reference("load_id", "load.id", nullable=True),
    sa.Column("revision", sa.Integer, nullable=False, server_default="0"),  # edits since
    sa.Index("form_submission_place", "form", "day", "unit_id"),
    sa.Index("form_submission_unit", "unit_id", "day"),
    sa.Index("form_submission_facts", "facts", "state"),
)

#: The same id came with another content: kept, shown to people, never lost.
submission_conflict = sa.Table(
    "submission_conflict",
    metadata,
    id_column(),
    sa.Column("public_id", sa.Text, nullable=False, unique=True),
    reference("submission_id", "form_submission.id", index=True),
    reference("user_id", "user_account.id"),
    sa.Column("received_at", Instant, nullable=False),
    sa.Column("body_hash", sa.Text, nullable=False),
    sa.Column("body", Json, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # open | dropped | taken
    sa.UniqueConstraint("submission_id", "body_hash"),
)

#: What was changed after it was sent, by whom and why.
submission_edit = sa.Table(
    "submission_edit",
    metadata,
    id_column(),
    reference("submission_id", "form_submission.id", index=True),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("before", Json, nullable=False),
    sa.Column("after", Json, nullable=False),
)

#: A photo, signature or file, from the first chunk to its deletion by age. ``public_id`` is the client's UUID.
attachment = sa.Table(
    "attachment",
    metadata,
    id_column(),
    sa.Column("public_id", sa.Text, nullable=False, unique=True),
    sa.Column("token", sa.Text, nullable=False, unique=True),  # opaque; only with it may chunks be sent
    sa.Column("submission", sa.Text, nullable=False, index=True),  # its public id: photos may come before it
    sa.Column("form", sa.Text, nullable=False),
    sa.Column("field", sa.Text, nullable=False),
    reference("user_id", "user_account.id", index=True),
    sa.Column("sha256", sa.Text, nullable=False),  # declared by the phone, of the bytes it sends
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("received", sa.Integer, nullable=False, server_default="0"),
    sa.Column("state", sa.Text, nullable=False),  # coming | stored | refused | deleted (by age)
    sa.Column("refusal", Json),  # an issue
    sa.Column("key", sa.Text),  # where the door to photos keeps the re-encoded picture
    sa.Column("stored_sha256", sa.Text),
    sa.Column("media_type", sa.Text),
    sa.Column("width", sa.Integer),
    sa.Column("height", sa.Integer),
    sa.Column("taken_at", Instant),  # by the phone
    sa.Column("exif_at", sa.Text),  # what the picture itself says, local time without zone
    sa.Column("location", Json),  # {"lat", "lon", "accuracy"}; dropped by age
    sa.Column("distance", sa.Float),  # metres from the unit, where both places are known
    sa.Column("flags", Json, nullable=False),  # ["time_differs", "no_location", "mocked_location", "far_away" …]
    sa.Column("features", Json),  # what checks remember of a picture to know it again: {"check": …}
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("stored_at", Instant),
    sa.Column("deleted_at", Instant),
    sa.Index("attachment_state", "state", "created_at"),
)

#: One check of one photo: queue and result in one.
photo_verdict = sa.Table(
    "photo_verdict",
    metadata,
    id_column(),
    sa.Column("public_id", sa.Text, nullable=False, unique=True),
    reference("attachment_id", "attachment.id", index=True),
    reference("submission_id", "form_submission.id", index=True),
    sa.Column("check", sa.Text, nullable=False),  # name of a check of the form
    sa.Column("provider", sa.Text, nullable=False),
    sa.Column("standard", sa.Text),  # name of a photo_standard
    sa.Column("standard_hash", sa.Text),
    sa.Column("state", sa.Text, nullable=False),  # waiting | running | done | failed
    sa.Column("outcome", sa.Text),  # pass | fail | uncertain
    sa.Column("score", sa.Float),
    sa.Column("reasons", Json),  # [{"code", "text": {zh, en}, "outcome", "data"}]
    sa.Column("findings", Json),  # [{"label", "box": [x, y, w, h] as fractions, "confidence"}]
    sa.Column("marked_key", sa.Text),
    sa.Column("model", sa.Text),
    sa.Column("milliseconds", sa.Integer),
    sa.Column("cost", Json),
    sa.Column("error", Json),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("lease_until", Instant),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("ended_at", Instant),
    sa.UniqueConstraint("attachment_id", "check"),
    sa.Index("photo_verdict_state", "state", "created_at"),
)

#: A person is to look: because the checks were uncertain or broke down, an appeal was made, or by sample.
review = sa.Table(
    "review",
    metadata,
    id_column(),
    sa.Column("public_id", sa.Text, nullable=False, unique=True),
    reference("submission_id", "form_submission.id", index=True),
    sa.Column("why", sa.Text, nullable=False),  # uncertain | broken_check | appeal | sample
    sa.Column("state", sa.Text, nullable=False),  # open | done | withdrawn
    sa.Column("asked_by", sa.Text, nullable=False),  # login, or "system"
    sa.Column("asked_at", Instant, nullable=False),
    sa.Column("asked_reason", sa.Text, nullable=False, server_default=""),
    sa.Column("before", sa.Text),  # the outcome that was in force when it was asked
    sa.Column("decided_by", sa.Text),
    sa.Column("decided_at", Instant),
    sa.Column("outcome", sa.Text),  # pass | fail
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.Column("agrees", sa.Boolean),  # with the checks
    sa.Index("review_state", "state", "asked_at"),
)
