"""What forms are made of: the types of fields and the checks of photos that are installed."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from admin_ui.access import needs
from admin_ui.call import Call
from admin_ui.resource import Resource
from admin_ui.shapes import Text
from engine.access.errors import not_found
from form_builder.checks.contract import photo_checks
from form_builder.fields.contract import field_types
from form_builder.fields.options import field_schema
from form_builder.phone import for_phone

RESOURCE = Resource("form_vocabulary", "Forms, as they are designed")
#: Of the palette; a type of a plug-in stands in its family beside the others.
FAMILIES = ("text", "number", "choice", "time", "media", "place", "people", "layout", "worked_out")


class FieldTypeCard(Schema):
    """One type. ``schema``: of a field of it. ``holds``: fields stand in it; ``many``: several times over."""

    name = fields.String(required=True)
    title = Text(required=True)
    help = Text(required=True)
    family = fields.String(required=True, metadata={"enum": list(FAMILIES)})
    schema = fields.Dict(required=True, metadata={"description": "JSON Schema of a field of this type"})
    holds = fields.Boolean(required=True)
    many = fields.Boolean(required=True)
    carries = fields.Boolean(required=True, metadata={"description": "Whether it has a value of its own"})
    attachments = fields.Boolean(required=True)
    columns = fields.List(fields.String(), required=True, metadata={"description": "Types of columns it can fill"})


class PhotoCheckCard(Schema):
    name = fields.String(required=True)
    title = Text(required=True)
    schema = fields.Dict(required=True, metadata={"description": "JSON Schema of its options"})
    needs_standard = fields.Boolean(required=True)
    remote = fields.Boolean(required=True, metadata={"description": "Whether it calls a service outside"})


class FormVocabulary(Schema):
    types = fields.List(fields.Nested(FieldTypeCard), required=True)
    checks = fields.List(fields.Nested(PhotoCheckCard), required=True)


class FormFields(Schema):
    """The fields of the form that serves, as the phone gets them: what values of submissions are read by."""

    name = fields.String(required=True)
    title = Text(required=True)
    level = fields.String(required=True)
    state = fields.String(required=True)
    money_digits = fields.Integer(required=True)
    fields_ = fields.List(fields.Dict(), required=True, data_key="fields", attribute="fields")
    duties = fields.List(fields.Dict(), required=True)
    checks = fields.List(fields.Dict(), required=True)


@RESOURCE.route("GET", "/forms/vocabulary", answer=FormVocabulary)
@needs("edit_definitions")
def vocabulary(call: Call) -> Any:
    """Every installed type of field and check of photos, with the JSON Schema of its options."""
    call.require_builder()
    types = sorted(field_types().items(), key=lambda pair: (FAMILIES.index(pair[1].family), pair[0]))
    return {
        "types": [
            {
                "name": name,
                "title": one.title,
                "help": one.help,
                "family": one.family,
                "schema": field_schema(name),
                "holds": one.holds,
                "many": one.many,
                "carries": one.carries,
                "attachments": one.attachments,
                "columns": sorted(one.columns),
            }
            for name, one in types
        ],
        "checks": [
            {
                "name": name,
                "title": one.title,
                "schema": dict(one.schema),
                "needs_standard": one.needs_standard,
                "remote": one.remote,
            }
            for name, one in sorted(photo_checks().items())
        ],
    }


@RESOURCE.route("GET", "/forms/<name>/fields", answer=FormFields)
@needs("read_submissions")
def form_fields(call: Call, name: str) -> Any:
    """What a form asks, to show what was answered."""
    if call.release.find("form", name) is None:
        raise not_found()
    return for_phone(call.release, name)
