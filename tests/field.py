"""A form of visits over the small app, a phone that sends it, and pictures to send."""

from __future__ import annotations

import hashlib
import io
import json
import secrets
import shutil
import struct
import zlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from PIL import Image
from werkzeug.test import TestResponse

from engine.base import clock
from engine.base.text import both
from engine.definitions.release import Release
from engine.storage.database import new_public_id
from tests import small_app

FORM: dict[str, Any] = {
    "kind": "form", "name": "visit", "title": both("巡访", "Visit"), "level": "store", "fillers": ["keeper"],
    "fields": [
        {"name": "facings", "type": "number", "title": both("排面", "Facings"), "required": True, "min": 0, "max": 99},
        {"name": "price", "type": "money", "title": both("价格", "Price")},
        {"name": "note", "type": "text", "title": both("备注", "Note")},
        {"name": "shelf", "type": "photo", "title": both("货架", "Shelf"), "count": [0, 3], "min_side": 100,
         "longest_side": 800, "location": "wanted"},
        {"name": "sign", "type": "signature", "title": both("签名", "Signature")},
    ],
    "duties": [{"name": "daily", "title": both("每日", "Daily"), "roles": ["keeper"], "every": "day",
                "opens": "06:00", "due": "18:00"}],
    "maps": [{"dataset": "visits", "columns": {"unit": "unit", "day": "day", "facings": "facings", "price": "price",
                                               "sent": "submission"},
              "when": "facings > 0",
              "on_missing": {"columns": {"unit": "unit", "day": "day", "facings": "0", "sent": "'missing'"}}}],
    "retention": {"photos_days": 30, "location_days": 10},
}  # fmt: skip
DATASET: dict[str, Any] = {
    "kind": "dataset", "name": "visits", "title": both("巡访", "Visits"), "key": ["unit", "day"],
    "columns": [
        {"name": "unit", "title": both("网点", "Unit"), "type": "unit"},
        {"name": "day", "title": both("日", "Day"), "type": "day"},
        {"name": "facings", "title": both("排面", "Facings"), "type": "integer", "max": 50},
        {"name": "price", "title": both("价格", "Price"), "type": "money", "required": False},
        {"name": "sent", "title": both("提交", "Submission"), "type": "text"},
    ],
}  # fmt: skip
PERMISSIONS = {
    "keeper": ["fill_forms"],
    "manager": ["read_submissions"],
    "director": ["read_submissions", "edit_submissions"],
}
#: Where the first of the units is.
PLACE = {"lat": 31.2304, "lon": 121.4737}


def publish_forms(
    database: sa.Engine, folder: Path, edit: Callable[[dict[str, Any]], None] | None = None, **more: Any
) -> Release:
    """Publishes the small app with the form of visits, changed by ``edit``; ``more``: further definitions by path."""
    target = folder / "app_with_forms"
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(small_app.APP, target)
    form = json.loads(json.dumps(FORM))
    if edit is not None:
        edit(form)
    for path, value in {"forms/visit.json": form, "datasets/visits.json": DATASET, **more}.items():
        (target / path).parent.mkdir(exist_ok=True)
        (target / path).write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    for role, added in PERMISSIONS.items():
        file = target / f"roles/{role}.json"
        value = json.loads(file.read_text(encoding="utf-8"))
        value["permissions"] = list(dict.fromkeys([*value["permissions"], *added]))
        file.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    units = target / "data/units.csv"
    lines = units.read_text(encoding="utf-8").splitlines()
    placed = [line + (f",{PLACE['lat']},{PLACE['lon']}" if line.startswith("N11,") else ",,") for line in lines[1:]]
    units.write_text("\n".join([f"{lines[0]},lat,lon", *placed]) + "\n", encoding="utf-8")
    return small_app.publish_app(database, target, reason="forms")


def jpeg(width: int = 640, height: int = 480, seed: int = 0, **options: Any) -> bytes:
    """A picture that differs by ``seed``."""
    out = io.BytesIO()
    Image.effect_noise((width, height), 20 + seed % 60).convert("RGB").save(out, "JPEG", quality=70, **options)
    return out.getvalue()


def with_exif(at: str = "2026:11:23 08:20:00", lat: float = 31.23, lon: float = 121.47, turned: int = 1) -> bytes:
    """A picture that says when and where it was taken, and which way up it is."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = turned, "SecretPhone"
    exif.get_ifd(0x8769)[0x9003] = at
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (lat, 0.0, 0.0), "E", (lon, 0.0, 0.0)
    return jpeg(exif=exif)


def png(width: int, height: int, body: bytes | None = None, more: bytes = b"") -> bytes:
    """A PNG that says it has this size; its rows are empty, whatever it says."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(b"\0" * 1_000) if body is None else body
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + more + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def sha(data: bytes) -> str:
    """SHA-256 in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


class Phone:
    """What the phone client does, by hand. ``person``: of tests/admin_ui/conftest."""

    def __init__(self, person: Any, version: str) -> None:
        self.person, self.version = person, version

    def body(self, photos: Mapping[str, bytes] | None = None, **more: Any) -> dict[str, Any]:
        """A submission with photos (id → bytes) of the shelf."""
        now = clock.now()
        files = [self.declared(name, data) for name, data in (photos or {}).items()]
        values = {"facings": 6, **({"shelf": list(photos)} if photos else {}), **more.pop("values", {})}
        return {
            "id": new_public_id(), "form": "visit", "version": self.version, "unit": "N11", "duty": "daily",
            "begun_at": (now - timedelta(minutes=5)).isoformat(), "submitted_at": now.isoformat(),
            "phone_now": now.isoformat(), "values": values, "attachments": files, **more,
        }  # fmt: skip

    def declared(self, name: str, data: bytes, field: str = "shelf", at: datetime | None = None) -> dict[str, Any]:
        """A file as a submission names it."""
        taken = (at or clock.now() - timedelta(minutes=1)).isoformat()
        here = {**PLACE, "accuracy": 12.0}
        return {
            "id": name, "field": field, "sha256": sha(data), "size": len(data), "media_type": "image/jpeg",
            "taken_at": taken, "location": here,
        }  # fmt: skip

    def send(self, body: Mapping[str, Any]) -> TestResponse:
        """Posts a submission."""
        answer: TestResponse = self.person.call("POST", "/field/submissions", json=body)
        return answer

    def begin(self, submission: str, name: str, data: bytes, **more: Any) -> TestResponse:
        """Begins an upload."""
        wish = {**self.declared(name, data), "submission": submission, "form": "visit", **more}
        answer: TestResponse = self.person.call("POST", "/field/attachments", json=wish)
        return answer

    def piece(self, token: str, data: bytes, offset: int, digest: str | None = None, **more: Any) -> TestResponse:
        """Sends one piece."""
        path = f"/field/attachments/{token}?offset={offset}&sha256={digest or sha(data)}"
        parts = {"file": (io.BytesIO(data), more.pop("name", "x.jpg"), more.pop("type", "image/jpeg")), **more}
        answer: TestResponse = self.person.call("PATCH", path, data=parts, content_type="multipart/form-data")
        return answer

    def upload(self, submission: str, name: str, data: bytes, step: int = 512_000, **more: Any) -> dict[str, Any]:
        """Begins and sends it all. The last answer."""
        begun = self.begin(submission, name, data, **more)
        assert begun.status_code == 200, begun.get_data(as_text=True)
        found: dict[str, Any] = begun.get_json()
        while found["state"] == "coming" and found["received"] < len(data):
            at = found["received"]
            answer = self.piece(found["token"], data[at : at + step], at)
            assert answer.status_code == 200, answer.get_data(as_text=True)
            found = answer.get_json()
        return found


def new_id() -> str:
    """An id as a phone makes it."""
    return new_public_id()


def random_bytes(count: int) -> bytes:
    """Bytes that are no picture."""
    return secrets.token_bytes(count)
