"""The system tables. Tables of datasets are made from definitions (``engine/storage/dataset_tables.py``).

Names of people, units and definitions never become names in SQL. Instants are UTC, days are ordinals,
money is integer minor units.
"""

from engine.storage.tables.adjustments import adjustment
from engine.storage.tables.alerts import (
    channel_memory,
    delivery,
    inbox_message,
    incident,
    incident_action,
    incident_event,
    outbox,
    report,
    rule_run,
    rule_state,
    rule_transition,
    secret,
    silence,
)
from engine.storage.tables.arrivals import arrival
from engine.storage.tables.changes import change_approval, change_set, draft, draft_file
from engine.storage.tables.data import (
    dataset_column,
    dataset_table,
    fact_history,
    load,
    refused_row,
    staged_batch,
    touched,
)
from engine.storage.tables.definitions import (
    definition_version,
    file_version,
    pointer,
    release,
    release_file,
    release_item,
    setting,
)
from engine.storage.tables.forms import (
    attachment,
    form_submission,
    photo_verdict,
    review,
    submission_conflict,
    submission_edit,
)
from engine.storage.tables.jobs import job_part, process, schedule_slot
from engine.storage.tables.meetings import board_snapshot, comment
from engine.storage.tables.organisation import org_link, org_unit, post_holder, user_account, user_address
from engine.storage.tables.scores import score, score_change, score_due
from engine.storage.tables.shared import Bytewise, metadata
from engine.storage.tables.sign_in import answered_request, api_token, audit, login_attempt, user_session
from engine.storage.tables.targets import target_receipt

__all__ = [
    "Bytewise",
    "adjustment",
    "answered_request",
    "api_token",
    "arrival",
    "attachment",
    "audit",
    "board_snapshot",
    "change_approval",
    "change_set",
    "channel_memory",
    "comment",
    "dataset_column",
    "dataset_table",
    "definition_version",
    "delivery",
    "draft",
    "draft_file",
    "fact_history",
    "file_version",
    "form_submission",
    "inbox_message",
    "incident",
    "incident_action",
    "incident_event",
    "job_part",
    "load",
    "login_attempt",
    "metadata",
    "org_link",
    "org_unit",
    "outbox",
    "photo_verdict",
    "pointer",
    "post_holder",
    "process",
    "refused_row",
    "release",
    "release_file",
    "release_item",
    "report",
    "review",
    "rule_run",
    "rule_state",
    "rule_transition",
    "schedule_slot",
    "score",
    "score_change",
    "score_due",
    "secret",
    "setting",
    "silence",
    "staged_batch",
    "submission_conflict",
    "submission_edit",
    "target_receipt",
    "touched",
    "user_account",
    "user_address",
    "user_session",
]
