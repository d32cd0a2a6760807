"""The drafts of a change set: definitions and data files, saved over the revision that was seen."""

from __future__ import annotations

import json
import re
from typing import Any

from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.call import Call
from admin_ui.change_cards import DraftCard, FileCard, draft_card, file_card, title_of
from admin_ui.problems import problem
from admin_ui.resource import Answer, Resource
from admin_ui.shapes import Text
from engine.access.errors import not_found
from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.changes import StaleError, change_set, drafts_of, files_of, save_draft, save_file, undo_draft, undo_file
from engine.changes.candidate import action_of, path_for
from engine.definitions.canonical_form import text_hash
from engine.definitions.kind import kinds

RESOURCE = Resource("drafts", "Drafts of definitions and data files")
MAX_FILE = 20_000_000
_NAME = re.compile(r"[a-z][a-z0-9_]{0,47}")
_DATA = re.compile(r"data/[A-Za-z0-9_./-]{1,200}\.csv")


class DraftBrief(Schema):
    kind = fields.String(required=True)
    name = fields.String(required=True)
    title = Text(required=True)
    path = fields.String(required=True)
    action = fields.String(required=True, allow_none=True)


class DraftWish(Schema):
    value = fields.Dict(required=True, allow_none=True, metadata={"description": "null: delete the definition"})
    revision = fields.Integer(strict=True, required=True, validate=validate.Range(0))
    rebase = fields.Boolean(
        load_default=False, metadata={"description": "it has been merged with what serves now: no conflict any more"}
    )


class FileWish(Schema):
    text = fields.String(required=True, allow_none=True, metadata={"description": "null: delete the file"})
    revision = fields.Integer(strict=True, required=True, validate=validate.Range(0))
    rebase = fields.Boolean(load_default=False)


class RevisionQuery(Schema):
    revision = fields.Integer(required=True, validate=validate.Range(1))


@RESOURCE.route("GET", "/changes/<change>/definitions", answer=DraftBrief, many=True)
@needs("edit_definitions")
def draft_list(call: Call, change: str) -> Any:
    """Every definition as it would be, and those that would be gone, by kind and name."""
    call.require_builder()
    candidate = call.candidate(change)
    found = []
    for key in sorted({*call.release.catalog.definitions, *candidate.drafts}):
        serving, draft = call.release.catalog.get(*key), candidate.drafts.get(key)
        live = serving.text if serving else None
        path = draft.path if draft else serving.path if serving else ""
        action = action_of(live, draft.text) if draft else None
        found.append(
            {"kind": key[0], "name": key[1], "title": title_of(candidate, *key), "path": path, "action": action}
        )
    return found


@RESOURCE.route("GET", "/changes/<change>/definitions/<kind>/<name>", answer=DraftCard)
@needs("edit_definitions")
def draft_view(call: Call, change: str, kind: str, name: str) -> Any:
    """A definition in the change set, with its issues."""
    call.require_builder()
    return _card(call, change, kind, name)


@RESOURCE.route("PUT", "/changes/<change>/definitions/<kind>/<name>", body=DraftWish, answer=DraftCard)
@needs("edit_definitions")
def draft_save(call: Call, wish: dict[str, Any], change: str, kind: str, name: str) -> Any:
    """Save a draft, sound or not; 409 with ``current`` where another save came first."""
    call.require_builder()
    value = wish["value"]
    if kind not in kinds():
        raise not_found()
    if not _NAME.fullmatch(name):
        words = both(
            "名称须以小写字母开头，只含小写字母、数字和下划线", "a name is a-z, 0-9 and _, beginning with a letter"
        )
        raise IssueError([Issue("N827", words, "$.name")])
    if value is not None and (value.get("kind"), value.get("name")) != (kind, name):
        words = both(f"类型和名称须为 {kind} {name}", f"kind and name must be {kind} {name}")
        hint = both("改名请另存为新的定义", "to rename it, save it under a new name")
        raise IssueError([Issue("N827", words, "$.name", hint=hint)])
    serving = call.release.catalog.get(kind, name)
    before = drafts_of(call.connection, change_set(call.connection, change)).get((kind, name))
    if value is None and serving is None and before is None:
        raise not_found()
    live = serving.text if serving else None
    draft = {
        "kind": kind,
        "name": name,
        "path": before.path if before else serving.path if serving else path_for(call.release, kind, name),
        "text": None if value is None else json.dumps(value, ensure_ascii=False, indent=2),
        "base_text": live if before is None or wish["rebase"] else before.base_text,
    }
    try:
        with call.writing() as connection:
            save_draft(connection, change_set(connection, change), draft, wish["revision"], call.actor.login)
    except StaleError as stale:
        return _stale(stale, _written(call, change, kind, name))
    return _written(call, change, kind, name)


@RESOURCE.route("DELETE", "/changes/<change>/definitions/<kind>/<name>", query=RevisionQuery, status=204)
@needs("edit_definitions")
def draft_undo(call: Call, query: dict[str, int], change: str, kind: str, name: str) -> Any:
    """Take a draft back: what serves counts again."""
    call.require_builder()
    try:
        with call.writing() as connection:
            undo_draft(connection, change_set(connection, change), kind, name, query["revision"])
    except StaleError as stale:
        return _stale(stale, _written(call, change, kind, name))
    return Answer(None, 204)


@RESOURCE.route("GET", "/changes/<change>/files/<path:path>", answer=FileCard)
@needs("edit_definitions")
def file_view(call: Call, change: str, path: str) -> Any:
    """A data file in the change set."""
    call.require_builder()
    found = file_card(call.candidate(change), path)
    if found is None:
        raise not_found()
    return found


@RESOURCE.route("PUT", "/changes/<change>/files/<path:path>", body=FileWish, answer=FileCard, largest=MAX_FILE)
@needs("edit_definitions")
def file_save(call: Call, wish: dict[str, Any], change: str, path: str) -> Any:
    """Save a data file's text; 409 with ``current`` where another save came first."""
    call.require_builder()
    if not _DATA.fullmatch(path) or ".." in path.split("/"):
        words = both("数据文件的路径须写成 data/….csv", "a data file's path is data/….csv")
        raise IssueError([Issue("N827", words)])
    live = call.release.files.get(path)
    before = files_of(call.connection, change_set(call.connection, change)).get(path)
    text = wish["text"].replace("\r\n", "\n").replace("\r", "\n") if wish["text"] is not None else None
    base = (text_hash(live) if live is not None else None) if before is None or wish["rebase"] else before.base_hash
    file = {"path": path, "text": text, "base_hash": base}
    try:
        with call.writing() as connection:
            save_file(connection, change_set(connection, change), file, wish["revision"], call.actor.login)
    except StaleError as stale:
        return _stale(stale, _written_file(call, change, path))
    return _written_file(call, change, path)


@RESOURCE.route("DELETE", "/changes/<change>/files/<path:path>", query=RevisionQuery, status=204)
@needs("edit_definitions")
def file_undo(call: Call, query: dict[str, int], change: str, path: str) -> Any:
    """Take a draft of a data file back."""
    call.require_builder()
    try:
        with call.writing() as connection:
            undo_file(connection, change_set(connection, change), path, query["revision"])
    except StaleError as stale:
        return _stale(stale, _written_file(call, change, path))
    return Answer(None, 204)


def _card(call: Call, change: str, kind: str, name: str) -> dict[str, Any]:
    found = draft_card(call.candidate(change), kind, name)
    if found is None:
        raise not_found()
    return found


def _written(call: Call, change: str, kind: str, name: str) -> dict[str, Any]:
    call.look_again()
    return _card(call, change, kind, name)


def _written_file(call: Call, change: str, path: str) -> dict[str, Any]:
    call.look_again()
    found = file_card(call.candidate(change), path)
    if found is None:
        raise not_found()
    return found


def _stale(stale: StaleError, current: dict[str, Any]) -> Any:
    schema = FileCard() if "text" in current else DraftCard()
    return problem(409, stale.issues[0].message, stale.issues, more={"current": schema.dump(current)})
