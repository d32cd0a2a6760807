"""Was an incident worth telling? What people say is what back-tests are measured by."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from admin_ui.access import needs
from admin_ui.call import Call
from admin_ui.incident_page import incident_row
from admin_ui.resource import Resource
from rule_builder.life.useful import judge_useful

RESOURCE = Resource("incident_useful", "Whether incidents were worth telling")


class UsefulWish(Schema):
    """``useful`` false: a false alarm."""

    useful = fields.Boolean(required=True)


class UsefulAnswer(Schema):
    """``new``: false where that had been said already."""

    useful = fields.Boolean(required=True)
    new = fields.Boolean(required=True)


@RESOURCE.route("POST", "/incidents/<public_id>/useful", body=UsefulWish, answer=UsefulAnswer)
@needs("answer_incidents")
def incident_useful(call: Call, body: dict[str, Any], public_id: str) -> Any:
    """Say whether it was worth telling; the last word counts."""
    incident_row(call.door, public_id)
    with call.writing() as connection:
        new = judge_useful(connection, call.release, public_id, call.actor.user_id or 0, body["useful"])
    return {"useful": body["useful"], "new": new}
