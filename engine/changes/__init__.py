"""Change sets: drafts of definitions, tried out and published together; what serves never sees a draft."""

from engine.changes.candidate import Candidate, candidate_of
from engine.changes.impact import Impact, impact_of
from engine.changes.publishing import needs_approval, publish_change_set
from engine.changes.rehearsal import glimpse, rehearsing
from engine.changes.store import (
    ChangeSet,
    Draft,
    DraftFile,
    StaleError,
    change_set,
    change_sets,
    discard,
    drafts_of,
    files_of,
    open_change_set,
    rename,
    save_draft,
    save_file,
    undo_draft,
    undo_file,
)
from engine.changes.trial import as_typed, trying

__all__ = [
    "Candidate",
    "ChangeSet",
    "Draft",
    "DraftFile",
    "Impact",
    "StaleError",
    "as_typed",
    "candidate_of",
    "change_set",
    "change_sets",
    "discard",
    "drafts_of",
    "files_of",
    "glimpse",
    "impact_of",
    "needs_approval",
    "open_change_set",
    "publish_change_set",
    "rehearsing",
    "rename",
    "save_draft",
    "save_file",
    "trying",
    "undo_draft",
    "undo_file",
]
