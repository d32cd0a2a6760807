"""Datasets: who has delivered which day, and the rows of a unit and day that an adjustment may be asked for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from marshmallow import Schema, fields, validate

from admin_ui.access import needs, signed_in
from admin_ui.board import at_latest
from admin_ui.call import Call, require_either
from admin_ui.cards import unit_card
from admin_ui.hidden import columns_shown
from admin_ui.resource import Resource
from admin_ui.shapes import Text, UnitRef
from engine.access.errors import not_found
from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.facts.completeness import completeness, per_day
from engine.facts.feeds import feeds_of
from engine.facts.pins import plain
from engine.storage.model import Model, model_of

RESOURCE = Resource("datasets", "Datasets: what has come, and what has not")
MOST_DAYS = 92
MOST_ROWS = 200


class ColumnCard(Schema):
    name = fields.String()
    title = Text()
    type = fields.String()
    key = fields.Boolean()
    required = fields.Boolean()


class DatasetCard(Schema):
    """A dataset with rows of units and days; ``columns`` are those one may know of."""

    name = fields.String()
    title = Text()
    sources = fields.List(fields.String())
    confirmed_by = fields.String(allow_none=True)
    columns = fields.List(fields.Nested(ColumnCard))


class CompletenessQuery(Schema):
    from_ = fields.Date(data_key="from")
    to = fields.Date()
    days = fields.Integer(load_default=14, validate=validate.Range(1, MOST_DAYS))
    unit = fields.String(validate=validate.Length(1, 48))


class DayCount(Schema):
    day = fields.Date()
    have = fields.Integer()
    expected = fields.Integer()


class UnitDays(Schema):
    unit = fields.Nested(UnitRef)
    letters = fields.String()


class Completeness(Schema):
    """``letters`` has one letter per day: h delivered, m missing, p rows came but were not confirmed, c closed, "." not
    expected."""

    dataset = fields.String()
    title = Text()
    first = fields.Date()
    last = fields.Date()
    days = fields.List(fields.Nested(DayCount))
    units = fields.List(fields.Nested(UnitDays))


class RowsQuery(Schema):
    unit = fields.String(required=True, validate=validate.Length(1, 48))
    day = fields.Date(required=True)


class DatasetRows(Schema):
    columns = fields.List(fields.Nested(ColumnCard))
    rows = fields.List(fields.Dict(keys=fields.String()))
    more = fields.Boolean()


@RESOURCE.route("GET", "/datasets", answer=DatasetCard, many=True)
@signed_in
def datasets(call: Call) -> Any:
    """The datasets whose rows belong to a unit and a day: for those who see sources or ask for adjustments."""
    require_either(call, "read_sources", "request_adjustments")
    feeds = feeds_of(call.release)
    return [
        {
            "name": name,
            "title": shape.dataset.model.title,
            "sources": feeds.get(name, []),
            "confirmed_by": shape.dataset.model.confirmed_by,
            "columns": _columns(call, _model(call), name, None),
        }
        for name, shape in sorted(_model(call).shapes.items())
        if shape.is_fact
    ]


@RESOURCE.route("GET", "/datasets/<name>/completeness", query=CompletenessQuery, answer=Completeness)
@needs("read_sources")
def completeness_view(call: Call, query: dict[str, Any], name: str) -> Any:
    """Which units (of the last level, in scope, at or below ``unit``) have delivered which days: since ``from``, or the
    last ``days``; at most 92.
    """
    model = _model(call)
    _require_facts(model, name)
    within = call.unit(query["unit"]) if query.get("unit") else None
    last = at_latest(call, query.get("to"))
    first = query.get("from_") or last - timedelta(days=query["days"] - 1)
    if not timedelta(0) <= last - first < timedelta(days=MOST_DAYS):
        words = both(f"起止日期须在 {MOST_DAYS} 天之内", f"from and to span at most {MOST_DAYS} days")
        raise IssueError([Issue("N812", words, "$.from")])
    level = len(call.release.get("org", call.release.app.org).levels) - 1
    leaves = call.door.units_of_level(level, within=within)
    letters = completeness(call.connection, model, name, leaves, first, last)
    units = call.door.units(leaves)
    ordered = sorted(leaves, key=lambda leaf: units[leaf].code)
    return {
        "dataset": name,
        "title": model.shapes[name].dataset.model.title,
        "first": first,
        "last": last,
        "days": per_day(letters.values(), first),
        "units": [{"unit": unit_card(call.door, units[leaf]), "letters": letters[leaf]} for leaf in ordered],
    }


@RESOURCE.route("GET", "/datasets/<name>/rows", query=RowsQuery, answer=DatasetRows)
@needs("request_adjustments")
def rows_view(call: Call, query: dict[str, Any], name: str) -> Any:
    """The rows of a unit and a day (at most 200), in the columns one may know of, money in major units."""
    model = _model(call)
    _require_facts(model, name)
    unit = call.unit(query["unit"])
    columns = _columns(call, model, name, unit.id)
    facts, compiled = model.tables[name].facts, model.shapes[name].dataset
    place, at = model.tables[name].place
    day: date = query["day"]
    shown = [one["name"] for one in columns]
    found = call.connection.execute(
        sa.select(*(facts.c[one].label(one) for one in shown), facts.c["~load"].label("~load"))
        .where(place == unit.id, at == day.toordinal())
        .order_by(*(facts.c[one] for one in compiled.key))
        .limit(MOST_ROWS + 1)
    ).all()
    digits = call.release.app.money_digits
    rows = [
        {one: plain(compiled.columns[one].type, row._mapping[one], digits) for one in shown}
        for row in found[:MOST_ROWS]
    ]
    return {"columns": columns, "rows": rows, "more": len(found) > MOST_ROWS}


def _model(call: Call) -> Model:
    return model_of(call.connection, call.release)


def _require_facts(model: Model, name: str) -> None:
    if name not in model.shapes or not model.shapes[name].is_fact:
        raise not_found()


def _columns(call: Call, model: Model, name: str, unit_id: int | None) -> list[dict[str, Any]]:
    """Columns that can be asked for: not the place itself, no other unit, nothing hidden."""
    compiled = model.shapes[name].dataset
    allowed = columns_shown(call.door, name, [unit_id])
    return [
        {
            "name": column.name,
            "title": column.title,
            "type": column.type,
            "key": column.name in compiled.key,
            "required": column.required,
        }
        for column in compiled.columns.values()
        if column.type not in ("unit", "day") and (allowed is None or column.name in allowed)
    ]
