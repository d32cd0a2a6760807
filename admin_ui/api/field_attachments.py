"""Photos of submissions on their way in: begun with their hash, sent in pieces, acknowledged by that hash."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.call import Call
from admin_ui.field_shapes import SHA, Place, Uuid
from admin_ui.problems import problem
from admin_ui.resource import Answer, Resource
from engine.base.text import both
from engine.jobs.queue import door
from engine.storage.photos import Photos
from form_builder.photos import uploads
from form_builder.photos.finishing import finish
from form_builder.submissions.files import field_of
from form_builder.submissions.taking import bound_to

RESOURCE = Resource("field_attachments", "Photos and signatures: resumable uploads")


class BeginWish(Schema):
    """What will be sent. ``sha256`` (hex) and ``size`` (bytes) are of the bytes that are going to be sent."""

    id = Uuid(required=True)
    submission = Uuid(required=True)
    form = fields.String(required=True, validate=validate.Length(1, 48))
    field = fields.String(required=True, validate=validate.Length(1, 48))
    sha256 = fields.String(required=True, validate=SHA)
    size = fields.Integer(required=True, strict=True, validate=validate.Range(1, 100_000_000))
    media_type = fields.String(load_default="image/jpeg", validate=validate.Length(1, 100))
    taken_at = fields.AwareDateTime(load_default=None, allow_none=True)
    location = fields.Nested(Place, load_default=None, allow_none=True)


class PieceQuery(Schema):
    """Where the piece begins (bytes from 0), and its SHA-256 (hex)."""

    offset = fields.Integer(required=True, validate=validate.Range(0, 100_000_000))
    sha256 = fields.String(required=True, validate=SHA)


class Progress(Schema):
    """How far it has come. ``sha256``: the receipt, once stored: the declared hash. ``chunk``: the most of a piece."""

    id = fields.String(required=True)
    token = fields.String(required=True)
    received = fields.Integer(required=True)
    chunk = fields.Integer(required=True)
    state = fields.String(required=True, validate=validate.OneOf(("coming", "stored", "refused", "deleted")))
    sha256 = fields.String(required=True, allow_none=True)
    refusal = fields.Dict(required=True, allow_none=True)


@RESOURCE.route("POST", "/field/attachments", body=BeginWish, answer=Progress)
@needs("fill_forms")
def begin(call: Call, wish: dict[str, Any]) -> Any:
    """Begin to send a photo, or go on: asked twice with the same content, it is the same upload."""
    user_id = _user(call)
    asked = uploads.Wish(**wish)
    field = field_of(call.connection, call.release, asked.form, asked.field)
    bound_to(call.connection, asked, user_id)
    try:
        uploads.require_room(call.connection, user_id, asked.id)
    except uploads.QuotaError:
        words = both("未传完的照片太多，请等前面的传完", "too many photos are on their way: let them arrive first")
        return problem(429, words, headers={"Retry-After": "60"})
    with call.writing() as connection:
        row = uploads.begin(connection, field, user_id, asked)
    return _finished(call, row)


@RESOURCE.route("PATCH", "/field/attachments/<token>", query=PieceQuery, upload=uploads.PIECE, answer=Progress)
@needs("fill_forms")
def piece(call: Call, query: dict[str, Any], data: bytes, token: str) -> Any:
    """Send the next piece. 409 with ``received`` where it does not go on from there."""
    row = uploads.find(call.connection, token, _user(call))
    try:
        row = uploads.take_piece(call.database, _photos(call), row, query["offset"], query["sha256"], data)
    except uploads.OffsetError as error:
        words = both(f"请从第 {error.received} 字节续传", f"go on from byte {error.received}")
        return problem(409, words, more={"received": error.received})
    return _finished(call, row)


@RESOURCE.route("GET", "/field/attachments/<token>", answer=Progress)
@needs("fill_forms")
def how_far(call: Call, token: str) -> Any:
    """How far an upload of one's own has come."""
    return progress(uploads.find(call.connection, token, _user(call)))


def progress(row: Any) -> Any:
    """A row of ``attachment`` as the phone is told it."""
    stored = row.state in ("stored", "deleted")
    return Answer(
        {
            "id": row.public_id,
            "token": row.token,
            "received": row.received,
            "chunk": uploads.PIECE,
            "state": row.state,
            "sha256": row.sha256 if stored else None,
            "refusal": row.refusal,
        }
    )


def _finished(call: Call, row: Any) -> Any:
    """With all bytes here the picture is made at once; an upload that a crash left at this point is taken up too.
    Where too many are being made, the phone comes again (503): the bytes are here."""
    if row.state != "coming" or row.received != row.size:
        return progress(row)
    found = finish(call.database, _photos(call), call.release, row)
    if found.state == "coming" and found.received == found.size:
        words = both("照片已收到，正在排队处理", "the photo is here and waits its turn")
        return problem(503, words, headers={"Retry-After": "5"})
    if found.state == "stored":
        door(call.settings).ring()
    return progress(found)


def _photos(call: Call) -> Photos:
    return Photos.of(call.settings)


def _user(call: Call) -> int:
    assert call.actor.user_id is not None  # who calls the API is a person
    return call.actor.user_id
