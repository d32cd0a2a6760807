"""What people do about an incident: acknowledge, assign, comment, close, open again."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.call import Call
from admin_ui.incident_page import incident_page, incident_row
from admin_ui.incident_people import Names
from admin_ui.incident_shapes import Incident
from admin_ui.resource import Resource
from admin_ui.shapes import PersonName, Text
from rule_builder import life
from rule_builder.life.people import answerers, told_with

RESOURCE = Resource("incident_life", "What people do about incidents")
MOST_TEXT = 1_000
#: Something is said, and no control characters in it.
_SPOKEN = validate.Regexp(r"(?=[\s\S]*\S)[^\x00-\x08\x0b-\x1f\x7f]*\Z")


class Note(fields.String):
    """Words of a person."""

    def __init__(self, **options: Any) -> None:
        super().__init__(validate=[validate.Length(1, MOST_TEXT), _SPOKEN], **options)


class ReasonField(fields.String):
    """A reason code: one of the incident's ``reasons``."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_none=True, validate=validate.Length(1, 48), **options)


class Acknowledgement(Schema):
    reason_code = ReasonField()
    note = Note(allow_none=True)


class Assignment(Schema):
    login = fields.String(required=True, validate=validate.Length(1, 64))


class Remark(Schema):
    text = Note(required=True)


class Closing(Schema):
    reason_code = ReasonField()
    note = Note(required=True)


class Reopening(Schema):
    note = Note(required=True)


class Acknowledged(Schema):
    """``new``: this call did it; else it had been done already, by whom and when."""

    new = fields.Boolean(required=True)
    by = fields.Nested(PersonName, required=True)
    at = fields.AwareDateTime(required=True)
    reason_code = fields.String(allow_none=True)
    incident = fields.Nested(Incident, required=True)


class Answerer(Schema):
    """Somebody it can be assigned to. ``told``: a message about it went to him."""

    login = fields.String(required=True)
    title = Text(required=True)
    role_title = Text(allow_none=True)
    unit_title = Text(allow_none=True)
    told = fields.Boolean()
    me = fields.Boolean()


@RESOURCE.route("GET", "/incidents/<public_id>/people", answer=Answerer, many=True)
@needs("read_incidents")
def incident_people(call: Call, public_id: str) -> Any:
    """Who may see and answer an incident, nearest post first; only people whose names the caller may know."""
    row = incident_row(call.door, public_id)
    found = answerers(call.door, row.incident_id, row.id, row.indicator)
    return [_answerer(call, one) for one in found if one.known]


def _answerer(call: Call, one: Any) -> dict[str, Any]:
    post = one.post
    return {
        "login": one.actor.login,
        "title": one.actor.title,
        "role_title": post.role_title if post else None,
        "unit_title": post.unit_title if post and call.door.may_see_unit(post.unit_id) else None,
        "told": one.told,
        "me": one.actor.user_id == call.actor.user_id,
    }


@RESOURCE.route("POST", "/incidents/<public_id>/acknowledge", body=Acknowledgement, answer=Acknowledged)
@needs("answer_incidents")
def acknowledge(call: Call, body: dict[str, Any], public_id: str) -> Any:
    """Sees to an incident. Doing so again changes nothing and says who did; it may add a missing reason."""
    with call.writing() as connection:
        done = life.acknowledge(connection, call.release, public_id, _me(call), **body)
    call.look_again()
    row = incident_row(call.door, public_id)
    names = Names(call.door, [done.user_id], together=told_with(call.connection, row.incident_id, _me(call)))
    by = {"new": done.new, "by": names.of(done.user_id), "at": done.at, "reason_code": done.reason_code}
    return by | {"incident": incident_page(call, public_id)}


@RESOURCE.route("POST", "/incidents/<public_id>/assign", body=Assignment, answer=Incident)
@needs("answer_incidents")
def assign(call: Call, body: dict[str, Any], public_id: str) -> Any:
    """Makes one of the incident's people answer for it, and tells him."""
    with call.writing() as connection:
        life.assign(connection, call.release, public_id, _me(call), body["login"])
    return _page(call, public_id)


@RESOURCE.route("POST", "/incidents/<public_id>/comment", body=Remark, answer=Incident)
@needs("answer_incidents")
def comment(call: Call, body: dict[str, Any], public_id: str) -> Any:
    """Adds a remark to the timeline."""
    with call.writing() as connection:
        life.comment(connection, call.release, public_id, _me(call), body["text"].strip())
    return _page(call, public_id)


@RESOURCE.route("POST", "/incidents/<public_id>/close", body=Closing, answer=Incident)
@needs("answer_incidents")
def close(call: Call, body: dict[str, Any], public_id: str) -> Any:
    """Ends the work on it. Where the data still says so, the answer does (``still_firing``)."""
    with call.writing() as connection:
        life.close(connection, call.release, public_id, _me(call), **body)
    return _page(call, public_id)


@RESOURCE.route("POST", "/incidents/<public_id>/reopen", body=Reopening, answer=Incident)
@needs("answer_incidents")
def reopen(call: Call, body: dict[str, Any], public_id: str) -> Any:
    """Takes the work up again: a new acknowledgement is asked for, with the clock at zero."""
    with call.writing() as connection:
        life.reopen(connection, call.release, public_id, _me(call), **body)
    return _page(call, public_id)


def _me(call: Call) -> int:
    assert call.actor.user_id is not None
    return call.actor.user_id


def _page(call: Call, public_id: str) -> Any:
    call.look_again()
    return incident_page(call, public_id)
