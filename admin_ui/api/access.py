"""Why can, or cannot, a person see something?"""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.call import Call
from admin_ui.resource import Resource
from admin_ui.shapes import Text
from engine.access import audit
from engine.access.explain import explain_access

RESOURCE = Resource("access", "Who may see what, and why")


class Question(Schema):
    login = fields.String(required=True, validate=validate.Length(1, 64))
    unit = fields.String(required=True, validate=validate.Length(1, 64))
    indicator = fields.String(validate=validate.Length(1, 48))
    day = fields.Date()


class Reasons(Schema):
    allowed = fields.Boolean()
    steps = fields.List(Text())


@RESOURCE.route("GET", "/access/explain", query=Question, answer=Reasons)
@needs("manage_users")
def explain(call: Call, query: dict[str, Any]) -> Any:
    """Which posts and roles decide whether a person sees a unit or an indicator there; put on record."""
    unit = call.unit(query["unit"])
    day = query.get("day") or call.today
    found = explain_access(
        call.connection, call.release, query["login"], unit.code, query.get("indicator"), day, call.door
    )
    with call.writing() as connection:
        audit.append(connection, call.actor.login, "access.explain", query["login"], {"unit": unit.code})
    return found
