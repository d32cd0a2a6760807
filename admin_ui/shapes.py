"""What the API answers: the shapes that several resources share."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

LIGHTS = ("green", "yellow", "red", "grey")
PERIODS = ("day", "wtd", "mtd", "qtd", "ytd")


class Words(Schema):
    """A text in both languages."""

    zh = fields.String(required=True)
    en = fields.String(required=True)


class Text(fields.Nested):
    """A field holding words in both languages."""

    def __init__(self, **options: Any) -> None:
        super().__init__(Words, **options)


class UnitRef(Schema):
    """An org unit, as little as is needed to name it and to link to it."""

    code = fields.String(required=True)
    title = Text(required=True)
    level = fields.String(required=True)
    level_title = Text()
    closed = fields.Boolean()


class IndicatorRef(Schema):
    """How an indicator is named and shown."""

    indicator = fields.String(required=True)
    title = Text(required=True)
    display = fields.String(required=True)
    decimals = fields.Integer()
    unit_of_measure = Text(allow_none=True)
    direction = fields.String()


class Light(IndicatorRef):
    """One indicator of one unit over a period, against its targets."""

    light = fields.String(required=True, metadata={"enum": list(LIGHTS)})
    actual = fields.Float(allow_none=True)
    targets = fields.Dict(keys=fields.String(), values=fields.Float(allow_none=True))
    attainment = fields.Float(allow_none=True)
    gap = fields.Float(allow_none=True)
    reason = Text(allow_none=True)
    have = fields.Integer()
    expected = fields.Integer()
    data_day = fields.Date(allow_none=True)
    synced_at = fields.AwareDateTime(allow_none=True)


class PersonName(Schema):
    """A person: by name where he has a post in the caller's scope or a message named both, else by his post."""

    login = fields.String(allow_none=True, metadata={"description": "null where the name is not shown"})
    title = Text(required=True)
    me = fields.Boolean()


class IncidentBrief(Schema):
    """An incident in a list. ``muted``: why nobody is told of it; ``overdue``: nobody has done in time what is needed;
    ``due_at``: by when somebody has to (null: nothing is waited for)."""

    public_id = fields.String(required=True)
    rule = fields.String()
    title = Text(allow_none=True)
    unit = fields.Nested(UnitRef)
    indicator = fields.String()
    indicator_title = Text(allow_none=True)
    display = fields.String(allow_none=True)
    decimals = fields.Integer(allow_none=True)
    severity = fields.String()
    state = fields.String()
    late = fields.Boolean()
    first_day = fields.Date()
    fired_day = fields.Date()
    fired_at = fields.AwareDateTime()
    ended_day = fields.Date(allow_none=True)
    ended_at = fields.AwareDateTime(allow_none=True)
    watch = fields.String(allow_none=True)
    muted = fields.String(allow_none=True)
    acked_at = fields.AwareDateTime(allow_none=True)
    reason_code = fields.String(allow_none=True)
    responded_at = fields.AwareDateTime(allow_none=True)
    closed_at = fields.AwareDateTime(allow_none=True)
    assignee = fields.Nested(PersonName, allow_none=True)
    due_at = fields.AwareDateTime(allow_none=True)
    overdue = fields.Boolean()
    recovering = fields.Boolean()
    escalation = fields.Integer(metadata={"description": "steps of the escalation taken"})


class Child(Schema):
    """A unit below, as bad as its worst light."""

    unit = fields.Nested(UnitRef, required=True)
    light = fields.String(required=True, metadata={"enum": list(LIGHTS)})
    reason = Text(allow_none=True)
    have = fields.Integer(metadata={"description": "unit-days with data, of the least covered light"})
    expected = fields.Integer()
    data_day = fields.Date(allow_none=True)
    synced_at = fields.AwareDateTime(allow_none=True)


class WorstOfChild(Child):
    """With the red and yellow lights only, the worst first."""

    worst = fields.List(fields.Nested(Light))


class LightsOfChild(Child):
    """With all lights."""

    lights = fields.List(fields.Nested(Light))


class Problem(Schema):
    """Problem details (RFC 9457) in the caller's language; ``issues`` say what is wrong, in both."""

    type = fields.String()
    title = fields.String()
    status = fields.Integer()
    detail = fields.String()
    issues = fields.List(fields.Dict())
