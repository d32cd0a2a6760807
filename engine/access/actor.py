"""Who asks, and what that person may see on a day: the union of the posts held then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from engine.access.permissions import PERMISSIONS
from engine.base.text import Text, both
from engine.storage.tables import org_link, org_unit, post_holder, user_account

if TYPE_CHECKING:
    from engine.definitions.release import Release


@dataclass(frozen=True)
class Range:
    """Units a post opens: those with ``path <= x < path_end``, or the one unit at ``path`` (``exact``).

    ``indicators`` None = all of them; ``hidden`` ones never.
    """

    path: str
    path_end: str
    exact: bool
    indicators: frozenset[str] | None
    hidden: frozenset[str]

    def covers(self, path: str) -> bool:
        """Whether a unit at ``path`` lies inside."""
        return path == self.path if self.exact else self.path <= path < self.path_end

    def shows(self, indicator: str) -> bool:
        """Whether the role lets that indicator be seen."""
        return indicator not in self.hidden and (self.indicators is None or indicator in self.indicators)


@dataclass(frozen=True)
class Post:
    """A role at a unit, held by the actor (or as a deputy) on the day asked for."""

    role: str
    role_title: Text
    unit_id: int
    unit_code: str
    unit_title: Text
    level: int
    deputy: bool
    reach: Range


@dataclass(frozen=True)
class Actor:
    """The rights of one person, or of the system itself, on one day. No post = no rows and no permissions."""

    user_id: int | None
    public_id: str
    login: str
    title: Text
    language: str
    posts: tuple[Post, ...] = ()
    permissions: frozenset[str] = frozenset()
    ranges: tuple[Range, ...] = ()
    is_system: bool = False

    @classmethod
    def system(cls) -> Actor:
        """Jobs act in the name of the installation: all rows, all permissions."""
        words = both("系统", "System")
        return cls(None, "system", "system", words, "zh", permissions=frozenset(PERMISSIONS), is_system=True)

    @property
    def sees_everything(self) -> bool:
        """Whether some post opens the whole tree (rows that belong to no known unit are for these actors only)."""
        return self.is_system or any(r.path.count("/") == 2 and not r.exact for r in self.ranges)

    @property
    def sees_all(self) -> bool:
        """Whether some post opens the whole tree with every indicator: such a person may build and view as others."""
        whole = (r for r in self.ranges if r.path.count("/") == 2 and not r.exact)
        return self.is_system or any(r.indicators is None and not r.hidden for r in whole)


def actor_of(connection: sa.Connection, release: Release, user_id: int, day: date) -> Actor | None:
    """The actor for an active user on a day; None for an unknown or inactive one. One statement."""
    rows = connection.execute(actor_select(day).where(user_account.c.id == user_id)).all()
    return actor_from(rows, release)


def actor_select(
    day: date | sa.BindParameter[date],
    *extra: sa.ColumnElement[Any],
    by: sa.Table | None = None,
    inactive: bool = False,
) -> sa.Select[Any]:
    """Active users with the posts they hold on ``day``: a row per post, or one with nulls. Narrow it by ``where``.

    ``by`` is a table with ``user_id`` to come from (sessions, tokens), ``extra`` columns of it to bring along.
    ``inactive``: those who have left too, for judging what they could do if they were let in again.
    """
    u, p, n, k = user_account, post_holder, org_unit, org_link
    start = u if by is None else u.join(by, by.c.user_id == u.c.id)
    source = (
        start.outerjoin(p, sa.and_(p.c.user_id == u.c.id, p.c.valid_from <= day, p.c.valid_to > day))
        .outerjoin(n, n.c.id == p.c.unit_id)
        .outerjoin(k, sa.and_(k.c.unit_id == p.c.unit_id, k.c.valid_from <= day, k.c.valid_to > day))
    )
    columns = (
        *(u.c.id, u.c.public_id, u.c.login, u.c.title, u.c.language),
        *(p.c.role, p.c.unit_id, p.c.deputy, n.c.code, n.c.level, k.c.path, k.c.path_end),
    )
    ordered = sa.select(*columns, n.c.title.label("unit_title"), *extra).select_from(source)
    wanted = ordered if inactive else ordered.where(u.c.active)
    return wanted.order_by(n.c.level, n.c.code, p.c.role)


def actor_from(rows: Sequence[Any], release: Release) -> Actor | None:
    """Joins the rows of ``actor_select`` (of one user) with the roles of the release.

    A post whose role is not in the release, or whose unit has no place in the tree that day, grants nothing.
    """
    if not rows:
        return None
    roles = {role.name: role for role in release.all("role")}
    posts: list[Post] = []
    permissions: set[str] = set()
    for row in rows:
        role = roles.get(row.role)
        if role is None or row.path is None:
            continue
        named = None if role.indicators == "all" else frozenset(role.indicators)
        exact = role.scope != "subtree"
        reach = Range(row.path, row.path_end, exact, named, frozenset(role.hidden_indicators))
        place = (row.unit_id, row.code, row.unit_title, row.level)
        posts.append(Post(row.role, role.title, *place, deputy=bool(row.deputy), reach=reach))
        permissions.update(role.permissions)
    first = rows[0]
    return Actor(
        user_id=first.id,
        public_id=first.public_id,
        login=first.login,
        title=first.title,
        language=first.language,
        posts=tuple(posts),
        permissions=frozenset(permissions) & frozenset(PERMISSIONS),
        ranges=tuple(dict.fromkeys(post.reach for post in posts)),
    )
