"""OAuth 2.0 client credentials against a token server that counts: fetched once, renewed in time and after a 401."""

from __future__ import annotations

import json
import logging
from base64 import b64decode
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
import sqlalchemy as sa

from connectors.auth import oauth2
from engine.base import clock
from engine.storage.database import open_database
from engine.storage.tables import metadata
from tests.connectors.server import Asked, Box, Given, as_json
from tests.connectors.world import NOW, World, paged, source, ticket

SECRET = "geheim:canary/oauth+1"


class Tokens:
    """Hands out tokens that count for ``life`` seconds; rows are given only for the newest one."""

    def __init__(self, box: Box, life: Any = 600) -> None:
        self.life, self.given, self.asked = life, list[str](), list[Asked]()
        self.rows = paged([ticket(f"T{i}") for i in range(1, 6)])
        box.routes |= {"/oauth/token": self.token, "/api/tickets": self.tickets}

    def token(self, asked: Asked) -> Given:
        self.asked.append(asked)
        self.given.append(f"access-canary-{len(self.given)}")
        told = {"access_token": self.given[-1], "token_type": "bearer", "expires_in": self.life}
        return as_json({name: value for name, value in told.items() if value is not None})

    def tickets(self, asked: Asked) -> Given:
        good = bool(self.given) and asked.headers.get("authorization") == f"Bearer {self.given[-1]}"
        return self.rows(asked) if good else as_json({"error": "invalid_token"}, 401)


@pytest.fixture
def world(tmp_path: Path, box: Box, waits: list[float]) -> Iterator[World]:
    oauth2._kept.clear()
    engine: sa.Engine = open_database(f"sqlite:///{tmp_path / 'db.sqlite'}")
    metadata.create_all(engine)
    world = World(engine, box, tmp_path, waits)
    world.keep(client=SECRET)
    yield world
    engine.dispose()
    oauth2._kept.clear()


def logged_in(world: World, **auth: Any) -> None:
    whole = {"type": "oauth2", "url": "/oauth/token", "client_id": "nav mark", "client_secret": {"secret": "client"}}
    world.publish(source(connection={"base_url": "{NAVMARK_SOURCE_POS_URL}", "retries": 0, "auth": whole | auth}))


def test_a_token_serves_every_page_and_run_until_shortly_before_its_end(world: World, box: Box) -> None:
    tokens = Tokens(box)
    logged_in(world, scope="read rows")
    with clock.frozen(NOW):
        assert world.pull().added == 5
    with clock.frozen(NOW + timedelta(seconds=539)):
        assert world.pull().state == "published"
    assert len(tokens.given) == 1
    asked = tokens.asked[0]
    assert parse_qs(asked.body.decode()) == {"grant_type": ["client_credentials"], "scope": ["read rows"]}
    scheme, _, pair = asked.headers["authorization"].partition(" ")
    # RFC 6749, 2.3.1: both are form-encoded before they are joined
    assert (scheme, b64decode(pair)) == ("Basic", b"nav+mark:geheim%3Acanary%2Foauth%2B1")
    with clock.frozen(NOW + timedelta(seconds=540)):  # 60 s before its end
        assert world.pull().state == "published"
    assert len(tokens.given) == 2
    world.keep(client="another secret of ours")  # a token of the old secret is not used for the new one
    with clock.frozen(NOW + timedelta(seconds=541)):
        assert world.pull().state == "published"
    assert len(tokens.given) == 3


@pytest.mark.parametrize(("life", "counts"), [(None, 240), ("100", 80), (0, 240), ("soon", 240), (10**9, 86_340)])
def test_lives_as_servers_tell_them(world: World, box: Box, life: Any, counts: int) -> None:
    tokens = Tokens(box, life)
    logged_in(world, send="body")
    for seconds, fetched in ((0, 1), (counts - 1, 1), (counts, 2)):
        with clock.frozen(NOW + timedelta(seconds=seconds)):
            assert world.pull().state == "published"
        assert len(tokens.given) == fetched
    assert "authorization" not in tokens.asked[0].headers
    told = {"grant_type": ["client_credentials"], "client_id": ["nav mark"], "client_secret": [SECRET]}
    assert parse_qs(tokens.asked[0].body.decode()) == told


def test_a_401_renews_once_and_nothing_secret_is_said(world: World, box: Box, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    tokens = Tokens(box)
    logged_in(world)
    with clock.frozen(NOW):
        assert world.pull().added == 5
        tokens.given.append("revoked on their side")
        assert world.pull().state == "published"
        assert len(tokens.asked) == 2
        box.routes["/api/tickets"] = lambda asked: as_json({"echo": asked.headers["authorization"]}, 401)
        refused = world.pull()
        assert len(tokens.asked) == 3  # once, not for ever
        echo = {"error": "invalid_client", "error_description": f"{SECRET} is wrong"}
        box.routes["/oauth/token"] = lambda asked: tokens.asked.append(asked) or as_json(echo, 401)  # type: ignore[func-returns-value]
        closed = world.pull()
        assert len(tokens.asked) == 4  # a client that is refused is not tried again: it might be locked
    assert refused.error is not None
    assert closed.error is not None
    assert (refused.error.code, closed.error.code) == ("N616", "N616")
    assert "invalid_client" in closed.error.message["en"]
    said = caplog.text + json.dumps([refused.as_json(), closed.as_json()]) + repr(world.loads())
    assert "canary" not in said


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (as_json({"token": "x"}), "N616"),
        (as_json({"access_token": "two words"}), "N616"),
        (as_json({"access_token": "a\r\nX: y"}), "N616"),
        (as_json({"access_token": "abcdefgh", "token_type": "mac"}), "N616"),
        (as_json(["x"]), "N616"),
        (Given(b"<html><title>Sign in</title></html>", 200, {"Content-Type": "text/html"}), "N622"),
        (as_json({}, 500), "N619"),
    ],
)
def test_what_is_no_token(world: World, box: Box, answer: Given, code: str) -> None:
    Tokens(box)
    box.routes["/oauth/token"] = lambda asked: answer
    logged_in(world)
    failed = world.pull()
    assert (failed.state, failed.error.code if failed.error else None) == ("failed", code)
    assert not [asked for asked in box.asked if asked.path == "/api/tickets"]
