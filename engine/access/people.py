"""Who may manage whom: nobody can act on somebody who may do more than himself, and one administrator always stays."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from engine.access.actor import Actor, actor_from, actor_select
from engine.access.errors import ForbiddenError
from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.storage.tables import post_holder, user_account

if TYPE_CHECKING:
    from engine.definitions.release import Release

MANAGE = "manage_users"


def actors_of(connection: sa.Connection, release: Release, day: date, user_ids: Iterable[int]) -> dict[int, Actor]:
    """The rights of these people, of those who have left too (as if they were let in again). One statement."""
    wanted = sorted(set(user_ids))
    by_user: dict[int, list[Any]] = {}
    for row in connection.execute(actor_select(day, inactive=True).where(user_account.c.id.in_(wanted))):
        by_user.setdefault(row.id, []).append(row)
    found = {user_id: actor_from(rows, release) for user_id, rows in by_user.items()}
    return {user_id: actor for user_id, actor in found.items() if actor is not None}


def outranks(manager: Actor, other: Actor, release: Release) -> bool:
    """Whether the manager may do and see all that the other may: else a new password would be a promotion."""
    if not other.permissions <= manager.permissions:
        return False
    names = [model.name for model in release.all("indicator")]
    for theirs in other.ranges:
        holding = [r for r in manager.ranges if r.covers(theirs.path) and (not r.exact or theirs.exact)]
        if not holding or not all(any(r.shows(name) for r in holding) for name in names if theirs.shows(name)):
            return False
    return True


def require_outranks(manager: Actor, other: Actor, release: Release) -> None:
    """Raises ForbiddenError (N897) where the other may do or see more than the manager."""
    if not outranks(manager, other, release):
        words = both(
            "对方的权限超出您的权限，不能由您管理", "this person may do more than you: you cannot manage the account"
        )
        raise ForbiddenError([Issue("N897", words)])


def require_another_administrator(connection: sa.Connection, release: Release, day: date, leaving: int) -> None:
    """Raises IssueError (N896) where nobody else who can sign in may manage users of the whole organisation."""
    rights = actor_select(day).where(user_account.c.id != leaving, user_account.c.password_hash.is_not(None))
    top = [role.name for role in release.all("role") if MANAGE in role.permissions]
    by_user: dict[int, list[Any]] = {}
    for row in connection.execute(rights.where(post_holder.c.role.in_(top))):
        by_user.setdefault(row.id, []).append(row)
    for rows in by_user.values():
        actor = actor_from(rows, release)
        if actor is not None and actor.sees_everything and MANAGE in actor.permissions:
            return
    words = both("这是最后一位管理员，不能停用", "this is the last administrator: the account must stay")
    hint = both("先给另一位管理员设好密码", "give another administrator a password first")
    raise IssueError([Issue("N896", words, hint=hint)])
