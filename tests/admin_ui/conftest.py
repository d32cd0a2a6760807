"""The API over the small app, with people of every role signed in."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from dataclasses import field as made
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from admin_ui.app import create_app
from engine.access import accounts
from engine.base import clock
from engine.base.settings import Settings
from engine.definitions.release import Release, current_release
from engine.storage.database import open_database, writing
from engine.storage.migrate import upgrade
from tests import field, small_app

PASSWORD = "a right password 1"


@dataclass
class Person:
    """A signed-in browser."""

    client: FlaskClient
    csrf: str
    login: str
    more: dict[str, str] = made(default_factory=dict)

    def call(self, method: str, path: str, **options: Any) -> TestResponse:
        """A call with the CSRF header, as the web client makes it."""
        headers = {"X-CSRF-Token": self.csrf} | options.pop("headers", {})
        return self.client.open(f"/api/v1{path}", method=method, headers=headers, **options)

    def get(self, path: str, **options: Any) -> Any:
        """The JSON of a successful GET."""
        answer = self.call("GET", path, **options)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.get_json()


@dataclass
class World:
    """An installation with the small app in it."""

    app: Flask
    database: sa.Engine
    release: Release
    settings: Settings
    folder: Path

    def client(self) -> FlaskClient:
        """A browser nobody has signed in with."""
        return self.app.test_client()

    def sign_in(self, login: str, password: str = PASSWORD) -> Person:
        """Signs somebody in."""
        client = self.client()
        answer = client.post("/api/v1/session", json={"login": login, "password": password})
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return Person(client, answer.get_json()["csrf"], login)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the small app published, filled and everybody's password set; copied for each test."""
    folder = tmp_path_factory.mktemp("small_app")
    database = open_database(f"sqlite:///{folder / 'navmark.sqlite'}")
    upgrade(database)
    release = small_app.publish_app(database)
    small_app.fill(database, release)
    with writing(database) as connection:
        for account in accounts.accounts(connection):
            accounts.set_password(connection, account, PASSWORD, by="test", cost="test")
    with database.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
    return folder / "navmark.sqlite"


@pytest.fixture
def world(prepared: Path, tmp_path: Path) -> Iterator[World]:
    """An installation of one's own, on the morning of 23 November 2026."""
    yield from _world(prepared, tmp_path)


def _world(prepared: Path, folder: Path) -> Iterator[World]:
    (folder / "navmark.sqlite").write_bytes(prepared.read_bytes())
    settings = small_app.settings_in(folder)
    database = open_database(settings.database)
    with clock.frozen(small_app.NOW):
        with database.connect() as connection:
            release = current_release(connection)
        assert release is not None
        yield World(create_app(database, settings), database, release, settings, folder)
    database.dispose()


@pytest.fixture(scope="session")
def prepared_forms(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with the form of visits (``tests.field``) published over it."""
    folder = tmp_path_factory.mktemp("forms")
    (folder / "navmark.sqlite").write_bytes(prepared.read_bytes())
    database = open_database(f"sqlite:///{folder / 'navmark.sqlite'}")
    with clock.frozen(small_app.NOW):
        field.publish_forms(database, folder)
    with database.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
    return folder / "navmark.sqlite"


@pytest.fixture
def forms(prepared_forms: Path, tmp_path: Path) -> Iterator[World]:
    """As ``world``, with the form of visits in it."""
    yield from _world(prepared_forms, tmp_path)


@pytest.fixture
def phone(forms: World) -> Callable[..., field.Phone]:
    """A person's phone with the form that serves."""
    known: dict[str, Person] = {}

    def made(login: str = "keep_n11") -> field.Phone:
        if login not in known:
            known[login] = forms.sign_in(login)
        return field.Phone(known[login], forms.release.definition("form", "visit").hash)

    return made


@pytest.fixture
def person(world: World) -> Callable[[str], Person]:
    """Signs people in, once each."""
    known: dict[str, Person] = {}

    def sign_in(login: str) -> Person:
        if login not in known:
            known[login] = world.sign_in(login)
        return known[login]

    return sign_in


@pytest.fixture
def changed_app(world: World, tmp_path: Path) -> Callable[[str, Callable[[Any], None]], None]:
    """Publishes the small app with one definition changed; changes add up."""
    copy = tmp_path / "changed_app"
    shutil.copytree(small_app.APP, copy)

    def change(path: str, edit: Callable[[Any], None]) -> None:
        file = copy / path
        value = json.loads(file.read_text(encoding="utf-8"))
        edit(value)
        file.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
        small_app.publish_app(world.database, copy, reason=f"{path} changed")

    return change
