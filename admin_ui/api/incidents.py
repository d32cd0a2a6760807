"""Incidents: what fired, why, what has happened since, who was told, and the report."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.call import Call
from admin_ui.incident_cards import below, brief, facts_card, incident_select, newest_first
from admin_ui.message_cards import MessageCard, messages_of
from admin_ui.paging import PageQuery, paged
from admin_ui.resource import Resource
from admin_ui.shapes import IncidentBrief
from engine.access.errors import not_found
from engine.storage.tables import incident, incident_event, report
from rule_builder.visible import visible_report

RESOURCE = Resource("incidents", "Incidents raised by the rules")
STATES = ("firing", "resolved", "retracted")


class IncidentQuery(PageQuery):
    state = fields.String(validate=validate.OneOf(STATES))
    unit = fields.String(validate=validate.Length(1, 64))


class Event(Schema):
    at = fields.AwareDateTime()
    event = fields.String()
    actor = fields.String()
    data = fields.Dict()


class Report(Schema):
    public_id = fields.String()
    created_at = fields.AwareDateTime()
    body = fields.Raw()


class Incident(IncidentBrief):
    facts = fields.Dict()
    events = fields.List(fields.Nested(Event))
    messages = fields.List(fields.Nested(MessageCard))
    report = fields.Nested(Report, allow_none=True)


@RESOURCE.route("GET", "/incidents", query=IncidentQuery, answer=IncidentBrief, many=True)
@needs("read_incidents")
def incidents(call: Call, query: dict[str, Any]) -> Any:
    """Incidents in scope, the firing ones first, then the newest."""
    door = call.door
    found = incident_select(door)
    if state := query.get("state"):
        found = found.where(incident.c.state == state)
    if code := query.get("unit"):
        found = found.where(below(call.unit(code)))
    total = call.connection.execute(sa.select(sa.func.count()).select_from(found.subquery())).scalar_one()
    size, page = query["page_size"], query["page"]
    rows = call.connection.execute(newest_first(found).limit(size).offset((page - 1) * size))
    return paged([brief(door, row) for row in rows], total, query)


@RESOURCE.route("GET", "/incidents/<public_id>", answer=Incident)
@needs("read_incidents")
def one_incident(call: Call, public_id: str) -> Any:
    """One incident with its days, events, messages and report."""
    door = call.door
    row = call.connection.execute(incident_select(door).where(incident.c.public_id == public_id)).one_or_none()
    if row is None:
        raise not_found()
    events = sa.select(incident_event).where(incident_event.c.incident_id == row.incident_id).order_by("id")
    happened = call.connection.execute(events).all()
    reports = sa.select(report).where(report.c.incident_id == row.incident_id).order_by(report.c.id.desc()).limit(1)
    newest = call.connection.execute(reports).one_or_none()
    keys = [key for event in happened for key in event.data.get("keys", {}).values()]
    return brief(door, row) | {
        "facts": facts_card(door, row.indicator, row.facts),
        "events": [{"at": e.at, "event": e.event, "actor": e.actor, "data": _without_ids(e.data)} for e in happened],
        "messages": messages_of(door, keys, row.id),
        "report": dict(newest._mapping) | {"body": visible_report(door, row.id, newest.body)} if newest else None,
    }


def _without_ids(data: dict[str, Any]) -> dict[str, Any]:
    """What an event says, without database ids of people and messages (the messages name them)."""
    return {key: value for key, value in data.items() if key not in ("to", "cc", "keys")}
