"""The API about itself: whether it is well, and its OpenAPI document."""

from __future__ import annotations

from typing import Any

from flask import current_app
from marshmallow import Schema, fields

from admin_ui.access import public
from admin_ui.call import Call
from admin_ui.resource import Resource

RESOURCE = Resource("meta", "The API about itself")


class Health(Schema):
    ok = fields.Boolean()
    release = fields.Integer(allow_none=True)


@RESOURCE.route("GET", "/health", answer=Health)
@public
def health(call: Call) -> Any:
    """Whether the database answers, and which release serves."""
    return {"ok": True, "release": call.found_release.number if call.found_release else None}


@RESOURCE.route("GET", "/openapi.json")
@public
def openapi(call: Call) -> Any:
    """The OpenAPI 3.1 document of this API."""
    return current_app.json.response(current_app.extensions["navmark_api"].spec.to_dict())
