"""API tokens: shown once, stored as a hash, never worth more than their holder's own permissions."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from engine.access import audit
from engine.access.actor import Actor, actor_from, actor_select
from engine.access.errors import not_found
from engine.access.sessions import hash_of
from engine.base import clock
from engine.base.issue import Issue, IssueError
from engine.base.suggest import did_you_mean
from engine.base.text import both
from engine.sql.prepared import prepared
from engine.storage.database import new_public_id
from engine.storage.tables import api_token
from engine.storage.types import Day

if TYPE_CHECKING:
    from engine.definitions.release import Release

PREFIX = "nmk_"
LONGEST = timedelta(days=366)
USED_EVERY = timedelta(minutes=1)
#: A token cannot make tokens or people: what it could hand on would outlive it.
NEVER = frozenset({"manage_tokens", "manage_users"})


@dataclass(frozen=True)
class Token:
    """A token's card, without the token."""

    public_id: str
    name: str
    permissions: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None
    revoked: bool


def create(
    connection: sa.Connection, actor: Actor, name: str, permissions: Iterable[str], *, days: int = 90
) -> tuple[str, Token]:
    """A new token of the actor: (the token, shown this once; its card).

    Raises IssueError (N808) for a permission that the actor lacks or that no token may have.
    """
    grantable = actor.permissions - NEVER
    wanted = sorted(set(permissions))
    issues = [
        Issue(
            "N808",
            both(f"不能授予权限 “{name_}”", f'the permission "{name_}" cannot be granted'),
            f"$.permissions[{at}]",
            hint=did_you_mean(name_, grantable),
        )
        for at, name_ in enumerate(wanted)
        if name_ not in grantable
    ]
    if issues:
        raise IssueError(issues)
    token, now = PREFIX + secrets.token_urlsafe(32), clock.now()
    values = {"public_id": new_public_id(), "user_id": actor.user_id, "name": name, "permissions": wanted}
    expires = now + min(timedelta(days=days), LONGEST)
    connection.execute(
        sa.insert(api_token).values(**values, token_hash=hash_of(token), created_at=now, expires_at=expires)
    )
    audit.append(connection, actor.login, "token.create", str(values["public_id"]), {"permissions": wanted})
    return token, Token(str(values["public_id"]), name, tuple(wanted), now, expires, None, revoked=False)


def find(connection: sa.Connection, release: Release, token: str, day: date) -> tuple[Actor, bool] | None:
    """(the holder, narrowed to the token; whether ``used_at`` should be moved on), or None. One statement."""
    now = clock.now()
    rows = prepared(connection, find, _live)(connection, token_hash=hash_of(token), now=now, day=day)
    actor = actor_from(rows, release)
    if actor is None:
        return None
    granted = actor.permissions & frozenset(rows[0].granted) - NEVER
    stale = rows[0].used_at is None or rows[0].used_at < now - USED_EVERY
    return replace(actor, permissions=granted), stale


def _live() -> sa.Select[Any]:
    a = api_token.c
    live = sa.and_(
        a.token_hash == sa.bindparam("token_hash", type_=a.token_hash.type),
        a.revoked_at.is_(None),
        sa.or_(a.expires_at.is_(None), a.expires_at > sa.bindparam("now", type_=a.expires_at.type)),
    )
    day = sa.bindparam("day", type_=Day)
    return actor_select(day, a.permissions.label("granted"), a.used_at, by=api_token).where(live)


def used(connection: sa.Connection, token: str) -> None:
    """Notes that a token was used."""
    connection.execute(sa.update(api_token).where(api_token.c.token_hash == hash_of(token)).values(used_at=clock.now()))


def tokens_of(connection: sa.Connection, user_id: int | None) -> list[Token]:
    """A person's tokens, newest first."""
    mine = sa.select(api_token).where(api_token.c.user_id == user_id).order_by(api_token.c.id.desc())
    return [_card(row) for row in connection.execute(mine)]


def revoke(connection: sa.Connection, user_id: int | None, public_id: str, *, by: str) -> None:
    """Ends a token of that person. Raises AccessError for a missing or another's token; twice is once."""
    mine = sa.and_(api_token.c.user_id == user_id, api_token.c.public_id == public_id)
    found = connection.execute(sa.select(api_token.c.revoked_at).where(mine)).one_or_none()
    if found is None:
        raise not_found()
    if found.revoked_at is None:
        connection.execute(sa.update(api_token).where(mine).values(revoked_at=clock.now()))
        audit.append(connection, by, "token.revoke", public_id)


def _card(row: sa.Row[Any]) -> Token:
    return Token(
        public_id=row.public_id,
        name=row.name,
        permissions=tuple(row.permissions),
        created_at=row.created_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
        revoked=row.revoked_at is not None,
    )
