"""Bad input is refused with a reason; it never becomes an internal error, and nothing unasked-for is taken."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from tests.admin_ui.conftest import Person, World
from tests.admin_ui.scope_requests import routes as described
from tests.admin_ui.test_routes import BODIES, address, routes

RAW_BODIES = [
    (b"", {400, 422}),
    (b"{", {400}),
    (b"nul", {400}),
    (b"[]", {422}),
    (b'"text"', {422}),
    (b"null", {422}),
    (b"1e999", {400}),
    (b'{"a": NaN}', {400}),
    (b'{"name": Infinity}', {400}),
    (b'{"name": "a", "name": "b"}', {400}),
    (b'{"name": "\\u0000"}', {400}),
    (b'{"name": "\\ud800"}', {400}),
    (b"\xff\xfe\x00", {400}),
    (b"[" * 100_000, {400}),
    (b'{"a":' * 50_000, {400}),
    (b"1" * 100_000, {400}),
    (b'{"name": "' + b"x" * 2_000_000 + b'"}', {413}),
]
#: Routes that take a file and nothing else.
FILES = {f"/api/v1/{path}" for path in ("tables/read", "inbox", "field/attachments/<token>", "forms/import")}
#: Routes that take whatever a service outside sends; each proves its calls in its own way (test_callbacks.py,
#: test_deliveries.py).
CALLED = {"/api/v1/callbacks/<name>", "/api/v1/deliveries/<name>"}
VALUES: list[Any] = [None, 1, -1, 1.5, True, "", "x" * 5000, [], {}, [[]], {"a": 1}, 10**30, "\u202e", "𝟙"]


def changing(world: World) -> list[tuple[str, str]]:
    """Every POST, PUT and PATCH that takes a body, and those that do without."""
    return [(method, address(rule)) for method, rule, _ in routes(world) if method in ("POST", "PUT", "PATCH")]


def json_body(world: World, document: dict[str, Any], method: str, path: str) -> dict[str, Any] | None:
    """The schema of the JSON body that the API describes for the route that serves a path."""
    rule, _ = world.app.url_map.bind("localhost").match(path.split("?")[0], method=method, return_rule=True)
    item = document["paths"][re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)]
    content = item[method.lower()].get("requestBody", {}).get("content", {})
    if "application/json" not in content:
        return None
    schema = content["application/json"]["schema"]
    found: dict[str, Any] = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


def test_bodies_that_are_no_good_json(world: World, person: Callable[[str], Person]) -> None:
    chief = person("chief")
    headers = {"X-CSRF-Token": chief.csrf, "Content-Type": "application/json"}
    document = world.app.extensions["navmark_api"].spec.to_dict()
    for method, path in changing(world):
        schema = json_body(world, document, method, path)
        if schema is None:
            continue
        for raw, expected in RAW_BODIES:
            answer = chief.client.open(path, method=method, data=raw, headers=headers)
            if not raw and not schema.get("required"):
                continue
            takes_more = path.endswith(("/import", "/tables/refused")) or "/files/" in path
            larger = {422} if takes_more and len(raw) > 1_000_000 else set()
            assert answer.status_code in expected | larger | {429}, (method, path, raw[:30], answer.data[:200])
            assert answer.mimetype == "application/problem+json"
            body = answer.get_json()
            assert body["status"] == answer.status_code
            for issue in body["issues"]:
                assert issue["message"]["zh"]
                assert issue["message"]["en"]


@pytest.mark.parametrize("mimetype", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_a_body_that_is_not_declared_as_json(world: World, person: Callable[[str], Person], mimetype: str) -> None:
    chief = person("chief")
    for method, rule, _ in routes(world):
        if method not in ("POST", "PUT", "PATCH") or rule.rule in CALLED:
            continue
        headers = {"X-CSRF-Token": chief.csrf, "Content-Type": mimetype}
        answer = chief.client.open(address(rule), method=method, data=b'{"language": "en"}', headers=headers)
        file = rule.rule in FILES and mimetype == "multipart/form-data"  # not one either: no boundary
        assert answer.status_code == (400 if file else 415), (method, rule.rule)


def test_wrong_types_in_every_field_of_every_body(world: World, person: Callable[[str], Person]) -> None:
    chief = person("chief")
    for (method, path), good in BODIES.items():
        for field in good:
            for value in VALUES:
                answer = chief.client.open(
                    path, method=method, json=good | {field: value}, headers={"X-CSRF-Token": chief.csrf}
                )
                assert answer.status_code < 500, (path, field, value)


#: Columns of the tables behind the bodies: nobody may set them from outside.
COLUMNS = (
    "id public_id user_id token_hash created_at expires_at used_at revoked_at csrf active password_hash title posts"
)


def test_no_field_is_taken_that_was_not_asked_for(world: World, person: Callable[[str], Person]) -> None:
    chief = person("chief")
    for (method, path), good in BODIES.items():
        for column in COLUMNS.split():
            answer = chief.client.open(
                path, method=method, json=good | {column: 1}, headers={"X-CSRF-Token": chief.csrf}
            )
            assert answer.status_code == 422, (path, column)
            (issue,) = answer.get_json()["issues"]
            assert issue["path"] == f"$.{column}"
            assert issue["message"]["zh"] == "没有这个字段"


QUERIES = [
    "page=0",
    "page=-1",
    "page=99999999999999999999999999",
    "page=1e3",
    "page=x",
    "page_size=0",
    "page_size=201",
    "page=1&page_size=%00",
    "day=yesterday",
    "day=2026-13-01",
    "day=0000-00-00",
    "day=10000-01-01",
    "period=decade",
    "period=%27%20OR%201=1",
    "unknown=1",
    "state=%00",
    "state=" + "x" * 5000,
    "since=2026-01-01",
    "since=now",
    "unit=%ed%a0%80",
    "unit=%ff",
    "unit=" + "x" * 100,
    "indicator=",
    "indicator=" + "x" * 100,
    "from=2026-11-02&to=2026-11-01&indicator=sales",
    "from=0001-01-01&to=9999-12-31&indicator=sales",
    "login=%00&unit=N",
]


def test_queries_that_make_no_sense(world: World, person: Callable[[str], Person]) -> None:
    """Each of a route's parameters with what cannot be its value; one that no route has goes to all of them."""
    chief = person("chief")
    known = {route.path: {*route.names("query"), "unknown"} for route in described(world.app)}
    for rule in [rule for method, rule, _ in routes(world) if method == "GET"]:
        path, names = address(rule).split("?")[0], known[re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)]
        for query in QUERIES:
            if names.isdisjoint(part.split("=")[0] for part in query.split("&")):
                continue
            answer = chief.client.get(f"{path}?{query}")
            assert answer.status_code < 500, (path, query)
            if answer.status_code >= 400:
                assert answer.mimetype == "application/problem+json", (path, query)


@pytest.mark.parametrize("day", ["0001-01-01", "1900-02-28", "9999-12-31"])
def test_days_far_away(person: Callable[[str], Person], day: str) -> None:
    chief = person("chief")
    for path in (f"/home?day={day}", f"/units/N?day={day}&period=ytd", f"/units/N/explain?indicator=sales&day={day}"):
        assert chief.call("GET", path).status_code == 200, path


CODES = ["%00", "%ff", "%ed%a0%80", "..%2f..", "' OR 1=1 --", "N%25", "N_", "%2e%2e", "x" * 3000, "🙂", "N%0a", "n"]


def test_codes_and_ids_nobody_has(world: World, person: Callable[[str], Person]) -> None:
    chief = person("chief")
    for method, rule, _ in routes(world):
        for name in rule.arguments:
            for code in CODES:
                answer = chief.client.open(
                    address(rule, **{name: code}), method=method, headers={"X-CSRF-Token": chief.csrf}
                )
                fileless = {415} if rule.rule in FILES and method != "GET" else set()
                unproven = {401} if rule.rule in CALLED else set()
                assert answer.status_code in {400, 404, 405, 422} | fileless | unproven, (method, rule.rule, code)


def test_unknown_addresses_and_methods(world: World, person: Callable[[str], Person]) -> None:
    chief = person("chief")
    for method, path, status in (
        ("GET", "/nothing", 404),
        ("POST", "/nothing", 404),
        ("POST", "/home", 405),
        ("DELETE", "/units/N", 405),
        ("TRACE", "/home", 405),
        ("GET", "/units/", 404),
        ("GET", "/", 404),
    ):
        answer = chief.call(method, path)
        assert answer.status_code == status, (method, path)
        assert answer.mimetype == "application/problem+json"
        assert answer.get_json()["title"]


def test_an_unexpected_fault_is_a_500_with_a_reference_and_no_details(
    world: World, person: Callable[[str], Person], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("details that are nobody's business")

    monkeypatch.setattr("admin_ui.api.audit.audit.search", broken)
    answer = person("chief").call("GET", "/audit")
    assert answer.status_code == 500
    assert "nobody's business" not in answer.get_data(as_text=True)
    reference = answer.get_json()["detail"].split()[-1]
    assert any(reference in record.getMessage() and record.exc_info for record in caplog.records)


def test_a_locked_database_stops_writers_with_a_503_and_no_readers(
    world: World, person: Callable[[str], Person]
) -> None:
    chief = person("chief")
    with closing(sqlite3.connect(world.folder / "navmark.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert chief.call("GET", "/home").status_code == 200
        answer = chief.call("PATCH", "/session", json={"language": "en"})
        other.execute("ROLLBACK")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "locked" not in answer.get_data(as_text=True)


def test_too_long_a_body_is_not_even_read(world: World) -> None:
    answer = world.client().post(
        "/api/v1/session", data=json.dumps({"login": "x" * 1_000_001, "password": "y"}), content_type="application/json"
    )
    assert answer.status_code == 413
