"""What the API shows of an org in a change set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from marshmallow import Schema, fields, validate

from admin_ui.change_cards import IssueCard
from admin_ui.shapes import Text
from engine.access.errors import not_found
from engine.base.issue import IssueError
from engine.changes.candidate import Candidate
from engine.definitions.check import check_one
from engine.definitions.read import read_text
from engine.kinds.org.model import USER_COLUMNS, Level, OrgModel
from engine.org.register import Plan, Register, without_address
from engine.org.sync import rows_of

WHATS = ("units", "posts", "users")
MOST_CHANGES = 1_000
#: In which order changes are shown when there are too many.
_ORDER = ("refused", "moved", "closed", "removed", "changed", "added")


class OrgLevelWish(Schema):
    name = fields.String(required=True, validate=validate.Regexp(r"^[a-z][a-z0-9_]{0,47}$"))
    title = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class OrgFile(Schema):
    path = fields.String(required=True)
    revision = fields.Integer(required=True, metadata={"description": "0: not drafted"})
    action = fields.String(required=True, allow_none=True)


class OrgLevel(Schema):
    name = fields.String(required=True)
    title = Text(required=True)


class OrgUnitRow(Schema):
    line = fields.Integer(required=True)
    code = fields.String(required=True)
    zh = fields.String(required=True)
    en = fields.String(required=True)
    level = fields.String(required=True)
    parent = fields.String(required=True)
    opened = fields.String(required=True)
    closed = fields.String(required=True)
    groups = fields.String(required=True)
    moved = fields.String(required=True, metadata={"description": "the day on which its last move takes effect"})
    live = fields.Boolean(required=True, metadata={"description": "it serves already: close it, do not remove it"})


class OrgPostRow(Schema):
    line = fields.Integer(required=True)
    role = fields.String(required=True)
    unit = fields.String(required=True)
    login = fields.String(required=True)
    since = fields.String(required=True)
    until = fields.String(required=True)
    deputy = fields.Boolean(required=True)


class OrgPersonRow(Schema):
    line = fields.Integer(required=True)
    login = fields.String(required=True)
    zh = fields.String(required=True)
    en = fields.String(required=True)
    language = fields.String(required=True)
    addresses = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class OrgRole(Schema):
    name = fields.String(required=True)
    title = Text(required=True)
    level = fields.String(required=True)


class OrgCard(Schema):
    """The rows of an org's files as the change set has them. Dates are ISO texts, empty for none."""

    name = fields.String(required=True)
    levels = fields.List(fields.Nested(OrgLevel), required=True)
    files = fields.Dict(keys=fields.String(), values=fields.Nested(OrgFile), required=True)
    units = fields.List(fields.Nested(OrgUnitRow), required=True)
    posts = fields.List(fields.Nested(OrgPostRow), required=True)
    people = fields.List(fields.Nested(OrgPersonRow), required=True)
    channels = fields.List(fields.String(), required=True)
    without_address = fields.List(fields.String(), required=True)
    roles = fields.List(fields.Nested(OrgRole), required=True)
    today = fields.Date(required=True)


class OrgCellChange(Schema):
    column = fields.String(required=True)
    before = fields.String(required=True)
    after = fields.String(required=True)


class OrgRowChange(Schema):
    action = fields.String(required=True, metadata={"enum": [*_ORDER, "unchanged"]})
    key = fields.String(required=True)
    title = fields.String(required=True)
    line = fields.Integer(required=True, allow_none=True)
    details = fields.List(fields.Nested(OrgCellChange), required=True)
    issues = fields.List(fields.Nested(IssueCard), required=True)


class OrgPlan(Schema):
    """What would change, or (``applied``) has changed. Rows that stay as they are are only counted."""

    ok = fields.Boolean(required=True)
    applied = fields.Boolean(required=True)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    changes = fields.List(fields.Nested(OrgRowChange), required=True)
    left_out = fields.Integer(required=True)
    unknown_levels = fields.List(fields.String(), required=True)


def register_of(candidate: Candidate, name: str, levels: list[dict[str, Any]] | None = None) -> Register:
    """The org's files in the change set; ``levels`` in place of its own. Raises AccessError (404), and IssueError
    where its definition cannot be read."""
    definition = candidate.catalog.get("org", name)
    if definition is None:
        draft = candidate.drafts.get(("org", name))
        if draft is None or draft.text is None:
            raise not_found()
        definition, issues = check_one(read_text(draft.text, draft.path))
        if definition is None:
            raise IssueError(issues)
    model: OrgModel = definition.model
    if levels:
        model = replace(model, levels=tuple(Level(name=one["name"], title=one["title"]) for one in levels))
    paths = {what: getattr(model, what) for what in WHATS}
    return Register(model, {what: candidate.data.get(path, "") for what, path in paths.items() if path})


def org_card(candidate: Candidate, name: str, today: Any) -> dict[str, Any]:
    """An ``OrgCard``."""
    register = register_of(candidate, name)
    people = register.table("users")
    channels = [column for column in people.columns if column not in USER_COLUMNS]
    live = live_codes(candidate)
    return {
        "name": name,
        "levels": [{"name": level.name, "title": level.title} for level in register.model.levels],
        "files": {what: _file(candidate, getattr(register.model, what)) for what in register.texts},
        "units": [
            {**_cells(row, ("code", "zh", "en", "level", "parent", "opened", "closed", "groups"))}
            | {"line": row.line, "moved": row["from"], "live": row["code"] in live}
            for row in register.table("units").rows
        ],
        "posts": [
            {**_cells(row, ("role", "unit", "login")), "line": row.line, "since": row["from"], "until": row["to"]}
            | {"deputy": row["deputy"].lower() in ("1", "true", "yes", "是")}
            for row in register.table("posts").rows
        ],
        "people": [
            {**_cells(row, ("login", "zh", "en", "language")), "line": row.line}
            | {"addresses": {channel: row[channel] for channel in channels if row[channel]}}
            for row in people.rows
        ],
        "channels": channels,
        "without_address": without_address(register),
        "roles": [
            {"name": role.name, "title": role.title, "level": role.model.level}
            for role in candidate.catalog.all("role")
        ],
        "today": today,
    }


def plan_card(plan: Plan, applied: bool) -> dict[str, Any]:
    """A ``OrgPlan``."""
    told = [change for change in plan.changes if change.action != "unchanged"]
    told.sort(key=lambda change: _ORDER.index(change.action))
    return {
        "ok": plan.ok,
        "applied": applied,
        "counts": plan.counts(),
        "changes": [change.as_json() for change in told[:MOST_CHANGES]],
        "left_out": max(0, len(told) - MOST_CHANGES),
        "unknown_levels": list(plan.unknown_levels),
    }


def live_codes(candidate: Candidate) -> frozenset[str]:
    """Codes of the units that serve."""
    live = candidate.live
    org = live.get("org", live.app.org)
    return frozenset(row["code"] for row in rows_of(live.files[org.units]))


def _cells(row: Any, names: tuple[str, ...]) -> Mapping[str, str]:
    return {name: row[name] for name in names}


def _file(candidate: Candidate, path: str) -> dict[str, Any]:
    draft = candidate.files.get(path)
    live = candidate.live.files.get(path)
    now = candidate.data.get(path)
    action = None if now == live else "added" if live is None else "removed" if now is None else "changed"
    return {"path": path, "revision": draft.revision if draft else 0, "action": action}
