"""Nobody may publish the last administrator away: somebody must still be able to draft and to publish."""

from __future__ import annotations

from collections.abc import Set
from datetime import date
from typing import TYPE_CHECKING

import sqlalchemy as sa

from engine.access.permissions import PERMISSIONS
from engine.base import clock
from engine.base.issue import Issue
from engine.base.text import both
from engine.org.sync import normal_login, rows_of
from engine.storage.tables import user_account

if TYPE_CHECKING:
    from engine.definitions.release import Release

NEEDED = ("edit_definitions", "publish_definitions")


def holders(release: Release, permission: str, day: date) -> Set[str]:
    """Logins that hold, on a day, a post at the top whose role grants the permission over the whole tree."""
    org = release.get("org", release.app.org)
    if org.posts is None:
        return frozenset()
    tops = {row["code"] for row in rows_of(release.files[org.units]) if not row.get("parent")}
    roles = {role.name for role in release.all("role") if permission in role.permissions and role.scope == "subtree"}
    now = day.isoformat()
    return {
        normal_login(row["login"])
        for row in rows_of(release.files[org.posts])
        if row.get("login")
        and row["role"] in roles
        and row["unit"] in tops
        and (not row.get("from") or row["from"] <= now)
        and (not row.get("to") or row["to"] >= now)
    }


def lockout(connection: sa.Connection, old: Release, new: Release) -> list[Issue]:
    """The issue (N870) where somebody could work on definitions before, and nobody could any more; else nothing.

    Only people who can sign in count: active, with a password. Publishing from the command line is free to do it:
    who sits there can mend it there.
    """
    today = clock.today(new.app.time_zone)
    able = sa.select(user_account.c.login).where(user_account.c.active, user_account.c.password_hash.is_not(None))
    people = set(connection.execute(able).scalars())
    lost = [name for name in NEEDED if people & holders(old, name, today) and not people & holders(new, name, today)]
    if not lost:
        return []
    zh, en = ("、".join(PERMISSIONS[name][lang] for name in lost) for lang in ("zh", "en"))
    words = both(
        f"发布后将无人能做：{zh}；所有管理员都会被锁在门外",
        f"nobody could do this any more: {en}; every administrator would be locked out",
    )
    hint = both(
        "在最上级单位保留一个由可登录的人担任、具有这些权限的岗位",
        "keep a post at the top unit with these permissions, held by somebody who can sign in",
    )
    org = new.definition("org", new.app.org)
    return [Issue("N870", words, "$.posts", file=org.path, line=org.line("$.posts"), hint=hint)]
