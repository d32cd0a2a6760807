"""The checks of photos that are installed, for those who design forms."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from admin_ui.access import needs
from admin_ui.call import Call
from admin_ui.resource import Resource
from admin_ui.shapes import Text
from form_builder.checks.contract import photo_checks

RESOURCE = Resource("photo_checks", "Checks of photos")


class PhotoCheckCard(Schema):
    name = fields.String(required=True)
    title = Text(required=True)
    schema = fields.Dict(required=True, metadata={"description": "JSON Schema of its options"})
    needs_standard = fields.Boolean(required=True)
    remote = fields.Boolean(required=True, metadata={"description": "whether it calls a service outside"})


@RESOURCE.route("GET", "/forms/photo-checks", answer=PhotoCheckCard, many=True)
@needs("edit_definitions")
def check_list(call: Call) -> Any:
    """Every installed check of photos, with the JSON Schema of its options."""
    call.require_builder()
    return [
        {
            "name": name,
            "title": one.title,
            "schema": dict(one.schema),
            "needs_standard": one.needs_standard,
            "remote": one.remote,
        }
        for name, one in sorted(photo_checks().items())
    ]
