"""What is due, what runs and what ran."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.call import Call
from admin_ui.paging import PageQuery, paged
from admin_ui.resource import Resource
from engine.storage.tables import schedule_slot

RESOURCE = Resource("jobs", "Scheduled jobs")
STATES = ("due", "running", "done", "failed", "skipped")


class JobQuery(PageQuery):
    state = fields.String(validate=validate.OneOf(STATES))


class Job(Schema):
    schedule = fields.String()
    due_at = fields.AwareDateTime()
    state = fields.String()
    attempts = fields.Integer()
    started_at = fields.AwareDateTime(allow_none=True)
    ended_at = fields.AwareDateTime(allow_none=True)
    detail = fields.Raw(allow_none=True)


@RESOURCE.route("GET", "/jobs", query=JobQuery, answer=Job, many=True)
@needs("read_jobs")
def jobs(call: Call, query: dict[str, Any]) -> Any:
    """The runs of the schedules, newest first; what each step did only for those who see the whole organisation."""
    found = sa.select(schedule_slot)
    if state := query.get("state"):
        found = found.where(schedule_slot.c.state == state)
    total = call.connection.execute(sa.select(sa.func.count()).select_from(found.subquery())).scalar_one()
    size, page = query["page_size"], query["page"]
    ordered = found.order_by(schedule_slot.c.due_at.desc(), schedule_slot.c.id.desc())
    rows = call.connection.execute(ordered.limit(size).offset((page - 1) * size))
    cards = [{name: row._mapping[name] for name in Job().fields} for row in rows]
    if not call.actor.sees_everything:
        cards = [card | {"detail": None} for card in cards]
    return paged(cards, total, query)
