"""The audit log: who did what to what. Appended to, searched, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engine.base import clock
from engine.storage.tables import audit


@dataclass(frozen=True)
class Entry:
    """One line of the log."""

    at: datetime
    actor: str
    action: str
    object: str
    detail: Mapping[str, Any]


def append(
    connection: sa.Connection, actor: str, action: str, object: str, detail: Mapping[str, Any] | None = None
) -> None:
    """Adds a line, in the transaction of the act itself. ``detail`` never holds a secret."""
    row = {"at": clock.now(), "actor": actor, "action": action, "object": object, "detail": dict(detail or {})}
    connection.execute(sa.insert(audit).values(**row))


def search(
    connection: sa.Connection,
    *,
    actor: str | None = None,
    action: str | None = None,
    object: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    text: str | None = None,
    page: int = 1,
    page_size: int = 50,
) -> tuple[list[Entry], int]:
    """Lines that match all given conditions, newest first, and how many there are.

    ``action`` may name a family ("session" finds "session.login"); ``until`` is exclusive.
    ``text`` is looked for, in either case, in all that a line says.
    """
    conditions: list[sa.ColumnElement[bool]] = []
    if actor:
        conditions.append(audit.c.actor == actor)
    if action:
        conditions.append(sa.or_(audit.c.action == action, audit.c.action.startswith(f"{action}.", autoescape=True)))
    if object:
        conditions.append(audit.c.object == object)
    if since:
        conditions.append(audit.c.at >= since)
    if text:
        everything = (audit.c.actor, audit.c.action, audit.c.object, sa.cast(audit.c.detail, sa.Text))
        wanted = text.lower()
        conditions.append(sa.or_(*(sa.func.lower(c).contains(wanted, autoescape=True) for c in everything)))
    if until:
        conditions.append(audit.c.at < until)
    found = sa.select(audit).where(*conditions).order_by(audit.c.id.desc())
    rows = connection.execute(found.limit(page_size).offset((page - 1) * page_size))
    total = connection.execute(sa.select(sa.func.count()).select_from(audit).where(*conditions)).scalar_one()
    return [Entry(row.at, row.actor, row.action, row.object, row.detail) for row in rows], total
