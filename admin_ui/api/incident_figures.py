"""How quickly people respond to incidents, from the incidents' own records."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.call import Call
from admin_ui.incident_cards import below, incident_select, rule_is, standing_in
from admin_ui.resource import Resource
from engine.base import clock
from engine.base.text import both
from engine.storage.tables import incident
from rule_builder.history import NO_DATA, NO_FEED
from rule_builder.life.case import refused
from rule_builder.life.figures import Lived, response_figures
from rule_builder.life.moments import deadline
from rule_builder.life.standing import respond_of

RESOURCE = Resource("incident_figures", "How quickly people respond")
USUAL = timedelta(days=89)
LONGEST = timedelta(days=3_660)


class FiguresQuery(Schema):
    from_ = fields.Date(data_key="from", metadata={"description": "of the days of firing; 90 days by default"})
    to = fields.Date()
    unit = fields.String(validate=validate.Length(1, 64))
    rule = fields.String(validate=validate.Length(1, 48))


class TimesCard(Schema):
    """Of ``count`` incidents: calendar hours (2 decimals) and days (1 decimal)."""

    count = fields.Integer()
    mean_hours = fields.Float(allow_none=True)
    median_hours = fields.Float(allow_none=True)
    mean_days = fields.Float(allow_none=True)
    median_days = fields.Float(allow_none=True)


class FiguresCard(Schema):
    """Incidents that fired from ``from`` to ``to``, without those withdrawn, those about missing data, and those told
    of in another or silenced. ``waiting``: live without a response, so not in the mean; ``unanswered``: over without
    one. ``response`` runs from firing to the first acknowledgement with a reason or first action; ``detection`` from
    the end of the first bad day to firing; ``recovery`` from firing to the end."""

    from_ = fields.Date(data_key="from", attribute="from")
    to = fields.Date()
    incidents = fields.Integer()
    live = fields.Integer()
    overdue = fields.Integer()
    waiting = fields.Integer()
    unanswered = fields.Integer()
    response = fields.Nested(TimesCard)
    detection = fields.Nested(TimesCard)
    recovery = fields.Nested(TimesCard)


@RESOURCE.route("GET", "/incidents/figures", query=FiguresQuery, answer=FiguresCard)
@needs("read_incidents")
def figures(call: Call, query: dict[str, Any]) -> Any:
    """Response times over the incidents in scope: mean, median, and how many still wait."""
    door, zone = call.door, ZoneInfo(call.release.app.time_zone)
    last: date = query.get("to") or door.today
    first: date = query.get("from_") or last - min(USUAL, last - date.min)
    if not first <= last <= first + LONGEST:
        words = both("起止日期须先后有序，且不超过十年", "from must not be after to, nor ten years before it")
        raise refused(words, "$.from")
    after = datetime.combine(last, time.min, zone) + timedelta(days=1)
    found = incident_select(door).where(
        incident.c.fired_at >= datetime.combine(first, time.min, zone),
        incident.c.fired_at < after,
        incident.c.state != "retracted",
        incident.c.muted.is_(None),
        incident.c.rule.not_like(f"%{NO_DATA}"),
        incident.c.rule.not_like(f"%{NO_FEED}"),
    )
    if code := query.get("unit"):
        found = found.where(below(call.unit(code)))
    if rule := query.get("rule"):
        found = found.where(rule_is(rule))
    rows = [_lived(call, row) for row in call.connection.execute(found)]
    result = response_figures(rows, call.release.app.time_zone)
    times = {name: getattr(result, name).as_json() for name in ("response", "detection", "recovery")}
    return vars(result) | times | {"from": first, "to": last}


def _lived(call: Call, row: Any) -> Lived:
    standing = standing_in(call.door, row)
    until = deadline(respond_of(call.release, row.rule), standing.since)
    overdue = until is not None and not standing.done and until <= clock.now()
    return Lived(row.first_day, row.fired_at, row.responded_at, row.ended_at, standing.open, overdue)
