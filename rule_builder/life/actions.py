"""The action plan of an incident: what somebody undertakes, by when, and what became of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from engine.access.errors import not_found
from engine.base import clock
from engine.base.text import both
from engine.definitions.release import Release
from engine.storage.database import new_public_id
from engine.storage.tables import incident_action
from rule_builder.life.acts import find_person
from rule_builder.life.case import opened, refused
from rule_builder.life.telling import tell_people

STATES = ("open", "done", "dropped")
#: An action is due within a year.
LONGEST = timedelta(days=366)


def plan(
    connection: sa.Connection, release: Release, reference: str | int, user_id: int, *,
    text: str, owner: str, due_on: date, now: datetime | None = None,
) -> str:  # fmt: skip
    """Adds an action and returns its public id. It is a response, and tells its owner where that is somebody else.

    Raises AccessError (404), ForbiddenError, IssueError (N834).
    """
    case = opened(connection, release, reference, user_id, now)
    case.require_standing()
    today = clock.today(release.app.time_zone)
    if not today <= due_on <= today + LONGEST:
        words = both("期限须从今天起、一年之内", "it is due between today and a year from now")
        raise refused(words, "$.due_on")
    person = find_person(case, owner, "$.owner")
    public_id = new_public_id()
    row = {
        "public_id": public_id,
        "incident_id": case.row.id,
        "text": text,
        "owner_id": person,
        "due_on": due_on,
        "state": "open",
        "created_at": case.now,
        "created_by": case.person,
    }
    made = connection.execute(sa.insert(incident_action).values(**row).returning(incident_action.c.id)).scalar_one()
    data = {"action": public_id, "text": text, "user_id": person, "due_on": due_on.isoformat()}
    case.put("action", data, audited="action", responded_at=case.row.responded_at or case.now)
    case.settle()
    if person != case.person:
        tell_people(
            connection, release, case.row, "action", [person], case.now, mark=public_id, more={"actions": [made]}
        )
    return public_id


def change(
    connection: sa.Connection, release: Release, reference: str | int, user_id: int, action: str, *,
    state: str | None = None, note: str | None = None, due_on: date | None = None, now: datetime | None = None,
) -> bool:  # fmt: skip
    """Ends an action, opens it again, or moves its day. False: it stands so already.

    An incident that is over or closed keeps its actions: they can still be ended. Raises AccessError (404),
    ForbiddenError, IssueError (N834).
    """
    case = opened(connection, release, reference, user_id, now)
    a = incident_action.c
    mine = sa.and_(a.public_id == action, a.incident_id == case.row.id)
    row = connection.execute(sa.select(incident_action).where(mine)).one_or_none()
    if row is None:
        raise not_found()
    values: dict[str, Any] = {}
    if state is not None and state != row.state:
        values |= {"state": state, "ended_at": None if state == "open" else case.now}
    if due_on is not None and due_on != row.due_on:
        today = clock.today(release.app.time_zone)
        if not today <= due_on <= today + LONGEST:
            raise refused(both("期限须从今天起、一年之内", "it is due between today and a year from now"), "$.due_on")
        values |= {"due_on": due_on, "reminded_at": None}
    if note is not None and note != row.note:
        values["note"] = note
    if not values:
        return False
    connection.execute(sa.update(incident_action).where(a.id == row.id).values(**values))
    said = {"action": action, "text": row.text, "state": state or row.state, "note": note}
    said |= {"due_on": due_on.isoformat()} if due_on is not None else {}
    case.put("action_changed", said, audited="action_change")
    case.settle()
    return True
