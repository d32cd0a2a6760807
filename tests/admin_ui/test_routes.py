"""Every route refuses whom it must: walked from the app's own list of routes, so that a new one is tested too."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from admin_ui.access import PUBLIC, SIGNED_IN, access_of, needs, public, require_declared
from admin_ui.app import create_app
from admin_ui.call import Call
from admin_ui.resource import Resource
from engine.access.permissions import PERMISSIONS
from tests.admin_ui.conftest import Person, World
from tests.admin_ui.incidents import incident_at

SAFE = {"GET", "HEAD", "OPTIONS"}
#: A good value for each parameter in a path, and query or body of the routes that need one.
PATHS = {
    "code": "N",
    "name": "till",
    "kind": "indicator",
    "version": "1",
    "number": "1",
    "path": "data/units.csv",
}
QUERY = {"trend": {"indicator": "sales"}, "explain": {"indicator": "sales", "login": "dir_n", "unit": "N"}}
BODIES: dict[tuple[str, str], Any] = {
    ("POST", "/api/v1/session"): {"login": "chief", "password": "no matter"},
    ("PATCH", "/api/v1/session"): {"language": "en"},
    ("POST", "/api/v1/tokens"): {"name": "t", "permissions": ["read_values"]},
    ("POST", "/api/v1/refused/replay"): {"source": "till"},
    ("POST", "/api/v1/loads/<public_id>/decision"): {"verdict": "drop", "reason": "a wrong day"},
    ("POST", "/api/v1/tables/refused"): {
        "header": ["a"],
        "rows": [["x"]],
        "lines": [2],
        "refused": [{"line": 2, "reason": "x"}],
    },
    ("POST", "/api/v1/silences"): {"unit": "N", "reason": "x", "to": "2099-01-01T00:00:00Z"},
}
PUBLIC_ROUTES = {
    ("GET", "/api/v1/app"),
    ("POST", "/api/v1/session"),
    ("GET", "/api/v1/health"),
    ("GET", "/api/v1/openapi.json"),
    ("GET", "/api/v1/callbacks/<name>"),
    ("POST", "/api/v1/callbacks/<name>"),
    ("POST", "/api/v1/deliveries/<name>"),
}


def routes(world: World) -> Iterator[tuple[str, Rule, str | None]]:
    """(method, rule, declared access) of every route."""
    for rule in world.app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, rule, access_of(world.app.view_functions[rule.endpoint])


def address(rule: Rule, /, **values: str) -> str:
    path = rule.rule
    for name in rule.arguments:
        path = re.sub(rf"<(\w+:)?{name}>", values.get(name, PATHS.get(name, "x")), path)
    query = QUERY.get(path.rsplit("/", 1)[-1], {})
    return path + ("?" + "&".join(f"{k}={v}" for k, v in query.items()) if query else "")


def asked(client: Any, method: str, rule: Rule, headers: dict[str, str] | None = None, **values: str) -> TestResponse:
    body = BODIES.get((method, rule.rule))
    return client.open(address(rule, **values), method=method, headers=headers or {}, json=body)  # type: ignore[no-any-return]


def test_the_public_routes_are_these_and_no_others(world: World) -> None:
    assert {(method, rule.rule) for method, rule, access in routes(world) if access == PUBLIC} == PUBLIC_ROUTES


def test_anonymous_callers_get_401_everywhere_else(world: World) -> None:
    client = world.client()
    for method, rule, access in routes(world):
        if access != PUBLIC:
            for trick in ("", "?x=/api/v1/session", "?/api/v1/health", "/../health"):
                answer = client.open(address(rule).split("?")[0] + trick, method=method)
                assert answer.status_code in (401, 404, 405), (method, rule.rule, trick)
            assert asked(client, method, rule).status_code == 401, (method, rule.rule)


@pytest.mark.parametrize(
    "proof", ["Bearer nmk_wrong", "Bearer ", "Basic Y2hpZWY6eA==", "nmk_x", "Bearer x", "Bearer nmk_" + "a" * 5000]
)
def test_a_wrong_proof_is_no_proof_even_on_public_routes(world: World, proof: str) -> None:
    client = world.client()
    for method, rule, _ in routes(world):
        assert asked(client, method, rule, {"Authorization": proof}).status_code == 401, (method, rule.rule)


def test_a_wrong_role_gets_403(
    world: World, person: Callable[[str], Person], changed_app: Callable[[str, Callable[[Any], None]], None]
) -> None:
    chief = person("chief")
    headers = {"X-CSRF-Token": chief.csrf}
    for permission in sorted(PERMISSIONS):
        others = sorted(set(PERMISSIONS) - {permission})
        changed_app("roles/chief.json", lambda role, others=others: role.update(permissions=others))  # type: ignore[misc]
        wanting = [(method, rule) for method, rule, access in routes(world) if access == permission]
        for method, rule in wanting:
            answer = asked(chief.client, method, rule, headers)
            assert answer.status_code == 403, (method, rule.rule)
            assert answer.mimetype == "application/problem+json"
    assert chief.get("/session")["user"]["login"] == "chief"


def test_every_permission_is_needed_somewhere(world: World) -> None:
    used = {access for _, _, access in routes(world)} - {PUBLIC, SIGNED_IN}
    asked_inside_a_view = {"compare_peers"}
    assert set(PERMISSIONS) - used == asked_inside_a_view


def test_changing_calls_need_the_csrf_value(world: World, person: Callable[[str], Person]) -> None:
    chief, other = person("chief"), person("dir_n")
    checked = 0
    for method, rule, access in routes(world):
        if method in SAFE or access == PUBLIC:
            continue
        for wrong in ({}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": "x"}, {"X-CSRF-Token": other.csrf}):
            answer = asked(chief.client, method, rule, wrong)
            assert answer.status_code == 403, (method, rule.rule)
            checked += 1
    assert checked >= 20
    assert chief.get("/session")["csrf"] == chief.csrf  # still signed in: nothing of it was done


def test_other_sites_pages_change_nothing_and_sign_nobody_in(world: World, person: Callable[[str], Person]) -> None:
    chief = person("chief")
    for method, rule, _ in routes(world):
        if method in SAFE:
            continue
        for site in ("cross-site", "same-site"):
            headers = {"X-CSRF-Token": chief.csrf, "Sec-Fetch-Site": site}
            assert asked(chief.client, method, rule, headers).status_code == 403, (method, rule.rule)


def test_a_form_of_another_site_cannot_sign_in(world: World) -> None:
    answer = world.client().post("/api/v1/session", data={"login": "chief", "password": "x"})
    assert answer.status_code == 415


FOREIGN = {
    "/api/v1/units/<code>": "S11",
    "/api/v1/units/<code>/trend": "S11",
    "/api/v1/units/<code>/explain": "S11",
    "/api/v1/units/<code>/missing": "S11",
}


def test_foreign_and_missing_are_the_same_bytes(world: World, person: Callable[[str], Person]) -> None:
    """S11 exists, outside of the director of N: nothing in the answer may tell it from a code nobody has."""
    director = person("dir_n")
    for method, rule, _ in routes(world):
        if rule.rule in FOREIGN:
            foreign = asked(director.client, method, rule, code=FOREIGN[rule.rule])
            missing = asked(director.client, method, rule, code="X99")
            assert foreign.status_code == missing.status_code == 404, rule.rule
            assert foreign.data == missing.data
            for answer in (foreign, missing):
                assert answer.headers.pop("X-Request-Id")  # a random name of the request itself
            assert sorted(foreign.headers.to_wsgi_list()) == sorted(missing.headers.to_wsgi_list())
    for path in ("/incidents?unit=", "/access/explain?login=dir_n&unit="):
        who = director if path.startswith("/inc") else person("chief")
        answers = [who.call("GET", path + code) for code in ("S11", "X99")]
        if who is director:
            assert [answer.status_code for answer in answers] == [404, 404]
            assert answers[0].data == answers[1].data


def test_foreign_incidents_and_definitions_are_missing_ones(world: World, person: Callable[[str], Person]) -> None:
    director = person("dir_n")
    foreign = incident_at(world.database, "S11")
    for there, nowhere in (
        (f"/incidents/{foreign}", "/incidents/01a205cf-4740-7724-b135-0c72082181c3"),
        ("/definitions/target_plan/plan_2026", "/definitions/target_plan/plan_1999"),
    ):
        answer = director.call("GET", there)
        missing = director.call("GET", nowhere)
        assert answer.status_code == missing.status_code == 404
        assert answer.data == missing.data
        assert person("chief").call("GET", there).status_code == 200
    keeper = person("keep_n11")
    hidden, unknown = (
        keeper.call("GET", f"/units/N11/trend?indicator={name}") for name in ("margin", "no_such_indicator")
    )
    assert hidden.status_code == unknown.status_code == 404
    assert hidden.data == unknown.data


def test_another_persons_token_cannot_be_ended_or_told_from_a_missing_one(
    world: World, person: Callable[[str], Person]
) -> None:
    chief, director = person("chief"), person("dir_n")
    made = chief.call("POST", "/tokens", json={"name": "mine", "permissions": ["read_values"]}).get_json()
    foreign = director.call("DELETE", f"/tokens/{made['public_id']}")
    missing = director.call("DELETE", "/tokens/01a205cf-4740-7724-b135-0c72082181c3")
    assert foreign.status_code == missing.status_code == 404
    assert foreign.data == missing.data
    assert director.get("/tokens") == []
    assert [token["revoked"] for token in chief.get("/tokens")] == [False]


def test_a_route_that_declares_nothing_does_not_start(world: World) -> None:
    planted = Resource("planted", "A forgotten declaration")

    @planted.route("GET", "/planted")
    def forgotten(call: Call) -> Any:
        return {}

    with pytest.raises(RuntimeError, match="/api/v1/planted"):
        create_app(world.database, world.settings, more=[planted])


def test_a_plain_flask_route_does_not_start_either(world: World) -> None:
    app = create_app(world.database, world.settings)
    app._got_first_request = False
    app.add_url_rule("/back-door", "back_door", lambda: "in")
    with pytest.raises(RuntimeError, match="/back-door"):
        require_declared(app)


def test_a_permission_that_does_not_exist_cannot_be_declared() -> None:
    with pytest.raises(ValueError, match="read_valus"):
        needs("read_valus")


def test_the_planted_route_starts_once_it_declares(world: World) -> None:
    planted = Resource("planted", "Declared")

    @planted.route("GET", "/planted")
    @public
    def open_to_all(call: Call) -> Any:
        return {"ok": True}

    client = create_app(world.database, world.settings, more=[planted]).test_client()
    assert client.get("/api/v1/planted").get_json() == {"ok": True}
