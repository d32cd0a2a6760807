"""What other systems have delivered, until a run of the source has published it."""

from __future__ import annotations

import sqlalchemy as sa

from engine.storage.tables.shared import id_column, metadata
from engine.storage.types import Instant

#: A proven call. Its signature is kept so that the same call counts once, its id so that the same delivery does.
arrival = sa.Table(
    "arrival",
    metadata,
    id_column(),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("delivery", sa.Text, nullable=False),
    sa.Column("signature", sa.Text, nullable=False),
    sa.Column("body_hash", sa.Text, nullable=False),
    sa.Column("body", sa.LargeBinary),  # None once it has been published
    sa.Column("sent_at", Instant, nullable=False),
    sa.Column("came_at", Instant, nullable=False),
    sa.UniqueConstraint("source", "delivery"),
    sa.UniqueConstraint("source", "signature"),
)
