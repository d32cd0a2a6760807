"""Searching the audit log, and taking it away as a file."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.boards.xlsx import safe
from admin_ui.call import Call
from admin_ui.paging import PageQuery, paged
from admin_ui.resource import Resource
from engine.access import audit

RESOURCE = Resource("audit", "The audit log")
MOST_LINES = 50_000


class AuditQuery(PageQuery):
    actor = fields.String(validate=validate.Length(max=64))
    action = fields.String(validate=validate.Length(max=64))
    object = fields.String(validate=validate.Length(max=200))
    since = fields.AwareDateTime()
    until = fields.AwareDateTime()
    text = fields.String(validate=validate.Length(max=100))


class ExportWish(Schema):
    actor = fields.String(validate=validate.Length(max=64))
    action = fields.String(validate=validate.Length(max=64))
    object = fields.String(validate=validate.Length(max=200))
    since = fields.AwareDateTime()
    until = fields.AwareDateTime()
    text = fields.String(validate=validate.Length(max=100))


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
    own = _within(call, query)
    if own is None:
        return paged([], 0, query)
    found, total = audit.search(call.connection, **own)
    return paged(found, total, query)


@RESOURCE.route("POST", "/audit/export", body=ExportWish)
@needs("read_audit")
def export(call: Call, wish: dict[str, Any]) -> Any:
    """What ``GET /audit`` finds, as CSV (UTF-8 with BOM, at most 50,000 lines). The export is a line of the log too."""
    own = _within(call, wish)
    found = [] if own is None else audit.search(call.connection, **own, page=1, page_size=MOST_LINES)[0]
    with call.writing() as connection:
        told = {name: str(value) for name, value in wish.items()}
        audit.append(connection, call.actor.login, "audit.export", "audit", told | {"lines": len(found)})
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(["at", "actor", "action", "object", "detail"])
    for entry in found:
        detail = json.dumps(entry.detail, ensure_ascii=False, sort_keys=True)
        lines.writerow([entry.at.isoformat(), *map(safe, (entry.actor, entry.action, entry.object, detail))])
    name = f"audit-{call.today.isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response("\ufeff" + out.getvalue(), mimetype="text/csv", headers=headers)


def _within(call: Call, query: dict[str, Any]) -> dict[str, Any] | None:
    """The search narrowed to what the caller may see; None: nothing of it."""
    if call.actor.sees_everything:
        return query
    if query.get("actor", call.actor.login) != call.actor.login:
        return None
    return query | {"actor": call.actor.login}
