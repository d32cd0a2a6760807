"""The action plan of an incident."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.api.incident_life import Note
from admin_ui.call import Call
from admin_ui.incident_page import incident_page
from admin_ui.incident_shapes import Incident
from admin_ui.resource import Resource
from rule_builder.life import actions

RESOURCE = Resource("incident_actions", "The action plan of an incident")


class NewAction(Schema):
    text = Note(required=True)
    owner = fields.String(
        required=True, validate=validate.Length(1, 64), metadata={"description": "login of one of its people"}
    )
    due_on = fields.Date(required=True)


class ActionChange(Schema):
    state = fields.String(validate=validate.OneOf(actions.STATES))
    note = Note(allow_none=True)
    due_on = fields.Date()


@RESOURCE.route("POST", "/incidents/<public_id>/actions", body=NewAction, answer=Incident, status=201)
@needs("answer_incidents")
def new_action(call: Call, body: dict[str, Any], public_id: str) -> Any:
    """Plans an action. It is a response, and its owner is told."""
    person = call.actor.user_id or 0
    with call.writing() as connection:
        actions.plan(connection, call.release, public_id, person, **body | {"text": body["text"].strip()})
    call.look_again()
    return incident_page(call, public_id)


@RESOURCE.route("PATCH", "/incidents/<public_id>/actions/<action>", body=ActionChange, answer=Incident)
@needs("answer_incidents")
def change_action(call: Call, body: dict[str, Any], public_id: str, action: str) -> Any:
    """Ends an action (done or dropped), opens it again, or moves its day."""
    with call.writing() as connection:
        actions.change(connection, call.release, public_id, call.actor.user_id or 0, action, **body)
    call.look_again()
    return incident_page(call, public_id)
