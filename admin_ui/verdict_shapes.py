"""What checks and people have said of a submission, as the API shows it: used by reviews, submissions and the phone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from marshmallow import Schema, fields

from admin_ui.shapes import Text
from form_builder.checks.contract import photo_checks

OUTCOMES = ("pass", "fail", "uncertain")
WHYS = ("uncertain", "broken_check", "appeal", "sample")


class ReasonCard(Schema):
    """One thing that was found, and what it alone would lead to. ``data``: numbers behind it."""

    code = fields.String()
    text = Text()
    outcome = fields.String(metadata={"enum": list(OUTCOMES)})
    data = fields.Dict()


class PhotoReason(ReasonCard):
    """With where it was found: the photo's public id and the name of the form's check."""

    photo = fields.String()
    check = fields.String()


class FindingCard(Schema):
    """Something seen at a place. ``box``: x, y, width, height as fractions of the picture."""

    label = fields.String()
    box = fields.List(fields.Float())
    confidence = fields.Float()


class VerdictCard(Schema):
    """What one check said of one photo. ``photo``: its public id; ``marked``: there is a picture with the findings
    drawn on it (``/photos/{id}?size=marked``). ``state`` "failed": the check broke down (``error`` says how), and
    people look instead.
    """

    public_id = fields.String()
    photo = fields.String()
    field = fields.String()
    check = fields.String()
    provider = fields.String()
    provider_title = Text(allow_none=True)
    standard = fields.String(allow_none=True)
    state = fields.String(metadata={"enum": ["waiting", "running", "done", "failed"]})
    outcome = fields.String(allow_none=True, metadata={"enum": list(OUTCOMES)})
    score = fields.Float(allow_none=True)
    reasons = fields.List(fields.Nested(ReasonCard))
    findings = fields.List(fields.Nested(FindingCard))
    marked = fields.Boolean()
    model = fields.String(allow_none=True)
    milliseconds = fields.Integer(allow_none=True)
    paid = fields.Dict(allow_none=True, metadata={"description": "amount and currency, of a paid provider"})
    error = fields.Dict(allow_none=True)
    attempts = fields.Integer()
    created_at = fields.AwareDateTime()
    ended_at = fields.AwareDateTime(allow_none=True)


class ReviewEntry(Schema):
    """Who was asked to look at a submission again, and what they decided. ``agrees``: with the checks (null where
    those could not tell)."""

    public_id = fields.String()
    why = fields.String(metadata={"enum": list(WHYS)})
    state = fields.String(metadata={"enum": ["open", "done", "withdrawn"]})
    asked_by = fields.String()
    asked_at = fields.AwareDateTime()
    asked_reason = fields.String()
    before = fields.String(allow_none=True, metadata={"enum": list(OUTCOMES)})
    decided_by = fields.String(allow_none=True)
    decided_at = fields.AwareDateTime(allow_none=True)
    outcome = fields.String(allow_none=True, metadata={"enum": ["pass", "fail"]})
    reason = fields.String()
    agrees = fields.Boolean(allow_none=True)


def verdict_cards(verdicts: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """``VerdictCard``s of one submission's entry in ``form_builder.checks.verdicts_of``."""
    titles = {name: check.title for name, check in photo_checks().items()}
    return [
        {**verdict, "provider_title": titles.get(verdict["provider"]), "paid": verdict["cost"]} for verdict in verdicts
    ]
