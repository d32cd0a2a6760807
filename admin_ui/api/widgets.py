"""The widgets that boards can be made of."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from admin_ui.access import needs
from admin_ui.boards.view import widget_named
from admin_ui.call import Call
from admin_ui.resource import Resource
from admin_ui.shapes import Text
from engine.kinds.dashboard.widgets import settings_schema, widgets

RESOURCE = Resource("widgets", "Widgets of boards")


class Size(Schema):
    w = fields.Integer(required=True, metadata={"description": "columns, of 12"})
    h = fields.Integer(required=True, metadata={"description": "rows of 48 px"})


class WidgetKind(Schema):
    name = fields.String(required=True)
    title = Text(required=True)
    minimal = fields.Nested(Size, required=True)
    default = fields.Nested(Size, required=True)
    lazy = fields.Boolean(required=True)
    schema = fields.Dict(required=True, metadata={"description": "JSON Schema of its settings"})


@RESOURCE.route("GET", "/widgets", answer=WidgetKind, many=True)
@needs("read_values")
def widget_list(call: Call) -> Any:
    """Every installed widget, with the JSON Schema of its settings."""
    return [
        {
            "name": name,
            "title": widget.title,
            "minimal": dict(zip("wh", widget.minimal, strict=True)),
            "default": dict(zip("wh", widget.default, strict=True)),
            "lazy": widget.lazy,
            "schema": settings_schema(name),
        }
        for name, widget in ((name, widget_named(name)) for name in sorted(widgets()))
    ]
