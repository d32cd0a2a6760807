"""Signing in: ten tries in a quarter of an hour per account and address, the same answer and time for every failure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import sqlalchemy as sa

from engine.access import audit, passwords, sessions
from engine.access.accounts import normal_login
from engine.base import clock
from engine.storage.database import reading, writing
from engine.storage.tables import login_attempt, user_account

TRIES, WITHIN = 10, timedelta(minutes=15)


@dataclass(frozen=True)
class SignedIn:
    """A started session."""

    user_id: int
    token: str
    csrf: str


def sign_in(
    database: sa.Engine, login: str, password: str, *, address: str, cost: passwords.Cost, replaced: str | None = None
) -> SignedIn | Literal["wrong", "throttled"]:
    """Checks a password and starts a session; ``replaced`` is the token of the session that this one supersedes.

    The password is checked between two short transactions, so that nobody waits for the hash.
    """
    name = normal_login(login)
    who = hashlib.sha256(f"{name}|{address}".encode("utf-8", "surrogatepass")).hexdigest()
    if not _try_allowed(database, who):
        return "throttled"
    with reading(database) as connection:
        wanted = sa.select(user_account).where(user_account.c.login == name, user_account.c.active)
        account = connection.execute(wanted).one_or_none()
    right = passwords.matches(account.password_hash if account else None, password, cost)
    with writing(database) as connection:
        if account is None or not right:
            audit.append(connection, name[:64] if account else "?", "session.refused", "session", {"address": address})
            return "wrong"
        connection.execute(sa.delete(login_attempt).where(login_attempt.c.who == who))
        token, csrf = sessions.start(connection, account.id, replaced)
        audit.append(connection, account.login, "session.login", "session", {"address": address})
    return SignedIn(account.id, token, csrf)


def _try_allowed(database: sa.Engine, who: str) -> bool:
    """Notes a try. Counted after it is committed, so that parallel tries cannot all slip under the limit."""
    since = clock.now() - WITHIN
    mine = sa.and_(login_attempt.c.who == who, login_attempt.c.at > since)
    with writing(database) as connection:
        connection.execute(sa.delete(login_attempt).where(login_attempt.c.at <= since))
        row = connection.execute(sa.insert(login_attempt).values(who=who, at=clock.now()))
        (attempt,) = row.inserted_primary_key or (None,)
    with writing(database) as connection:
        tries = connection.execute(sa.select(sa.func.count()).select_from(login_attempt).where(mine)).scalar_one()
        if tries > TRIES:  # a refused try does not prolong the wait
            connection.execute(sa.delete(login_attempt).where(login_attempt.c.id == attempt))
    return tries <= TRIES
