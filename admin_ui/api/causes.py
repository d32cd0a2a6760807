"""Causes of the library, tried on real data before anybody has published anything. Nothing is written."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.board import at_latest
from admin_ui.call import Call
from admin_ui.cards import unit_card
from admin_ui.cause_cards import CauseCard, CauseLine, line_card
from admin_ui.change_cards import IssueCard, issue_card
from admin_ui.resource import Resource
from admin_ui.shapes import Text, UnitRef
from admin_ui.trials import trial_day, typed
from engine.access import Actor, Door
from engine.access.errors import not_found
from engine.base.issue import IssueError
from engine.changes import trying
from engine.definitions.release import Release
from engine.org import units_on
from rule_builder.kinds.cause.names import names_of
from rule_builder.try_cause import try_cause
from rule_builder.visible import Eyes

RESOURCE = Resource("causes", "Possible causes, tried before they serve")
#: Units shown at once, and units looked at.
SHOWN, MOST = 20, 1000


class CauseWish(Schema):
    """``value``: the cause as it stands in the editor, saved or not. ``unit``: left out, the units of the last level
    are looked at, and those with evidence are shown. ``days``: how many days up to ``day``."""

    value = fields.Dict(load_default=None, allow_none=True)
    unit = fields.String(load_default=None, allow_none=True, validate=validate.Length(0, 64))
    day = fields.Date(load_default=None, allow_none=True)
    days = fields.Integer(load_default=3, validate=validate.Range(1, 92))


class TriedCause(Schema):
    """A unit: ``holds`` says whether there is evidence (null: it cannot be said); ``line`` what was seen in vain."""

    unit = fields.Nested(UnitRef, required=True)
    holds = fields.Boolean(required=True, allow_none=True)
    cause = fields.Nested(CauseCard, required=True, allow_none=True)
    line = fields.Nested(CauseLine, required=True, allow_none=True)


class CauseName(Schema):
    name = fields.String(required=True)
    type = fields.String(required=True)
    part = fields.String(required=True, metadata={"enum": ["value", "usual", "target", "peers", "change"]})
    title = Text(required=True, allow_none=True)


class CauseTrial(Schema):
    """``names``: what formula and text may use; ``checked``: units looked at, ``found``: those with evidence."""

    issues = fields.List(fields.Nested(IssueCard), required=True)
    names = fields.List(fields.Nested(CauseName), required=True)
    first = fields.Date(required=True, allow_none=True)
    day = fields.Date(required=True, allow_none=True)
    checked = fields.Integer(required=True)
    found = fields.Integer(required=True)
    units = fields.List(fields.Nested(TriedCause), required=True)


@RESOURCE.route("POST", "/changes/<change>/causes/<cause>/try", body=CauseWish, answer=CauseTrial)
@needs("edit_definitions")
def cause_trial(call: Call, wish: dict[str, Any], change: str, cause: str) -> Any:
    """What a cause as it is being typed would say of a unit, or of which units it would say anything."""
    call.require_builder()
    candidate = typed(call, change, "cause", cause, wish["value"])
    answer: dict[str, Any] = {"issues": [], "names": [], "first": None, "day": None}
    answer |= {"checked": 0, "found": 0, "units": []}
    definition = candidate.catalog.get("cause", cause)
    if definition is not None:
        answer["names"] = _names(definition.model, candidate.catalog)
    try:
        with trying(call.database, call.connection, candidate) as (connection, release):
            if release.find("cause", cause) is None:
                raise not_found()
            return answer | _tried(call, connection, release, cause, wish)
    except IssueError as refused:
        if not refused.issues or type(refused) is not IssueError:
            raise
        return answer | {"issues": [issue_card(issue) for issue in refused.issues[:50]]}


def _tried(call: Call, connection: sa.Connection, release: Release, cause: str, wish: dict[str, Any]) -> dict[str, Any]:
    indicators = list(release.compiled("cause", cause).indicators.values())
    last = trial_day(call, wish["day"], indicators) if indicators else at_latest(call, wish["day"])
    first = last - timedelta(days=wish["days"] - 1)
    door = Door(connection, release, Actor.system(), last)
    units = _units(connection, door, wish["unit"] or None, last)
    found = try_cause(connection, release, cause, units[:MOST], first, last)
    holding = [one for one in found if one.holds]
    shown = found if wish["unit"] else holding[:SHOWN]
    named = door.units([one.unit_id for one in shown])
    eyes = {one.unit_id: Eyes(door, one.unit_id) for one in shown}
    return {
        "first": first,
        "day": last,
        "checked": len(found),
        "found": len(holding),
        "units": [
            {
                "unit": unit_card(door, named[one.unit_id]),
                "holds": one.holds,
                "cause": None
                if one.cause is None
                else {**one.cause, "rows": eyes[one.unit_id].rows(one.cause.get("rows"))},
                "line": line_card(one.line),
            }
            for one in shown
        ],
    }


def _units(connection: sa.Connection, door: Door, code: str | None, day: date) -> list[int]:
    """The unit named (404 where there is none), else those of the last level that are open."""
    tree = units_on(connection, day)
    if code is not None:
        if code not in tree.by_code:
            raise not_found()
        return [tree.by_code[code].id]
    lowest = len(door.release.get("org", door.release.app.org).levels) - 1
    return sorted(unit.id for unit in tree.by_id.values() if unit.level == lowest and unit.open_on(day))


def _names(model: Any, catalog: Any) -> list[dict[str, Any]]:
    indicators = {"": model.indicator, **model.indicators}
    measures = {one.name: one.title for one in model.query.measures} if model.query else {}
    found = []
    for one in names_of(model, catalog).values():
        home = catalog.get("indicator", indicators.get(one.alias)) if one.alias is not None else None
        title = home.title if home else measures.get(one.name.removesuffix("_usual"), measures.get(one.name))
        found.append({"name": one.name, "type": one.type, "part": one.part, "title": title})
    return found
