"""For the phone: what is to be done today, the forms to do it with, and the units they are about."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from admin_ui.access import needs
from admin_ui.call import Call
from admin_ui.form_cards import (
    DutyCounts,
    DutyEntry,
    UnitPlace,
    duty_card,
    fills,
    place_card,
    places_of,
)
from admin_ui.resource import Resource
from admin_ui.shapes import Text
from engine.access.errors import not_found
from engine.base import clock
from form_builder.duties import business_day, todo_of
from form_builder.duties.owed import units_of
from form_builder.kinds.form.model import FormModel
from form_builder.phone import for_phone
from form_builder.versions import form_of

RESOURCE = Resource("field", "For the phone: duties of the day, forms, units")


class DutyQuery(Schema):
    day = fields.Date(metadata={"description": "a business day; today's by default"})


class Duties(Schema):
    day = fields.Date(required=True)
    server_time = fields.AwareDateTime(required=True)
    time_zone = fields.String(required=True, metadata={"description": "the app's: in it times of day are said"})
    duties = fields.List(fields.Nested(DutyEntry), required=True)
    counts = fields.Nested(DutyCounts, required=True)


class FieldForm(Schema):
    name = fields.String(required=True)
    title = Text(required=True)
    version = fields.String(required=True)
    state = fields.String(required=True, metadata={"enum": ["open", "closing"]})
    without_duty = fields.Boolean(required=True, metadata={"description": "may be filled without a duty too"})


class VersionQuery(Schema):
    version = fields.String(metadata={"description": "hash of an older version; the one that serves by default"})


class FormQuery(Schema):
    form = fields.String(required=True)


@RESOURCE.route("GET", "/field/duties", query=DutyQuery, answer=Duties)
@needs("fill_forms")
def duties(call: Call, query: dict[str, Any]) -> Any:
    """What the caller owes on a business day by his posts, the most urgent first, and what has become of it."""
    now = clock.now()
    day = query.get("day") or business_day(call.release.app, now)
    found = todo_of(call.connection, call.release, call.actor, day, call.today, now)
    places = places_of(call.connection, (entry.owed.unit for entry in found))
    versions = {definition.name: definition.hash for definition in call.release.catalog.all("form")}
    states = [entry.state for entry in found]
    return {
        "day": day,
        "server_time": now,
        "time_zone": call.release.app.time_zone,
        "duties": [duty_card(entry, versions[entry.owed.form.name], places) for entry in found],
        "counts": {
            "due": states.count("due") + states.count("upcoming"),
            "done": states.count("done") + states.count("waiting_for_photos"),
            "late": states.count("late"),
        },
    }


@RESOURCE.route("GET", "/field/forms", answer=FieldForm, many=True)
@needs("fill_forms")
def field_forms(call: Call) -> Any:
    """The forms that the caller may fill in, for whichever unit, those that are closed left out."""
    return [
        {
            "name": definition.name,
            "title": definition.title,
            "version": definition.hash,
            "state": definition.model.state,
            "without_duty": any(post.role in definition.model.fillers for post in call.actor.posts),
        }
        for definition in call.release.catalog.all("form")
        if definition.model.state != "closed" and fills(call.actor, definition.model)
    ]


@RESOURCE.route("GET", "/field/forms/<name>", query=VersionQuery)
@needs("fill_forms")
def field_form(call: Call, query: dict[str, Any], name: str) -> Any:
    """A form with all its fields, formulas as trees; an older version by its hash."""
    model = mine(call, name)
    compiled = form_of(call.connection, call.release, model.name, query.get("version"))
    if compiled is None:
        raise not_found()
    return for_phone(call.release, compiled)


@RESOURCE.route("GET", "/field/units", query=FormQuery, answer=UnitPlace, many=True)
@needs("fill_forms")
def field_units(call: Call, query: dict[str, Any]) -> Any:
    """The units that the caller may fill a form in for, by code, with their places where they are known."""
    model = mine(call, query["form"])
    units = units_of(call.connection, call.release, model, call.today, fills(call.actor, model))
    open_now = [unit for unit in units if unit.open_on(call.today)]
    places = places_of(call.connection, open_now)
    return [place_card(unit, places) for unit in open_now]


def mine(call: Call, name: str) -> FormModel:
    """A form that the caller may fill in. Raises AccessError (404)."""
    model: FormModel | None = call.release.find("form", name)
    if model is None or not fills(call.actor, model):
        raise not_found()
    return model
