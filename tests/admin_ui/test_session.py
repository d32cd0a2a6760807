"""Signing in: throttled, the same answer for every failure; sessions end when they should."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from engine.access import accounts
from engine.base import clock
from engine.storage.database import writing
from engine.storage.tables import post_holder, user_session
from tests import small_app
from tests.admin_ui.conftest import PASSWORD, Person, World

SignIn = Callable[[str], Person]


def test_signing_in_says_who_one_is(world: World) -> None:
    client = world.client()
    answer = client.post("/api/v1/session", json={"login": " DIR_N ", "password": PASSWORD})
    user = answer.get_json()["user"]
    assert user["login"] == "dir_n"
    assert [(post["role"], post["unit"]["code"], post["unit"]["level"]) for post in user["posts"]] == [
        ("director", "N", "division")
    ]
    assert user["permissions"] == sorted(
        [
            *("read_values", "read_incidents", "answer_incidents", "silence_alerts", "read_sources", "read_refused"),
            *("read_definitions", "manage_tokens"),
        ]
    )
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie  # plain HTTP on this machine
    assert client.get("/api/v1/session").get_json() == answer.get_json()


def test_only_a_hash_of_the_token_is_stored(world: World, person: SignIn) -> None:
    cookie = person("chief").client.get_cookie("navmark_session")
    assert cookie is not None
    with world.database.connect() as connection:
        rows = connection.execute(sa.select(user_session)).all()
    assert rows
    assert not any(cookie.value in str(value) for row in rows for value in row)


def test_all_failures_look_the_same(world: World) -> None:
    with writing(world.database) as connection:
        gone = accounts.find(connection, "keep_n11")
        assert gone is not None
        accounts.deactivate(connection, gone, by="test")
    tries = [("chief", "a wrong password"), ("no such person", PASSWORD), ("keep_n11", PASSWORD), ("chief", "x")]
    answers = [world.client().post("/api/v1/session", json={"login": a, "password": b}) for a, b in tries]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.data for answer in answers}) == 1
    assert not any("Set-Cookie" in answer.headers for answer in answers)


def test_ten_tries_in_a_quarter_of_an_hour(world: World) -> None:
    def attempt(login: str, password: str, address: str = "10.0.0.1") -> int:
        body = {"login": login, "password": password}
        return world.client().post("/api/v1/session", json=body, environ_base={"REMOTE_ADDR": address}).status_code

    assert [attempt("chief", "wrong password") for _ in range(11)] == [401] * 10 + [429]
    assert attempt("chief", PASSWORD) == 429  # the right one too: it must not be found out by trying
    assert attempt("CHIEF ", PASSWORD) == 429  # no other spelling of the same login
    assert attempt("chief", PASSWORD, address="10.0.0.2") == 200
    assert attempt("dir_n", PASSWORD) == 200
    with clock.frozen(small_app.NOW + timedelta(minutes=15, seconds=1)):
        assert attempt("chief", PASSWORD) == 200


def test_a_success_clears_the_count(world: World) -> None:
    def attempt(password: str) -> int:
        return world.client().post("/api/v1/session", json={"login": "chief", "password": password}).status_code

    assert [attempt("wrong password") for _ in range(9)] == [401] * 9
    assert attempt(PASSWORD) == 200
    assert [attempt("wrong password") for _ in range(10)] == [401] * 10


def test_a_copied_cookie_is_worth_nothing_after_signing_out(world: World, person: SignIn) -> None:
    chief = person("chief")
    cookie = chief.client.get_cookie("navmark_session")
    assert cookie is not None
    thief = world.client()
    thief.set_cookie("navmark_session", cookie.value)
    assert thief.get("/api/v1/home").status_code == 200
    assert chief.call("DELETE", "/session").status_code == 204
    assert thief.get("/api/v1/home").status_code == 401
    assert chief.client.get("/api/v1/home").status_code == 401


def test_signing_in_again_ends_the_session_before(world: World, person: SignIn) -> None:
    chief = person("chief")
    old = chief.client.get_cookie("navmark_session")
    assert old is not None
    assert chief.client.post("/api/v1/session", json={"login": "chief", "password": PASSWORD}).status_code == 200
    new = chief.client.get_cookie("navmark_session")
    assert new is not None
    assert new.value != old.value
    thief = world.client()
    thief.set_cookie("navmark_session", old.value)
    assert thief.get("/api/v1/session").status_code == 401


def test_twelve_idle_hours_end_a_session_and_use_prolongs_it(person: SignIn) -> None:
    chief = person("chief")
    for hours in (11, 22, 33):
        with clock.frozen(small_app.NOW + timedelta(hours=hours)):
            assert chief.call("GET", "/session").status_code == 200
    with clock.frozen(small_app.NOW + timedelta(hours=45, minutes=1)):
        assert chief.call("GET", "/session").status_code == 401


@pytest.mark.parametrize("what", ["password", "deactivate"])
def test_a_new_password_or_leaving_ends_every_session(world: World, person: SignIn, what: str) -> None:
    director = person("dir_n")
    with writing(world.database) as connection:
        account = accounts.find(connection, "dir_n")
        assert account is not None
        if what == "password":
            accounts.set_password(connection, account, "another password 2", by="test", cost="test")
        else:
            accounts.deactivate(connection, account, by="test")
    assert director.call("GET", "/session").status_code == 401


def test_a_change_of_post_takes_effect_on_the_next_request(world: World, person: SignIn) -> None:
    keeper = person("keep_n11")
    assert keeper.get("/home")["unit"]["code"] == "N11"
    assert keeper.call("GET", "/units/S11").status_code == 404
    with writing(world.database) as connection:
        s11 = connection.execute(sa.text("select id from org_unit where code = 'S11'")).scalar_one()
        mine = post_holder.c.user_id == sa.select(_user_id("keep_n11")).scalar_subquery()
        connection.execute(sa.update(post_holder).where(mine).values(unit_id=s11))
    assert keeper.get("/home")["unit"]["code"] == "S11"
    assert keeper.call("GET", "/units/S11").status_code == 200
    assert keeper.call("GET", "/units/N11").status_code == 404
    with writing(world.database) as connection:
        connection.execute(sa.update(post_holder).where(mine).values(valid_to=small_app.ANCHOR))
    assert keeper.call("GET", "/home").status_code == 403  # no post, no permission
    assert keeper.get("/session")["user"]["posts"] == []


def test_a_role_changed_by_a_release_takes_effect_on_the_next_request(
    world: World, person: SignIn, changed_app: Callable[[str, Callable[[Any], None]], None]
) -> None:
    manager = person("mgr_n1")
    assert manager.call("GET", "/jobs").status_code == 403
    changed_app("roles/manager.json", lambda role: role["permissions"].append("read_jobs"))
    assert manager.call("GET", "/jobs").status_code == 200
    changed_app("roles/manager.json", lambda role: role.update(permissions=["read_jobs"]))
    assert manager.call("GET", "/home").status_code == 403


def test_language(person: SignIn) -> None:
    chief = person("chief")
    assert chief.call("GET", "/units/X").get_json()["title"] == "没有找到"
    assert chief.call("PATCH", "/session", json={"language": "en"}).get_json()["user"]["language"] == "en"
    assert chief.call("GET", "/units/X").get_json()["title"] == "Not found"
    assert chief.call("PATCH", "/session", json={"language": "fr"}).status_code == 422


def test_before_signing_in_the_browser_says_the_language(world: World) -> None:
    client = world.client()
    for header, title in (("en-GB,en;q=0.9", "Sign in first"), ("zh-CN", "请先登录"), ("fr", "请先登录")):
        answer = client.get("/api/v1/home", headers={"Accept-Language": header})
        assert answer.get_json()["title"] == title


def _user_id(login: str) -> sa.ColumnElement[int]:
    from engine.storage.tables import user_account

    return sa.select(user_account.c.id).where(user_account.c.login == login).scalar_subquery()
