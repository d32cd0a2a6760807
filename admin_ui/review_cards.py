"""Reviews as the API shows them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from marshmallow import Schema, fields

from admin_ui.cards import Card, unit_card
from admin_ui.shapes import Text, UnitRef
from admin_ui.verdict_shapes import OUTCOMES, PhotoReason, ReviewEntry, VerdictCard, verdict_cards
from engine.access import Door
from engine.access.units import unit_of
from engine.storage.tables import attachment
from form_builder.checks import reasons_of, reviews_of, verdicts_of
from form_builder.checks.reviews import why_not


class Submitter(Schema):
    login = fields.String()
    title = Text()


class ReviewCard(ReviewEntry):
    """A review in the queue. ``submission``: public id; ``photos``: public ids of its stored photos; ``outcome_now``:
    what is in force; ``why_not``: why the caller may not decide it (null: he may)."""

    submission = fields.String()
    form = fields.String()
    form_title = Text(allow_none=True)
    unit = fields.Nested(UnitRef)
    day = fields.Date()
    submitted_at = fields.AwareDateTime()
    submitter = fields.Nested(Submitter)
    flags = fields.List(fields.String())
    outcome_now = fields.String(allow_none=True, metadata={"enum": list(OUTCOMES)})
    outcome_by = fields.String(allow_none=True, metadata={"enum": ["checks", "review", "appeal"]})
    score = fields.Float(allow_none=True)
    photos = fields.List(fields.String())
    reasons = fields.List(fields.Nested(PhotoReason))
    why_not = Text(allow_none=True)


class ReviewPhoto(Schema):
    public_id = fields.String()
    field = fields.String()
    state = fields.String()
    taken_at = fields.AwareDateTime(allow_none=True)
    width = fields.Integer(allow_none=True)
    height = fields.Integer(allow_none=True)
    distance = fields.Float(allow_none=True, metadata={"description": "metres from the unit"})
    flags = fields.List(fields.String())


class ReviewDetail(ReviewCard):
    """With everything that was said before. ``values``: what was filled in, by field name."""

    values = fields.Dict()
    all_photos = fields.List(fields.Nested(ReviewPhoto))
    verdicts = fields.List(fields.Nested(VerdictCard))
    history = fields.List(fields.Nested(ReviewEntry))


def review_cards(door: Door, rows: list[Any]) -> list[Card]:
    """``ReviewCard``s of rows of ``review_select``; three statements, however many there are."""
    ids = [row.submission_id for row in rows]
    verdicts = verdicts_of(door.connection, ids)
    photos = _photos(door.connection, [row.submission_public_id for row in rows])
    return [_card(door, row, verdicts.get(row.submission_id, []), photos) for row in rows]


def review_detail(door: Door, row: Any) -> Card:
    """The ``ReviewDetail`` of a row of ``review_select``."""
    verdicts = verdicts_of(door.connection, [row.submission_id]).get(row.submission_id, [])
    photos = _photos(door.connection, [row.submission_public_id])
    return _card(door, row, verdicts, photos) | {
        "values": row.submission_values,
        "all_photos": [dict(one._mapping) for one in photos.get(row.submission_public_id, [])],
        "verdicts": verdict_cards(verdicts),
        "history": reviews_of(door.connection, [row.submission_id])[row.submission_id],
    }


def _card(door: Door, row: Any, verdicts: list[Card], photos: dict[str, list[Any]]) -> Card:
    form = door.release.find("form", row.submission_form)
    own = {name: row._mapping[f"review_{name}"] for name in ReviewEntry().fields}
    stored = [one.public_id for one in photos.get(row.submission_public_id, []) if one.state == "stored"]
    return own | {
        "submission": row.submission_public_id,
        "form": row.submission_form,
        "form_title": form.title if form is not None else None,
        "unit": unit_card(door, unit_of(row)),
        "day": row.submission_day,
        "submitted_at": row.submission_submitted_at,
        "submitter": {"login": row.submitter, "title": row.submitter_title},
        "flags": row.submission_flags,
        "outcome_now": row.submission_outcome,
        "outcome_by": row.submission_outcome_by,
        "score": row.submission_score,
        "photos": stored,
        "reasons": reasons_of(verdicts),
        "why_not": why_not(door.connection, door, row) if row.review_state == "open" else None,
    }


def _photos(connection: sa.Connection, submissions: list[str]) -> dict[str, list[Any]]:
    a = attachment.c
    columns = (a.submission, *(a[name] for name in ReviewPhoto().fields))
    found: dict[str, list[Any]] = {}
    for row in connection.execute(sa.select(*columns).where(a.submission.in_(submissions)).order_by(a.id)):
        found.setdefault(row.submission, []).append(row)
    return found
