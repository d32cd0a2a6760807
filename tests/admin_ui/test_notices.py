"""Notices in the app: one's own, newest first, read once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from engine.storage.tables import inbox_message, user_account
from tests.admin_ui.conftest import Person, World

SignIn = Callable[[str], Person]
AT = datetime(2026, 11, 20, 8, tzinfo=UTC)


def put(world: World, login: str, *titles: str) -> None:
    with world.database.begin() as connection:
        user = connection.scalar(sa.select(user_account.c.id).where(user_account.c.login == login))
        for n, title in enumerate(titles):
            row = {"public_id": f"{login}-{title}", "user_id": user, "at": AT + timedelta(minutes=n), "copy": False}
            values = {"purpose": "fired", "title": title, "text": "…", "url": "https://navmark.example/incident/1"}
            connection.execute(sa.insert(inbox_message).values(**row, **values))


def test_ones_own_notices(person: SignIn, world: World) -> None:
    put(world, "chief", "first", "second", "third")
    put(world, "dir_n", "foreign")
    chief, other = person("chief"), person("dir_n")
    assert [one["title"] for one in chief.get("/notices")] == ["third", "second", "first"]
    assert chief.get("/notices/count") == {"unread": 3}
    assert chief.call("POST", "/notices/chief-second/read").status_code == 204
    assert chief.call("POST", "/notices/chief-second/read").status_code == 204  # again changes nothing
    assert [one["title"] for one in chief.get("/notices?unread=true")] == ["third", "first"]
    foreign, missing = (chief.call("POST", f"/notices/{name}/read") for name in ("dir_n-foreign", "nobody-none"))
    assert foreign.status_code == missing.status_code == 404
    assert chief.call("POST", "/notices/read_all").status_code == 204
    assert chief.get("/notices/count") == {"unread": 0}
    assert other.get("/notices/count") == {"unread": 1}
    assert all(one["read_at"] for one in chief.get("/notices"))
