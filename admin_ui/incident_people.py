"""The people around an incident, named as far as the caller may know them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from admin_ui.cards import Card
from engine.access import Actor, Door
from engine.access.people import actors_of
from engine.base.text import Text as Words
from engine.base.text import both
from engine.storage.tables import user_account
from rule_builder.life.people import near

SOMEBODY = both("其他人", "somebody else")
SYSTEM = both("系统", "System")


class Names:
    """Cards of people by id or login; one statement, none for nobody. ``together``: ids the caller knows besides."""

    def __init__(
        self, door: Door, ids: Iterable[int | None], logins: Iterable[str] = (), together: Iterable[int] = ()
    ) -> None:
        self.door = door
        self.together = set(together)
        wanted = {one for one in ids if one is not None}
        named = sorted(set(logins) - {"system"})
        if named:
            chosen = sa.select(user_account.c.id).where(user_account.c.login.in_(named))
            wanted |= set(door.connection.scalars(chosen))
        self.people: Mapping[int, Actor] = (
            actors_of(door.connection, door.release, door.today, wanted) if wanted else {}
        )
        self.by_login = {actor.login: actor for actor in self.people.values()}

    def of(self, user_id: int | None) -> Card | None:
        """A ``PersonName``; None for nobody."""
        return None if user_id is None else self._card(self.people.get(user_id))

    def actor(self, login: str) -> Card:
        """Who acted in an event."""
        if login == "system":
            return {"login": "system", "title": SYSTEM, "me": False}
        return self._card(self.by_login.get(login))

    def _card(self, actor: Actor | None) -> Card:
        if actor is None:
            return {"login": None, "title": SOMEBODY, "me": False}
        me = actor.user_id is not None and actor.user_id == self.door.actor.user_id
        if me or near(self.door, actor) or actor.user_id in self.together:
            return {"login": actor.login, "title": actor.title, "me": me}
        return {"login": None, "title": self._post(actor), "me": False}

    def _post(self, actor: Actor) -> Words:
        return min(actor.posts, key=lambda post: post.level).role_title if actor.posts else SOMEBODY


def ids_in(events: Iterable[Any]) -> set[int]:
    """Ids of people whom events are about."""
    return {event.data["user_id"] for event in events if event.data.get("user_id") is not None}
