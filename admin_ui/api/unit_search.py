"""Org units by what people remember of them: a code or a part of a title."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.call import Call
from admin_ui.cards import unit_card
from admin_ui.resource import Resource
from admin_ui.shapes import Text, UnitRef
from engine.access.units import unit_of
from engine.org import unit_select
from engine.storage.tables import org_link, org_unit

RESOURCE = Resource("unit_search", "Finding org units")


class UnitSearch(Schema):
    q = fields.String(load_default="", validate=validate.Length(0, 64))
    level = fields.String(validate=validate.Length(1, 48))
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))


class UnitHit(UnitRef):
    parent_title = Text(allow_none=True, metadata={"description": "of the unit right above it, where it is in scope"})


@RESOURCE.route("GET", "/units", query=UnitSearch, answer=UnitHit, many=True)
@needs("read_values")
def unit_search(call: Call, query: dict[str, Any]) -> Any:
    """Units in scope whose code or title holds ``q`` (of one level, if named), top first, then by code."""
    found = unit_select(call.today).where(call.door.scope(org_link.c.path))
    levels = [level.name for level in call.release.get("org", call.release.app.org).levels]
    if level := query.get("level"):
        found = found.where(org_unit.c.level == (levels.index(level) if level in levels else -1))
    if words := query["q"].strip():
        title = sa.type_coerce(org_unit.c.title, sa.Text)
        found = found.where(
            sa.or_(org_unit.c.code.icontains(words, autoescape=True), title.icontains(words, autoescape=True))
        )
    units = [unit_of(row) for row in call.connection.execute(found.limit(query["limit"]))]
    parents = call.door.units({unit.parent_id for unit in units if unit.parent_id is not None})
    return [
        unit_card(call.door, unit)
        | {"parent_title": parents[unit.parent_id].title if unit.parent_id in parents else None}
        for unit in units
    ]
