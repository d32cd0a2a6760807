"""Rules, incidents, reports and messages; the secrets that channels need."""

from __future__ import annotations

import sqlalchemy as sa

from engine.storage.tables.shared import id_column, metadata, reference
from engine.storage.types import Day, Instant, Json

rule_state = sa.Table(
    "rule_state",
    metadata,
    sa.Column("rule", sa.Text, nullable=False),
    reference("unit_id", "org_unit.id"),
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
    id_column(),
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
    id_column(),
    sa.Column("public_id", sa.Text, nullable=False, unique=True),
    sa.Column("rule", sa.Text, nullable=False),
    reference("unit_id", "org_unit.id", index=True),
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
    id_column(),
    reference("incident_id", "incident.id", index=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("event", sa.Text, nullable=False),  # fired | updated | resolved | retracted | told | …
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("data", Json, nullable=False),
)

report = sa.Table(
    "report",
    metadata,
    id_column(),
    sa.Column("public_id", sa.Text, nullable=False, unique=True),
    reference("incident_id", "incident.id", index=True),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("inputs", Json, nullable=False),
    sa.Column("inputs_hash", sa.Text, nullable=False),
    sa.Column("body", Json, nullable=False),
)

#: A message that must go out exactly once; written in the transaction that gave the reason for it.
outbox = sa.Table(
    "outbox",
    metadata,
    id_column(),
    sa.Column("public_id", sa.Text, nullable=False, unique=True),
    sa.Column("key", sa.Text, nullable=False, unique=True),  # says what it is about; the same reason never twice
    sa.Column("channel", sa.Text, nullable=False),  # name of a channel definition
    reference("user_id", "user_account.id", index=True),
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
    sa.Index("outbox_person", "user_id", "channel", "state"),  # order is kept per person
)

delivery = sa.Table(
    "delivery",
    metadata,
    reference("outbox_id", "outbox.id"),
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
