"""Possible causes with their evidence, as the API shows them."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from admin_ui.shapes import Text


class CausePart(Schema):
    title = Text(required=True)
    value = fields.String(required=True)


class CauseNumber(CausePart):
    """A figure that the evidence stands on, with what it is held against."""

    parts = fields.List(fields.Nested(CausePart), required=True)


class EvidenceColumn(Schema):
    name = fields.String(required=True)
    title = Text(required=True)
    number = fields.Boolean(required=True)


class EvidenceRows(Schema):
    """Rows of a dataset, written for people. A cell is text, or words in both languages; a unit's has its ``unit`` code
    too. ``more``: how many rows are not shown."""

    title = Text(required=True)
    columns = fields.List(fields.Nested(EvidenceColumn), required=True)
    rows = fields.List(fields.List(fields.Raw()), required=True)
    more = fields.Integer(required=True)


class CausePeriod(Schema):
    first = fields.String(required=True, metadata={"format": "date"})
    last = fields.String(required=True, metadata={"format": "date"})


class CauseCard(Schema):
    """A possible cause with evidence. ``strength``: how far it lies from the usual; ``sure``: that in words."""

    name = fields.String(required=True)
    title = Text(required=True)
    indicator = fields.String(required=True, allow_none=True)
    strength = fields.Float(required=True)
    sure = Text()
    evidence = Text(required=True)
    numbers = fields.List(fields.Nested(CauseNumber))
    period = fields.Nested(CausePeriod)
    source_time = fields.String(allow_none=True)
    action = Text(required=True, allow_none=True)
    owner = Text(required=True, allow_none=True)
    rows = fields.Nested(EvidenceRows, allow_none=True)


class CauseLine(Schema):
    zh = fields.String(required=True)
    en = fields.String(required=True)


def line_card(line: Any) -> Any:
    """What was seen in vain, in words."""
    return None if line is None else {"zh": line["zh"], "en": line["en"]}
