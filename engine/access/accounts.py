"""People: their accounts, passwords and the addresses at which channels reach them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from engine.access import audit, passwords, sessions
from engine.base import clock
from engine.base.issue import Issue, IssueError
from engine.base.text import LANGUAGES, Text, both
from engine.org.sync import normal_login as normal_login
from engine.storage.database import new_public_id
from engine.storage.tables import outbox, user_account, user_address

_LOGIN = re.compile(r"[\w][\w.@+-]{0,63}")


@dataclass(frozen=True)
class Account:
    """A person's account, without anything secret."""

    id: int
    public_id: str
    login: str
    title: Text
    language: str
    active: bool
    has_password: bool


def find(connection: sa.Connection, login: str) -> Account | None:
    """The account with a login, active or not."""
    row = connection.execute(sa.select(user_account).where(user_account.c.login == normal_login(login))).one_or_none()
    return None if row is None else _account(row)


def accounts(connection: sa.Connection) -> list[Account]:
    """All accounts by login."""
    return [_account(row) for row in connection.execute(sa.select(user_account).order_by(user_account.c.login))]


def create(
    connection: sa.Connection,
    login: str,
    title: Text,
    *,
    by: str,
    language: str = "zh",
    addresses: Mapping[str, str] | None = None,
) -> Account:
    """A new, active account without a password. Raises IssueError (N806, N807) for a bad or taken login."""
    name = normal_login(login)
    issues = []
    if not _LOGIN.fullmatch(name):
        issues.append(Issue("N806", both(f"登录名 “{login}” 不可用", f'"{login}" cannot be a login'), "$.login"))
    if language not in LANGUAGES:
        issues.append(Issue("N806", both("语言须为 zh 或 en", "the language is zh or en"), "$.language"))
    if issues:
        raise IssueError(issues)
    if find(connection, name) is not None:
        raise IssueError([Issue("N807", both(f"登录名 “{name}” 已存在", f'the login "{name}" exists'), "$.login")])
    values = {"public_id": new_public_id(), "login": name, "title": dict(title), "language": language}
    connection.execute(sa.insert(user_account).values(**values, active=True, created_at=clock.now()))
    account = find(connection, name)
    assert account is not None
    for channel, address in (addresses or {}).items():
        set_address(connection, account.id, channel, address)
    audit.append(connection, by, "user.create", name)
    return account


def set_password(connection: sa.Connection, account: Account, password: str, *, by: str, cost: passwords.Cost) -> None:
    """Stores a new password and ends every session. Raises IssueError (N805) for a weak one."""
    _update(connection, account, password_hash=passwords.hashed(password, cost))
    sessions.revoke_all(connection, account.id)
    audit.append(connection, by, "user.password", account.login)


def deactivate(connection: sa.Connection, account: Account, *, by: str) -> None:
    """Ends sessions and tokens and cancels messages not yet handed over: the person has left."""
    _update(connection, account, active=False)
    sessions.revoke_all(connection, account.id, tokens=True)
    waiting = sa.and_(outbox.c.user_id == account.id, outbox.c.state == "waiting")
    connection.execute(sa.update(outbox).where(waiting).values(state="cancelled", error="the recipient has left"))
    audit.append(connection, by, "user.deactivate", account.login)


def activate(connection: sa.Connection, account: Account, *, by: str) -> None:
    """Lets a deactivated person in again (with the old password, if there was one)."""
    _update(connection, account, active=True)
    audit.append(connection, by, "user.activate", account.login)


def set_language(connection: sa.Connection, user_id: int, language: str) -> None:
    """The language in which the product speaks to a person."""
    connection.execute(sa.update(user_account).where(user_account.c.id == user_id).values(language=language))


def set_address(connection: sa.Connection, user_id: int, channel: str, address: str | None) -> None:
    """Where a channel ("wecom", "email") reaches the person; an empty address removes it."""
    mine = sa.and_(user_address.c.user_id == user_id, user_address.c.channel == channel)
    connection.execute(sa.delete(user_address).where(mine))
    if address:
        connection.execute(sa.insert(user_address).values(user_id=user_id, channel=channel, address=address))


def _update(connection: sa.Connection, account: Account, **values: Any) -> None:
    connection.execute(sa.update(user_account).where(user_account.c.id == account.id).values(**values))


def _account(row: sa.Row[Any]) -> Account:
    return Account(
        row.id,
        row.public_id,
        row.login,
        row.title,
        row.language,
        row.active,
        has_password=row.password_hash is not None,
    )
