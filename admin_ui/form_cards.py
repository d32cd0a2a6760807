"""Forms, duties and who has not sent, as the API shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from marshmallow import Schema, fields

from admin_ui.cards import Card, unit_card
from admin_ui.shapes import Text, UnitRef
from engine.access import Door
from engine.access.actor import Actor
from engine.access.units import in_force
from engine.org.tree import Unit
from engine.storage.tables import org_link, org_unit, post_holder, user_account
from form_builder.duties.owed import Owed
from form_builder.duties.todo import Entry
from form_builder.kinds.form.model import FormModel


class PlaceCard(Schema):
    lat = fields.Float(required=True)
    lon = fields.Float(required=True)


class UnitPlace(Schema):
    """A unit as the phone needs it."""

    code = fields.String(required=True)
    title = Text(required=True)
    location = fields.Nested(PlaceCard, allow_none=True)


class DutyEntry(Schema):
    """One line of the to-do."""

    form = fields.String(required=True)
    version = fields.String(required=True)
    title = Text(required=True)
    duty = fields.String(required=True)
    duty_title = Text(required=True)
    unit = fields.Nested(UnitPlace, required=True)
    first = fields.Date(metadata={"description": "a submission of any day from first to last meets it"})
    last = fields.Date()
    opens_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True)
    state = fields.String(required=True, metadata={"enum": ["upcoming", "due", "late", "waiting_for_photos", "done"]})
    submission = fields.String(allow_none=True)
    outcome = fields.String(allow_none=True)


class DutyCounts(Schema):
    due = fields.Integer(required=True, metadata={"description": "not sent yet and still in time"})
    done = fields.Integer(required=True, metadata={"description": "sent, photos may be on their way"})
    late = fields.Integer(required=True, metadata={"description": "not sent, and the time is over"})


class WhoAnswers(Schema):
    login = fields.String(required=True)
    title = Text(required=True)
    deputy = fields.Boolean(required=True)


class Responsible(Schema):
    """A post that answers for a unit. ``people`` are named where one may see the post's unit; none there: vacant."""

    role = fields.String(required=True)
    title = Text(required=True)
    unit = fields.Nested(UnitRef, allow_none=True)
    people = fields.List(fields.Nested(WhoAnswers), required=True)


def duty_card(entry: Entry, version: str, places: dict[int, Any]) -> Card:
    """A ``DutyEntry``."""
    owed, sent = entry.owed, entry.submission
    return {
        "form": owed.form.name,
        "version": version,
        "title": owed.form.title,
        "duty": owed.duty.name,
        "duty_title": owed.duty.title,
        "unit": place_card(owed.unit, places),
        "first": owed.term.first,
        "last": owed.term.last,
        "opens_at": owed.term.opens_at,
        "due_at": owed.term.due_at,
        "state": entry.state,
        "submission": sent.public_id if sent else None,
        "outcome": sent.outcome if sent else None,
    }


def place_card(unit: Unit, places: dict[int, Any]) -> Card:
    """A ``UnitPlace``."""
    return {"code": unit.code, "title": unit.title, "location": places.get(unit.id)}


def places_of(connection: sa.Connection, units: Iterable[Unit]) -> dict[int, Any]:
    """Where units are, by id, as far as it is known."""
    ids = sorted({unit.id for unit in units})
    found: dict[int, Any] = {}
    for start in range(0, len(ids), 500):
        query = sa.select(org_unit.c.id, org_unit.c.location).where(org_unit.c.id.in_(ids[start : start + 500]))
        found |= {row.id: row.location for row in connection.execute(query) if row.location}
    return found


def fills(actor: Actor, form: FormModel) -> list[Any]:
    """The ranges in which somebody may fill a form: those of his posts with a role that fills it or owes it."""
    roles = {*form.fillers, *(role for duty in form.duties for role in duty.roles)}
    return [post.reach for post in actor.posts if post.role in roles]


def responsible(door: Door, owed: Sequence[Owed]) -> dict[tuple[str, str, int], list[Card]]:
    """``Responsible`` posts for what is owed, by its key: at the unit or above it, in the order of the duty's roles.

    Who stands outside one's scope is called by his post alone. At most three statements.
    """
    roles = sorted({role for one in owed for role in one.duty.roles})
    models = {role.name: role for role in door.release.all("role")}
    p, u = post_holder.c, user_account.c
    held = sa.select(p.role, p.unit_id, p.deputy, u.login, u.title, org_link.c.path)
    held = held.join_from(post_holder, user_account, u.id == p.user_id)
    held = held.join(org_link, sa.and_(org_link.c.unit_id == p.unit_id, in_force(door.today)))
    held = held.where(u.active, p.valid_from <= door.today, p.valid_to > door.today, p.role.in_(roles))
    holders = door.connection.execute(held.order_by(p.deputy, u.login)).all()
    by_post: dict[tuple[str, str], list[Any]] = {}
    for row in holders:
        by_post.setdefault((row.role, row.path), []).append(row)
    paths = {path for one in owed for path in _up(one.unit.path)}
    ids = {int(path.rstrip("/").rpartition("/")[2]) for path in paths}
    units = {unit.path: unit for unit in door.units(ids).values()}
    levels = [level.name for level in door.release.get("org", door.release.app.org).levels]
    found: dict[tuple[str, str, int], list[Card]] = {}
    for one in owed:
        cards = found.setdefault(one.key, [])
        for name in one.duty.roles:
            model = models.get(name)
            if model is None or model.level not in levels or levels.index(model.level) > one.unit.level:
                continue
            path = next((x for x in _up(one.unit.path) if x.count("/") - 2 == levels.index(model.level)), None)
            unit = units.get(path or "")
            cards.append(
                {
                    "role": name,
                    "title": model.title,
                    "unit": unit_card(door, unit) if unit else None,
                    "people": [
                        {"login": row.login, "title": row.title, "deputy": bool(row.deputy)}
                        for row in (by_post.get((name, unit.path), ()) if unit else ())
                    ],
                }
            )
    return found


def _up(path: str) -> list[str]:
    """A path and those above it, nearest first: "/1/5/" → "/1/5/", "/1/"."""
    parts = path.strip("/").split("/")
    return ["/" + "/".join(parts[:n]) + "/" for n in range(len(parts), 0, -1)]
