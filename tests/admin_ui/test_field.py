"""Submissions and photos from the phone, over the API."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image

from engine.storage.database import reading
from engine.storage.tables import attachment
from form_builder.photos.store import Photos
from tests import field
from tests.admin_ui.conftest import Person, World
from tests.field import Phone

Phones = Callable[..., Phone]


@pytest.fixture
def forms(world: World) -> World:
    """The installation with the form of visits in it."""
    world.release = field.publish_forms(world.database, world.folder)
    return world


@pytest.fixture
def phone(forms: World, person: Callable[[str], Person]) -> Phones:
    """A person's phone with the form that serves."""

    def made(login: str = "keep_n11") -> Phone:
        return Phone(person(login), forms.release.definition("form", "visit").hash)

    return made


def rows(world: World, table: sa.Table) -> list[Any]:
    with reading(world.database) as connection:
        return list(connection.execute(sa.select(table).order_by(table.c.id)))


def test_photos_come_after_the_submission_and_it_is_whole_with_the_last(forms: World, phone: Phones) -> None:
    mine = phone()
    photos = {field.new_id(): field.with_exif(turned=6), field.new_id(): field.jpeg(seed=3)}
    body = mine.body(photos)
    sent = mine.send(body)
    assert sent.status_code == 201
    assert sent.get_json() == {
        "id": body["id"], "state": "waiting_for_photos", "day": "2026-11-23", "flags": [], "missing": sorted(photos),
        "stored": {}, "refused": {},
    }  # fmt: skip
    first, second = photos
    done = mine.upload(body["id"], first, photos[first], step=3_000)
    assert (done["state"], done["sha256"], done["received"]) == ("stored", field.sha(photos[first]), len(photos[first]))
    half = mine.person.get(f"/field/submissions/{body['id']}")
    assert (half["state"], half["missing"]) == ("waiting_for_photos", [second])
    assert mine.upload(body["id"], second, photos[second])["state"] == "stored"
    again = mine.send(body)
    assert again.status_code == 200
    assert again.get_json()["state"] == "complete"
    assert again.get_json()["stored"] == {name: field.sha(data) for name, data in photos.items()}

    kept = rows(forms, attachment)[0]
    data = Photos.of(forms.settings).get(kept.key)
    assert b"Exif" not in data
    assert b"SecretPhone" not in data
    with Image.open(io.BytesIO(data)) as picture:
        assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", (480, 640), {})
    assert kept.exif_at == "2026:11:23 08:20:00"
    assert (kept.flags, kept.distance) == ([], 0.0)
    assert field.sha(data) == kept.stored_sha256


def test_photos_may_come_before_the_submission(forms: World, phone: Phones) -> None:
    mine = phone()
    name, data = field.new_id(), field.jpeg()
    body = mine.body({name: data})
    assert mine.upload(body["id"], name, data)["state"] == "stored"
    unused = field.new_id()
    assert mine.upload(body["id"], unused, field.jpeg(seed=9))["state"] == "stored"  # taken again
    sent = mine.send(body)
    assert sent.status_code == 201
    assert (sent.get_json()["state"], sent.get_json()["missing"]) == ("complete", [])
    assert [(row.public_id, row.state) for row in rows(forms, attachment)] == [(name, "stored"), (unused, "deleted")]
