"""Notices in the app: one's own, newest first, read once; and messages to oneself, to try a channel."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from admin_ui.work import send
from engine.storage.tables import audit, inbox_message, incident_event, user_account
from tests import small_app
from tests.admin_ui.conftest import Person, World
from tests.admin_ui.incidents import incident_at, message_about
from tests.admin_ui.test_incident_life import CHANNEL

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


def test_reading_a_notice_is_reading_of_its_incidents(person: SignIn, world: World) -> None:
    about = incident_at(world.database, "N11")
    message_about(world.database, [about], "chief", "…", public_id="the-message", channel="house")
    with world.database.begin() as connection:
        user = connection.scalar(sa.select(user_account.c.id).where(user_account.c.login == "chief"))
        row = {"public_id": "the-message", "user_id": user, "at": AT, "copy": False, "purpose": "fired"}
        connection.execute(sa.insert(inbox_message).values(**row, title="t", text="…"))
    for _ in range(2):
        assert person("chief").call("POST", "/notices/the-message/read").status_code == 204
    e = incident_event.c
    with world.database.connect() as connection:
        events = connection.execute(sa.select(e.actor, e.data).where(e.event == "read")).all()
    assert [(one.actor, one.data) for one in events] == [("chief", {"via": "inbox"})]


@pytest.fixture
def channelled(world: World) -> World:
    """With the inbox, and a WeCom that is called back."""
    app = world.folder / "app"
    shutil.copytree(small_app.APP, app)
    (app / "channels").mkdir()
    named = {"token": {"secret": "t"}, "aes_key": {"secret": "k"}}
    phone = CHANNEL | {"settings": {**CHANNEL["settings"], "callback": named}}  # type: ignore[dict-item]
    house = {"kind": "channel", "name": "house", "title": {"zh": "站内", "en": "In the app"}, "type": "inbox"}
    for value in (phone, house | {"settings": {}}):
        (app / "channels" / f"{value['name']}.json").write_text(json.dumps(value), encoding="utf-8")
    small_app.publish_app(world.database, app)
    return world


def test_a_message_to_oneself(person: SignIn, channelled: World) -> None:
    chief = person("chief")
    house, phone = chief.get("/channels")
    assert (house["reachable"], house["callback"], house["type_title"]["zh"]) == (True, None, "站内消息")
    assert (phone["reachable"], phone["callback"]) == (True, f"{channelled.settings.public_url}/api/v1/callbacks/phone")
    answer = chief.call("POST", "/channels/house/test")
    assert (answer.status_code, answer.get_json()["state"]) == (201, "waiting")
    send(channelled.database, channelled.settings)
    (line,) = chief.get("/messages")
    assert (line["purpose"], line["state"], line["deliveries"][0]["address"]) == ("test", "sent", "chief")
    (notice,) = chief.get("/notices")
    assert notice["title"] == "测试消息：站内"
    assert "总裁 在 2026-11-23 08:30" in notice["text"]
    with channelled.database.connect() as connection:
        assert connection.scalar(sa.select(audit.c.actor).where(audit.c.action == "message.test")) == "chief"
    assert chief.call("POST", "/channels/no_such/test").status_code == 404


def test_without_an_address_there_is_nothing_to_try(person: SignIn, channelled: World) -> None:
    with channelled.database.begin() as connection:
        connection.execute(sa.text("DELETE FROM user_address"))
    chief = person("chief")
    assert chief.get("/channels")[1]["reachable"] is False
    answer = chief.call("POST", "/channels/phone/test")
    assert answer.status_code == 422
    assert answer.get_json()["issues"][0]["code"] == "N841"
    assert chief.get("/messages") == []
