"""The kinds of definitions there are, with all that an editor needs to know of each."""

from __future__ import annotations

import json
from typing import Any

from marshmallow import Schema, fields

from admin_ui.access import needs
from admin_ui.call import Call
from admin_ui.resource import Resource
from admin_ui.shapes import Text
from engine.definitions.kind import Kind, kinds
from engine.definitions.schema import schema_of

RESOURCE = Resource("kinds", "Kinds of definitions")


class KindCard(Schema):
    kind = fields.String(required=True)
    title = Text(required=True)
    schema = fields.Dict(required=True, metadata={"description": "The kind's JSON Schema (2020-12)"})
    ui = fields.Dict(required=True, metadata={"description": "How an editor shows it; may be empty"})
    count = fields.Integer(required=True, metadata={"description": "How many definitions serve"})


@RESOURCE.route("GET", "/kinds", answer=KindCard, many=True)
@needs("edit_definitions")
def kind_list(call: Call) -> Any:
    """Every installed kind, those of plug-ins included."""
    call.require_builder()
    return [
        {
            "kind": name,
            "title": kind.title,
            "schema": schema_of(name),
            "ui": ui_of(kind),
            "count": len(call.release.catalog.all(name)),
        }
        for name, kind in sorted(kinds().items())
    ]


def ui_of(kind: Kind) -> dict[str, Any]:
    """The kind's ``ui.json``; empty where its folder has none."""
    file = kind.folder / "ui.json"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return found
