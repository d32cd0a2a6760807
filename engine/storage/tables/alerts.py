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
    sa.Column("state", sa.Text, nullable=False),  # pending | firing | recovering | no_data | error
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("needed", sa.Integer, nullable=False, server_default="0"),  # the n of k/n
    sa.Column("day", Day, nullable=False),  # evaluated up to
    sa.Column("release", sa.Integer, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
    sa.PrimaryKeyConstraint("rule", "unit_id"),
)

#: A unit's way from one state to the next under a rule, with the data behind it.
rule_transition = sa.Table(
    "rule_transition",
    metadata,
    id_column(),
    sa.Column("rule", sa.Text, nullable=False),
    reference("unit_id", "org_unit.id", index=True),
    sa.Column("day", Day, nullable=False),  # the business day that brought it about
    sa.Column("at", Instant, nullable=False),  # when it was found
    sa.Column("before", sa.Text, nullable=False),  # normal | pending | firing | recovering | no_data | error
    sa.Column("after", sa.Text, nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("needed", sa.Integer, nullable=False),
    sa.Column("release", sa.Integer, nullable=False),
    sa.Column("version", sa.Text, nullable=False),  # digest of the rule's wording
    sa.Column("facts", Json, nullable=False),  # {"days": [...]} as in an incident's facts
    sa.Index("rule_transition_rule", "rule", "unit_id", "id"),
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
    reference("parent_id", "incident.id", nullable=True, index=True),  # told of in that one
    sa.Column("muted", sa.Text),  # silenced | inhibited | rolled_up: why nobody is told of it
    reference("assignee_id", "user_account.id", nullable=True, index=True),
    sa.Column("acked_at", Instant),
    reference("acked_by", "user_account.id", nullable=True),
    sa.Column("reason_code", sa.Text),  # name of a cause, or "other"
    sa.Column("responded_at", Instant),  # first acknowledgement with a reason, or first action
    sa.Column("closed_at", Instant),
    reference("closed_by", "user_account.id", nullable=True),
    sa.Column("escalation", sa.Integer, nullable=False, server_default="0"),  # steps taken
    sa.Column("next_at", Instant, index=True),  # when somebody has to be reminded, or the next step taken
    sa.UniqueConstraint("rule", "unit_id", "fired_day"),
)

#: What somebody undertakes to do about an incident.
incident_action = sa.Table(
    "incident_action",
    metadata,
    id_column(),
    sa.Column("public_id", sa.Text, nullable=False, unique=True),
    reference("incident_id", "incident.id", index=True),
    sa.Column("text", sa.Text, nullable=False),
    reference("owner_id", "user_account.id", index=True),
    sa.Column("due_on", Day, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # open | done | dropped
    sa.Column("created_at", Instant, nullable=False),
    reference("created_by", "user_account.id"),
    sa.Column("ended_at", Instant),
    sa.Column("note", sa.Text),
    sa.Column("reminded_at", Instant),
)

#: For a time nobody is told of incidents at or below a unit; they are there all the same.
silence = sa.Table(
    "silence",
    metadata,
    id_column(),
    sa.Column("public_id", sa.Text, nullable=False, unique=True),
    reference("unit_id", "org_unit.id", index=True),
    sa.Column("rule", sa.Text),  # null: every rule
    sa.Column("indicator", sa.Text),  # null: every indicator
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("starts_at", Instant, nullable=False),
    sa.Column("ends_at", Instant, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    reference("created_by", "user_account.id"),
    sa.Column("ended_at", Instant),  # ended before its time
    reference("ended_by", "user_account.id", nullable=True),
    sa.Index("silence_time", "ends_at"),
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
    sa.Column(
        "purpose", sa.Text, nullable=False
    ),  # fired | resolved | retracted | repeat | digest | remind | escalated …
    sa.Column("why", sa.Text),  # first | again | worse | over | withdrawn …: the reason that let it through
    sa.Column("rule", sa.Text, index=True),  # the rule's name; null: it is not about incidents
    sa.Column("subject", Json, nullable=False),  # {"incidents": [ids], "rule": …, "to": [user ids], "cc": [...]}
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("not_before", Instant, nullable=False),
    sa.Column("quiet_until", Instant),  # waits for the end of quiet hours: until then later messages may overtake it
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

#: Messages of the channel "inbox": what a person finds in the app itself.
inbox_message = sa.Table(
    "inbox_message",
    metadata,
    id_column(),
    sa.Column("public_id", sa.Text, nullable=False, unique=True),  # the message's reference: written once
    reference("user_id", "user_account.id", index=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("copy", sa.Boolean, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("url", sa.Text),
    sa.Column("read_at", Instant),
    sa.Index("inbox_person", "user_id", "read_at"),
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
