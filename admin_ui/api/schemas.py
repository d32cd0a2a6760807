"""The JSON Schemas of the kinds, for editors."""

from __future__ import annotations

from typing import Any

from admin_ui.access import needs
from admin_ui.call import Call
from admin_ui.resource import Resource
from engine.access.errors import not_found
from engine.definitions.kind import kinds
from engine.definitions.schema import schema_of

RESOURCE = Resource("schemas", "Schemas of the kinds of definitions")


@RESOURCE.route("GET", "/schemas/<kind>")
@needs("read_definitions")
def schema(call: Call, kind: str) -> Any:
    """The JSON Schema (2020-12) of a kind, with titles, help and examples in both languages."""
    if kind not in kinds():
        raise not_found()
    return schema_of(kind)
