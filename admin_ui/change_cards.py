"""Change sets and drafts as the API shows them."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from admin_ui.shapes import Text
from engine.base.issue import Issue
from engine.changes import Candidate, ChangeSet
from engine.changes.candidate import action_of, path_for, value_of
from engine.definitions.diff import Change

Card = dict[str, Any]


class Reason(Schema):
    """Why: kept with the release."""

    reason = fields.String(required=True, validate=validate.Length(1, 500))


class Publication(Reason):
    """Why, and whether it is known and meant that rule cases contradict it."""

    despite_cases = fields.Boolean(load_default=False)


class ChangeCard(Schema):
    """A change set in a list."""

    public_id = fields.String(required=True)
    title = fields.String(required=True)
    state = fields.String(required=True, metadata={"enum": ["open", "submitted", "published", "discarded"]})
    author = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    changed_at = fields.AwareDateTime(required=True)
    revision = fields.Integer(required=True)
    release = fields.Integer(required=True, allow_none=True)
    drafts = fields.Integer(required=True, metadata={"description": "Definitions and data files drafted"})


class Item(Schema):
    """A draft in a list; ``conflict``: what serves has changed since it began."""

    kind = fields.String(required=True)
    name = fields.String(required=True)
    title = Text(required=True)
    path = fields.String(required=True)
    action = fields.String(required=True, allow_none=True)
    revision = fields.Integer(required=True)
    author = fields.String(required=True)
    changed_at = fields.AwareDateTime(required=True)
    conflict = fields.Boolean(required=True)


class FileItem(Schema):
    path = fields.String(required=True)
    action = fields.String(required=True, allow_none=True)
    revision = fields.Integer(required=True)
    author = fields.String(required=True)
    changed_at = fields.AwareDateTime(required=True)
    conflict = fields.Boolean(required=True)


class ApprovalCard(Schema):
    revision = fields.Integer(required=True)
    actor = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    verdict = fields.String(required=True)
    note = fields.String(required=True)


class WholeChange(ChangeCard):
    """A change set with what is in it. ``needs_approval``: why it may not be published yet, in words."""

    items = fields.List(fields.Nested(Item), required=True)
    files = fields.List(fields.Nested(FileItem), required=True)
    approvals = fields.List(fields.Nested(ApprovalCard), required=True)
    conflicts = fields.Integer(required=True)
    problems = fields.Integer(required=True, metadata={"description": "Errors that the check found"})
    contradicted = fields.Integer(
        required=True, metadata={"description": "Differences to rule cases: publishing asks for despite_cases"}
    )
    warnings = fields.Integer(required=True)
    needs_approval = Text(required=True, allow_none=True)


class IssueCard(Schema):
    """One complaint: the same as on the command line."""

    level = fields.String(required=True)
    code = fields.String(required=True)
    path = fields.String(required=True)
    file = fields.String(required=True, allow_none=True)
    line = fields.Integer(required=True, allow_none=True)
    message = Text(required=True)
    hint = Text(required=True, allow_none=True)
    position = fields.Integer(metadata={"description": "In a formula: the character it is about, from 0"})


class DraftCard(Schema):
    """A definition in a change set. ``revision`` 0: not drafted; ``value``, ``live``, ``base`` null: not there."""

    kind = fields.String(required=True)
    name = fields.String(required=True)
    path = fields.String(required=True)
    value = fields.Dict(required=True, allow_none=True)
    revision = fields.Integer(required=True)
    live = fields.Dict(required=True, allow_none=True)
    base = fields.Dict(required=True, allow_none=True)
    action = fields.String(required=True, allow_none=True)
    conflict = fields.Boolean(required=True)
    author = fields.String(required=True, allow_none=True)
    changed_at = fields.AwareDateTime(required=True, allow_none=True)
    issues = fields.List(fields.Nested(IssueCard), required=True)


class FileCard(Schema):
    """A data file in a change set."""

    path = fields.String(required=True)
    text = fields.String(required=True, allow_none=True)
    live_text = fields.String(required=True, allow_none=True)
    revision = fields.Integer(required=True)
    action = fields.String(required=True, allow_none=True)
    conflict = fields.Boolean(required=True)


class DetailCard(Schema):
    path = fields.String(required=True)
    label = Text(required=True)
    action = fields.String(required=True)
    before = fields.Raw(required=True, allow_none=True)
    after = fields.Raw(required=True, allow_none=True)
    words = Text(required=True)


class DiffCard(Schema):
    action = fields.String(required=True)
    kind = fields.String(required=True)
    name = fields.String(required=True)
    title = Text(required=True)
    words = Text(required=True)
    details = fields.List(fields.Nested(DetailCard), required=True)


def brief(found: ChangeSet, drafts: int) -> Card:
    """A ``ChangeCard``."""
    return {**vars(found), "drafts": drafts}


def draft_card(candidate: Candidate, kind: str, name: str) -> Card | None:
    """A ``DraftCard``; None where there is neither a draft nor a serving definition."""
    serving, draft = candidate.live.catalog.get(kind, name), candidate.drafts.get((kind, name))
    if serving is None and draft is None:
        return None
    live = serving.text if serving else None
    text = draft.text if draft else live
    base = draft.base_text if draft else live
    path = draft.path if draft else serving.path if serving else path_for(candidate.live, kind, name)
    return {
        "kind": kind,
        "name": name,
        "path": path,
        "value": value_of(text),
        "revision": draft.revision if draft else 0,
        "live": value_of(live),
        "base": value_of(base),
        "action": action_of(live, text),
        "conflict": (kind, name) in candidate.conflicts,
        "author": draft.author if draft else None,
        "changed_at": draft.changed_at if draft else None,
        "issues": [issue_card(issue) for issue in candidate.issues_of(path)],
    }


def file_card(candidate: Candidate, path: str) -> Card | None:
    """A ``FileCard``; None where there is neither a draft nor a serving file."""
    live, draft = candidate.live.files.get(path), candidate.files.get(path)
    if live is None and draft is None:
        return None
    text = draft.text if draft else live
    return {
        "path": path,
        "text": text,
        "live_text": live,
        "revision": draft.revision if draft else 0,
        "action": file_action(live, text),
        "conflict": ("file", path) in candidate.conflicts,
    }


def file_action(live: str | None, text: str | None) -> str | None:
    """As ``action_of``, for data files."""
    if live == text:
        return None
    return "added" if live is None else "removed" if text is None else "changed"


def issue_card(issue: Issue) -> Card:
    """An ``IssueCard``."""
    return issue.as_json()


def diff_card(change: Change) -> Card:
    """A ``DiffCard``."""
    card = change.as_json()
    labels = (detail.label for detail in change.details)
    return card | {"details": [{**d, "label": label} for d, label in zip(card["details"], labels, strict=True)]}


def title_of(candidate: Candidate, kind: str, name: str) -> Any:
    """A draft's title as far as it has one, else the serving definition's, else its name."""
    draft, serving = candidate.drafts.get((kind, name)), candidate.live.catalog.get(kind, name)
    value = value_of(draft.text) if draft else None
    title = value.get("title") if isinstance(value, dict) else None
    if isinstance(title, dict) and all(isinstance(title.get(lang), str) for lang in ("zh", "en")):
        return {"zh": title["zh"], "en": title["en"]}
    return serving.title if serving else {"zh": name, "en": name}
