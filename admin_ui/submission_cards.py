"""Submissions and photos as the API shows them: to those who sent them, and to the office."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marshmallow import Schema, fields

from admin_ui.call import Call
from admin_ui.shapes import Text, UnitRef
from admin_ui.verdict_shapes import PhotoReason, VerdictCard, verdict_cards
from engine.base.text import Text as Words
from engine.base.text import both
from form_builder.checks import appeals_of, decisions_of, reasons_of, verdicts_of
from form_builder.checks.appeals import may_appeal
from form_builder.shape.reading import CompiledForm
from form_builder.submissions.completing import missing_of
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
    return _Cards(call, rows).made(whole)


def office_cards(call: Call, rows: Sequence[Row], *, whole: bool = False) -> list[dict[str, Any]]:
    """``SubmissionRow`` for rows of ``listing``."""
    cards = _Cards(call, rows)
    found = cards.made(whole)
    for row, card in zip(rows, found, strict=True):
        card["person"] = {"login": row.login, "title": row.person}
        card["facts"] = row.facts
        card["photos"] = sum(one.state == "stored" for one in cards.files.get(row.public_id, ()))
    return found


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


class _Cards:
    """Cards of many rows: what is the same for all of them, or comes in one statement for all, is found once; what no
    row has is not asked for."""

    def __init__(self, call: Call, rows: Sequence[Row]) -> None:
        self._call, self._rows, self._forms = call, rows, dict[str, tuple[Words, CompiledForm | None]]()
        filed, seen = [row for row in rows if row.has_files], [row.id for row in rows if row.has_reviews]
        ids = [row.id for row in filed]
        self.files = files_by_submission(call.connection, [row.public_id for row in filed]) if filed else {}
        self._verdicts = verdicts_of(call.connection, ids) if ids else {}
        self._appeals = appeals_of(call.connection, seen) if seen else {}
        self._decisions = decisions_of(call.connection, seen) if seen else {}

    def made(self, whole: bool) -> list[dict[str, Any]]:
        """``OwnSubmission``, in the order of the rows."""
        cards = [self._card(row) for row in self._rows]
        if whole:
            for row, card in zip(self._rows, cards, strict=True):
                card["files"] = [file_card(one) for one in self.files.get(row.public_id, [])]
                card["verdicts"] = verdict_cards(self._verdicts.get(row.id, []))
        return cards

    def _card(self, row: Row) -> dict[str, Any]:
        title, form = self._forms.get(row.form) or self._form(row.form)
        appeal = self._appeals.get(row.id)
        return {
            "id": row.public_id,
            "version": row.form_hash,
            "title": title,
            "unit": unit_ref(self._call, row),
            "form": row.form,
            "duty": row.duty,
            "day": row.day,
            "submitted_at": row.submitted_at,
            "received_at": row.received_at,
            "state": row.state,
            "test": row.test,
            "flags": row.flags,
            "outcome": row.outcome,
            "outcome_by": row.outcome_by,
            "reasons": reasons_of(self._verdicts.get(row.id, ())) if row.outcome else [],
            "score": row.score,
            "appeal": appeal,
            "may_appeal": appeal != "open" and not row.test and may_appeal(row),
            "decision": self._decisions.get(row.id),
            "missing": self._missing(row) if row.state == "waiting_for_photos" else [],
            "revision": row.revision,
            "values": in_newest(form, row.values) if form else row.values,
        }

    def _form(self, name: str) -> tuple[Words, CompiledForm | None]:
        """Its title and, where it serves, the form."""
        form = form_of(self._call.connection, self._call.release, name)
        return self._forms.setdefault(name, (title_of(self._call, name), form))

    def _missing(self, row: Row) -> list[str]:
        form = form_of(self._call.connection, self._call.release, row.form, row.form_hash)
        return missing_of(form, row, self.files.get(row.public_id, ()))
