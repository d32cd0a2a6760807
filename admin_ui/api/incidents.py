"""Incidents: what fired, why, what has happened since, who was told, what is done about it, and the report."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from marshmallow import fields, validate

from admin_ui.access import needs
from admin_ui.call import Call
from admin_ui.incident_cards import (
    below,
    brief_cards,
    count_of,
    incident_select,
    names_of_rules,
    newest_first,
    rule_is,
)
from admin_ui.incident_page import incident_page, incident_row
from admin_ui.incident_shapes import Incident
from admin_ui.paging import PageQuery, paged
from admin_ui.resource import Resource
from admin_ui.shapes import IncidentBrief
from engine.access import Door
from engine.access.scope import Bounds
from engine.base import clock
from engine.storage.tables import incident, incident_action, org_link, org_unit
from rule_builder.kinds.rule.model import SEVERITIES
from rule_builder.life.reading import note_read, unread

RESOURCE = Resource("incidents", "Incidents raised by the rules")
STATES = ("firing", "resolved", "retracted")


class IncidentQuery(PageQuery):
    state = fields.String(validate=validate.OneOf(STATES))
    unit = fields.String(validate=validate.Length(1, 64))
    rule = fields.String(validate=validate.Length(1, 48))
    indicator = fields.String(validate=validate.Length(1, 48))
    severity = fields.String(validate=validate.OneOf(SEVERITIES))
    q = fields.String(validate=validate.Length(1, 64), metadata={"description": "in code or title of the unit"})
    mine = fields.Boolean(metadata={"description": "for the caller to answer: assigned, an action of his, or his post"})
    open = fields.Boolean(
        metadata={"description": "not closed by anybody, and firing or with an open action (false: all others)"}
    )


@RESOURCE.route("GET", "/incidents", query=IncidentQuery, answer=IncidentBrief, many=True)
@needs("read_incidents")
def incidents(call: Call, query: dict[str, Any]) -> Any:
    """Incidents in scope, the firing ones first, then the newest."""
    door = call.door
    found = incident_select(door).where(*_conditions(door, query))
    if code := query.get("unit"):
        found = found.where(below(call.unit(code)))
    size, page = query["page_size"], query["page"]
    rows = call.connection.execute(newest_first(found).limit(size).offset((page - 1) * size)).all()
    return paged(brief_cards(door, rows), count_of(door, found), query)


@RESOURCE.route("GET", "/incidents/<public_id>", answer=Incident)
@needs("read_incidents")
def one_incident(call: Call, public_id: str) -> Any:
    """One incident with all that is known of it. The first time somebody who was told of it looks is noted."""
    row, person = incident_row(call.door, public_id), call.actor.user_id
    in_person = call.session is not None and call.looker is None and person is not None
    if in_person and unread(call.connection, row.incident_id, row.assignee_id, person or 0, call.actor.login):
        with call.writing() as connection:
            note_read(connection, [row.incident_id], person or 0, clock.now())
        call.look_again()
    return incident_page(call, public_id)


def _conditions(door: Door, query: dict[str, Any]) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    for name in ("state", "indicator", "severity"):
        if value := query.get(name):
            found.append(incident.c[name] == value)
    if rule := query.get("rule"):
        found.append(rule_is(rule))
    if words := (query.get("q") or "").strip():
        title = sa.type_coerce(org_unit.c.title, sa.Text)
        found.append(sa.or_(org_unit.c.code.icontains(words, autoescape=True), title.icontains(words, autoescape=True)))
    if "open" in query:
        found.append(_open() if query["open"] else sa.not_(_open()))
    if "mine" in query:
        found.append(_mine(door) if query["mine"] else sa.not_(_mine(door)))
    return found


def _open() -> sa.ColumnElement[bool]:
    return sa.and_(incident.c.closed_at.is_(None), sa.or_(incident.c.state == "firing", _action()))


def _action(*more: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """There is an open action."""
    a = incident_action.c
    return sa.exists().where(a.incident_id == incident.c.id, a.state == "open", *more)


def _mine(door: Door) -> sa.ColumnElement[bool]:
    """Assigned to the caller, with an open action of his, or nobody's yet and his post is the one that is told."""
    me = door.actor.user_id
    posts = [
        sa.and_(sa.or_(*(rule_is(name) for name in rules)), Bounds.of(post.reach).holds(org_link.c.path))
        for post in door.actor.posts
        if (rules := names_of_rules(door, post.role))
    ]
    unanswered = sa.and_(incident.c.assignee_id.is_(None), sa.or_(sa.false(), *posts))
    assigned = sa.func.coalesce(incident.c.assignee_id, -1) == me
    return sa.or_(assigned, _action(incident_action.c.owner_id == me), unanswered)
