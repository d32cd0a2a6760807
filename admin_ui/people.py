"""People with the posts they hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from admin_ui.call import Call
from engine.storage.tables import org_unit, post_holder, user_account

Card = dict[str, Any]


def people_on(call: Call, day: date, words: str, page: Mapping[str, int]) -> tuple[list[Card], int]:
    """A page of the active people whose login, name or post's unit holds ``words``, and how many there are: three
    statements. To those who do not see all units, people are those with a post in their scope, and no other posts."""
    u, p, n = user_account.c, post_holder.c, org_unit.c
    held = sa.and_(p.valid_from <= day, p.valid_to > day)
    found = sa.select(u.id, u.login, u.title).where(u.active)
    if not call.actor.sees_everything:
        held = sa.and_(held, p.unit_id.in_(call.door.visible_units()))
        found = found.where(u.id.in_(sa.select(p.user_id).where(held)))
    if words.strip():
        said = words.strip()
        at = sa.select(p.user_id).join(org_unit, n.id == p.unit_id).where(held, _holds(n.code, n.title, said))
        found = found.where(sa.or_(_holds(u.login, u.title, said), u.id.in_(at)))
    total = call.connection.scalar(sa.select(sa.func.count()).select_from(found.subquery())) or 0
    size = page["page_size"]
    rows = call.connection.execute(found.order_by(u.login).limit(size).offset((page["page"] - 1) * size)).all()
    roles = {role.name: role.title for role in call.release.all("role")}
    posts: dict[int, list[Card]] = {}
    query = sa.select(p.user_id, p.role, p.deputy, n.code, n.title).join(org_unit, n.id == p.unit_id)
    query = query.where(held, p.user_id.in_([row.id for row in rows])).order_by(n.level, n.code, p.role)
    for row in call.connection.execute(query):
        if row.role in roles:
            post = {"role": row.role, "role_title": roles[row.role], "deputy": bool(row.deputy)}
            posts.setdefault(row.user_id, []).append(post | {"unit": row.code, "unit_title": row.title})
    return [{"login": row.login, "title": row.title, "posts": posts.get(row.id, [])} for row in rows], total


def _holds(name: sa.ColumnElement[str], title: sa.ColumnElement[Any], words: str) -> sa.ColumnElement[bool]:
    text = sa.type_coerce(title, sa.Text)
    return sa.or_(name.icontains(words, autoescape=True), text.icontains(words, autoescape=True))
