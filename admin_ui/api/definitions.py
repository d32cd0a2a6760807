"""The definitions that serve, and the releases that did."""

from __future__ import annotations

import json
from typing import Any

from marshmallow import Schema, fields

from admin_ui.access import needs
from admin_ui.call import Call
from admin_ui.change_cards import DiffCard, Reason, diff_card
from admin_ui.hidden import tells_hidden
from admin_ui.resource import Resource
from admin_ui.shapes import Text
from engine.access.errors import not_found
from engine.access.keepers import lockout
from engine.base.issue import IssueError
from engine.definitions.diff import diff
from engine.definitions.history import history, releases, versions_in
from engine.definitions.kind import Definition
from engine.definitions.links import used_by
from engine.definitions.publish import rollback
from engine.definitions.release import release_by_number

RESOURCE = Resource("definitions", "Definitions and releases")
#: Kinds that speak of the whole organisation (its totals, its posts, who must not see what): for those who see it all.
WHOLE = frozenset({"target_plan", "org", "role"})


class DefinitionBrief(Schema):
    kind = fields.String()
    name = fields.String()
    title = Text()
    version = fields.Integer()


class Version(Schema):
    version = fields.Integer()
    hash = fields.String()
    author = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
    created_at = fields.AwareDateTime()


class DefinitionCard(DefinitionBrief):
    path = fields.String()
    hash = fields.String()
    value = fields.Dict(metadata={"description": "The definition itself, as its JSON"})
    versions = fields.List(fields.Nested(Version))


class Use(Schema):
    """A definition that names another; ``path`` is where."""

    kind = fields.String(required=True)
    name = fields.String(required=True)
    title = Text(required=True)
    path = fields.String(required=True)


class VersionCard(Version):
    """One immutable version with its content."""

    kind = fields.String(required=True)
    name = fields.String(required=True)
    value = fields.Dict(required=True)


class ReleaseCard(Schema):
    number = fields.Integer()
    hash = fields.String()
    author = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
    created_at = fields.AwareDateTime()
    rolled_back_to = fields.Integer(allow_none=True)
    current = fields.Boolean()


class WholeRelease(ReleaseCard):
    """A release with what it changed."""

    changes = fields.List(fields.Nested(DiffCard), required=True)


@RESOURCE.route("GET", "/definitions", answer=DefinitionBrief, many=True)
@needs("read_definitions")
def definitions(call: Call) -> Any:
    """The definitions of the release that serves, by kind and name."""
    versions = versions_in(call.connection, call.release.number)
    found = sorted(call.release.catalog.definitions.items())
    return [_brief(definition, versions[key]) for key, definition in found if _readable(call, definition)]


@RESOURCE.route("GET", "/definitions/<kind>/<name>", answer=DefinitionCard)
@needs("read_definitions")
def definition(call: Call, kind: str, name: str) -> Any:
    """One definition with its history."""
    found = call.release.catalog.get(kind, name)
    if found is None or not _readable(call, found):
        raise not_found()
    versions = history(call.connection, kind, name)
    serving = next(version.version for version in versions if version.hash == found.hash)
    return _brief(found, serving) | {
        "path": found.path,
        "hash": found.hash,
        "value": json.loads(found.text),
        "versions": [_change(call, version) for version in versions],
    }


@RESOURCE.route("GET", "/definitions/<kind>/<name>/uses", answer=Use, many=True)
@needs("read_definitions")
def uses(call: Call, kind: str, name: str) -> Any:
    """Where a definition is used: what would break without it."""
    found = call.release.catalog.get(kind, name)
    if found is None or not _readable(call, found):
        raise not_found()
    return [
        {"kind": user.kind, "name": user.name, "title": user.title, "path": reference.path}
        for user, reference in used_by(call.release.catalog, kind, name)
        if _readable(call, user)
    ]


@RESOURCE.route("GET", "/definitions/<kind>/<name>/versions/<int:version>", answer=VersionCard)
@needs("edit_definitions")
def version_view(call: Call, kind: str, name: str, version: int) -> Any:
    """An earlier version, as it was."""
    call.require_builder()
    found = next((one for one in history(call.connection, kind, name) if one.version == version), None)
    if found is None:
        raise not_found()
    return {**vars(found), "kind": kind, "name": name, "value": json.loads(found.text)}


@RESOURCE.route("GET", "/releases", answer=ReleaseCard, many=True)
@needs("read_definitions")
def release_list(call: Call) -> Any:
    """Every release, newest first."""
    return [_change(call, release) for release in releases(call.connection)]


@RESOURCE.route("GET", "/releases/<int:number>", answer=WholeRelease)
@needs("edit_definitions")
def release_view(call: Call, number: int) -> Any:
    """One release: who published it, why, and what it changed."""
    call.require_builder()
    history_ = releases(call.connection)
    found = next((one for one in history_ if one.number == number), None)
    if found is None:
        raise not_found()
    before = next((one.number for one in history_ if one.number < number), None)
    old = release_by_number(call.connection, before).catalog if before else None
    changes = diff(old, release_by_number(call.connection, number).catalog)
    return {**vars(found), "changes": [diff_card(change) for change in changes]}


@RESOURCE.route("POST", "/releases/<int:number>/rollback", body=Reason, answer=ReleaseCard)
@needs("publish_definitions")
def release_rollback(call: Call, wish: dict[str, str], number: int) -> Any:
    """Publish the content of an earlier release again, as a new release, with a reason."""
    call.require_builder()
    with call.writing() as connection:
        if locked := lockout(connection, call.release, release_by_number(connection, number)):
            raise IssueError(locked)
        made = rollback(connection, number, author=call.actor.login, reason=wish["reason"])
    return {**vars(made), "current": True}


def _readable(call: Call, definition: Definition) -> bool:
    if definition.kind in WHOLE and not call.actor.sees_everything:
        return False
    return not tells_hidden(call.door, definition.kind, definition.name)


def _change(call: Call, change: Any) -> dict[str, Any]:
    """A version or a release. Who made it and why may speak of any unit: for those who see all of them."""
    hidden = {} if call.actor.sees_everything else {"author": None, "reason": None}
    return {**vars(change), **hidden}


def _brief(definition: Definition, version: int) -> dict[str, Any]:
    return {"kind": definition.kind, "name": definition.name, "title": definition.title, "version": version}
