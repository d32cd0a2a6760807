"""Sessions live in the database: a copied cookie is worth nothing once its row is revoked.

The cookie holds 256 random bits; the table holds their hash.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from engine.access.actor import Actor, actor_from, actor_select
from engine.base import clock
from engine.sql.prepared import prepared
from engine.storage.tables import api_token, user_session
from engine.storage.types import Day

if TYPE_CHECKING:
    from engine.definitions.release import Release

IDLE = timedelta(hours=12)
#: ``seen_at`` is written at most this often, so that reading a page does not write.
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Session:
    """A live session and who holds it. ``stale``: its ``seen_at`` should be moved on."""

    token_hash: str
    csrf: str
    actor: Actor
    stale: bool


def hash_of(token: str) -> str:
    """What is stored of a random token (it has 256 bits, so a plain hash is enough)."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def start(connection: sa.Connection, user_id: int, replaced: str | None = None) -> tuple[str, str]:
    """A new session: (token for the cookie, CSRF value). The session of the ``replaced`` token ends."""
    if replaced:
        revoke(connection, replaced)
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
    now = clock.now()
    values = {"token_hash": hash_of(token), "user_id": user_id, "csrf": csrf, "created_at": now, "seen_at": now}
    connection.execute(sa.insert(user_session).values(**values))
    return token, csrf


def find(connection: sa.Connection, release: Release, token: str, day: date) -> Session | None:
    """The live session of a token, its actor as on ``day``; None: unknown, idle too long, revoked. One statement."""
    now = clock.now()
    given = {"token_hash": hash_of(token), "seen_after": now - IDLE, "day": day}
    rows = prepared(connection, find, _live)(connection, **given)
    actor = actor_from(rows, release)
    if actor is None:
        return None
    return Session(rows[0].token_hash, rows[0].csrf, actor, stale=rows[0].seen_at < now - SEEN_EVERY)


def _live() -> sa.Select[Any]:
    s = user_session.c
    live = sa.and_(
        s.token_hash == sa.bindparam("token_hash", type_=s.token_hash.type),
        s.revoked_at.is_(None),
        s.seen_at > sa.bindparam("seen_after", type_=s.seen_at.type),
    )
    day = sa.bindparam("day", type_=Day)
    return actor_select(day, s.token_hash, s.csrf, s.seen_at, by=user_session).where(live)


def seen(connection: sa.Connection, token_hash: str) -> None:
    """Moves the session's idle time on."""
    mine = sa.and_(user_session.c.token_hash == token_hash, user_session.c.revoked_at.is_(None))
    connection.execute(sa.update(user_session).where(mine).values(seen_at=clock.now()))


def revoke(connection: sa.Connection, token: str) -> None:
    """Ends one session."""
    _end(connection, user_session.c.token_hash == hash_of(token), clock.now())


def revoke_all(connection: sa.Connection, user_id: int, *, tokens: bool = False) -> None:
    """Ends every session of a person, and with ``tokens`` every API token."""
    now = clock.now()
    _end(connection, user_session.c.user_id == user_id, now)
    if tokens:
        mine = sa.and_(api_token.c.user_id == user_id, api_token.c.revoked_at.is_(None))
        connection.execute(sa.update(api_token).where(mine).values(revoked_at=now))


def sweep(connection: sa.Connection) -> int:
    """Removes sessions that ended or fell idle more than 30 days ago; returns how many."""
    return connection.execute(
        sa.delete(user_session).where(user_session.c.seen_at < clock.now() - timedelta(days=30))
    ).rowcount


def _end(connection: sa.Connection, condition: sa.ColumnElement[bool], now: datetime) -> None:
    open_ones = sa.and_(condition, user_session.c.revoked_at.is_(None))
    connection.execute(sa.update(user_session).where(open_ones).values(revoked_at=now))
