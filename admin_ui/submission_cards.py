"""Submissions and photos as the API shows them: to those who sent them, and to the office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import Schema, fields

from admin_ui.call import Call
from admin_ui.shapes import Text, UnitRef
from admin_ui.verdict_shapes import PhotoReason, VerdictCard, verdict_cards
from engine.base.text import Text as Words
from engine.base.text import both
from form_builder.checks import appeals_of, decisions_of, reasons_of, verdicts_of
from form_builder.checks.appeals import may_appeal
from form_builder.submissions.completing import state_of
from form_builder.submissions.listing import files_by_submission
from form_builder.versions import form_of, in_newest

Row = Any


class AttachmentCard(Schema):
    """A photo or signature. ``flags``: what is odd about it; ``refusal``: an issue, where it was not taken."""

    id = fields.String(required=True)
    field = fields.String(required=True)
    state = fields.String(required=True)
    media_type = fields.String(allow_none=True)
    width = fields.Integer(allow_none=True)
    height = fields.Integer(allow_none=True)
    taken_at = fields.AwareDateTime(allow_none=True)
    stored_at = fields.AwareDateTime(allow_none=True)
    location = fields.Dict(allow_none=True)
    distance = fields.Float(allow_none=True)
    flags = fields.List(fields.String(), required=True)
    refusal = fields.Dict(allow_none=True)


class DecisionCard(Schema):
    """What people said when they looked again."""

    why = fields.String(required=True)
    outcome = fields.String(required=True)
    reason = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


class OwnSubmission(Schema):
    """One's own submission and what became of it. ``appeal``: null | open | upheld | reversed; ``decision``: of the
    people who looked again; ``may_appeal``: against what is in force, at this time."""

    id = fields.String(required=True)
    form = fields.String(required=True)
    version = fields.String(required=True)
    title = Text(required=True)
    unit = fields.Nested(UnitRef, required=True)
    duty = fields.String(allow_none=True)
    day = fields.Date(required=True)
    submitted_at = fields.AwareDateTime(required=True)
    received_at = fields.AwareDateTime(required=True)
    state = fields.String(required=True)
    test = fields.Boolean(required=True)
    flags = fields.List(fields.String(), required=True)
    outcome = fields.String(required=True, allow_none=True)
    outcome_by = fields.String(required=True, allow_none=True)
    reasons = fields.List(fields.Nested(PhotoReason), required=True)
    score = fields.Float(required=True, allow_none=True)
    appeal = fields.String(required=True, allow_none=True)
    may_appeal = fields.Boolean(required=True)
    decision = fields.Nested(DecisionCard, required=True, allow_none=True)
    missing = fields.List(fields.String(), required=True)
    revision = fields.Integer(required=True)
    values = fields.Dict(required=True)
    files = fields.List(fields.Nested(AttachmentCard))
    verdicts = fields.List(fields.Nested(VerdictCard))


class PersonRef(Schema):
    login = fields.String(required=True)
    title = Text(required=True)


class SubmissionRow(OwnSubmission):
    """A submission in the office's table, its values under the names that the form has today."""

    person = fields.Nested(PersonRef, required=True)
    facts = fields.String(required=True)
    photos = fields.Integer(required=True)
    conflicts = fields.Integer()


def own_cards(call: Call, rows: Sequence[Row], *, whole: bool = False) -> list[dict[str, Any]]:
    """``OwnSubmission`` for rows of ``listing``; ``whole``: with files and verdicts."""
    ids = [row.id for row in rows]
    verdicts = verdicts_of(call.connection, ids)
    appeals = appeals_of(call.connection, ids)
    cards = [_card(call, row, verdicts.get(row.id, []), appeals.get(row.id)) for row in rows]
    decisions = decisions_of(call.connection, ids)
    for row, card in zip(rows, cards, strict=True):
        card["decision"] = decisions.get(row.id)
        card["may_appeal"] = card["appeal"] != "open" and not row.test and may_appeal(row)
    if whole:
        files = files_by_submission(call.connection, [row.public_id for row in rows])
        for row, card in zip(rows, cards, strict=True):
            card["files"] = [file_card(one) for one in files.get(row.public_id, [])]
            card["verdicts"] = verdict_cards(verdicts.get(row.id, []))
    return cards


def office_cards(call: Call, rows: Sequence[Row], *, whole: bool = False) -> list[dict[str, Any]]:
    """``SubmissionRow`` for rows of ``listing``."""
    cards = own_cards(call, rows, whole=whole)
    files = files_by_submission(call.connection, [row.public_id for row in rows])
    for row, card in zip(rows, cards, strict=True):
        card["person"] = {"login": row.login, "title": row.person}
        card["facts"] = row.facts
        card["photos"] = sum(one.state == "stored" for one in files.get(row.public_id, []))
    return cards


def file_card(row: Row) -> dict[str, Any]:
    """A ``AttachmentCard``."""
    names = ("field", "state", "media_type", "width", "height", "taken_at", "stored_at", "location", "distance")
    return {"id": row.public_id, **{n: getattr(row, n) for n in names}, "flags": row.flags, "refusal": row.refusal}


def unit_ref(call: Call, row: Row) -> dict[str, Any]:
    """The unit of a row that carries ``unit_code``, ``unit_title`` and ``unit_level``."""
    levels = call.release.get("org", call.release.app.org).levels
    level = levels[row.unit_level] if row.unit_level < len(levels) else levels[-1]
    return {"code": row.unit_code, "title": row.unit_title, "level": level.name, "level_title": level.title}


def title_of(call: Call, form: str) -> Words:
    """The form's title; its name where it does not serve any more."""
    found = call.release.catalog.get("form", form)
    return found.title if found else both(form, form)


def _card(call: Call, row: Row, verdicts: Sequence[Mapping[str, Any]], appeal: str | None) -> dict[str, Any]:
    waiting = row.state == "waiting_for_photos"
    names = ("form", "duty", "day", "submitted_at", "received_at", "state", "test", "flags", "outcome", "outcome_by")
    return {
        "id": row.public_id,
        "version": row.form_hash,
        "title": title_of(call, row.form),
        "unit": unit_ref(call, row),
        **{name: getattr(row, name) for name in names},
        "reasons": reasons_of(verdicts) if row.outcome else [],
        "score": row.score,
        "appeal": appeal,
        "missing": state_of(call.connection, call.release, row)["missing"] if waiting else [],
        "revision": row.revision,
        "values": _present(call, row),
    }


def _present(call: Call, row: Row) -> dict[str, Any]:
    form = form_of(call.connection, call.release, row.form)
    return in_newest(form, row.values) if form else dict(row.values)
