"""Who of those told has read it: once per person, whichever way he came."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from engine.storage.tables import incident, incident_event, user_account
from rule_builder.life.events import add_event
from rule_builder.life.people import told_of

READ = "read"


def unread(connection: sa.Connection, incident_id: int, assignee_id: int | None, user_id: int, login: str) -> bool:
    """Whether somebody was told of an incident (or is to answer for it) and has not been seen to read it yet."""
    if user_id != assignee_id and user_id not in told_of(connection, incident_id):
        return False
    e = incident_event.c
    seen = sa.select(e.id).where(e.incident_id == incident_id, e.event == READ, e.actor == login)
    return connection.execute(seen.limit(1)).first() is None


def note_read(
    connection: sa.Connection, incidents: Iterable[int], user_id: int, now: datetime, *, via: str = "app"
) -> int:
    """Notes that ``user_id`` has read about incidents (ids), each at most once and only where he was told of it or is
    to answer for it. Returns how many were new. ``via``: "app", or the channel of the notice."""
    login: str | None = connection.scalar(sa.select(user_account.c.login).where(user_account.c.id == user_id))
    if login is None:
        return 0
    written = 0
    for incident_id in sorted(set(incidents)):
        lock = sa.select(incident.c.assignee_id).where(incident.c.id == incident_id).with_for_update()
        row = connection.execute(lock).one_or_none()
        if row is not None and unread(connection, incident_id, row.assignee_id, user_id, login):
            add_event(connection, incident_id, now, READ, login, {"via": via})
            written += 1
    return written
