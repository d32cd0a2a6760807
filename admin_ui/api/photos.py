"""Photos in the office: a wall of them, and the pictures themselves, to those who may see their unit."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Response
from marshmallow import Schema, fields, validate

from admin_ui.access import needs, signed_in
from admin_ui.api.submissions import SubmissionFilter, filter_of
from admin_ui.call import Call
from admin_ui.paging import PageQuery, paged
from admin_ui.resource import Resource
from admin_ui.shapes import Text, UnitRef
from admin_ui.submission_cards import AttachmentCard, PersonRef, file_card, title_of, unit_ref
from admin_ui.verdict_shapes import PhotoReason
from engine.access.errors import not_found
from engine.storage.photos import GoneError, Photos, small_key
from engine.storage.tables import attachment, photo_verdict
from form_builder.checks import reasons_of, verdicts_of
from form_builder.submissions.listing import in_sight, photo_select, photos

RESOURCE = Resource("photos", "Photos of submissions")


class WallQuery(SubmissionFilter, PageQuery):
    """As submissions are looked for; ``field``: photos of one field."""

    field = fields.String(load_default=None, validate=validate.Length(1, 48))


class PhotoCard(AttachmentCard):
    """A photo on the wall, with the submission it belongs to."""

    submission = fields.String(required=True)
    form = fields.String(required=True)
    title = Text(required=True)
    unit = fields.Nested(UnitRef, required=True)
    person = fields.Nested(PersonRef, required=True)
    day = fields.Date(required=True)
    outcome = fields.String(required=True, allow_none=True)
    marked = fields.Boolean(required=True)
    reasons = fields.List(fields.Nested(PhotoReason), required=True)


class SizeQuery(Schema):
    size = fields.String(load_default="full", validate=validate.OneOf(("small", "full", "marked")))


@RESOURCE.route("GET", "/photos", query=WallQuery, answer=PhotoCard, many=True)
@needs("read_submissions")
def wall(call: Call, query: dict[str, Any]) -> Any:
    """Stored photos of submissions of units in scope, newest first."""
    wanted = filter_of(call, query, query["page"], query["page_size"])
    rows, total = photos(call.connection, call.door, wanted, query["field"])
    verdicts = verdicts_of(call.connection, {row.submission_id for row in rows})
    return paged([_card(call, row, verdicts.get(row.submission_id, [])) for row in rows], total, query)


@RESOURCE.route("GET", "/photos/<photo>", query=SizeQuery)
@signed_in
def picture(call: Call, query: dict[str, Any], photo: str) -> Any:
    """The picture: as it is kept, as a thumbnail, or with what the checks have found drawn on it. For those who see
    submissions of its unit, and for who has taken it."""
    mine = attachment.c.user_id == call.actor.user_id
    seen = in_sight(call.door) if "read_submissions" in call.actor.permissions else mine
    query_of = photo_select().where(attachment.c.public_id == photo, attachment.c.state == "stored", seen)
    row = call.connection.execute(query_of).one_or_none()
    if row is None:
        row = call.connection.execute(
            sa.select(attachment).where(attachment.c.public_id == photo, attachment.c.state == "stored", mine)
        ).one_or_none()
    if row is None:
        raise not_found()
    key, media_type = _file(call, row, query["size"])
    try:
        data = Photos.of(call.settings).get(key)
    except GoneError:
        raise not_found() from None
    answer = Response(data, mimetype=media_type)
    answer.headers["Content-Disposition"] = "inline"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _file(call: Call, row: Any, size: str) -> tuple[str, str]:
    """The key and type of what is kept of a photo; only what was made here is ever shown."""
    if size == "small":
        return small_key(row.key), "image/jpeg"
    if size == "marked":
        v = photo_verdict.c
        query = sa.select(v.marked_key).where(v.attachment_id == row.id, v.marked_key.is_not(None))
        marked = call.connection.execute(query.order_by(v.id.desc()).limit(1)).scalar()
        if marked is None:
            raise not_found()
        return str(marked), "image/jpeg"
    return row.key, row.media_type


def _card(call: Call, row: Any, verdicts: list[dict[str, Any]]) -> dict[str, Any]:
    own = [one for one in verdicts if one["photo"] == row.public_id]
    return {
        **file_card(row),
        "submission": row.sent,
        "form": row.sent_form,
        "title": title_of(call, row.sent_form),
        "unit": unit_ref(call, row),
        "person": {"login": row.login, "title": row.person},
        "day": row.day,
        "outcome": row.sent_outcome,
        "marked": any(one["marked"] for one in own),
        "reasons": reasons_of(own),
    }
