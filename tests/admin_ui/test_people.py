"""Managing people: nobody manages above himself, the last administrator stays, sessions end, all is on record."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from engine.storage.tables import answered_request, audit, user_account
from tests.admin_ui.conftest import PASSWORD, Person, World

SignIn = Callable[[str], Person]
Change = Callable[[str, Callable[[Any], None]], None]
NOBODY = "01a205cf-4740-7724-b135-0c72082181c3"


def ids(person: Person) -> dict[str, str]:
    return {one["login"]: one["public_id"] for one in person.get("/users?page_size=200")}


def test_who_there_is(person: SignIn) -> None:
    chief = person("chief")
    found = {one["login"]: one for one in chief.get("/users?page_size=200")}
    director = found["dir_n"]
    assert [(post["role"], post["unit"]["code"]) for post in director["posts"]] == [("director", "N")]
    assert (director["active"], director["has_password"], director["manageable"], director["me"]) == (
        True,
        True,
        True,
        False,
    )
    assert found["chief"]["me"]
    assert "password_hash" not in str(found)
    assert [one["login"] for one in chief.get("/users?text=KEEP_N1")] == ["keep_n11", "keep_n12"]
    assert chief.get("/users?text=zh") == []  # the name of a language is no name of a person
    seats = chief.get("/posts?role=director&page_size=200")
    assert [(s["unit"]["code"], [h["login"] for h in s["holders"]]) for s in seats] == [
        ("N", ["dir_n"]),
        ("S", ["dir_s"]),
    ]
    assert chief.get("/posts?vacant=true") == []


def test_a_password_is_shown_once_ends_sessions_and_works(world: World, person: SignIn) -> None:
    chief, keeper = person("chief"), person("keep_n11")
    path = f"/users/{ids(chief)['keep_n11']}/password"
    made = chief.call("POST", path, json={}, headers={"Idempotency-Key": "once"}).get_json()["password"]
    assert len(made) == 20
    assert keeper.call("GET", "/session").status_code == 401
    world.sign_in("keep_n11", made)
    with world.database.connect() as connection:
        for table in (audit, answered_request, user_account):
            assert made not in str(connection.execute(sa.select(table)).all())
    short = chief.call("POST", path, json={"password": "short"})
    assert (short.status_code, short.get_json()["issues"][0]["code"]) == (422, "N805")
    given = chief.call("POST", path, json={"password": "quite another 7"})
    assert given.get_json() == {"password": None}
    keeper = world.sign_in("keep_n11", "quite another 7")
    other = world.sign_in("keep_n11", "quite another 7")
    assert (
        keeper.call("PUT", "/session/password", json={"old": "wrong one 12", "new": "my own words 9"}).status_code
        == 422
    )
    assert (
        keeper.call("PUT", "/session/password", json={"old": "quite another 7", "new": "my own words 9"}).status_code
        == 204
    )
    assert keeper.call("GET", "/session").status_code == other.call("GET", "/session").status_code == 401
    world.sign_in("keep_n11", "my own words 9")


def test_nobody_manages_above_himself(world: World, person: SignIn, changed_app: Change) -> None:
    person("chief")
    changed_app("roles/director.json", lambda role: role.update(permissions=[*role["permissions"], "manage_users"]))
    known, north = ids(person("chief")), person("dir_n")
    mine = {one["login"]: one["manageable"] for one in north.get("/users?page_size=200")}
    assert set(mine) == {"dir_n", "mgr_n1", "mgr_n2", "keep_n11", "keep_n12", "keep_n21", "keep_n22"}
    for method, tail, body in (
        ("POST", "/password", {}),
        ("DELETE", "/sessions", None),
        ("PATCH", "", {"active": False}),
    ):
        foreign = north.call(method, f"/users/{known['dir_s']}{tail}", json=body)
        missing = north.call(method, f"/users/{NOBODY}{tail}", json=body)
        assert foreign.status_code == missing.status_code == 404
        assert foreign.data == missing.data
        assert north.call(method, f"/users/{known['chief']}{tail}", json=body).data == missing.data
    assert north.call("POST", f"/users/{known['keep_n11']}/password", json={}).status_code == 200
    # A manager of his own subtree who may do one thing more than he: seen, but not to be managed.
    changed_app("roles/manager.json", lambda role: role.update(permissions=["read_values", "replay_refused"]))
    above = north.call("POST", f"/users/{known['mgr_n1']}/password", json={})
    assert above.status_code == 403
    assert not {one["login"]: one["manageable"] for one in north.get("/users?page_size=200")}["mgr_n1"]
    # One who sees an indicator that he does not see is above him too.
    changed_app("roles/manager.json", lambda role: role.update(permissions=["read_values"]))
    changed_app("roles/director.json", lambda role: role.update(hidden_indicators=["margin"]))
    assert north.call("POST", f"/users/{known['mgr_n1']}/password", json={}).status_code == 403
    assert north.call("POST", "/users", json={"login": "new", "zh": "x", "en": "x"}).status_code == 403
    assert person("mgr_s1").call("GET", "/users").status_code == 403


def test_the_last_administrator_stays_and_the_others_may_go(world: World, person: SignIn, changed_app: Change) -> None:
    chief = person("chief")
    known = ids(chief)
    own = chief.call("PATCH", f"/users/{known['chief']}", json={"active": False})
    assert (own.status_code, own.get_json()["issues"][0]["code"]) == (422, "N896")
    keeper = person("keep_n11")
    assert chief.call("PATCH", f"/users/{known['keep_n11']}", json={"active": False}).status_code == 204
    assert keeper.call("GET", "/session").status_code == 401
    assert world.client().post("/api/v1/session", json={"login": "keep_n11", "password": PASSWORD}).status_code == 401
    assert [one["login"] for one in chief.get("/users?state=inactive")] == ["keep_n11"]
    assert chief.call("PATCH", f"/users/{known['keep_n11']}", json={"active": True}).status_code == 204
    world.sign_in("keep_n11")


@pytest.mark.parametrize(("method", "tail", "body"), [
    ("POST", "", {"login": "n", "zh": "n", "en": "n"}),
    ("POST", "/{id}/password", {}),
    ("PATCH", "/{id}", {"active": True}),
])  # fmt: skip
def test_no_column_of_the_model_can_be_assigned(person: SignIn, method: str, tail: str, body: dict[str, Any]) -> None:
    chief = person("chief")
    path = "/users" + tail.format(id=ids(chief)["dir_n"])
    for name in {c.name for c in user_account.c} | {"posts", "permissions", "role", "me"}:
        if name not in body and name not in ("login", "language"):
            assert chief.call(method, path, json=body | {name: "x"}).status_code == 422, name


def test_every_act_is_found_in_the_log_and_taken_away_safely(world: World, person: SignIn) -> None:
    chief = person("chief")
    known = ids(chief)
    chief.call("POST", "/users", json={"login": "new.one", "zh": "=1+1", "en": "New"})
    chief.call("POST", f"/users/{known['mgr_n1']}/password", json={})
    chief.call("DELETE", f"/users/{known['mgr_n1']}/sessions")
    chief.call("PATCH", f"/users/{known['mgr_n1']}", json={"active": False})
    chief.call("PATCH", f"/users/{known['mgr_n1']}", json={"active": True})
    token = chief.call("POST", "/tokens", json={"name": "t", "permissions": ["read_values"]}).get_json()
    chief.call("DELETE", f"/tokens/{token['public_id']}")
    done = [
        "token.revoke",
        "token.create",
        "user.activate",
        "user.deactivate",
        "user.sign_out",
        "user.password",
        "user.create",
    ]
    log = [(one["action"], one["object"]) for one in chief.get("/audit?actor=chief&page_size=200")]
    assert [action for action, _ in log if action in done] == done
    assert dict(log)["user.password"] == "mgr_n1"
    assert [one["action"] for one in chief.get("/audit?text=NEW.ONE")] == ["user.create"]
    assert chief.get("/audit?text=100%25") == []
    taken = chief.call("POST", "/audit/export", json={"action": "user"})
    assert taken.headers["Content-Type"].startswith("text/csv")
    lines = list(csv.reader(io.StringIO(taken.get_data(as_text=True).removeprefix("\ufeff"))))
    assert lines[0] == ["at", "actor", "action", "object", "detail"]
    assert len(lines) == 1 + len(chief.get("/audit?action=user&page_size=200"))
    assert not any(cell[:1] in "=+-@" for line in lines[1:] for cell in line[1:] if cell)
    [entry] = chief.get("/audit?action=audit.export")
    assert entry["detail"] == {"action": "user", "lines": len(lines) - 1}


def test_jobs_by_hand(person: SignIn, world: World, changed_app: Change) -> None:
    chief = person("chief")
    schedule = {"name": "morning", "cron": "0 8 * * *", "steps": [{"evaluate": "all"}]}
    changed_app("app.json", lambda app: app.update(schedules=[schedule]))
    [card] = chief.get("/schedules")
    assert (card["name"], card["time_zone"], card["last"]) == ("morning", "Asia/Shanghai", None)
    assert card["next_at"].startswith("2026-11-24T00:00:00")  # 08:00 in Shanghai, tomorrow
    assert chief.call("POST", "/jobs/run", json={"schedule": "nothing"}).status_code == 404
    assert chief.call("POST", "/jobs/run", json={"schedule": "morning"}).status_code == 202
    wrong = chief.call("POST", "/jobs/retry", json={"schedule": "morning", "due_at": "2026-11-23T00:00:00+00:00"})
    assert (wrong.status_code, wrong.get_json()["issues"][0]["code"]) == (422, "N895")
    assert [one["action"] for one in chief.get("/audit?action=job")] == ["job.run"]
    assert person("dir_n").call("POST", "/jobs/run", json={"schedule": "morning"}).status_code == 403


def test_the_installation_tells_how_it_is(person: SignIn, world: World, changed_app: Change) -> None:
    health = person("chief").get("/system/health")
    states = {one["name"]: one["state"] for one in health["checks"]}
    machine = {"database", "disk", "jobs", "bell", "backup", "outbox", "clock", "release", "key", "client"}
    assert set(states) == machine | {"photos", "photo_checks", "scores"}
    assert states["database"] == states["key"] == "ok"
    assert states["clock"] == "bad"  # the log of this world has lines of the real time, later than its frozen clock
    assert states["backup"] == "warn"
    assert world.client().get("/api/v1/app").get_json()["branding"] is None
    brand = {"color": "#7a1fa2", "title": {"zh": "<img src=x onerror=alert(1)>", "en": "Ours"}}
    changed_app("app.json", lambda app: app.update(branding=brand))
    assert world.client().get("/api/v1/app").get_json()["branding"] == brand | {"logo": None}
