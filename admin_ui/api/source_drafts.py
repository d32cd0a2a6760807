"""Drafting a source: what connectors there are, trying one out, and when it would run."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.call import Call
from admin_ui.change_cards import IssueCard
from admin_ui.resource import Resource
from admin_ui.shapes import Text
from admin_ui.source_trial import model_of, needs_publisher, try_source
from connectors.registry import auths, connectors, pagings
from engine.access import audit
from engine.base import clock
from engine.jobs.schedule import check as check_schedule
from engine.jobs.schedule import slots_between

RESOURCE = Resource("source_drafts", "Drafting sources: connectors, samples, next runs")
HORIZON, MOST_RUNS = timedelta(days=35), 5


class SourcePart(Schema):
    """A connector, a way to log in or to turn pages, with the schema of its fields."""

    name = fields.String(required=True)
    title = Text(required=True)
    schema = fields.Dict(required=True)


class SourceConnector(Schema):
    name = fields.String(required=True)
    title = Text(required=True)
    connection = fields.Dict(required=True)
    request = fields.Dict(required=True)
    needs_records = fields.Boolean(required=True)


class SourceConnectors(Schema):
    connectors = fields.List(fields.Nested(SourceConnector), required=True)
    auths = fields.List(fields.Nested(SourcePart), required=True)
    pagings = fields.List(fields.Nested(SourcePart), required=True)


class SourceSampleWish(Schema):
    value = fields.Dict(required=True, metadata={"description": "the source as it stands in the editor"})
    rows = fields.Integer(strict=True, load_default=20, validate=validate.Range(0, 50))


class SourceField(Schema):
    name = fields.String(required=True)
    example = fields.String(required=True)


class SourceSampleRow(Schema):
    raw = fields.String(required=True)
    fields_ = fields.Dict(required=True, data_key="fields", attribute="fields")
    mapped = fields.Dict(required=True)
    left_out = fields.Boolean(required=True)
    issues = fields.List(fields.Nested(IssueCard), required=True)


class SourceSuggestion(Schema):
    column = fields.String(required=True)
    formula = fields.String(required=True)
    why = Text(required=True)


class SourceSampleInto(Schema):
    dataset = fields.String(required=True)
    records = fields.Integer(required=True)
    fields_ = fields.List(fields.Nested(SourceField), required=True, data_key="fields", attribute="fields")
    rows = fields.List(fields.Nested(SourceSampleRow), required=True)
    issues = fields.List(fields.Nested(IssueCard), required=True)
    suggestions = fields.List(fields.Nested(SourceSuggestion), required=True)


class SourceSample(Schema):
    """``fault``: why the source gave nothing, in plain words. ``places``: where lists of records are."""

    ok = fields.Boolean(required=True)
    fault = fields.List(fields.Nested(IssueCard), required=True)
    notes = fields.List(fields.Nested(IssueCard), required=True)
    places = fields.List(fields.String(), required=True)
    source_time = fields.AwareDateTime(required=True, allow_none=True)
    first_day = fields.Date(required=True, allow_none=True)
    last_day = fields.Date(required=True, allow_none=True)
    into = fields.List(fields.Nested(SourceSampleInto), required=True)


class SourceRuns(Schema):
    schedule = fields.String(required=True)
    title = Text(required=True, allow_none=True)
    cron = fields.String(required=True)
    time_zone = fields.String(required=True)
    pulls = fields.Boolean(required=True, metadata={"description": "whether it pulls this source"})
    at = fields.List(fields.AwareDateTime(), required=True)


@RESOURCE.route("GET", "/connectors", answer=SourceConnectors)
@needs("edit_definitions")
def connector_list(call: Call) -> Any:
    """The connectors, log-ins and ways of paging that are installed, with the schemas of their fields."""
    return {
        "connectors": [
            {**vars(one), "connection": dict(one.connection), "request": dict(one.request)}
            for one in connectors().values()
        ],
        "auths": [{**vars(one), "schema": dict(one.schema)} for one in auths().values()],
        "pagings": [{**vars(one), "schema": dict(one.schema)} for one in pagings().values()],
    }


@RESOURCE.route("POST", "/changes/<change>/sources/<name>/sample", body=SourceSampleWish, answer=SourceSample)
@needs("edit_definitions")
def source_sample(call: Call, wish: dict[str, Any], change: str, name: str) -> Any:
    """Call the source as it is drafted: its first page, mapped and judged. Nothing is stored.

    Where that sends a secret to a place nobody has published yet, ``publish_definitions`` is needed too.
    """
    call.require_builder()
    candidate = call.candidate(change)
    if needs_publisher(wish["value"], candidate):
        call.door.require("publish_definitions")
    model = model_of(wish["value"], name)
    with call.writing() as connection:
        detail = {"connector": model.connector, "change": change}
        audit.append(connection, call.actor.login, "source.sample", name, detail)
    return try_source(call, candidate, model, wish["rows"])


@RESOURCE.route("GET", "/changes/<change>/sources/<name>/next-runs", answer=SourceRuns, many=True)
@needs("edit_definitions")
def next_runs(call: Call, change: str, name: str) -> Any:
    """The schedules of the app as drafted, which of them pull the source, and their next times."""
    call.require_builder()
    apps = call.candidate(change).catalog.all("app")
    now = clock.now()
    found = []
    for schedule in apps[0].model.schedules if apps else ():
        zone = schedule.time_zone or apps[0].model.time_zone
        times = [] if check_schedule(schedule.cron, zone) else slots_between(schedule.cron, zone, now, now + HORIZON)
        found.append(
            {
                "schedule": schedule.name,
                "title": schedule.title,
                "cron": schedule.cron,
                "time_zone": zone,
                "pulls": any(name in (step.pull or ()) for step in schedule.steps),
                "at": [slot for _, slot in zip(range(MOST_RUNS), times, strict=False)],
            }
        )
    return found
