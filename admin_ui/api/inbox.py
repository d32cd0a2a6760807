"""The inbox folder: CSV files that wait to be pulled, put there in the browser."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.body import MAX_UPLOAD
from admin_ui.call import Call
from admin_ui.resource import Answer, Resource
from connectors.inbox import files_in, inbox_of, put_file
from engine.access import audit

RESOURCE = Resource("inbox", "Files that wait to be pulled")


class InboxFileCard(Schema):
    name = fields.String(required=True)
    size = fields.Integer(required=True, metadata={"description": "bytes"})
    changed_at = fields.AwareDateTime(required=True)


class NameQuery(Schema):
    name = fields.String(required=True, validate=validate.Length(1, 200))


@RESOURCE.route("GET", "/inbox", answer=InboxFileCard, many=True)
@needs("edit_definitions")
def inbox_list(call: Call) -> Any:
    """The files in the inbox, by name."""
    call.require_builder()
    return list(files_in(inbox_of(call.settings)))


@RESOURCE.route("POST", "/inbox", query=NameQuery, upload=MAX_UPLOAD, answer=InboxFileCard, status=201)
@needs("publish_definitions")
def inbox_put(call: Call, query: dict[str, str], data: bytes) -> Any:
    """Put a CSV file into the inbox, over one of the same name; the next run of its source reads it."""
    call.require_builder()
    made = put_file(inbox_of(call.settings), query["name"], data)
    with call.writing() as connection:
        detail = {"bytes": made.size}
        audit.append(connection, call.actor.login, "inbox.put", made.name, detail)
    return Answer(made, 201)
