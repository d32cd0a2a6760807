"""Whether a reminder still makes sense when it leaves, and what it says besides the incident itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from engine.definitions.release import Release
from engine.storage.tables import incident_action
from rule_builder.life.moments import deadline
from rule_builder.life.standing import actions_of, respond_of, since_of, standing_of
from rule_builder.printing import instant

#: Purposes that ask somebody to do something.
CHASING = ("remind", "escalated", "action_overdue", "assigned", "action")


def still_wanted(
    connection: sa.Connection, release: Release, purpose: str, rows: Sequence[Any], message: Mapping[str, Any]
) -> list[Any]:
    """Those of the incidents (rows) of which ``message`` (its outbox row) still has to speak."""
    rows = [row for row in rows if row.closed_at is None]
    if purpose == "assigned":
        return [row for row in rows if row.assignee_id == message["user_id"]]
    if purpose in ("action", "action_overdue"):
        a = incident_action.c
        mine = sa.and_(a.id.in_(message["subject"].get("actions", ())), a.state == "open")
        left = set(connection.scalars(sa.select(a.incident_id).where(mine, a.owner_id == message["user_id"])))
        return [row for row in rows if row.id in left]
    since, actions = since_of(connection, rows), actions_of(connection, [row.id for row in rows])
    return [
        row
        for row in rows
        if not standing_of(row, respond_of(release, row.rule), since[row.id], actions.get(row.id, [])).done
    ]


def extras(
    connection: sa.Connection, release: Release, subject: Mapping[str, Any], row: Any, purpose: str
) -> dict[str, Any]:
    """``hours`` since it fired, ``deadline`` in words, and the ``actions`` it is about (text, day); none of them in
    other messages."""
    if purpose not in CHASING:
        return {"hours": None, "deadline": None, "actions": []}
    a = incident_action.c
    mine = sa.and_(a.id.in_(subject.get("actions", ())), a.incident_id == row.id, a.state == "open")
    found = connection.execute(sa.select(a.text, a.due_on).where(mine).order_by(a.due_on, a.id)).all()
    until = deadline(respond_of(release, row.rule), since_of(connection, [row])[row.id])
    return {
        "hours": subject.get("hours"),
        "deadline": instant(until, release.app.time_zone) if until else None,
        "actions": [{"text": one.text, "due": one.due_on} for one in found],
    }
