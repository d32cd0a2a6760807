"""Submissions in the office: the table, one with everything about it, corrections, exports."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from flask import Response
from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.api.board_exports import TYPES
from admin_ui.call import Call
from admin_ui.paging import PageQuery, paged
from admin_ui.resource import Answer, Resource
from admin_ui.submission_cards import SubmissionRow, office_cards, title_of
from admin_ui.submission_sheet import MOST_ROWS, csv_text, sheet_of, workbook
from admin_ui.verdict_shapes import ReviewEntry
from engine.access import audit
from engine.access.errors import forbidden, not_found
from engine.base.text import pick
from engine.jobs.queue import door
from engine.storage.photos import Photos
from engine.storage.tables import user_account
from form_builder.checks import reviews_of
from form_builder.submissions import edits
from form_builder.submissions.facts import refused_of
from form_builder.submissions.listing import Filter, found_rows, one_row
from form_builder.submissions.retention import forget_person
from form_builder.versions import form_of

RESOURCE = Resource("submissions", "Submissions of forms")
STATES = ("waiting_for_photos", "complete", "withdrawn")
OUTCOMES = ("pass", "fail", "uncertain")
REASON = validate.Length(2, 500)


class SubmissionFilter(Schema):
    """Which submissions; days are inclusive, ``unit`` stands for what is below it too."""

    form = fields.String(load_default=None, validate=validate.Length(1, 48))
    unit = fields.String(load_default=None, validate=validate.Length(1, 64))
    from_ = fields.Date(data_key="from", load_default=None)
    to = fields.Date(load_default=None)
    state = fields.String(load_default=None, validate=validate.OneOf(STATES))
    outcome = fields.String(load_default=None, validate=validate.OneOf(OUTCOMES))
    flag = fields.String(load_default=None, validate=validate.Length(1, 40))
    q = fields.String(load_default=None, validate=validate.Length(max=100))
    test = fields.Boolean(load_default=False)


class SubmissionQuery(SubmissionFilter, PageQuery):
    """The same, a page of it. Where there are many, ``total`` is counted for the next 1,000 only, and ``more`` is true;
    ``exact``: all are counted, which takes long."""

    exact = fields.Boolean(load_default=False)


class ExportQuery(SubmissionFilter):
    form = fields.String(required=True, validate=validate.Length(1, 48))
    format = fields.String(required=True, validate=validate.OneOf(("csv", "xlsx")))


class EditCard(Schema):
    """A change since it was sent: the values before and after (of a withdrawal: its state)."""

    revision = fields.Integer(required=True)
    at = fields.AwareDateTime(required=True)
    actor = fields.String(required=True)
    reason = fields.String(required=True)
    before = fields.Dict(required=True)
    after = fields.Dict(required=True)


class CopyCard(Schema):
    """Another content that came under the same id. ``state``: open | taken | dropped."""

    public_id = fields.String(required=True)
    received_at = fields.AwareDateTime(required=True)
    state = fields.String(required=True)
    values = fields.Dict(required=True)


class RefusedData(Schema):
    """A row that a dataset has refused, with every reason (issues)."""

    public_id = fields.String(required=True)
    dataset = fields.String(required=True)
    issues = fields.List(fields.Dict(), required=True)
    refused_at = fields.AwareDateTime(required=True)


class SubmissionWhole(SubmissionRow):
    """With its history, copies of other content, reviews, and rows that datasets refused."""

    history = fields.List(fields.Nested(EditCard), required=True)
    copies = fields.List(fields.Nested(CopyCard), required=True)
    reviews = fields.List(fields.Nested(ReviewEntry), required=True)
    refused = fields.List(fields.Nested(RefusedData), required=True)


class EditWish(Schema):
    """``values``: those that change (null takes one away); ``withdraw``: it is to count no more."""

    values = fields.Dict(keys=fields.String(), load_default=dict)
    withdraw = fields.Boolean(load_default=False)
    reason = fields.String(required=True, validate=REASON)


class ForgetWish(Schema):
    login = fields.String(required=True, validate=validate.Length(1, 200))


class Forgotten(Schema):
    """How many photos were deleted, and how many places."""

    photos = fields.Integer(required=True)
    places = fields.Integer(required=True)


class ConflictWish(Schema):
    """What becomes of a copy: its values are taken, or it is dropped (and stays on record)."""

    take = fields.Boolean(required=True)


@RESOURCE.route("GET", "/submissions", query=SubmissionQuery, answer=SubmissionRow, many=True)
@needs("read_submissions")
def submissions(call: Call, query: dict[str, Any]) -> Any:
    """Submissions of units in scope, newest first."""
    wanted = filter_of(call, query, query["page"], query["page_size"], exact=query["exact"])
    found = found_rows(call.connection, call.door, wanted)
    return paged(office_cards(call, found.rows), found.total, query, more=found.more)


@RESOURCE.route("GET", "/submissions/export", query=ExportQuery)
@needs("read_submissions")
def export(call: Call, query: dict[str, Any]) -> Any:
    """The submissions of a form as a file: a column per field, in the order of the form; at most 20,000 rows. Of a form
    that does not serve any more there are no columns but those that all have."""
    form = form_of(call.connection, call.release, query["form"])
    found = found_rows(call.connection, call.door, filter_of(call, query, 1, MOST_ROWS, exact=True))
    if form is None and not found.rows:
        raise not_found()
    sheet = sheet_of(call, form, found.rows)
    kind = query["format"]
    text: bytes = (
        csv_text(sheet) if kind == "csv" else workbook(sheet, pick(title_of(call, query["form"]), call.language))
    )
    answer = Response(text, mimetype="text/csv" if kind == "csv" else TYPES["xlsx"])
    file = quote(f"{query['form']}_{call.today.isoformat()}.{kind}")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{file}"
    with call.writing() as connection:
        detail = {"format": kind, "rows": len(found.rows), "of": found.total}
        audit.append(connection, call.actor.login, "submission.export", query["form"], detail)
    return answer


@RESOURCE.route("GET", "/submissions/<public_id>", answer=SubmissionWhole)
@needs("read_submissions")
def submission(call: Call, public_id: str) -> Any:
    """One submission with everything about it."""
    return _whole(call, _row(call, public_id))


@RESOURCE.route("PATCH", "/submissions/<public_id>", body=EditWish, answer=SubmissionWhole)
@needs("edit_submissions")
def edit(call: Call, wish: dict[str, Any], public_id: str) -> Any:
    """Correct values, or withdraw it, with a reason. Its data follows."""
    row = _row(call, public_id)
    _may_edit(call, row)
    with call.writing() as connection:
        if wish["withdraw"]:
            form = form_of(connection, call.release, row.form)
            edits.withdrawn(connection, form, row, wish["reason"], call.login)
        else:
            edits.edited(connection, call.release, row, wish["values"], wish["reason"], call.login)
    door(call.settings).ring()
    call.look_again()
    return _whole(call, _row(call, public_id))


@RESOURCE.route("POST", "/submissions/<public_id>/conflicts/<conflict>", body=ConflictWish, answer=SubmissionWhole)
@needs("edit_submissions")
def settle(call: Call, wish: dict[str, Any], public_id: str, conflict: str) -> Any:
    """Take or drop another content that came under the same id."""
    row = _row(call, public_id)
    _may_edit(call, row)
    copy = next((one for one in edits.conflicts(call.connection, row) if one.public_id == conflict), None)
    if copy is None or copy.state != "open":
        raise not_found()
    with call.writing() as connection:
        edits.settle_conflict(connection, call.release, row, copy, wish["take"], call.login)
    door(call.settings).ring()
    call.look_again()
    return _whole(call, _row(call, public_id))


@RESOURCE.route("POST", "/submissions/forget", body=ForgetWish, answer=Forgotten)
@needs("manage_users")
def forget(call: Call, wish: dict[str, Any]) -> Any:
    """Delete the photos, places and earlier wordings of all that a person has sent; what was counted stays. For those
    who see the whole organisation."""
    call.require_builder()
    mine = sa.select(user_account.c.id).where(user_account.c.login == wish["login"])
    user_id = call.connection.execute(mine).scalar()
    if user_id is None:
        raise not_found()
    return forget_person(call.database, Photos.of(call.settings), user_id, wish["login"], call.login)


def filter_of(call: Call, query: dict[str, Any], page: int, size: int, *, exact: bool = False) -> Filter:
    """The filter of a query. Raises AccessError (404) for a unit that is missing or foreign."""
    return Filter(
        form=query["form"],
        unit=call.unit(query["unit"]) if query["unit"] else None,
        first=query["from_"],
        last=query["to"],
        state=query["state"],
        outcome=query["outcome"],
        flag=query["flag"],
        text=query["q"],
        test=query["test"],
        page=page,
        size=size,
        exact=exact,
    )


def _row(call: Call, public_id: str) -> Any:
    row = one_row(call.connection, call.door, public_id)
    if row is None:
        raise not_found()
    return row


def _may_edit(call: Call, row: Any) -> None:
    """What is one's own is somebody else's to correct, where it lies out of scope."""
    if not call.door.may_see_unit(row.unit_id):
        raise forbidden("edit_submissions")


def _whole(call: Call, row: Any) -> Any:
    copies = edits.conflicts(call.connection, row)
    card = office_cards(call, [row], whole=True)[0]
    names = ("public_id", "received_at", "state")
    return Answer(
        {
            **card,
            "conflicts": sum(one.state == "open" for one in copies),
            "history": edits.history(call.connection, row),
            "copies": [
                {**{name: getattr(one, name) for name in names}, "values": one.body.get("values", {})} for one in copies
            ],
            "reviews": reviews_of(call.connection, [row.id]).get(row.id, []),
            "refused": refused_of(call.connection, row),
        }
    )
