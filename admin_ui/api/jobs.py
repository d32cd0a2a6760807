"""What is due, what runs and what ran."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.background import in_background
from admin_ui.call import Call
from admin_ui.paging import PageQuery, paged
from admin_ui.resource import Answer, Resource
from admin_ui.shapes import Text
from admin_ui.work import runner_of
from engine.access import audit
from engine.access.errors import not_found
from engine.base import clock
from engine.jobs.by_hand import newest, next_run, retry, run_now
from engine.jobs.queue import door
from engine.jobs.schedule import Schedule
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


class ScheduleCard(Schema):
    """A schedule of the app, when it runs next, and its newest run."""

    name = fields.String()
    title = Text(allow_none=True)
    cron = fields.String()
    time_zone = fields.String()
    steps = fields.List(fields.Dict())
    next_at = fields.AwareDateTime(allow_none=True)
    last = fields.Nested(Job, allow_none=True)


class RunWish(Schema):
    schedule = fields.String(required=True, validate=validate.Length(1, 48))


class RetryWish(RunWish):
    due_at = fields.AwareDateTime(required=True)


@RESOURCE.route("GET", "/schedules", answer=ScheduleCard, many=True)
@needs("read_jobs")
def schedules(call: Call) -> Any:
    """What runs when."""
    app, found = call.release.app, []
    last = newest(call.connection, [one.name for one in app.schedules])
    for one in app.schedules:
        zone = one.time_zone or app.time_zone
        row = last.get(one.name)
        steps = [{"pull": list(s.pull)} if s.pull is not None else {"evaluate": s.evaluate} for s in one.steps]
        card = {"name": one.name, "title": one.title, "cron": one.cron, "time_zone": zone, "steps": steps}
        card["next_at"] = next_run(Schedule(one.name, one.cron, zone), clock.now())
        card["last"] = None if row is None else _card(call, row)
        found.append(card)
    return found


@RESOURCE.route("POST", "/jobs/run", body=RunWish, status=202)
@needs("run_jobs")
def run_view(call: Call, wish: dict[str, str]) -> Any:
    """Run a schedule now, whatever its time."""
    _require_schedule(call, wish["schedule"])
    with call.writing() as connection:
        run_now(connection, wish["schedule"])
        audit.append(connection, call.actor.login, "job.run", wish["schedule"])
    _look(call)
    return Answer(None, 202)


@RESOURCE.route("POST", "/jobs/retry", body=RetryWish, status=202)
@needs("run_jobs")
def retry_view(call: Call, wish: dict[str, Any]) -> Any:
    """Let a failed run go on where it stopped."""
    _require_schedule(call, wish["schedule"])
    with call.writing() as connection:
        retry(connection, wish["schedule"], wish["due_at"])
        told = {"due_at": wish["due_at"].isoformat()}
        audit.append(connection, call.actor.login, "job.retry", wish["schedule"], told)
    _look(call)
    return Answer(None, 202)


def _require_schedule(call: Call, name: str) -> None:
    if not any(one.name == name for one in call.release.app.schedules):
        raise not_found()


def _look(call: Call) -> None:
    """Work is there: other machines are rung for; in an installation of one process it is begun here."""
    if call.settings.redis_url:
        door(call.settings).ring()
    else:
        in_background(runner_of(call.database, call.settings).run_due, patience=0.2)


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
    return paged([_card(call, row) for row in rows], total, query)


def _card(call: Call, row: Any) -> dict[str, Any]:
    card = {name: row._mapping[name] for name in Job().fields}
    return card if call.actor.sees_everything else card | {"detail": None}
