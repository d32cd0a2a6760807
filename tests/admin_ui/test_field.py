"""Submissions and photos from the phone, over the API."""

from __future__ import annotations

import io
import re
import threading
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image

from engine.storage.database import reading
from engine.storage.photos import GoneError, Photos
from engine.storage.tables import attachment
from form_builder.photos import clean, uploads
from form_builder.photos.finishing import small_key
from tests import field, small_app
from tests.admin_ui.conftest import World
from tests.field import Phone

Phones = Callable[..., Phone]


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


def gif() -> bytes:
    out = io.BytesIO()
    Image.new("P", (200, 200)).save(out, "GIF")
    return out.getvalue()


def moving(kind: str) -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (200, 200), shade) for shade in ("red", "green")]
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


def long_rows() -> bytes:
    """39 megapixels of RGBA noise-free rows: 160 MB of them in 150 kB."""
    return field.png(6_200, 6_290, zlib.compress((b"\0" + b"\x80" * (6_200 * 3)) * 6_290, 9))


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
#: What is sent, and the code and a word of the refusal.
REFUSED: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "bomb of 400 megapixels": (lambda: field.png(20_000, 20_000), "N561", "20000 × 20000"),
    "bomb of 169 megapixels": (lambda: field.png(13_000, 13_000), "N561", "40 MP"),
    "a size of nothing": (lambda: field.png(0, 100), "N563", "not whole"),
    "rows that never end": (lambda: field.png(300, 300, zlib.compress(b"\0" * 9)), "N563", "not whole"),
    "svg": (lambda: SVG, "N560", "SVG"),
    "svg behind a declaration": (lambda: b'<?xml version="1.0"?>\n<!-- x -->' + SVG, "N560", "SVG"),
    "html": (lambda: b"<!DOCTYPE html><script>alert(1)</script>", "N560", "HTML"),
    "gif": (gif, "N560", "GIF"),
    "gif that is html": (lambda: b"GIF89a/*" + b"<script>alert(1)</script>", "N560", "GIF"),
    "heic": (lambda: b"\0\0\0\x18ftypheic" + b"\0" * 200, "N560", "HEIC"),
    "pdf": (lambda: b"%PDF-1.7\n1 0 obj", "N560", "PDF"),
    "zip": (lambda: b"PK\x03\x04" + b"\0" * 100, "N560", "ZIP"),
    "tiff": (lambda: b"II*\0" + b"\0" * 100, "N560", "TIFF"),
    "noise": (lambda: b"\x01" + field.random_bytes(500), "N560", "not a JPEG"),
    "jpeg and a zip": (lambda: field.jpeg() + b"PK\x03\x04 and more", "N562", "something else"),
    "jpeg and a page": (lambda: field.jpeg() + b"<script>alert(1)</script>", "N562", "something else"),
    "png and a program": (lambda: field.png(300, 300) + b"MZ\x90\0", "N562", "something else"),
    "jpeg cut off": (lambda: field.jpeg()[:-500], "N563", "not whole"),
    "jpeg of a head only": (lambda: field.jpeg()[:200], "N563", "not whole"),
    "png that says webp": (lambda: b"RIFF\x40\0\0\0WEBPVP8 " + b"\0" * 60, "N563", "not whole"),
    "moving png": (lambda: moving("PNG"), "N563", "moving"),
    "moving webp": (lambda: moving("WEBP"), "N563", "moving"),
    "too small": (lambda: field.jpeg(200, 90), "N564", "200 × 90"),
}  # fmt: skip


def test_what_is_no_plain_picture_is_refused_in_words(forms: World, phone: Phones) -> None:
    mine = phone()
    for name, (make, code, word) in REFUSED.items():
        photo, data = field.new_id(), make()
        body = mine.body({photo: data})
        assert mine.send(body).status_code == 201
        answer = mine.upload(body["id"], photo, data)
        assert (answer["state"], answer["sha256"], (answer["refusal"] or {}).get("code")) == ("refused", None, code), (
            name
        )
        assert word in answer["refusal"]["message"]["en"], name
        assert answer["refusal"]["message"]["zh"]
        told = mine.send(body).get_json()
        assert (told["state"], told["missing"], told["refused"][photo]["code"]) == ("waiting_for_photos", [photo], code)
    assert {row.key for row in rows(forms, attachment)} == {None}
    assert [path for path in (forms.folder / "photos").rglob("*") if path.is_file()] == []


TAKEN: dict[str, Callable[[], bytes]] = {
    "a comment that is a program": lambda: field.jpeg(comment=b"<?php system($_GET[1]); ?><script>alert(1)</script>"),
    "a second picture behind the first": lambda: field.jpeg() + field.jpeg(80, 60),
    "padding": lambda: field.jpeg() + b"\0" * 64,
    "webp": lambda: as_kind("WEBP"),
    "png": lambda: as_kind("PNG"),
    "CMYK": lambda: as_kind("JPEG", "CMYK"),
    "grey": lambda: as_kind("PNG", "L"),
    "transparent": lambda: as_kind("PNG", "RGBA"),
    "39 megapixels": long_rows,
}


def as_kind(kind: str, mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.effect_noise((300, 200), 50).convert("RGB").convert(mode).save(out, kind)
    return out.getvalue()


def test_what_is_kept_is_a_new_picture_and_nothing_else(forms: World, phone: Phones) -> None:
    mine, photos = phone(), Photos.of(forms.settings)
    for name, make in TAKEN.items():
        assert mine.upload(field.new_id(), field.new_id(), make())["state"] == "stored", name
        row = rows(forms, attachment)[-1]
        kept = photos.get(row.key)
        assert kept.startswith(b"\xff\xd8\xff")
        assert kept.endswith(b"\xff\xd9")
        assert all(word not in kept for word in (b"php", b"script", b"Exif", b"http")), name
        assert max(row.width, row.height) <= 800
        with Image.open(io.BytesIO(photos.get(small_key(row.key)))) as small:
            assert max(small.size) <= 320


def test_only_the_bytes_of_the_one_part_are_looked_at(forms: World, phone: Phones) -> None:
    mine, photo, data = phone(), field.new_id(), field.jpeg()
    token = mine.begin(field.new_id(), photo, data).get_json()["token"]
    path = f"/field/attachments/{token}?offset=0&sha256={field.sha(data)}"

    def sent(**more: Any) -> int:
        return int(mine.person.call("PATCH", path, **more).status_code)

    file = lambda: (io.BytesIO(data), "x.jpg")  # noqa: E731
    form = {"content_type": "multipart/form-data"}
    assert sent(json={"file": {"filepath": "/etc/passwd"}}) == 415
    assert sent(data=data, content_type="image/jpeg") == 415
    assert sent(data={"file": file(), "filepath": "/etc/passwd"}, **form) == 400
    assert sent(data={"file": file(), "file.filepath": "/etc/passwd"}, **form) == 400
    assert sent(data={"files[0].filepath": "/etc/passwd"}, **form) == 400
    assert sent(data={"file": [file(), file()]}, **form) == 400
    assert sent(data={"photo": file()}, **form) == 400
    assert sent(data={"file": (io.BytesIO(b""), "x.jpg")}, **form) == 400
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'
    large = head + b"x" * 512_001 + b"\r\n--b--\r\n"
    assert sent(data=large, content_type="multipart/form-data; boundary=b") == 413
    assert rows(forms, attachment)[0].received == 0
    answer = mine.piece(token, data, 0, name="../../../../etc/cron.d/x\0.php", type="text/html")
    assert answer.get_json()["state"] == "stored"
    (row,) = rows(forms, attachment)
    assert re.fullmatch(r"202611/[0-9a-f]{32}\.jpg", row.key)
    inside = {path.suffix for path in (forms.folder / "photos").rglob("*") if path.is_file()}
    assert inside == {".jpg"}


def test_a_token_is_good_for_its_person_and_its_place_only(forms: World, phone: Phones) -> None:
    mine, other, photo, data = phone(), phone("keep_n12"), field.new_id(), field.jpeg()
    submission = field.new_id()
    token = mine.begin(submission, photo, data).get_json()["token"]
    foreign, missing = other.piece(token, data, 0), other.piece("no_such_token", data, 0)
    assert (foreign.status_code, foreign.data) == (404, missing.data)
    assert other.person.call("GET", f"/field/attachments/{token}").status_code == 404
    assert other.begin(submission, photo, data).status_code == 404
    assert other.begin(submission, field.new_id(), data).status_code == 404  # into somebody else's submission
    assert mine.begin(submission, photo, data).get_json()["token"] == token
    for change in ({"sha256": "0" * 64}, {"size": 5}, {"field": "sign"}, {"submission": field.new_id()}):
        answer = (
            mine.begin(submission, photo, data, **change)
            if "submission" not in change
            else mine.begin(change["submission"], photo, data)
        )
        assert (answer.status_code, answer.get_json()["issues"][0]["code"]) == (422, "N568")
    for change, code in (
        ({"field": "note"}, "N570"), ({"field": "nothing"}, "N570"), ({"form": "nothing"}, "N570"),
        ({"size": 8_000_001}, "N569"), ({"id": "../../x"}, "N811"), ({"sha256": "x"}, "N811"), ({"size": 0}, "N811"),
    ):  # fmt: skip
        answer = mine.begin(submission, change.pop("id", field.new_id()), data, **change)
        assert (answer.status_code, answer.get_json()["issues"][0]["code"]) == (422, code), change
    assert mine.person.call("POST", "/field/attachments", json={"id": photo, "path": "/etc/passwd"}).status_code == 422
    assert phone("mgr_n1").begin(field.new_id(), field.new_id(), data).status_code == 403


def test_pieces_go_on_where_the_last_one_ended(forms: World, phone: Phones) -> None:
    mine, photo, data = phone(), field.new_id(), field.jpeg()
    begun = mine.begin(field.new_id(), photo, data).get_json()
    token = begun["token"]
    assert (begun["received"], begun["chunk"], begun["state"], begun["sha256"]) == (0, 512_000, "coming", None)
    assert mine.piece(token, data[:1000], 0).get_json()["received"] == 1000
    late = mine.piece(token, data[:1000], 0)
    assert (late.status_code, late.get_json()["received"]) == (409, 1000)
    damaged = mine.piece(token, data[1000:2000], 1000, field.sha(data[1000:2001]))
    assert (damaged.status_code, damaged.get_json()["issues"][0]["code"]) == (422, "N571")
    assert mine.piece(token, data[1000:] + b"x", 1000).status_code == 422
    assert mine.person.get(f"/field/attachments/{token}")["received"] == 1000
    assert mine.piece(token, data[1000:], 1000).get_json()["sha256"] == field.sha(data)
    repeated = mine.piece(token, data[1000:], 1000)  # the answer was lost on the way
    assert (repeated.status_code, repeated.get_json()["state"]) == (200, "stored")


def test_bytes_that_are_not_what_was_declared_are_asked_for_once_more(forms: World, phone: Phones) -> None:
    mine, photo, data = phone(), field.new_id(), field.jpeg()
    begun = mine.begin(field.new_id(), photo, data, sha256="0" * 64).get_json()
    once = mine.piece(begun["token"], data, 0).get_json()
    assert (once["state"], once["received"]) == ("coming", 0)
    twice = mine.piece(begun["token"], data, 0).get_json()
    assert (twice["state"], twice["refusal"]["code"]) == ("refused", "N566")


def test_where_no_turn_comes_the_bytes_stay_and_the_phone_comes_again(
    forms: World, phone: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, photo, data, submission = phone(), field.new_id(), field.jpeg(), field.new_id()
    token = mine.begin(submission, photo, data).get_json()["token"]
    with monkeypatch.context() as patched:
        patched.setattr(clean, "PATIENCE", 0.01)
        patched.setattr(clean, "_turns", threading.BoundedSemaphore(1))
        assert clean._turns.acquire()
        busy = mine.piece(token, data, 0)
        assert (busy.status_code, busy.headers["Retry-After"]) == (503, "5")
        assert mine.begin(submission, photo, data).status_code == 503
    assert mine.begin(submission, photo, data).get_json()["state"] == "stored"


def test_too_many_on_their_way_have_to_wait(forms: World, phone: Phones, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_OPEN", 2)
    mine, data = phone(), field.jpeg()
    names = [field.new_id() for _ in range(3)]
    told = [mine.begin(field.new_id(), name, data).status_code for name in names]
    assert told == [200, 200, 429]
    mine.person.call("GET", "/session")
    token = rows(forms, attachment)[0].token
    assert mine.piece(token, data, 0).status_code == 200
    assert mine.begin(field.new_id(), names[2], data).status_code == 200


def test_a_signature_stays_a_drawing(forms: World, phone: Phones) -> None:
    mine, name, out = phone(), field.new_id(), io.BytesIO()
    drawn = Image.new("RGBA", (400, 200))
    drawn.putpixel((50, 50), (0, 0, 0, 255))
    drawn.save(out, "PNG", pnginfo=None)
    data = out.getvalue()
    declared = mine.declared(name, data, "sign") | {"media_type": "image/png", "location": None}
    body = mine.body(values={"sign": [name]}) | {"attachments": [declared]}
    assert mine.send(body).status_code == 201
    assert mine.upload(body["id"], name, data, **declared)["state"] == "stored"
    (row,) = rows(forms, attachment)
    assert (row.media_type, row.flags, row.distance) == ("image/png", [], None)
    with Image.open(io.BytesIO(Photos.of(forms.settings).get(row.key))) as kept:
        assert (kept.format, kept.size, kept.convert("RGBA").getpixel((50, 50))) == ("PNG", (400, 200), (0, 0, 0, 255))
    answer = mine.person.call("GET", f"/photos/{name}")
    assert (answer.status_code, answer.mimetype) == (200, "image/png")


def test_photos_may_be_kept_elsewhere(tmp_path: Path) -> None:
    for place in ("memory://elsewhere", str(tmp_path / "a folder"), f"file://{tmp_path}/by_url"):
        photos = Photos.of(replace(small_app.settings_in(tmp_path), values={"NAVMARK_PHOTOS": place}))
        key = photos.new_key("jpg")
        photos.put(key, b"one")
        photos.put(key, b"two")
        assert photos.get(key) == b"two"
        photos.delete(key)
        photos.delete(key)
        with pytest.raises(GoneError):
            photos.get(key)
        for foreign in ("../x", "/etc/passwd", "a/../b", "A", "", "a//b", "a\n"):
            with pytest.raises(ValueError, match="not a key"):
                photos.get(foreign)


def test_a_full_disk_is_a_reason_to_come_again(forms: World, phone: Phones) -> None:
    mine, photo, data, submission = phone(), field.new_id(), field.jpeg(), field.new_id()
    token = mine.begin(submission, photo, data).get_json()["token"]
    (forms.folder / "photos").write_bytes(b"a file where the folder should be")
    full = mine.piece(token, data, 0)
    assert (full.status_code, full.headers["Retry-After"]) == (503, "30")
    (forms.folder / "photos").unlink()
    assert mine.begin(submission, photo, data).get_json()["received"] == 0
    assert mine.piece(token, data, 0).get_json()["state"] == "stored"
