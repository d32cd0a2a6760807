"""From an empty folder to somebody who can log in and build; and nobody can publish the last administrator away."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from admin_ui.app import create_app
from engine.base import settings
from engine.cli import main
from engine.storage.installation import opened

PASSWORD = "a right password 1"


def start(*more: str, typed: str = "") -> Result:
    return CliRunner().invoke(main, ["start", "--login", "Admin", "--title", "示范公司", *more], input=typed)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder that is the installation's."""
    for name in ("NAVMARK_KEY", "NAVMARK_KEY_FILE", "NAVMARK_DATABASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NAVMARK_DATA", str(tmp_path / "new"))
    settings.current.cache_clear()
    yield tmp_path / "new"
    settings.current.cache_clear()


def test_from_an_empty_folder_to_a_many_level_org_in_the_browser(folder: Path) -> None:
    begun = start("--password-stdin", "--json", typed=PASSWORD + "\n")
    assert begun.exit_code == 0, begun.output
    assert json.loads(begun.stdout)["login"] == "admin"
    assert PASSWORD not in begun.output
    assert (folder / "secret.key").stat().st_mode & 0o077 == 0
    again = start("--password-stdin", typed="another password 2\n")
    assert (again.exit_code, "N871" in again.stderr) == (1, True)

    database = opened()
    client = create_app(database, settings.current()).test_client()
    signed = client.post("/api/v1/session", json={"login": "admin", "password": PASSWORD}).get_json()
    headers = {"X-CSRF-Token": signed["csrf"]}
    assert client.get("/api/v1/home").status_code == 200

    change = client.post("/api/v1/changes", json={"title": "组织"}, headers=headers).get_json()["public_id"]
    base = f"/api/v1/changes/{change}"
    definition = client.get(f"{base}/definitions/org/organisation").get_json()
    levels = [("top", "集团"), ("level_2", "分部"), ("level_3", "网点")]
    value = definition["value"] | {"levels": [{"name": n, "title": {"zh": t, "en": t}} for n, t in levels]}
    body = {"value": value, "revision": 0}
    assert client.put(f"{base}/definitions/org/organisation", json=body, headers=headers).status_code == 200
    table = {
        "what": "units",
        "columns": {"code": 0, "zh": 1, "parent": 2, "level": 3},
        "rows": [
            ["G", "集团", "", "集团"],
            ["E", "东部", "G", "分部"],
            ["E1", "东一", "E", "网点"],
            ["E2", "东二", "E", "网点"],
        ],
    }
    address = f"{base}/org/organisation/import"
    dry = client.post(address, json=table, headers=headers).get_json()
    assert (dry["ok"], dry["applied"], dry["counts"]) == (True, False, {"changed": 1, "added": 3})
    assert client.get(base).get_json()["files"] == [], "a dry run stores nothing"
    done = client.post(address, json=table | {"apply": True}, headers=headers).get_json()
    assert done["applied"]
    again_same = client.post(address, json=table | {"apply": True}, headers=headers).get_json()
    assert (again_same["applied"], again_same["counts"]) == (False, {"unchanged": 4})

    published = client.post(f"{base}/publish", json={"reason": "组织架构"}, headers=headers)
    assert published.status_code == 200, published.get_json()
    assert client.get("/api/v1/session").get_json()["user"]["login"] == "admin"
    here = client.get("/api/v1/units/G?period=day").get_json()
    assert [child["unit"]["code"] for child in here["children"]] == ["E"]
    assert client.get("/api/v1/units/HQ").status_code == 404, "the one top unit has a new code, it is not a second top"

    # The administrator leaves, and nobody has come in his place.
    change = client.post("/api/v1/changes", json={"title": "离任"}, headers=headers).get_json()["public_id"]
    base = f"/api/v1/changes/{change}"
    (post,) = client.get(f"{base}/org/organisation").get_json()["posts"]
    ended = {"what": "posts", "put": [{"line": post["line"], "cells": {"to": "2026-01-01"}}], "apply": True}
    assert client.post(f"{base}/org/organisation/rows", json=ended, headers=headers).get_json()["applied"]
    refused = client.post(f"{base}/publish", json={"reason": "x"}, headers=headers)
    assert refused.status_code == 422
    assert [issue["code"] for issue in refused.get_json()["issues"]] == ["N870"]
    assert client.get("/api/v1/session").get_json()["user"]["login"] == "admin"
    database.dispose()


def test_a_made_password_is_printed_once(folder: Path) -> None:
    made = start()
    assert made.exit_code == 0
    login, password = made.stdout.splitlines()[0].split("\t")
    database = opened()
    client = create_app(database, settings.current()).test_client()
    assert client.post("/api/v1/session", json={"login": login, "password": password}).status_code == 200
    database.dispose()
