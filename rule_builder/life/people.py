"""Who may answer for an incident, whom its reader knows of, and who was told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from engine.access import Actor, Door
from engine.access.actor import Post
from engine.access.people import actors_of
from engine.storage.tables import incident_event, post_holder, user_account


@dataclass(frozen=True)
class Answerer:
    """Somebody who may see and answer an incident. ``known``: the reader may be told his name."""

    actor: Actor
    post: Post
    known: bool
    told: bool


def answerers(door: Door, incident_id: int, unit_id: int, indicator: str) -> list[Answerer]:
    """Everybody whose posts of today open the incident and let him answer it, nearest post first.

    Three statements, however many there are.
    """
    unit = door.unit_by_id(unit_id)
    if unit is None:
        return []
    way = [int(part) for part in unit.path.split("/") if part]
    p, u = post_holder.c, user_account.c
    held = sa.and_(p.valid_from <= door.today, p.valid_to > door.today, p.unit_id.in_(way))
    chosen = sa.select(p.user_id).join(user_account, u.id == p.user_id).where(held, u.active).distinct()
    people = actors_of(door.connection, door.release, door.today, door.connection.scalars(chosen))
    together = told_with(door.connection, incident_id, door.actor.user_id)
    told = told_of(door.connection, incident_id)
    found = []
    for actor in people.values():
        open_to = [p for p in actor.posts if p.reach.covers(unit.path) and p.reach.shows(indicator)]
        if open_to and actor.permissions >= {"read_incidents", "answer_incidents"}:
            known = near(door, actor) or actor.user_id in together
            nearest = max(open_to, key=lambda post: post.level)
            found.append(Answerer(actor, nearest, known, actor.user_id in told))
    return sorted(found, key=lambda one: (-one.post.level, one.actor.login))


def near(door: Door, actor: Actor) -> bool:
    """Whether the reader may be told somebody's name: himself, or one with a post in his scope."""
    mine = door.actor.user_id is not None and actor.user_id == door.actor.user_id
    return (
        mine
        or door.actor.sees_everything
        or any(reach.covers(post.reach.path) for post in actor.posts for reach in door.actor.ranges)
    )


def tellings(connection: sa.Connection, incident_id: int) -> list[set[int]]:
    """Ids of those who were told together, in order of time. One statement."""
    e = incident_event.c
    rows = connection.scalars(sa.select(e.data).where(e.incident_id == incident_id, e.event == "told").order_by(e.id))
    return [{*data.get("to", ()), *data.get("cc", ())} for data in rows]


def told_of(connection: sa.Connection, incident_id: int) -> set[int]:
    """Ids of everybody who was ever told of it."""
    return set().union(*tellings(connection, incident_id))


def told_with(connection: sa.Connection, incident_id: int, user_id: int | None) -> set[int]:
    """Ids of those whom a message to ``user_id`` named."""
    return set().union(*(some for some in tellings(connection, incident_id) if user_id in some))


def active(connection: sa.Connection, users: Iterable[int]) -> list[int]:
    """Those of the users who still are active, in order."""
    wanted = sorted(set(users))
    u = user_account.c
    return list(connection.scalars(sa.select(u.id).where(u.id.in_(wanted), u.active).order_by(u.id)))
