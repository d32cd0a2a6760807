"""A phone and an installation for measuring the way from a photo to a score: real requests, a real runner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from admin_ui.app import create_app
from admin_ui.work import runner_of
from benchmarks import photo_app
from engine.access import accounts
from engine.base import clock
from engine.base.settings import Settings
from engine.definitions.publish import publish
from engine.definitions.read import read_folder
from engine.definitions.release import Release, current_release
from engine.storage.database import new_public_id, open_database, reading, writing
from engine.storage.migrate import upgrade

PASSWORD, KEY = "a right password 1", "k1-photo-bench-0123456789abcdefghijklmnop"


@dataclass
class Phone:
    """Somebody signed in."""

    client: FlaskClient
    csrf: str

    def call(self, method: str, path: str, status: int = 200, **options: Any) -> Any:
        """The JSON of an answer with that status."""
        answer = self.client.open(f"/api/v1{path}", method=method, headers={"X-CSRF-Token": self.csrf}, **options)
        assert answer.status_code == status, (method, path, answer.status_code, answer.get_data(as_text=True))
        return answer.get_json()

    def send(self, unit: str, pictures: Sequence[bytes]) -> str:
        """Fills the form with photos and sends it; back when the last photo is stored. The submission's id."""
        version = next(one["version"] for one in self.call("GET", "/field/forms") if one["name"] == "walk")
        now, submission = clock.now().isoformat(), new_public_id()
        files = [
            {"id": new_public_id(), "field": "shelf", "sha256": sha256(one).hexdigest(), "size": len(one)}
            for one in pictures
        ]
        body = {
            "id": submission, "form": "walk", "version": version, "unit": unit, "submitted_at": now, "phone_now": now,
            "values": {"shelf": [one["id"] for one in files]}, "attachments": files,
        }  # fmt: skip
        self.call("POST", "/field/submissions", 201, json=body)
        for told, picture in zip(files, pictures, strict=True):
            begun = self.call("POST", "/field/attachments", json={**told, "submission": submission, "form": "walk"})
            at, chunk = begun["received"], begun["chunk"]
            while at < len(picture):
                piece = picture[at : at + chunk]
                path = f"/field/attachments/{begun['token']}?offset={at}&sha256={sha256(piece).hexdigest()}"
                begun = self.call("PATCH", path, data={"file": (BytesIO(piece), "p.jpg")})
                at = begun["received"]
            assert begun["state"] == "stored", begun
        return submission


@dataclass
class Place:
    """An installation with the app of ``photo_app``."""

    app: Flask
    database: sa.Engine
    settings: Settings

    @property
    def release(self) -> Release:
        """What serves."""
        with reading(self.database) as connection:
            found = current_release(connection)
        assert found is not None
        return found

    def phone(self, login: str) -> Phone:
        """Signs somebody in."""
        client = self.app.test_client()
        answer = client.post("/api/v1/session", json={"login": login, "password": PASSWORD})
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return Phone(client, answer.get_json()["csrf"])

    def rows(self, statement: sa.Select[Any]) -> list[Any]:
        """What is in the database."""
        with reading(self.database) as connection:
            return list(connection.execute(statement))

    @contextmanager
    def running(self) -> Iterator[None]:
        """With the runner of ``navmark serve`` at work."""
        runner = runner_of(self.database, self.settings)
        runner.start()
        try:
            yield
        finally:
            runner.stop()


@contextmanager
def place(folder: Path, leaves: int, people: int, url: str | None = None) -> Iterator[Place]:
    """A fresh installation in a folder, with everybody's password set."""
    photo_app.write(folder / "app", leaves, people)
    settings = Settings(folder, url or f"sqlite:///{folder / 'navmark.sqlite'}", key=KEY, password_cost="test")
    database = open_database(settings.database)
    upgrade(database)
    documents, files, issues = read_folder(folder / "app")
    assert not issues, issues
    with writing(database) as connection:
        publish(connection, documents, files, author="bench", reason="bench")
        for account in accounts.accounts(connection):
            accounts.set_password(connection, account, PASSWORD, by="bench", cost="test")
    try:
        yield Place(create_app(database, settings), database, settings)
    finally:
        database.dispose()
