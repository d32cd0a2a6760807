"""The system tables. Tables of datasets are made from definitions (``engine/storage/dataset_tables.py``).

Names of people, units and definitions never become names in SQL. Instants are UTC, days are ordinals,
money is integer minor units.
"""

from engine.storage.tables.alerts import (
    channel_memory,
    delivery,
    incident,
    incident_event,
    outbox,
    report,
    rule_run,
    rule_state,
    secret,
)
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
from engine.storage.tables.jobs import schedule_slot
from engine.storage.tables.organisation import org_link, org_unit, post_holder, user_account, user_address
from engine.storage.tables.shared import Bytewise, metadata
from engine.storage.tables.sign_in import answered_request, api_token, audit, login_attempt, user_session

__all__ = [
    "Bytewise",
    "answered_request",
    "api_token",
    "audit",
    "channel_memory",
    "dataset_column",
    "dataset_table",
    "definition_version",
    "delivery",
    "fact_history",
    "file_version",
    "incident",
    "incident_event",
    "load",
    "login_attempt",
    "metadata",
    "org_link",
    "org_unit",
    "outbox",
    "pointer",
    "post_holder",
    "refused_row",
    "release",
    "release_file",
    "release_item",
    "report",
    "rule_run",
    "rule_state",
    "schedule_slot",
    "secret",
    "setting",
    "staged_batch",
    "touched",
    "user_account",
    "user_address",
    "user_session",
]
