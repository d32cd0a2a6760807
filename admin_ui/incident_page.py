"""Everything the page of one incident shows, within the caller's scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from admin_ui.call import Call
from admin_ui.cards import Card, major
from admin_ui.incident_cards import brief, brief_cards, facts_card, incident_select, newest_first, standing_in
from admin_ui.incident_people import Names, ids_in
from admin_ui.message_cards import messages_of
from engine.access import Door
from engine.access.errors import not_found
from engine.base import clock
from engine.base.text import Text as Words
from engine.storage.tables import incident, incident_action, incident_event, report
from rule_builder.history import NO_DATA, NO_FEED
from rule_builder.life.case import ANSWER, reasons
from rule_builder.life.effect import effect
from rule_builder.life.figures import days, detection_lag
from rule_builder.life.moments import Standing, deadline, overdue_at, upcoming
from rule_builder.life.people import told_with
from rule_builder.life.reading import READ
from rule_builder.life.standing import respond_of
from rule_builder.visible import visible_report

#: Incidents told of in one that its page names.
MOST_CHILDREN = 200
_MINUTE = timedelta(minutes=1)
#: What events keep about people by id; the page names them instead.
_HIDDEN = {"to", "cc", "keys", "user_id", "before_id", "instead_of"}


def incident_row(door: Door, public_id: str) -> Any:
    """The row of ``incident_select``. Raises AccessError (404)."""
    row = door.connection.execute(incident_select(door).where(incident.c.public_id == public_id)).one_or_none()
    if row is None:
        raise not_found()
    return row


def incident_page(call: Call, public_id: str) -> Card:
    """An ``Incident``. Raises AccessError (404)."""
    door = call.door
    row = incident_row(door, public_id)
    found = sa.select(incident_event).where(incident_event.c.incident_id == row.incident_id).order_by("id")
    events = door.connection.execute(found).all()
    planned = sa.select(incident_action).where(incident_action.c.incident_id == row.incident_id).order_by("id")
    actions = door.connection.execute(planned).all()
    ids = {row.assignee_id, row.acked_by, row.closed_by, *ids_in(events)}
    ids |= {one.owner_id for one in actions} | {one.created_by for one in actions}
    together = told_with(door.connection, row.incident_id, door.actor.user_id)
    names = Names(door, ids, {event.actor for event in events}, together)
    standing = standing_in(door, row)
    titles = reasons(door, row.rule, row.id)
    keys = [key for event in events for key in event.data.get("keys", {}).values()]
    return brief(door, row, names) | {
        "facts": facts_card(door, row.indicator, row.facts),
        "events": [_event(one, names, titles) for one in events],
        "messages": messages_of(door, keys, row.id),
        "report": _report(door, row),
        "people": {name: names.of(row._mapping[f"{name}_id" if name == "assignee" else name]) for name in _PEOPLE},
        "actions": [_action(door, one, names, standing) for one in actions],
        "may": _may(door, row),
        "next": _next(door, row, standing, actions),
        "response": _response(door, row, standing, events),
        "effect": _effect(door, row, actions),
        "reason_title": titles.get(row.reason_code) if row.reason_code else None,
        "reasons": [{"name": name, "title": title} for name, title in titles.items()],
        "parent": _parent(door, row),
        "children": _children(door, row),
        "still_firing": row.closed_at is not None and row.state == "firing",
    }


_PEOPLE = ("assignee", "acked_by", "closed_by")


def _event(event: Any, names: Names, titles: Mapping[str, Words]) -> Card:
    who = names.actor(event.actor)
    data = {key: value for key, value in event.data.items() if key not in _HIDDEN}
    if data.get("reason_code") not in titles:
        data.pop("reason_code", None)
    person = names.of(event.data.get("user_id"))
    said = {"at": event.at, "event": event.event, "actor": who["login"], "actor_title": who["title"]}
    return said | {"person": person, "data": data}


def _report(door: Door, row: Any) -> Card | None:
    found = sa.select(report).where(report.c.incident_id == row.incident_id).order_by(report.c.id.desc()).limit(1)
    newest = door.connection.execute(found).one_or_none()
    return dict(newest._mapping) | {"body": visible_report(door, row.id, newest.body)} if newest else None


def _action(door: Door, one: Any, names: Names, standing: Standing) -> Card:
    card = {name: one._mapping[name] for name in ("public_id", "text", "due_on", "state", "created_at", "ended_at")}
    late = one.state == "open" and one.due_on < door.today
    people = {"owner": names.of(one.owner_id), "created_by": names.of(one.created_by)}
    return card | people | {"note": one.note, "overdue": late and standing.open}


def _may(door: Door, row: Any) -> Card:
    answer = door.may(ANSWER)
    live = answer and row.state != "retracted" and row.closed_at is None
    return {
        "acknowledge": live and row.acked_at is None,
        "give_reason": live and row.acked_at is not None and row.reason_code is None,
        "assign": live,
        "comment": answer,
        "act": live,
        "close": answer and row.closed_at is None,
        "reopen": answer and row.closed_at is not None,
    }


def _next(door: Door, row: Any, standing: Standing, actions: Sequence[Any]) -> Card | None:
    """As the round will do it."""
    if row.muted is not None:
        return None
    respond, zone = respond_of(door.release, row.rule), door.release.app.time_zone
    late = [overdue_at(one.due_on, one.reminded_at, zone) for one in actions if one.state == "open"]
    moment = upcoming(respond, standing, clock.now(), late)
    if moment is None:
        return None
    step = respond.escalate[moment.step] if respond is not None and moment.step is not None else None
    roles = {role.name: role.title for role in door.release.all("role")}
    return {
        "at": moment.at,
        "what": moment.what,
        "role": step.role if step else None,
        "role_title": roles.get(step.role) if step else None,
        "severity": step.severity if step else None,
    }


def _response(door: Door, row: Any, standing: Standing, events: Sequence[Any]) -> Card:
    respond = respond_of(door.release, row.rule)
    until = deadline(respond, standing.since)
    seen = [event.at for event in events if event.event == READ]
    lag = detection_lag(row.first_day, row.fired_at, door.release.app.time_zone)
    answered: datetime | None = row.responded_at
    return {
        "fired_at": row.fired_at,
        "asked_at": standing.since,
        "needs": respond.needs if respond else None,
        "due_at": until,
        "overdue": bool(until and standing.open and not standing.done and until <= clock.now()),
        "read_at": min(seen, default=None),
        "acked_at": row.acked_at,
        "first_human_at": answered,
        "minutes": (answered - row.fired_at) // _MINUTE if answered else None,
        "days": days((answered - row.fired_at) / timedelta(hours=1)) if answered else None,
        "detection_minutes": lag // _MINUTE,
        "recovery_minutes": (row.ended_at - row.fired_at) // _MINUTE if row.ended_at else None,
    }


def _effect(door: Door, row: Any, actions: Sequence[Any]) -> Card | None:
    """Around the first action that stands, else the acknowledgement; nothing without either, or for missing data."""
    model = {one.name: one for one in door.release.all("indicator")}.get(row.indicator)
    first = min((one.created_at for one in actions if one.state != "dropped"), default=None)
    at = first or row.acked_at
    if at is None or model is None or row.rule.endswith((NO_DATA, NO_FEED)) or not door.shows(row.indicator, row.id):
        return None
    found = effect(door, row.id, row.indicator, at.astimezone(ZoneInfo(door.release.app.time_zone)).date())
    sides = {
        name: vars(side) | {"value": major(door, model, side.value)}
        for name, side in (("before", found.before), ("after", found.after))
    }
    by = "action" if first else "acknowledged"
    return {"day": found.day, "by": by, "state": found.state, "change": found.change, "points": found.points} | sides


def _parent(door: Door, row: Any) -> Card | None:
    if row.part_of is None:
        return None
    found = door.connection.execute(incident_select(door).where(incident.c.id == row.part_of)).all()
    return next(iter(brief_cards(door, found)), None)


def _children(door: Door, row: Any) -> list[Card]:
    mine = newest_first(incident_select(door).where(incident.c.parent_id == row.incident_id))
    return brief_cards(door, door.connection.execute(mine.limit(MOST_CHILDREN)).all())
