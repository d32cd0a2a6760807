"""People and posts as the API shows them, within the caller's scope."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from marshmallow import Schema, fields

from admin_ui.call import Call
from admin_ui.cards import unit_card
from admin_ui.shapes import Text, UnitRef
from engine.access.actor import Actor
from engine.access.people import actors_of, outranks
from engine.storage.tables import post_holder, user_account, user_session


class HeldPost(Schema):
    role = fields.String()
    role_title = Text()
    unit = fields.Nested(UnitRef)
    deputy = fields.Boolean()


class PersonCard(Schema):
    """A person. ``posts`` are those held today at units in scope; ``manageable``: may do no more than the caller."""

    public_id = fields.String()
    login = fields.String()
    title = Text()
    language = fields.String()
    active = fields.Boolean()
    has_password = fields.Boolean()
    posts = fields.List(fields.Nested(HeldPost))
    signed_in_at = fields.AwareDateTime(allow_none=True)
    sessions = fields.Integer()
    manageable = fields.Boolean()
    me = fields.Boolean()


class PostHolder(Schema):
    login = fields.String()
    title = Text()
    active = fields.Boolean()


class PostSeat(Schema):
    """A post: role at a unit. No holder = vacant; deputies stand in for the holder."""

    role = fields.String()
    role_title = Text()
    unit = fields.Nested(UnitRef)
    holders = fields.List(fields.Nested(PostHolder))
    deputies = fields.List(fields.Nested(PostHolder))


def people(call: Call, query: Mapping[str, Any], public_id: str | None = None) -> tuple[list[dict[str, Any]], int]:
    """A page of ``PersonCard`` and how many there are; ``text`` looks into login and name. Four statements."""
    u, p = user_account.c, post_holder.c
    wanted: list[sa.ColumnElement[bool]] = []
    if not call.actor.sees_everything:
        here = sa.select(p.user_id).where(
            p.valid_from <= call.today, p.valid_to > call.today, p.unit_id.in_(call.door.visible_units())
        )
        wanted.append(u.id.in_(here))
    if public_id is not None:
        wanted.append(u.public_id == public_id)
    if text := (query.get("text") or "").strip().lower():
        named: sa.ColumnElement[str] = sa.cast(u.title, sa.Text)  # its JSON, without the names of the languages
        for key in ('"zh":', '"en":'):
            named = sa.func.replace(named, key, "", type_=sa.Text)
        wanted.append(
            sa.or_(u.login.contains(text, autoescape=True), sa.func.lower(named).contains(text, autoescape=True))
        )
    state = query.get("state")
    if state:
        wanted.append({"active": u.active, "inactive": ~u.active, "no_password": u.password_hash.is_(None)}[state])
    total = call.connection.scalar(sa.select(sa.func.count()).select_from(user_account).where(*wanted)) or 0
    size, page = query["page_size"], query["page"]
    found = sa.select(user_account).where(*wanted).order_by(u.login).limit(size).offset((page - 1) * size)
    rows = call.connection.execute(found).all()
    rights = actors_of(call.connection, call.release, call.today, [row.id for row in rows])
    seen = _sessions(call, [row.id for row in rows])
    units = call.door.units(post.unit_id for actor in rights.values() for post in actor.posts)
    cards = []
    for row in rows:
        actor = rights.get(row.id)
        last, live = seen.get(row.id, (None, 0))
        cards.append(
            {
                **{n: getattr(row, n) for n in ("public_id", "login", "title", "language", "active")},
                "has_password": row.password_hash is not None,
                "posts": [] if actor is None else _posts(call, actor, units),
                "signed_in_at": last,
                "sessions": live,
                "manageable": row.id == call.actor.user_id
                or actor is None
                or outranks(call.actor, actor, call.release),
                "me": row.id == call.actor.user_id,
            }
        )
    return cards, total


def _posts(call: Call, actor: Actor, units: Mapping[int, Any]) -> list[dict[str, Any]]:
    return [
        {
            "role": post.role,
            "role_title": post.role_title,
            "unit": unit_card(call.door, units[post.unit_id]),
            "deputy": post.deputy,
        }
        for post in actor.posts
        if post.unit_id in units
    ]


def _sessions(call: Call, user_ids: list[int]) -> dict[int, tuple[Any, int]]:
    """User → (newest sign-in on record, sessions that are open)."""
    s = user_session.c
    open_ones = sa.func.sum(sa.case((s.revoked_at.is_(None), 1), else_=0))
    query = (
        sa.select(s.user_id, sa.func.max(s.created_at), open_ones).where(s.user_id.in_(user_ids)).group_by(s.user_id)
    )
    return {row[0]: (row[1], row[2]) for row in call.connection.execute(query)}


def seats(call: Call, *, role: str | None, unit: str | None, vacant: bool | None) -> list[dict[str, Any]]:
    """Every post of units in scope as ``PostSeat``, by level, unit and role. A statement per level, and one more."""
    org = call.release.get("org", call.release.app.org)
    levels = {level.name: at for at, level in enumerate(org.levels)}
    within = call.unit(unit) if unit else None
    roles = [one for one in call.release.all("role") if (role is None or one.name == role) and one.level in levels]
    p, u = post_holder.c, user_account.c
    held: dict[tuple[str, int], list[Any]] = {}
    query = (
        sa.select(p.role, p.unit_id, p.deputy, u.login, u.title, u.active)
        .join(user_account, u.id == p.user_id)
        .where(p.valid_from <= call.today, p.valid_to > call.today, p.unit_id.in_(call.door.visible_units()))
    )
    for row in call.connection.execute(query.order_by(u.login)):
        held.setdefault((row.role, row.unit_id), []).append(row)
    found = []
    for level in sorted({levels[one.level] for one in roles}):
        units = call.door.units(call.door.units_of_level(level, within=within))
        for place in sorted(units.values(), key=lambda one: one.code):
            if not place.open_on(call.today):
                continue
            for one in (one for one in roles if levels[one.level] == level):
                rows = held.get((one.name, place.id), [])
                holders = [_holder(row) for row in rows if not row.deputy]
                if vacant is not None and vacant != (not any(holder["active"] for holder in holders)):
                    continue
                deputies = [_holder(row) for row in rows if row.deputy]
                card = {"role": one.name, "role_title": one.title, "unit": unit_card(call.door, place)}
                found.append(card | {"holders": holders, "deputies": deputies})
    return found


def _holder(row: Any) -> dict[str, Any]:
    return {"login": row.login, "title": row.title, "active": row.active}
