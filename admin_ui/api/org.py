"""The org of a change set: its units, posts and people as rows, imported with a dry run or changed one by one."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.call import Call
from admin_ui.org_cards import WHATS, OrgCard, OrgLevelWish, OrgPlan, live_codes, org_card, plan_card, register_of
from admin_ui.problems import problem
from admin_ui.resource import Resource
from engine.access import audit
from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.changes import StaleError, change_set, save_file
from engine.changes.candidate import Candidate
from engine.definitions.canonical_form import text_hash
from engine.org.register import Plan, Register, plan_people, plan_posts, plan_units, put_rows, suggest

RESOURCE = Resource("org", "The org of a change set: units, posts and people")
MAX_IMPORT = 4_000_000
_WHAT = validate.OneOf(WHATS)


class OrgRevisions(Schema):
    units = fields.Integer(strict=True, load_default=0)
    posts = fields.Integer(strict=True, load_default=0)
    users = fields.Integer(strict=True, load_default=0)


class OrgWish(Schema):
    """``revisions``: the drafts of the files that the caller has seen (0: none); asked for where it is applied."""

    what = fields.String(required=True, validate=_WHAT)
    day = fields.Date(metadata={"description": "when moves and closings hold; today where left out"})
    levels = fields.List(fields.Nested(OrgLevelWish), validate=validate.Length(1, 12))
    revisions = fields.Nested(OrgRevisions, load_default=lambda: {"units": 0, "posts": 0, "users": 0})
    apply = fields.Boolean(load_default=False)


class OrgImportWish(OrgWish):
    """``columns``: column → position in each row. ``lines``: the rows' numbers in their file."""

    columns = fields.Dict(keys=fields.String(validate=validate.Length(1, 48)), values=fields.Integer(), required=True)
    rows = fields.List(fields.List(fields.String()), required=True, validate=validate.Length(1, 20_000))
    lines = fields.List(fields.Integer())
    close_missing = fields.Boolean(load_default=False)


class OrgRowPut(Schema):
    line = fields.Integer(load_default=None, allow_none=True)
    cells = fields.Dict(keys=fields.String(), values=fields.String(validate=validate.Length(0, 2000)), required=True)


class OrgRowsWish(OrgWish):
    """``put``: rows changed (by their line) or added; ``remove``: lines taken out."""

    put = fields.List(fields.Nested(OrgRowPut), load_default=list, validate=validate.Length(0, 500))
    remove = fields.List(fields.Integer(), load_default=list, validate=validate.Length(0, 500))


class OrgColumnsWish(Schema):
    what = fields.String(required=True, validate=_WHAT)
    header = fields.List(fields.String(), required=True, validate=validate.Length(1, 200))


class OrgColumns(Schema):
    columns = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


@RESOURCE.route("GET", "/changes/<change>/org/<name>", answer=OrgCard)
@needs("edit_definitions")
def org_view(call: Call, change: str, name: str) -> Any:
    """The units, posts and people of an org as the change set has them."""
    call.require_builder()
    return org_card(call.candidate(change), name, call.today)


@RESOURCE.route("POST", "/tables/columns", body=OrgColumnsWish, answer=OrgColumns)
@needs("edit_definitions")
def column_suggestions(call: Call, wish: dict[str, Any]) -> Any:
    """Which column of a table is most likely which, from its header."""
    return {"columns": suggest(wish["what"], wish["header"])}


@RESOURCE.route("POST", "/changes/<change>/org/<name>/import", body=OrgImportWish, answer=OrgPlan, largest=MAX_IMPORT)
@needs("edit_definitions")
def org_import(call: Call, wish: dict[str, Any], change: str, name: str) -> Any:
    """What a table would change, row by row; with ``apply`` it is saved, unless a row is refused."""
    call.require_builder()
    candidate = call.candidate(change)
    register = register_of(candidate, name, wish.get("levels"))
    _require_file(register, wish["what"])
    rows = _rows(wish)
    day = wish.get("day") or call.today
    if wish["what"] == "units":
        plan = plan_units(register, rows, day=day, close_missing=wish["close_missing"])
    elif wish["what"] == "posts":
        plan = plan_posts(register, candidate.catalog, rows, day=day, end_missing=wish["close_missing"])
    else:
        plan = plan_people(register, rows)
    return _answer(call, candidate, register, plan, wish, change)


@RESOURCE.route("POST", "/changes/<change>/org/<name>/rows", body=OrgRowsWish, answer=OrgPlan)
@needs("edit_definitions")
def org_rows(call: Call, wish: dict[str, Any], change: str, name: str) -> Any:
    """Change, add or take out single rows; with ``apply`` it is saved, unless a row is refused."""
    call.require_builder()
    candidate = call.candidate(change)
    register = register_of(candidate, name, wish.get("levels"))
    _require_file(register, wish["what"])
    put = [(row["line"], row["cells"]) for row in wish["put"]]
    day = wish.get("day") or call.today
    live = live_codes(candidate)
    plan = put_rows(register, candidate.catalog, wish["what"], put, wish["remove"], day=day, live=live)
    return _answer(call, candidate, register, plan, wish, change)


def _require_file(register: Register, what: str) -> None:
    if what not in register.texts:
        words = both(f"组织定义里没有写 {what} 的文件", f"the org names no file for its {what}")
        raise IssueError(
            [Issue("N877", words, f"$.{what}", hint=both(f"例如 data/{what}.csv", f"e.g. data/{what}.csv"))]
        )


def _rows(wish: dict[str, Any]) -> list[tuple[int, dict[str, str]]]:
    key = "code" if wish["what"] == "units" else "login" if wish["what"] == "users" else "role"
    width = max((len(row) for row in wish["rows"]), default=0)
    columns = {name: at for name, at in wish["columns"].items() if 0 <= at < width}
    if key not in columns:
        words = both(f"请指明哪一列是 {key}", f"say which column is the {key}")
        raise IssueError([Issue("N872", words, f"$.columns.{key}")])
    lines = wish.get("lines") or range(2, len(wish["rows"]) + 2)
    cells = ({name: row[at] for name, at in columns.items() if at < len(row)} for row in wish["rows"])
    return [(line, row) for line, row in zip(lines, cells, strict=False) if any(row.values())]


def _answer(call: Call, candidate: Candidate, register: Register, plan: Plan, wish: dict[str, Any], change: str) -> Any:
    if not wish["apply"] or not plan.ok or not plan.changed:
        return plan_card(plan, applied=False)
    try:
        with call.writing() as connection:
            found = change_set(connection, change)
            for what, text in plan.texts.items():
                path = getattr(register.model, what)
                if candidate.data.get(path) == text:
                    continue
                live = candidate.live.files.get(path)
                before = candidate.files.get(path)
                base = before.base_hash if before else text_hash(live) if live is not None else None
                file = {"path": path, "text": text, "base_hash": base}
                save_file(connection, found, file, wish["revisions"][what], call.actor.login)
            detail = {"what": wish["what"], **plan.counts()}
            audit.append(connection, call.actor.login, "org.draft", f"change set {change}", detail)
    except StaleError as stale:
        return problem(409, stale.issues[0].message, stale.issues)
    return plan_card(plan, applied=True)
