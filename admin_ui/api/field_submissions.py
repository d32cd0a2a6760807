"""Submissions from the phone: sent once or many times, one row; and one's own, with what became of them."""

from __future__ import annotations

from typing import Any

from flask import g
from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.call import Call
from admin_ui.field_shapes import SHA, Place, Uuid
from admin_ui.paging import PageQuery, paged
from admin_ui.problems import problem
from admin_ui.resource import Answer, Resource
from admin_ui.submission_cards import OwnSubmission, own_cards
from engine.access.errors import not_found
from engine.base.text import both
from engine.jobs.queue import door
from form_builder.submissions.completing import state_of
from form_builder.submissions.listing import Filter, found_rows, one_row
from form_builder.submissions.taking import ConflictError, take

RESOURCE = Resource("field_submissions", "Submissions from the phone")


class Declared(Schema):
    """A file that belongs to the submission, sent on its own."""

    id = Uuid(required=True)
    field = fields.String(required=True, validate=validate.Length(1, 48))
    sha256 = fields.String(required=True, validate=SHA)
    size = fields.Integer(required=True, strict=True, validate=validate.Range(1, 100_000_000))
    media_type = fields.String(load_default="image/jpeg", validate=validate.Length(1, 100))
    taken_at = fields.AwareDateTime(load_default=None, allow_none=True)
    location = fields.Nested(Place, load_default=None, allow_none=True)


class SubmissionWish(Schema):
    """A filled form. ``version``: the hash of the form that the phone has; ``phone_now``: what its clock shows now."""

    id = Uuid(7, required=True)
    form = fields.String(required=True, validate=validate.Length(1, 48))
    version = fields.String(required=True, validate=SHA)
    unit = fields.String(required=True, validate=validate.Length(1, 64))
    duty = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 48))
    begun_at = fields.AwareDateTime(load_default=None, allow_none=True)
    submitted_at = fields.AwareDateTime(required=True)
    phone_now = fields.AwareDateTime(required=True)
    values = fields.Dict(keys=fields.String(validate=validate.Length(1, 48)), required=True)
    attachments = fields.List(fields.Nested(Declared), load_default=list, validate=validate.Length(max=100))
    location = fields.Nested(Place, load_default=None, allow_none=True)
    test = fields.Boolean(load_default=False)


class Receipt(Schema):
    """What the server has. ``missing``: ids of files not whole yet; ``stored``: id → the declared SHA-256."""

    id = fields.String(required=True)
    state = fields.String(required=True)
    day = fields.Date(required=True)
    flags = fields.List(fields.String(), required=True)
    missing = fields.List(fields.String(), required=True)
    stored = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    refused = fields.Dict(keys=fields.String(), values=fields.Dict(), required=True)


class OwnQuery(PageQuery):
    from_ = fields.Date(data_key="from", load_default=None)


@RESOURCE.route("POST", "/field/submissions", body=SubmissionWish, answer=Receipt, status=201)
@needs("fill_forms")
def send(call: Call, wish: dict[str, Any]) -> Any:
    """Send a submission. 201 the first time, 200 with the state it has by now for the same content again, 409 with
    ``conflict`` for another content under the same id: a copy is kept."""
    try:
        taken = take(call.database, call.door, g.body, wish)
    except ConflictError as error:
        words = both(
            "同一编号已提交过另一份内容；本次内容已留存待处理",
            "another content came under this id before; this one is kept beside it",
        )
        return problem(409, words, more={"conflict": error.conflict, "submission": error.row.public_id})
    if taken.fresh:
        door(call.settings).ring()
    call.look_again()
    state = state_of(call.connection, call.release, taken.row, files=taken.files)
    return Answer(state, 201 if taken.fresh else 200)


@RESOURCE.route("GET", "/field/submissions", query=OwnQuery, answer=OwnSubmission, many=True)
@needs("fill_forms")
def own(call: Call, query: dict[str, Any]) -> Any:
    """One's own submissions, newest first."""
    wanted = Filter(user_id=call.actor.user_id, first=query["from_"], page=query["page"], size=query["page_size"])
    found = found_rows(call.connection, None, wanted)
    return paged(own_cards(call, found.rows), found.total, query, more=found.more)


@RESOURCE.route("GET", "/field/submissions/<public_id>", answer=OwnSubmission)
@needs("fill_forms")
def own_one(call: Call, public_id: str) -> Any:
    """One of one's own, with its values and files."""
    row = one_row(call.connection, None, public_id)
    if row is None or row.user_id != call.actor.user_id:
        raise not_found()
    return Answer(own_cards(call, [row], whole=True)[0])
