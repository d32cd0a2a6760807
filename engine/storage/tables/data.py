"""Tables made from datasets, loads, refused rows, and what corrections replaced."""

from __future__ import annotations

import sqlalchemy as sa

from engine.storage.tables.shared import id_column, metadata, reference
from engine.storage.types import Day, Instant, Json

#: Physical name of what a definition calls a dataset or a column. Written in the transaction of the DDL.
dataset_table = sa.Table(
    "dataset_table",
    metadata,
    sa.Column("dataset", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, nullable=False, unique=True),  # table d_<n>, rollup r_<n>
    sa.Column("shape", Json, nullable=False),  # the columns and measures the tables were made for
    sa.Column("rolled", sa.Text),  # hash of the shape the rollup was built for; differs = rebuild
)

dataset_column = sa.Table(
    "dataset_column",
    metadata,
    sa.Column("dataset", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),  # column | measure
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("physical", sa.Text, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("dropped", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.PrimaryKeyConstraint("dataset", "role", "name"),
)

#: One run of a source (or a replay): what it asked for, what came, what became of it.
load = sa.Table(
    "load",
    metadata,
    id_column(),
    sa.Column("public_id", sa.Text, nullable=False, unique=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # running | published | failed | held
    sa.Column("reason", sa.Text, nullable=False),  # schedule | manual | catch-up | replay
    sa.Column("started_at", Instant, nullable=False),
    sa.Column("ended_at", Instant),
    sa.Column("window_from", Day),
    sa.Column("window_to", Day),
    sa.Column("rows_in", sa.Integer, nullable=False, server_default="0"),
    sa.Column("rows_added", sa.Integer, nullable=False, server_default="0"),
    sa.Column("rows_changed", sa.Integer, nullable=False, server_default="0"),
    sa.Column("rows_same", sa.Integer, nullable=False, server_default="0"),
    sa.Column("rows_refused", sa.Integer, nullable=False, server_default="0"),
    sa.Column("data_date", Day),  # newest business day among the accepted rows
    sa.Column("source_time", Instant),  # what the source says its data is as of
    sa.Column("watermark", Json),  # where the next incremental pull starts
    sa.Column("row_hash", sa.Text),  # SHA-256 over the hashes of the rows it wrote …
    sa.Column("chain_hash", sa.Text),  # … chained to the source's load before
    sa.Column("error", Json),  # an issue
    sa.Column("release", sa.Integer),
    sa.Index("load_source", "source", "started_at"),
)

#: Rows of a running load, in batches, until it is published whole or dropped whole.
staged_batch = sa.Table(
    "staged_batch",
    metadata,
    reference("load_id", "load.id"),
    sa.Column("dataset", sa.Text, nullable=False),
    sa.Column("ordinal", sa.Integer, nullable=False),  # of the batch's first row
    sa.Column("rows", sa.Text, nullable=False),  # JSON: [[raw text, {"column": value} | null, [issues]], …]
    sa.PrimaryKeyConstraint("load_id", "dataset", "ordinal"),
)

refused_row = sa.Table(
    "refused_row",
    metadata,
    id_column(),
    sa.Column("public_id", sa.Text, nullable=False, unique=True),
    reference("load_id", "load.id", index=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("dataset", sa.Text, nullable=False),
    sa.Column("unit_code", sa.Text),  # as far as it could be read
    sa.Column("day", Day),
    sa.Column("raw", sa.Text, nullable=False),
    sa.Column("row_hash", sa.Text, nullable=False),  # the same bad row refused again stays one
    sa.Column("issues", Json, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # open | replayed
    sa.Column("refused_at", Instant, nullable=False),
    sa.Column("seen_at", Instant, nullable=False),
    reference("replayed_by", "load.id", nullable=True),
    sa.UniqueConstraint("source", "dataset", "row_hash"),
)

#: What a correction replaced.
fact_history = sa.Table(
    "fact_history",
    metadata,
    id_column(),
    sa.Column("dataset", sa.Text, nullable=False),
    reference("unit_id", "org_unit.id", nullable=True),
    sa.Column("day", Day),
    sa.Column("key", sa.Text, nullable=False),  # business key, JSON
    sa.Column("old", sa.Text, nullable=False),  # {"column": value}, JSON
    reference("old_load_id", "load.id", nullable=True),
    reference("load_id", "load.id", index=True),
    sa.Index("fact_history_place", "dataset", "unit_id", "day"),
)

#: Days of units that a load changed, until the rules have looked at them again.
touched = sa.Table(
    "touched",
    metadata,
    sa.Column("consumer", sa.Text, nullable=False),  # who has to look: a rule's name
    reference("unit_id", "org_unit.id"),
    sa.Column("day", Day, nullable=False),
    sa.PrimaryKeyConstraint("consumer", "unit_id", "day"),
)
