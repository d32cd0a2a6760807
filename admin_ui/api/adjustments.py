"""Adjustments: asked for by one person, approved by another, applied as a load of their own."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from marshmallow import Schema, ValidationError, fields, validate

from admin_ui.access import needs, signed_in
from admin_ui.call import Call, require_either
from admin_ui.cards import unit_card
from admin_ui.hidden import columns_shown
from admin_ui.paging import PageQuery, paged
from admin_ui.resource import Answer, Resource
from admin_ui.shapes import Text, UnitRef
from engine.access import Door
from engine.access.errors import not_found
from engine.base.issue import Issue, IssueError
from engine.facts import adjustments as facts
from engine.org.tree import Unit
from engine.storage.tables import adjustment

RESOURCE = Resource("adjustments", "Adjustments of facts: asked for, approved by another, applied as a load")
STATES = ("requested", "approved", "rejected", "withdrawn", "superseded", "met")


def _scalar(value: Any) -> None:
    if value is not None and not isinstance(value, str | int | float | bool):
        raise ValidationError("须为单个值 / must be a single value")
    if isinstance(value, str) and len(value) > 2000:
        raise ValidationError("过长 / too long")


class AdjustmentQuery(PageQuery):
    state = fields.String(validate=validate.OneOf(STATES))
    dataset = fields.String(validate=validate.Length(1, 48))
    unit = fields.String(validate=validate.Length(1, 48))


class AdjustmentWish(Schema):
    dataset = fields.String(required=True, validate=validate.Length(1, 48))
    unit = fields.String(required=True, validate=validate.Length(1, 48))
    day = fields.Date(required=True)
    values = fields.Dict(
        keys=fields.String(validate=validate.Length(1, 48)),
        values=fields.Raw(allow_none=True, validate=_scalar),
        required=True,
        validate=validate.Length(1, 50),
    )
    reason = fields.String(required=True, validate=[validate.Length(2, 500), validate.Regexp(r"\s*\S")])


class AdjustmentDecision(Schema):
    verdict = fields.String(required=True, validate=validate.OneOf(("approved", "rejected")))
    note = fields.String(load_default="", validate=validate.Length(max=500))


class AdjustmentCard(Schema):
    """``values``: what was asked for. ``before``: what stood there (null: no such row). ``source_says``: what the
    source has sent since. ``mine``: asked by the caller. Columns that show a hidden indicator are left out.
    """

    public_id = fields.String()
    dataset = fields.String()
    dataset_title = Text(allow_none=True)
    unit = fields.Nested(UnitRef)
    day = fields.Date()
    values = fields.Dict(keys=fields.String())
    before = fields.Dict(keys=fields.String(), allow_none=True)
    source_says = fields.Dict(keys=fields.String(), allow_none=True)
    titles = fields.Dict(keys=fields.String(), values=Text())
    reason = fields.String()
    state = fields.String(metadata={"enum": list(STATES)})
    requested_by = fields.String()
    requested_at = fields.AwareDateTime()
    decided_by = fields.String(allow_none=True)
    decided_at = fields.AwareDateTime(allow_none=True)
    note = fields.String()
    mine = fields.Boolean()


@RESOURCE.route("GET", "/adjustments", query=AdjustmentQuery, answer=AdjustmentCard, many=True)
@signed_in
def adjustments(call: Call, query: dict[str, Any]) -> Any:
    """Adjustments of units in scope, newest first: for those who see sources or ask for adjustments."""
    require_either(call, "read_sources", "request_adjustments")
    wanted: list[sa.ColumnElement[bool]] = [adjustment.c.unit_id.in_(call.door.visible_units())]
    if query.get("unit"):
        wanted.append(adjustment.c.unit_id == call.unit(query["unit"]).id)
    wanted += [adjustment.c[name] == query[name] for name in ("state", "dataset") if query.get(name)]
    total = call.connection.scalar(sa.select(sa.func.count()).select_from(adjustment).where(*wanted)) or 0
    size, page = query["page_size"], query["page"]
    found = sa.select(adjustment).where(*wanted).order_by(adjustment.c.id.desc())
    rows = call.connection.execute(found.limit(size).offset((page - 1) * size)).all()
    units = call.door.units(row.unit_id for row in rows)
    return paged([_card(call, call.door, row, units[row.unit_id]) for row in rows], total, query)


@RESOURCE.route("POST", "/adjustments", body=AdjustmentWish, answer=AdjustmentCard, status=201)
@needs("request_adjustments")
def request_view(call: Call, wish: dict[str, Any]) -> Any:
    """Ask for an adjustment of one row: ``values`` names the rest of its business key and the columns to change."""
    unit = call.unit(wish["unit"])
    known = any(model.name == wish["dataset"] for model in call.release.all("dataset"))
    allowed = columns_shown(call.door, wish["dataset"], [unit.id]) if known else None
    with call.writing() as connection:
        number = facts.request(
            connection,
            call.release,
            wish["dataset"],
            unit,
            wish["day"],
            wish["values"],
            wish["reason"].strip(),
            by=call.actor.login,
            may_name=allowed,
        )
        row = connection.execute(sa.select(adjustment).where(adjustment.c.id == number)).one()
    return Answer(_card(call, call.door, row, unit), 201)


@RESOURCE.route("POST", "/adjustments/<public_id>/decision", body=AdjustmentDecision, answer=AdjustmentCard)
@needs("approve_adjustments")
def decide_view(call: Call, wish: dict[str, str], public_id: str) -> Any:
    """Approve (applied at once, as a load of its own) or reject what somebody else has asked for."""
    with call.writing() as connection:
        row, unit = _mine(call, connection, public_id)
        verdict: Any = wish["verdict"]
        try:
            facts.decide(connection, call.release, row, unit, verdict, wish["note"].strip(), by=call.actor.login)
        except IssueError as error:
            raise _veiled(call, row, unit, error) from None
        return _card(call, call.door, facts.find(connection, public_id), unit)


@RESOURCE.route("POST", "/adjustments/<public_id>/withdraw", answer=AdjustmentCard)
@needs("request_adjustments")
def withdraw_view(call: Call, public_id: str) -> Any:
    """Take one's own request back while it is undecided."""
    with call.writing() as connection:
        row, unit = _mine(call, connection, public_id)
        if row.requested_by != call.actor.login:
            raise not_found()
        facts.withdraw(connection, row, by=call.actor.login)
        return _card(call, call.door, facts.find(connection, public_id), unit)


def _mine(call: Call, connection: sa.Connection, public_id: str) -> tuple[Any, Unit]:
    row = facts.find(connection, public_id)
    unit = None if row is None else Door(connection, call.release, call.actor, call.today).unit_by_id(row.unit_id)
    if row is None or unit is None:
        raise not_found()
    return row, unit


def _veiled(call: Call, row: Any, unit: Unit, error: IssueError) -> IssueError:
    """What is wrong, without naming columns that the decider may not know of."""
    allowed = columns_shown(call.door, row.dataset, [unit.id])
    if allowed is None:
        return error
    return IssueError(
        [Issue(i.code, i.message, "$", hint=None) for i in error.issues if i.code.startswith("N89")] or error.issues[:1]
    )


def _card(call: Call, door: Door, row: Any, unit: Unit) -> dict[str, Any]:
    known = next((model for model in call.release.all("dataset") if model.name == row.dataset), None)
    allowed = columns_shown(door, row.dataset, [unit.id]) if known is not None else frozenset()
    card = {name: getattr(row, name) for name in ("public_id", "dataset", "day", "reason", "state", "note")}
    card |= {name: getattr(row, name) for name in ("requested_by", "requested_at", "decided_by", "decided_at")}
    for name in ("values", "before", "source_says"):
        value = row._mapping[name]
        card[name] = value and {n: v for n, v in value.items() if allowed is None or n in allowed}
    return card | {
        "dataset_title": None if known is None else known.title,
        "titles": {} if known is None else {c.name: c.title for c in known.columns if c.name in card["values"]},
        "unit": unit_card(door, unit),
        "mine": row.requested_by == call.actor.login,
    }
