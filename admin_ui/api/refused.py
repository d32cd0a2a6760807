"""Rows that could not be accepted: kept, named, and replayed once the cause is mended."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.call import Call
from admin_ui.load_cards import LoadCard, load_card
from admin_ui.paging import PageQuery, paged
from admin_ui.resource import Answer, Resource
from connectors.replay import replay
from engine.access import audit
from engine.access.errors import not_found
from engine.facts.feeds import FORM
from engine.storage.tables import load, org_unit, refused_row
from form_builder.submissions.replaying import replay_refused

RESOURCE = Resource("refused", "Refused rows")
MOST_GROUPED, ROWS_SHOWN = 5_000, 5


class RefusedQuery(PageQuery):
    source = fields.String(validate=validate.Length(1, 60))
    state = fields.String(load_default="open", validate=validate.OneOf(("open", "replayed")))


class Refused(Schema):
    public_id = fields.String()
    source = fields.String()
    dataset = fields.String()
    unit_code = fields.String(allow_none=True)
    day = fields.Date(allow_none=True)
    raw = fields.String()
    issues = fields.Raw()
    state = fields.String()
    refused_at = fields.AwareDateTime()
    seen_at = fields.AwareDateTime()


class ReasonQuery(Schema):
    source = fields.String(required=True, validate=validate.Length(1, 60))


class RefusalReason(Schema):
    """Open refused rows for one and the same reason: the first ``issues`` entry's code and place."""

    dataset = fields.String()
    code = fields.String()
    path = fields.String()
    message = fields.Raw()
    count = fields.Integer()
    units = fields.Integer()
    first_day = fields.Date(allow_none=True)
    last_day = fields.Date(allow_none=True)
    rows = fields.List(fields.Nested(Refused))


class ReplayWish(Schema):
    source = fields.String(required=True, validate=validate.Length(1, 60))


@RESOURCE.route("GET", "/refused", query=RefusedQuery, answer=Refused, many=True)
@needs("read_refused")
def refused(call: Call, query: dict[str, Any]) -> Any:
    """Refused rows of units in scope, newest first; rows of no known unit only for those who see everything."""
    conditions = [refused_row.c.state == query["state"]]
    if source := query.get("source"):
        conditions.append(refused_row.c.source == source)
    if not call.actor.sees_everything:
        codes = sa.select(org_unit.c.code).where(org_unit.c.id.in_(call.door.visible_units()))
        conditions.append(refused_row.c.unit_code.in_(codes))
    counted = sa.select(sa.func.count()).select_from(refused_row).where(*conditions)
    total = call.connection.execute(counted).scalar_one()
    size, page = query["page_size"], query["page"]
    found = sa.select(refused_row).where(*conditions).order_by(refused_row.c.id.desc())
    rows = call.connection.execute(found.limit(size).offset((page - 1) * size))
    return paged([_card(call, row) for row in rows], total, query)


@RESOURCE.route("GET", "/refused/reasons", query=ReasonQuery, answer=RefusalReason, many=True)
@needs("read_refused")
def reasons(call: Call, query: dict[str, Any]) -> Any:
    """The newest 5,000 open refused rows of a source, by reason, the most frequent first, with up to five rows each."""
    conditions = [refused_row.c.state == "open", refused_row.c.source == query["source"]]
    if not call.actor.sees_everything:
        codes = sa.select(org_unit.c.code).where(org_unit.c.id.in_(call.door.visible_units()))
        conditions.append(refused_row.c.unit_code.in_(codes))
    found = sa.select(refused_row).where(*conditions).order_by(refused_row.c.id.desc()).limit(MOST_GROUPED)
    groups: dict[tuple[str, str, str], list[Any]] = {}
    for row in call.connection.execute(found):
        first = row.issues[0] if row.issues else {}
        groups.setdefault((row.dataset, first.get("code", ""), first.get("path", "$")), []).append(row)
    ordered = sorted(groups.items(), key=lambda one: (-len(one[1]), one[0]))
    return [_reason(call, *key, rows) for key, rows in ordered]


def _reason(call: Call, dataset: str, code: str, path: str, rows: list[Any]) -> dict[str, Any]:
    days = [row.day for row in rows if row.day is not None]
    return {
        "dataset": dataset,
        "code": code,
        "path": path,
        "message": rows[0].issues[0].get("message") if rows[0].issues else None,
        "count": len(rows),
        "units": len({row.unit_code for row in rows if row.unit_code is not None}),
        "first_day": min(days, default=None),
        "last_day": max(days, default=None),
        "rows": [_card(call, row) for row in rows[:ROWS_SHOWN]],
    }


def _card(call: Call, row: sa.Row[Any]) -> dict[str, Any]:
    """A ``Refused``. A hint may name the unit of another: it is for those who see all of them."""
    card = {name: row._mapping[name] for name in Refused().fields}
    if not call.actor.sees_everything:
        card["issues"] = [issue | {"hint": None} for issue in card["issues"]]
    return card


@RESOURCE.route("POST", "/refused/replay", body=ReplayWish, answer=LoadCard)
@needs("replay_refused")
def replay_view(call: Call, wish: dict[str, str]) -> Any:
    """Try all open refused rows of a source again, under the definitions that serve now; 204 where there are none."""
    name = wish["source"]
    form = name.removeprefix(FORM) if name.startswith(FORM) else None
    if not any(one.name == (form or name) for one in call.release.all("form" if form else "source")):
        raise not_found()
    with call.writing() as connection:
        audit.append(connection, call.actor.login, "refused.replay", name)
    result = replay_refused(call.database, call.release, form) if form else replay(call.database, call.release, name)
    if result is None:
        return Answer(None, 204)
    with call.writing() as connection:
        return load_card(connection.execute(sa.select(load).where(load.c.id == result.load_id)).one(), call.actor)
