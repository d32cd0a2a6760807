"""What the API answers about one incident."""

from __future__ import annotations

from marshmallow import Schema, fields

from admin_ui.message_cards import MessageCard
from admin_ui.shapes import IncidentBrief, PersonName, Text


class Event(Schema):
    """Something that happened. ``person``: whom it was about (assigned, owner of an action)."""

    at = fields.AwareDateTime()
    event = fields.String()
    actor = fields.String(allow_none=True, metadata={"description": "login, system, or null where it is not shown"})
    actor_title = Text()
    person = fields.Nested(PersonName, allow_none=True)
    data = fields.Dict()


class Report(Schema):
    public_id = fields.String()
    created_at = fields.AwareDateTime()
    body = fields.Raw()


class Action(Schema):
    """What somebody undertakes to do."""

    public_id = fields.String(required=True)
    text = fields.String()
    owner = fields.Nested(PersonName)
    due_on = fields.Date()
    state = fields.String(metadata={"enum": ["open", "done", "dropped"]})
    overdue = fields.Boolean()
    created_at = fields.AwareDateTime()
    created_by = fields.Nested(PersonName)
    ended_at = fields.AwareDateTime(allow_none=True)
    note = fields.String(allow_none=True)


class May(Schema):
    """What the caller may do as it stands. ``give_reason``: it was acknowledged without a reason."""

    acknowledge = fields.Boolean()
    give_reason = fields.Boolean()
    assign = fields.Boolean()
    comment = fields.Boolean()
    act = fields.Boolean()
    close = fields.Boolean()
    reopen = fields.Boolean()


class Next(Schema):
    """What happens by itself next, unless somebody does something before."""

    at = fields.AwareDateTime()
    what = fields.String(metadata={"enum": ["remind", "escalate", "action_overdue"]})
    role = fields.String(allow_none=True)
    role_title = Text(allow_none=True)
    severity = fields.String(allow_none=True)


class Response(Schema):
    """How quickly somebody responded: calendar time from firing to the first acknowledgement with a reason or the first
    action. Detection: from the end of the first bad day to the firing. Minutes and days of what has not happened are
    null."""

    fired_at = fields.AwareDateTime()
    asked_at = fields.AwareDateTime(metadata={"description": "later than fired_at where it was opened again"})
    needs = fields.String(allow_none=True, metadata={"enum": ["acknowledge", "action"]})
    due_at = fields.AwareDateTime(allow_none=True)
    overdue = fields.Boolean()
    read_at = fields.AwareDateTime(allow_none=True)
    acked_at = fields.AwareDateTime(allow_none=True)
    first_human_at = fields.AwareDateTime(allow_none=True)
    minutes = fields.Integer(allow_none=True)
    days = fields.Float(allow_none=True)
    detection_minutes = fields.Integer()
    recovery_minutes = fields.Integer(allow_none=True)


class Side(Schema):
    """Duty days with data on one side of the first action. ``value``: per day where amounts add up, else Σ/Σ."""

    days = fields.Integer()
    first = fields.Date(allow_none=True)
    last = fields.Date(allow_none=True)
    value = fields.Float(allow_none=True)
    attainment = fields.Float(allow_none=True)


class Effect(Schema):
    """Before and after the day of the first action (or acknowledgement)."""

    day = fields.Date()
    by = fields.String(metadata={"enum": ["action", "acknowledged"]})
    state = fields.String(metadata={"enum": ["too_early", "so_far", "whole", "nothing_before"]})
    before = fields.Nested(Side)
    after = fields.Nested(Side)
    change = fields.Float(allow_none=True, metadata={"description": "after ÷ before − 1"})
    points = fields.Float(allow_none=True, metadata={"description": "change of attainment, as a fraction"})


class People(Schema):
    assignee = fields.Nested(PersonName, allow_none=True)
    acked_by = fields.Nested(PersonName, allow_none=True)
    closed_by = fields.Nested(PersonName, allow_none=True)


class ReasonCode(Schema):
    """A reason code: the name of a cause, or "other"."""

    name = fields.String()
    title = Text()


class Incident(IncidentBrief):
    facts = fields.Dict()
    events = fields.List(fields.Nested(Event))
    messages = fields.List(fields.Nested(MessageCard))
    report = fields.Nested(Report, allow_none=True)
    people = fields.Nested(People)
    actions = fields.List(fields.Nested(Action))
    may = fields.Nested(May)
    next = fields.Nested(Next, allow_none=True)
    response = fields.Nested(Response)
    effect = fields.Nested(Effect, allow_none=True)
    reason_title = Text(allow_none=True)
    reasons = fields.List(fields.Nested(ReasonCode))
    parent = fields.Nested(IncidentBrief, allow_none=True)
    children = fields.List(fields.Nested(IncidentBrief))
    still_firing = fields.Boolean(metadata={"description": "closed by a person, and the data still says so"})
