"""The app as a whole: key, headers, cookies, the web client, caches, and secrets that stay inside."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from admin_ui import web
from admin_ui.app import create_app
from engine.base import masking
from engine.base.issue import IssueError
from engine.storage import secrets
from engine.storage.database import writing
from tests.admin_ui.conftest import PASSWORD, Person, World
from tests.admin_ui.test_routes import asked, routes
from tests.small_app import KEY


@pytest.mark.parametrize("key", [None, "short", "changeme" * 8])
def test_without_a_proper_key_there_is_no_app(world: World, key: str | None) -> None:
    with pytest.raises(IssueError) as refused:
        create_app(world.database, replace(world.settings, key=key))
    assert [issue.code for issue in refused.value.issues] == ["N801"]


def test_every_answer_carries_the_security_headers(world: World, person: Callable[[str], Person]) -> None:
    for path in ("/", "/units/N", "/assets/nothing.js", "/api/v1/home", "/api/v1/nothing", "/api/v1/health"):
        headers = person("chief").client.get(path, buffered=True).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "script-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
        assert "'unsafe-inline'" not in policy.replace("style-src 'self' 'unsafe-inline'", "")
        assert headers["X-Content-Type-Options"] == "nosniff"
        if path.startswith("/api/"):
            assert headers["Cache-Control"] == "no-store"


def test_behind_https_cookies_are_secure(world: World) -> None:
    app = create_app(world.database, replace(world.settings, public_url="https://board.example.com"))
    answer = app.test_client().post("/api/v1/session", json={"login": "chief", "password": PASSWORD})
    assert "; Secure" in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"]


def test_forwarded_addresses_are_believed_only_behind_a_declared_proxy(world: World) -> None:
    def tries(proxies: int) -> list[int]:
        client = create_app(world.database, replace(world.settings, proxies=proxies)).test_client()
        wrong = {"login": "keep_n12" if proxies else "keep_n11", "password": "wrong password"}
        return [
            client.post("/api/v1/session", json=wrong, headers={"X-Forwarded-For": f"10.1.1.{n}"}).status_code
            for n in range(12)
        ]

    assert tries(0)[-1] == 429  # a made-up address does not help
    assert 429 not in tries(1)


def test_an_unchanged_answer_is_a_304(person: Callable[[str], Person]) -> None:
    chief = person("chief")
    first = chief.call("GET", "/home")
    again = chief.call("GET", "/home", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = chief.call("GET", "/units/N", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_the_web_client(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    static = tmp_path / "static"
    monkeypatch.setattr(web, "STATIC", static)
    client = world.client()
    missing = client.get("/", buffered=True)
    assert missing.status_code == 503
    assert "Assets not built" in missing.get_data(as_text=True)
    (static / "assets").mkdir(parents=True)
    (static / "index.html").write_text("<!doctype html>first page")
    (static / "assets" / "main-1a2b.js").write_text("run()")
    (tmp_path / "secret.txt").write_text("outside")
    for path in ("/", "/units/N", "/incidents/abc", "/anything/deep?x=1"):
        answer = client.get(path, buffered=True)
        assert (answer.status_code, answer.data) == (200, b"<!doctype html>first page"), path
        assert answer.headers["Cache-Control"] == "no-cache"
    script = client.get("/assets/main-1a2b.js", buffered=True)
    assert "javascript" in script.mimetype
    assert "immutable" in script.headers["Cache-Control"]
    assert client.get("/assets/old-9z.js", buffered=True).status_code == 404
    for path in ("/../secret.txt", "/..%2fsecret.txt", "/assets/../../secret.txt", "/%2e%2e/secret.txt"):
        assert b"outside" not in client.get(path, buffered=True).data
    assert client.post("/units/N").status_code == 404
    assert client.get("/api").status_code == 404


def test_before_the_first_publish_the_api_says_so(tmp_path: Path) -> None:
    from engine.storage.database import open_database
    from engine.storage.tables import metadata
    from tests import small_app

    settings = small_app.settings_in(tmp_path)
    database = open_database(settings.database)
    metadata.create_all(database)
    client = create_app(database, settings).test_client()
    assert client.get("/api/v1/health").get_json() == {"ok": True, "release": None}
    answer = client.post("/api/v1/session", json={"login": "chief", "password": PASSWORD})
    assert answer.status_code == 503
    assert answer.get_json()["issues"][0]["code"] == "N810"
    assert client.get("/api/v1/home").status_code == 401
    database.dispose()


def test_planted_secrets_are_in_no_answer_and_no_log(world: World, person: Callable[[str], Person]) -> None:
    canaries = [f"canary-{n:02d}-{'z' * n}" for n in range(1, 51)]
    with writing(world.database) as connection:
        for n, canary in enumerate(canaries):
            secrets.put(connection, f"secret_{n}", canary, world.settings)
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(masking.MaskSecrets())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        chief = person("chief")
        answers = [asked(chief.client, m, rule, {"X-CSRF-Token": chief.csrf}) for m, rule, _ in routes(world)]
        for canary in canaries:
            answers.append(chief.call("GET", f"/units/{canary}"))
            answers.append(chief.call("GET", f"/audit?actor={canary}"))
            answers.append(world.client().post("/api/v1/session", json={"login": canary, "password": canary}))
            logging.getLogger("navmark.test").error("about %s", canary)
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    said = "\n".join(answer.get_data(as_text=True) for answer in answers) + stream.getvalue()
    assert not [canary for canary in canaries if canary in said]
    assert KEY not in said
    assert PASSWORD not in said
    assert "argon2" not in said
    entries = person("chief").call("GET", "/audit?page_size=200").get_data(as_text=True)
    assert not [canary for canary in canaries if canary in entries]
