"""The system tables. Tables of datasets are made from definitions (``dataset_tables.py``).

Names of people, units and definitions never become names in SQL. Instants are UTC, days are ordinals,
money is integer minor units.
"""

from __future__ import annotations

import sqlalchemy as sa

from engine.storage.types import Day, Instant, Json

metadata = sa.MetaData()


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True)


def _ref(name: str, target: str, nullable: bool = False, index: bool = False) -> sa.Column[int]:
    kind = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    return sa.Column(name, kind, sa.ForeignKey(target), nullable=nullable, index=index)


#: Text ordered by code point on every database: paths are compared as ranges.
Bytewise = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

# --- definitions -----------------------------------------------------------------------------------------------

definition_version = sa.Table(
    "definition_version",
    metadata,
    _id(),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("path", sa.Text, nullable=False),  # file path inside the package, for export
    sa.Column("hash", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),  # canonical, immutable
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.UniqueConstraint("kind", "name", "version"),
)

#: Small data files (CSV) that definitions refer to, by content.
file_version = sa.Table(
    "file_version",
    metadata,
    sa.Column("hash", sa.Text, primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
)

release = sa.Table(
    "release",
    metadata,
    _id(),
    sa.Column("number", sa.Integer, nullable=False, unique=True),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("rolled_back_to", sa.Integer),  # number of the release whose content it repeats
)

release_item = sa.Table(
    "release_item",
    metadata,
    _ref("release_id", "release.id"),
    _ref("version_id", "definition_version.id"),
    sa.PrimaryKeyConstraint("release_id", "version_id"),
)

release_file = sa.Table(
    "release_file",
    metadata,
    _ref("release_id", "release.id"),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, sa.ForeignKey("file_version.hash"), nullable=False),
    sa.PrimaryKeyConstraint("release_id", "path"),
)

#: One row, "current": the release that serves. Publishing is switching it, in the transaction that makes the tables.
pointer = sa.Table(
    "pointer",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    _ref("release_id", "release.id"),
)

#: Settings of the installation that are not definitions (e.g. the generated ids).
setting = sa.Table(
    "setting",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", Json),
)

# --- organisation ----------------------------------------------------------------------------------------------

org_unit = sa.Table(
    "org_unit",
    metadata,
    _id(),
    sa.Column("code", sa.Text, nullable=False, unique=True),
    sa.Column("level", sa.Integer, nullable=False, index=True),  # 0 = top
    sa.Column("title", Json, nullable=False),  # {"zh", "en"}
    sa.Column("opened", Day),
    sa.Column("closed", Day),  # first day on which it is no longer open
    sa.Column("groups", Json, nullable=False),  # list of names
)

#: Effective-dated place in the tree. ``path`` is "/1/5/40/" of ids, so a subtree is the range [path, path_end).
org_link = sa.Table(
    "org_link",
    metadata,
    _ref("unit_id", "org_unit.id"),
    sa.Column("valid_from", Day, nullable=False),
    sa.Column("valid_to", Day, nullable=False),  # first day on which it no longer holds
    _ref("parent_id", "org_unit.id", nullable=True),
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
    _id(),
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
    _ref("user_id", "user_account.id"),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.PrimaryKeyConstraint("user_id", "channel"),
)

#: A post is role @ unit; it is held by a person between dates, or as a deputy; no row = vacant.
post_holder = sa.Table(
    "post_holder",
    metadata,
    _id(),
    sa.Column("role", sa.Text, nullable=False),
    _ref("unit_id", "org_unit.id", index=True),
    _ref("user_id", "user_account.id", index=True),
    sa.Column("valid_from", Day, nullable=False),
    sa.Column("valid_to", Day, nullable=False),
    sa.Column("deputy", sa.Boolean, nullable=False),
    sa.UniqueConstraint("role", "unit_id", "user_id", "valid_from"),
)

# --- sign-in and audit -----------------------------------------------------------------------------------------

user_session = sa.Table(
    "user_session",
    metadata,
    sa.Column("token_hash", sa.Text, primary_key=True),
    _ref("user_id", "user_account.id", index=True),
    sa.Column("csrf", sa.Text, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("seen_at", Instant, nullable=False),
    sa.Column("revoked_at", Instant),
)

api_token = sa.Table(
    "api_token",
    metadata,
    _id(),
    sa.Column("public_id", sa.Text, nullable=False, unique=True),
    _ref("user_id", "user_account.id", index=True),
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
    _id(),
    sa.Column("who", sa.Text, nullable=False),  # account + address
    sa.Column("at", Instant, nullable=False),
    sa.Index("login_attempt_who", "who", "at"),
)

#: Answers to requests that carried an Idempotency-Key: the same key again gets the same answer and no second effect.
answered_request = sa.Table(
    "answered_request",
    metadata,
    _ref("user_id", "user_account.id"),
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
    _id(),
    sa.Column("at", Instant, nullable=False, index=True),
    sa.Column("actor", sa.Text, nullable=False),  # login, or "system"
    sa.Column("action", sa.Text, nullable=False),  # "release.publish", "session.login" …
    sa.Column("object", sa.Text, nullable=False),
    sa.Column("detail", Json, nullable=False),
)

# --- datasets and loads ----------------------------------------------------------------------------------------

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
    _id(),
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
    sa.Column("row_hash", sa.Text),  # SHA-256 over the accepted rows …
    sa.Column("chain_hash", sa.Text),  # … chained to the source's load before
    sa.Column("error", Json),  # an issue
    sa.Column("release", sa.Integer),
    sa.Index("load_source", "source", "started_at"),
)

#: Rows of a running load, in batches, until it is published whole or dropped whole.
staged_batch = sa.Table(
    "staged_batch",
    metadata,
    _ref("load_id", "load.id"),
    sa.Column("dataset", sa.Text, nullable=False),
    sa.Column("ordinal", sa.Integer, nullable=False),  # of the batch's first row
    sa.Column("rows", sa.Text, nullable=False),  # JSON: [[raw text, {"column": value} | null, [issues]], …]
    sa.PrimaryKeyConstraint("load_id", "dataset", "ordinal"),
)

refused_row = sa.Table(
    "refused_row",
    metadata,
    _id(),
    sa.Column("public_id", sa.Text, nullable=False, unique=True),
    _ref("load_id", "load.id", index=True),
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
    _ref("replayed_by", "load.id", nullable=True),
    sa.UniqueConstraint("source", "dataset", "row_hash"),
)

#: What a correction replaced.
fact_history = sa.Table(
    "fact_history",
    metadata,
    _id(),
    sa.Column("dataset", sa.Text, nullable=False),
    _ref("unit_id", "org_unit.id", nullable=True),
    sa.Column("day", Day),
    sa.Column("key", sa.Text, nullable=False),  # business key, JSON
    sa.Column("old", sa.Text, nullable=False),  # {"column": value}, JSON
    _ref("old_load_id", "load.id", nullable=True),
    _ref("load_id", "load.id", index=True),
    sa.Index("fact_history_place", "dataset", "unit_id", "day"),
)

#: Days of units that a load changed, until the rules have looked at them again.
touched = sa.Table(
    "touched",
    metadata,
    sa.Column("consumer", sa.Text, nullable=False),  # who has to look: a rule's name
    _ref("unit_id", "org_unit.id"),
    sa.Column("day", Day, nullable=False),
    sa.PrimaryKeyConstraint("consumer", "unit_id", "day"),
)

# --- jobs ------------------------------------------------------------------------------------------------------

schedule_slot = sa.Table(
    "schedule_slot",
    metadata,
    _id(),
    sa.Column("schedule", sa.Text, nullable=False),
    sa.Column("due_at", Instant, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # due | running | done | failed | skipped
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("worker", sa.Text),
    sa.Column("lease_until", Instant),
    sa.Column("started_at", Instant),
    sa.Column("ended_at", Instant),
    sa.Column("detail", Json),
    sa.UniqueConstraint("schedule", "due_at"),
    sa.Index("schedule_slot_state", "state", "due_at"),
)

# --- rules, incidents, messages --------------------------------------------------------------------------------

rule_state = sa.Table(
    "rule_state",
    metadata,
    sa.Column("rule", sa.Text, nullable=False),
    _ref("unit_id", "org_unit.id"),
    sa.Column("state", sa.Text, nullable=False),  # pending | firing | error
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("day", Day, nullable=False),  # evaluated up to
    sa.Column("release", sa.Integer, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
    sa.PrimaryKeyConstraint("rule", "unit_id"),
)

#: One evaluation of a rule for a day: what was looked at and what went wrong.
rule_run = sa.Table(
    "rule_run",
    metadata,
    _id(),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("day", Day, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # done | failed | held
    sa.Column("detail", Json, nullable=False),
    sa.Index("rule_run_rule", "rule", "at"),
)

incident = sa.Table(
    "incident",
    metadata,
    _id(),
    sa.Column("public_id", sa.Text, nullable=False, unique=True),
    sa.Column("rule", sa.Text, nullable=False),
    _ref("unit_id", "org_unit.id", index=True),
    sa.Column("indicator", sa.Text, nullable=False),
    sa.Column("severity", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False, index=True),  # firing | resolved | retracted
    sa.Column("late", sa.Boolean, nullable=False),  # found by a late correction (补报)
    sa.Column("first_day", Day, nullable=False),  # first of the counted days
    sa.Column("fired_day", Day, nullable=False),  # the day that completed the count
    sa.Column("fired_at", Instant, nullable=False),
    sa.Column("ended_day", Day),
    sa.Column("ended_at", Instant),
    sa.Column("told_day", Day),  # last day for which a message went out
    sa.Column("release", sa.Integer, nullable=False),
    sa.Column("facts", Json, nullable=False),  # the counted days: actual, target, attainment
    sa.UniqueConstraint("rule", "unit_id", "fired_day"),
)

incident_event = sa.Table(
    "incident_event",
    metadata,
    _id(),
    _ref("incident_id", "incident.id", index=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("event", sa.Text, nullable=False),  # fired | updated | resolved | retracted | told | …
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("data", Json, nullable=False),
)

report = sa.Table(
    "report",
    metadata,
    _id(),
    sa.Column("public_id", sa.Text, nullable=False, unique=True),
    _ref("incident_id", "incident.id", index=True),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("inputs", Json, nullable=False),
    sa.Column("inputs_hash", sa.Text, nullable=False),
    sa.Column("body", Json, nullable=False),
)

#: A message that must go out exactly once; written in the transaction that gave the reason for it.
outbox = sa.Table(
    "outbox",
    metadata,
    _id(),
    sa.Column("public_id", sa.Text, nullable=False, unique=True),
    sa.Column("key", sa.Text, nullable=False, unique=True),  # says what it is about; the same reason never twice
    sa.Column("channel", sa.Text, nullable=False),  # name of a channel definition
    _ref("user_id", "user_account.id", index=True),
    sa.Column("copy", sa.Boolean, nullable=False),  # 抄送
    sa.Column("purpose", sa.Text, nullable=False),  # fired | resolved | retracted | repeat | digest
    sa.Column("subject", Json, nullable=False),  # {"incidents": [ids], "rule": …, "to": [user ids], "cc": [...]}
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("not_before", Instant, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # waiting | sending | sent | refused | unknown | cancelled
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("lease_until", Instant),
    sa.Column("first_sent_at", Instant),  # first hand-over to the channel
    sa.Column("sent_at", Instant),
    sa.Column("request", Json),  # frozen before the first hand-over: the same bytes every time
    sa.Column("answer", Json),
    sa.Column("error", sa.Text),
    sa.Index("outbox_state", "state", "not_before"),
)

delivery = sa.Table(
    "delivery",
    metadata,
    _ref("outbox_id", "outbox.id"),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # delivered | invalid | unlicensed
    sa.Column("code", sa.Text),
    sa.Column("at", Instant, nullable=False),
    sa.PrimaryKeyConstraint("outbox_id", "address"),
)

#: What a channel must remember between processes (its access token), under a lock.
channel_memory = sa.Table(
    "channel_memory",
    metadata,
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("value", Json, nullable=False),
    sa.Column("expires_at", Instant),
    sa.PrimaryKeyConstraint("channel", "name"),
)

secret = sa.Table(
    "secret",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("sealed", sa.Text, nullable=False),  # Fernet token under the installation's key
    sa.Column("changed_at", Instant, nullable=False),
)
