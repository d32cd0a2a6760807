"""Scores of scorecards, and the trail of what moved them."""

from __future__ import annotations

import sqlalchemy as sa

from engine.storage.tables.shared import id_column, metadata, reference
from engine.storage.types import Day, Instant, Json

#: The score in force: one row per scorecard, unit and period.
score = sa.Table(
    "score",
    metadata,
    id_column(),
    sa.Column("scorecard", sa.Text, nullable=False),
    reference("unit_id", "org_unit.id", index=True),
    sa.Column("period_from", Day, nullable=False),
    sa.Column("period_to", Day, nullable=False),
    sa.Column("day", Day, nullable=False),  # worked out up to
    sa.Column("points", sa.Float),  # null: nothing to judge
    sa.Column("parts", Json, nullable=False),  # per line: weight, attainment, curve points, weighted points
    sa.Column("vetoed", sa.Text),  # name of the veto item in force
    sa.Column("hash", sa.Text, nullable=False),  # of the definition
    sa.Column("changed_at", Instant, nullable=False),
    sa.UniqueConstraint("scorecard", "unit_id", "period_from"),
    sa.Index("score_rank", "scorecard", "period_from", "points"),
)

#: Every move of a score with its reason; what rewards take their events from.
score_change = sa.Table(
    "score_change",
    metadata,
    id_column(),
    sa.Column("public_id", sa.Text, nullable=False, unique=True),
    sa.Column("scorecard", sa.Text, nullable=False),
    reference("unit_id", "org_unit.id"),
    sa.Column("period_from", Day, nullable=False),
    sa.Column("day", Day, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("before", sa.Float),
    sa.Column("after", sa.Float),
    sa.Column("parts", Json, nullable=False),  # [{"line", "before", "after", "delta"}] of those that moved
    sa.Column("cause", Json, nullable=False),  # {"loads": […], "source": …, "definition": …}
    sa.Column("caused_at", Instant),  # when what moved it came in: the delay is at − caused_at
    sa.Column("points_ready", sa.Boolean, nullable=False, server_default=sa.false()),  # rewards may take it
    sa.Index("score_change_place", "scorecard", "unit_id", "at"),
)

#: What a load, or a release, has made due to be scored anew. Append-only: a round takes the rows it has seen and no
#: others, so that a load that commits meanwhile is never forgotten.
score_due = sa.Table(
    "score_due",
    metadata,
    id_column(),
    sa.Column("scorecard", sa.Text, nullable=False),
    reference("unit_id", "org_unit.id", nullable=True),  # null: every unit of the card's level
    sa.Column("day", Day, nullable=False),  # the first one of the period
    reference("load_id", "load.id", nullable=True),
    sa.Column("release", sa.Integer),  # where a publication made it due
    sa.Column("at", Instant, nullable=False),  # when what made it due came in
    sa.Index("score_due_card", "scorecard", "day", "id"),
)
