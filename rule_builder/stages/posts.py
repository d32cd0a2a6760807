"""The posts of a day: who answers for what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from engine.definitions.release import Release
from engine.org import OrgTree, units_on
from engine.storage.tables import post_holder, user_account
from rule_builder.kinds.rule.model import RuleModel
from rule_builder.kinds.rule.recipients import blind


@dataclass(frozen=True)
class Posts:
    """Holders by (role, unit id) on a day, with the tree of that day. Only active, known users are in it."""

    day: date
    tree: OrgTree
    holders: Mapping[tuple[str, int], tuple[int, ...]]
    deputies: Mapping[tuple[str, int], tuple[int, ...]]
    levels: Mapping[str, int]  # role → its level, 0 = top
    roles: Mapping[str, Any]  # role → its model

    def who(self, role: str, unit_id: int) -> tuple[int, ...]:
        """Who holds ``role`` at the unit or above it; the deputies where nobody does; empty for a vacant post."""
        post = self.post(role, unit_id)
        if post is None:
            return ()
        return self.holders.get((role, post)) or self.deputies.get((role, post)) or ()

    def post(self, role: str, unit_id: int) -> int | None:
        """The unit, at or above the one given, where the role is held; None where there can be no such post."""
        level = self.levels.get(role)
        unit = self.tree.by_id.get(unit_id)
        if unit is None or level is None:
            return None
        return next((one.id for one in (unit, *self.tree.ancestors(unit_id)) if one.level == level), None)

    def above(self, level: int, rule: RuleModel) -> list[str]:
        """Roles held above a level that may see what the rule finds, nearest level first, then by name."""
        found = [role for role, at in self.levels.items() if at < level and blind(self.roles[role], rule) is None]
        return sorted(found, key=lambda role: (-self.levels[role], role))


def read_posts(connection: sa.Connection, release: Release, day: date) -> Posts:
    """Every post of the release's roles that is held on ``day``: two statements, whatever the number of units."""
    names = [level.name for level in release.get("org", release.app.org).levels]
    levels = {role.name: names.index(role.level) for role in release.all("role") if role.level in names}
    p = post_holder
    rows = connection.execute(
        sa.select(p.c.role, p.c.unit_id, p.c.user_id, p.c.deputy)
        .join(user_account, user_account.c.id == p.c.user_id)
        .where(user_account.c.active, p.c.valid_from <= day, p.c.valid_to > day, p.c.role.in_(sorted(levels)))
        .order_by(p.c.id)
    ).all()
    return Posts(
        day,
        units_on(connection, day),
        _by_post((r.role, r.unit_id, r.user_id) for r in rows if not r.deputy),
        _by_post((r.role, r.unit_id, r.user_id) for r in rows if r.deputy),
        levels,
        {role.name: role for role in release.all("role")},
    )


def _by_post(rows: Iterable[tuple[str, int, int]]) -> dict[tuple[str, int], tuple[int, ...]]:
    found: dict[tuple[str, int], tuple[int, ...]] = {}
    for role, unit_id, user_id in rows:
        found[role, unit_id] = (*found.get((role, unit_id), ()), user_id)
    return found


def chain(posts: Posts, rule: RuleModel) -> list[str]:
    """The roles that may be told, in order: the rule's own, then those who step in for vacant posts."""
    wanted = [rule.to.role, *([rule.cc.role] if rule.cc else [])]
    top = min(posts.levels.get(role, 0) for role in wanted)
    more = [*([rule.fallback.role] if rule.fallback else []), *posts.above(top, rule)]
    return list(dict.fromkeys([*wanted, *more]))
