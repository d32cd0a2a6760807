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
from engine.storage.tables import load, org_unit, refused_row

RESOURCE = Resource("refused", "Refused rows")


class RefusedQuery(PageQuery):
    source = fields.String(validate=validate.Length(1, 48))
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


class ReplayWish(Schema):
    source = fields.String(required=True, validate=validate.Length(1, 48))


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
    if not any(source.name == name for source in call.release.all("source")):
        raise not_found()
    with call.writing() as connection:
        audit.append(connection, call.actor.login, "refused.replay", name)
    result = replay(call.database, call.release, name)
    if result is None:
        return Answer(None, 204)
    with call.writing() as connection:
        return load_card(connection.execute(sa.select(load).where(load.c.id == result.load_id)).one(), call.actor)
