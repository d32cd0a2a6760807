"""Searching the audit log."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.call import Call
from admin_ui.paging import PageQuery, paged
from admin_ui.resource import Resource
from engine.access import audit

RESOURCE = Resource("audit", "The audit log")


class AuditQuery(PageQuery):
    actor = fields.String(validate=validate.Length(max=64))
    action = fields.String(validate=validate.Length(max=64))
    object = fields.String(validate=validate.Length(max=200))
    since = fields.AwareDateTime()
    until = fields.AwareDateTime()


class Entry(Schema):
    at = fields.AwareDateTime()
    actor = fields.String()
    action = fields.String()
    object = fields.String()
    detail = fields.Dict()


@RESOURCE.route("GET", "/audit", query=AuditQuery, answer=Entry, many=True)
@needs("read_audit")
def search(call: Call, query: dict[str, Any]) -> Any:
    """Who did what to what, newest first: all of it for those who see the whole organisation, else one's own acts."""
    if not call.actor.sees_everything:
        if query.get("actor", call.actor.login) != call.actor.login:
            return paged([], 0, query)
        query = query | {"actor": call.actor.login}
    found, total = audit.search(call.connection, **query)
    return paged(found, total, query)
