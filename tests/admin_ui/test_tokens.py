"""API tokens and idempotency keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from engine.base import clock
from engine.storage.tables import answered_request, api_token, audit
from tests import small_app
from tests.admin_ui.conftest import Person, World

SignIn = Callable[[str], Person]


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def made(person: Person, *permissions: str, **more: Any) -> str:
    answer = person.call("POST", "/tokens", json={"name": "script", "permissions": list(permissions)} | more)
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return answer.get_json()["token"]  # type: ignore[no-any-return]


def test_a_token_opens_what_it_was_given_and_no_more(world: World, person: SignIn) -> None:
    token = made(person("dir_n"), "read_values")
    client = world.client()
    assert client.get("/api/v1/units/N11", headers=bearer(token)).status_code == 200
    assert client.get("/api/v1/units/S11", headers=bearer(token)).status_code == 404  # its holder's scope
    assert client.get("/api/v1/incidents", headers=bearer(token)).status_code == 403
    assert client.get("/api/v1/session", headers=bearer(token)).get_json()["user"]["permissions"] == ["read_values"]


def test_it_is_shown_once_and_stored_as_a_hash(world: World, person: SignIn) -> None:
    token = made(person("dir_n"), "read_values")
    assert token.startswith("nmk_")
    assert token not in person("dir_n").call("GET", "/tokens").get_data(as_text=True)
    with world.database.connect() as connection:
        for table in (api_token, audit, answered_request):
            assert token not in str(connection.execute(sa.select(table)).all())


@pytest.mark.parametrize("permission", ["run_jobs", "manage_tokens", "manage_users", "no_such_permission", ""])
def test_nobody_grants_what_he_has_not_or_what_no_token_may_have(person: SignIn, permission: str) -> None:
    answer = person("dir_n").call("POST", "/tokens", json={"name": "x", "permissions": ["read_values", permission]})
    assert answer.status_code == 422
    assert [issue["code"] for issue in answer.get_json()["issues"]] == ["N808"]


def test_a_token_loses_what_its_holder_loses(
    world: World, person: SignIn, changed_app: Callable[[str, Callable[[Any], None]], None]
) -> None:
    token = made(person("dir_n"), "read_values", "read_incidents")
    client = world.client()
    assert client.get("/api/v1/incidents", headers=bearer(token)).status_code == 200
    changed_app("roles/director.json", lambda role: role.update(permissions=["read_values"]))
    assert client.get("/api/v1/incidents", headers=bearer(token)).status_code == 403
    assert client.get("/api/v1/home", headers=bearer(token)).status_code == 200


def test_it_ends_when_revoked_or_out_of_date(world: World, person: SignIn) -> None:
    director, client = person("dir_n"), world.client()
    short, long = made(director, "read_values", days=1), made(director, "read_values", days=30)
    with clock.frozen(small_app.NOW + timedelta(days=1, seconds=1)):
        assert client.get("/api/v1/home", headers=bearer(short)).status_code == 401
        assert client.get("/api/v1/home", headers=bearer(long)).status_code == 200
    public_id = next(token["public_id"] for token in director.get("/tokens"))
    assert [director.call("DELETE", f"/tokens/{public_id}").status_code for _ in range(2)] == [204, 204]
    assert client.get("/api/v1/home", headers=bearer(long)).status_code == 401


def test_a_token_needs_no_csrf_value_and_a_cookie_beside_it_counts_for_nothing(world: World, person: SignIn) -> None:
    token = made(person("dir_n"), "read_values")
    chief = person("chief")
    answer = chief.client.patch("/api/v1/session", json={"language": "en"}, headers=bearer(token))
    assert answer.status_code == 200
    assert answer.get_json()["user"]["login"] == "dir_n"
    assert chief.client.get("/api/v1/jobs", headers=bearer(token)).status_code == 403


def test_the_same_key_has_one_effect_and_one_answer(world: World, person: SignIn) -> None:
    chief = person("chief")
    wish = {"name": "once", "permissions": ["read_values"]}
    first, second = (chief.call("POST", "/tokens", json=wish, headers={"Idempotency-Key": "a-key"}) for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert second.headers["Idempotency-Replayed"] == "true"
    assert first.get_json()["public_id"] == second.get_json()["public_id"]
    assert second.get_json()["token"] == "•••"  # what is shown once is not kept
    assert len(chief.get("/tokens")) == 1
    assert chief.call("POST", "/tokens", json=wish, headers={"Idempotency-Key": "b-key"}).status_code == 201
    assert len(chief.get("/tokens")) == 2


def test_a_key_belongs_to_one_request_of_one_person(person: SignIn) -> None:
    chief, director = person("chief"), person("dir_n")
    key = {"Idempotency-Key": "a-key"}
    wish = {"name": "one", "permissions": ["read_values"]}
    assert chief.call("POST", "/tokens", json=wish, headers=key).status_code == 201
    assert chief.call("POST", "/tokens", json=wish | {"name": "two"}, headers=key).status_code == 422
    assert director.call("POST", "/tokens", json=wish, headers=key).status_code == 201
    with clock.frozen(small_app.NOW + timedelta(hours=11)):
        assert chief.call("GET", "/session").status_code == 200
    with clock.frozen(small_app.NOW + timedelta(hours=21)):
        assert chief.call("GET", "/session").status_code == 200
    with clock.frozen(small_app.NOW + timedelta(hours=24, minutes=1)):
        assert chief.call("POST", "/tokens", json=wish | {"name": "two"}, headers=key).status_code == 201


def test_a_key_that_is_still_being_served(world: World, person: SignIn) -> None:
    chief = person("chief")
    wish, key = {"name": "one", "permissions": ["read_values"]}, {"Idempotency-Key": "a-key"}
    assert chief.call("POST", "/tokens", json=wish, headers=key).status_code == 201
    with world.database.begin() as connection:
        connection.execute(sa.update(answered_request).values(status=0))
    assert chief.call("POST", "/tokens", json=wish, headers=key).status_code == 409
    with clock.frozen(small_app.NOW + timedelta(minutes=11)):  # whoever served it has died
        assert chief.call("POST", "/tokens", json=wish, headers=key).status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 201, "tab\tkey"])
def test_a_key_that_is_none(person: SignIn, key: str) -> None:
    wish = {"name": "one", "permissions": ["read_values"]}
    assert person("chief").call("POST", "/tokens", json=wish, headers={"Idempotency-Key": key}).status_code == 400
