"""Change sets: what is being changed, checked, compared, approved and published."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.board import at_latest
from admin_ui.call import Call
from admin_ui.change_cards import (
    ChangeCard,
    DiffCard,
    IssueCard,
    Publication,
    WholeChange,
    brief,
    diff_card,
    file_action,
    issue_card,
    title_of,
)
from admin_ui.resource import Answer, Resource
from admin_ui.shapes import PERIODS, Text
from engine.access.keepers import lockout
from engine.base.issue import has_errors
from engine.changes import (
    ChangeSet,
    candidate_of,
    change_set,
    change_sets,
    discard,
    impact_of,
    needs_approval,
    open_change_set,
    publish_change_set,
    rename,
)
from engine.changes.candidate import action_of
from engine.changes.impact import lights_on
from engine.changes.publishing import approvals_of, approve, submit
from engine.definitions.diff import diff
from engine.definitions.release import preview
from engine.storage import tables as t

RESOURCE = Resource("changes", "Change sets: drafts that nothing that serves can see")


class StateQuery(Schema):
    state = fields.String(validate=validate.OneOf(["open", "published", "discarded"]))


class ChangeTitle(Schema):
    title = fields.String(required=True, validate=validate.Length(1, 100))


class Verdict(Schema):
    verdict = fields.String(required=True, validate=validate.OneOf(["approved", "rejected"]))
    note = fields.String(load_default="", validate=validate.Length(0, 500))


class CheckCard(Schema):
    ok = fields.Boolean(required=True)
    issues = fields.List(fields.Nested(IssueCard), required=True)


class ImpactQuery(Schema):
    day = fields.Date()
    period = fields.String(validate=validate.OneOf(PERIODS))


class UserOf(Schema):
    kind = fields.String(required=True)
    name = fields.String(required=True)
    title = Text(required=True)
    via = fields.List(fields.String(), required=True, metadata={"description": "kind and name of what it uses"})


class FlipCard(Schema):
    unit = fields.String(required=True)
    unit_title = Text(required=True)
    level = fields.Integer(required=True)
    indicator = fields.String(required=True)
    indicator_title = Text(required=True)
    before = fields.String(required=True)
    after = fields.String(required=True)
    before_attainment = fields.Float(required=True, allow_none=True)
    after_attainment = fields.Float(required=True, allow_none=True)


class ImpactCard(Schema):
    """``lights`` were compared, ``changed`` of them differ, ``flips`` names the first hundred."""

    day = fields.Date(required=True)
    period = fields.String(required=True)
    used_by = fields.List(fields.Nested(UserOf), required=True)
    lights = fields.Integer(required=True)
    changed = fields.Integer(required=True)
    moves = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    flips = fields.List(fields.Nested(FlipCard), required=True)


class Published(Schema):
    number = fields.Integer(required=True)
    reason = fields.String(required=True)


@RESOURCE.route("GET", "/changes", query=StateQuery, answer=ChangeCard, many=True)
@needs("edit_definitions")
def change_list(call: Call, query: dict[str, Any]) -> Any:
    """Change sets, the newest first; ``state=open`` for those still worked on."""
    call.require_builder()
    counts: dict[int, int] = {}
    for table in (t.draft, t.draft_file):
        counted = sa.select(table.c.change_set_id, sa.func.count()).group_by(table.c.change_set_id)
        for owner, count in call.connection.execute(counted):
            counts[owner] = counts.get(owner, 0) + count
    return [brief(found, counts.get(found.id, 0)) for found in change_sets(call.connection, query.get("state"))]


@RESOURCE.route("POST", "/changes", body=ChangeTitle, answer=ChangeCard, status=201)
@needs("edit_definitions")
def change_open(call: Call, wish: dict[str, str]) -> Any:
    """Open a change set."""
    call.require_builder()
    with call.writing() as connection:
        return Answer(brief(open_change_set(connection, wish["title"], call.actor.login), 0), 201)


@RESOURCE.route("GET", "/changes/<change>", answer=WholeChange)
@needs("edit_definitions")
def change_view(call: Call, change: str) -> Any:
    """One change set with its drafts, verdicts and whether it may be published."""
    call.require_builder()
    return _whole(call, call.connection, change_set(call.connection, change))


@RESOURCE.route("PATCH", "/changes/<change>", body=ChangeTitle, answer=WholeChange)
@needs("edit_definitions")
def change_rename(call: Call, wish: dict[str, str], change: str) -> Any:
    """Give it another title."""
    call.require_builder()
    with call.writing() as connection:
        rename(connection, change_set(connection, change), wish["title"])
        return _whole(call, connection, change_set(connection, change))


@RESOURCE.route("DELETE", "/changes/<change>", status=204)
@needs("edit_definitions")
def change_discard(call: Call, change: str) -> Any:
    """Give it up unpublished."""
    call.require_builder()
    with call.writing() as connection:
        discard(connection, change_set(connection, change), call.actor.login)
    return Answer(None, 204)


@RESOURCE.route("GET", "/changes/<change>/check", answer=CheckCard)
@needs("edit_definitions")
def change_check(call: Call, change: str) -> Any:
    """Everything that is wrong with what it would make: the same issues as on the command line."""
    call.require_builder()
    candidate = call.candidate(change)
    checked = candidate.checked
    issues = [*checked.issues, *candidate.tried]
    if checked.ok:
        issues += lockout(call.connection, call.release, preview(checked.catalog))
    return {"ok": not has_errors(issues), "issues": [issue_card(issue) for issue in issues]}


@RESOURCE.route("GET", "/changes/<change>/diff", answer=DiffCard, many=True)
@needs("edit_definitions")
def change_diff(call: Call, change: str) -> Any:
    """What it changes, in words and as JSON. Raises the issues where a draft is not sound."""
    call.require_builder()
    candidate = call.candidate(change)
    return [diff_card(one) for one in diff(call.release.catalog, candidate.checked.require())]


@RESOURCE.route("GET", "/changes/<change>/impact", query=ImpactQuery, answer=ImpactCard)
@needs("edit_definitions")
def change_impact(call: Call, query: dict[str, Any], change: str) -> Any:
    """Who uses what it changes, and which lights would be others on a day (by default the last whole one)."""
    call.require_builder()
    day, release = at_latest(call, query.get("day")), call.release
    board = next(iter(release.all("dashboard")), None)
    period = query.get("period") or (board.default_period if board else "mtd")
    candidate = call.candidate(change)
    before = lights_on(call.connection, release, day, period, call.today)
    with call.rehearsing(change) as (connection, rehearsed):
        after = lights_on(connection, rehearsed, day, period, call.today)
    files = {("file", path) for path in candidate.files}
    return impact_of((release, before), (rehearsed, after), [*candidate.drafts, *sorted(files)], day, period)


@RESOURCE.route("POST", "/changes/<change>/submit", answer=WholeChange)
@needs("edit_definitions")
def change_submit(call: Call, change: str) -> Any:
    """Ask for approval of what it holds now."""
    call.require_builder()
    with call.writing() as connection:
        submit(connection, change_set(connection, change), call.actor.login)
        return _whole(call, connection, change_set(connection, change))


@RESOURCE.route("POST", "/changes/<change>/approvals", body=Verdict, answer=WholeChange)
@needs("approve_targets")
def change_approve(call: Call, wish: dict[str, str], change: str) -> Any:
    """Approve or reject what was submitted; it counts for this revision only."""
    call.require_builder()
    with call.writing() as connection:
        approve(connection, change_set(connection, change), wish["verdict"], wish["note"], call.actor.login)
        return _whole(call, connection, change_set(connection, change))


@RESOURCE.route("POST", "/changes/<change>/publish", body=Publication, answer=Published)
@needs("publish_definitions")
def change_publish(call: Call, wish: dict[str, Any], change: str) -> Any:
    """Publish it whole, with a reason; 409 where what serves has changed under a draft."""
    call.require_builder()
    with call.writing() as connection:
        made = publish_change_set(connection, change, author=call.actor.login, day=call.today, **wish)
    return {"number": made.number, "reason": made.reason}


def _whole(call: Call, connection: sa.Connection, found: ChangeSet) -> dict[str, Any]:
    candidate = candidate_of(connection, call.release, found)
    live = call.release.catalog
    items = [
        {
            **vars(draft),
            "title": title_of(candidate, *key),
            "action": action_of(serving.text if (serving := live.get(*key)) else None, draft.text),
            "conflict": key in candidate.conflicts,
        }
        for key, draft in candidate.drafts.items()
    ]
    files = [
        {
            **vars(file),
            "action": file_action(call.release.files.get(path), file.text),
            "conflict": ("file", path) in candidate.conflicts,
        }
        for path, file in candidate.files.items()
    ]
    levels = [issue.level for issue in candidate.checked.issues]
    tried = [issue.level for issue in candidate.tried]
    return {
        **brief(found, len(items) + len(files)),
        "items": items,
        "files": files,
        "approvals": approvals_of(connection, found),
        "conflicts": len(candidate.conflicts),
        "problems": levels.count("error"),
        "contradicted": candidate.contradicted,
        "warnings": levels.count("warning") + tried.count("warning"),
        "needs_approval": needs_approval(connection, candidate, call.today),
    }
