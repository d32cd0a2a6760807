"""Sources as the API shows them: newest loads, freshness against the promise, and how long information takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from marshmallow import Schema, fields

from admin_ui.call import Call
from admin_ui.load_cards import LoadCard, load_card
from admin_ui.shapes import Text
from connectors.freshness import lag, standing
from engine.base import clock
from engine.storage.tables import load

#: The lag is measured over the loads of these days.
LAG_DAYS = 62


class Sla(Schema):
    """The promise: by this time of every day there is the data of ``lag_days`` days ago."""

    by = fields.String()
    lag_days = fields.Integer()


class FreshnessCard(Schema):
    """How a source stands against its promise."""

    status = fields.String(metadata={"enum": ["on_time", "late", "missing", "waiting"]})
    due_day = fields.Date()
    due_at = fields.AwareDateTime()
    came_at = fields.AwareDateTime(allow_none=True)


class LagCard(Schema):
    """Seconds from the end of a business day until its data was published."""

    median = fields.Float()
    p95 = fields.Float()
    days = fields.Integer()


class SourceCard(Schema):
    """A source. ``freshness`` and ``lag`` rest on the rows of all units: null for those who do not see all of them."""

    name = fields.String()
    title = Text()
    description = Text(allow_none=True)
    connector = fields.String()
    datasets = fields.List(fields.String())
    last_load = fields.Nested(LoadCard, allow_none=True)
    last_good = fields.Nested(LoadCard, allow_none=True)
    sla = fields.Nested(Sla, allow_none=True)
    freshness = fields.Nested(FreshnessCard, allow_none=True)
    lag = fields.Nested(LagCard, allow_none=True)


def source_cards(call: Call) -> list[dict[str, Any]]:
    """Every source of the release: two statements, whatever their number."""
    newest = sa.select(sa.func.max(load.c.id)).group_by(load.c.source)
    good = sa.select(sa.func.max(load.c.id)).where(load.c.state == "published").group_by(load.c.source)
    ids = newest.union(good).subquery()
    rows = call.connection.execute(sa.select(load).where(load.c.id.in_(sa.select(ids.c[0]))).order_by(load.c.id)).all()
    last = {row.source: row for row in rows}
    last_good = {row.source: row for row in rows if row.state == "published"}
    came = _arrivals(call) if call.actor.sees_everything else None
    return [
        {
            "name": source.name,
            "title": source.title,
            "description": source.description,
            "connector": source.connector,
            "datasets": list(dict.fromkeys(into.dataset for into in source.into)),
            "last_load": load_card(last[source.name], call.actor) if source.name in last else None,
            "last_good": load_card(last_good[source.name], call.actor) if source.name in last_good else None,
            "sla": source.sla,
            **_measured(call, source, None if came is None else came[source.name]),
        }
        for source in call.release.all("source")
    ]


def _measured(call: Call, source: Any, came: Sequence[tuple[date, datetime]] | None) -> dict[str, Any]:
    if came is None:
        return {"freshness": None, "lag": None}
    app = call.release.app
    promise = source.sla and standing(source.sla, came, clock.now(), app.time_zone)
    return {"freshness": promise, "lag": lag(came, app.time_zone, app.day_cutoff_hours)}


def _arrivals(call: Call) -> defaultdict[str, list[tuple[date, datetime]]]:
    """Source → (newest business day, published at) of its loads."""
    recent = clock.now() - timedelta(days=LAG_DAYS)
    query = sa.select(load.c.source, load.c.data_date, load.c.ended_at).where(
        load.c.state == "published", load.c.data_date.is_not(None), load.c.ended_at >= recent
    )
    found: defaultdict[str, list[tuple[date, datetime]]] = defaultdict(list)
    for row in call.connection.execute(query):
        found[row.source].append((row.data_date, row.ended_at))
    return found
