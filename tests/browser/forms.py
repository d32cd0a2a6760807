"""A form and a standard of photos for the board: the retail example has none of its own."""

from __future__ import annotations

import base64
import hashlib
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload

from engine.base.text import both
from engine.storage.database import new_public_id
from tests.flows.playhouse import edit

if TYPE_CHECKING:
    from tests.browser.board import Tab

FORM, STANDARD = "display_check", "shelf"
OFFICE = ("read_submissions", "edit_submissions", "review_submissions", "fill_forms")


def picture(colour: str = "#c02030", size: tuple[int, int] = (120, 160), text: str = "") -> bytes:
    """A small JPEG."""
    drawn = Image.new("RGB", size, colour)
    pen = ImageDraw.Draw(drawn)
    pen.rectangle((8, 8, size[0] - 9, size[1] - 9), outline="white", width=4)
    pen.text((16, 16), text, fill="white")
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=85)
    return out.getvalue()


def _fields() -> list[dict[str, Any]]:
    choices = [
        {"name": name, "title": both(zh, en)} for name, zh, en in (("tidy", "整洁", "Tidy"), ("messy", "凌乱", "Messy"))
    ]
    return [
        {"name": "facings", "type": "number", "title": both("排面数", "Facings"), "required": True, "min": 0,
         "constraint": "facings <= 200", "message": both("排面数不合理", "That many cannot be")},
        {"name": "state", "type": "choice", "title": both("陈列状态", "State"), "choices": choices},
        {"name": "remark", "type": "text", "title": both("说明", "Remark"), "visible": "state == 'messy'"},
        {"name": "price", "type": "money", "title": both("标价", "Price")},
        {"name": "shelf", "type": "photo", "title": both("货架照片", "Shelf"), "count": [0, 3]},
    ]  # fmt: skip


def with_forms(package: Path) -> None:
    """Puts the form, the standard and the permissions they need into a copy of the example."""
    cola = {"name": "cola", "title": both("可乐", "Cola"), "images": [_data_url(picture())], "words": ["可乐"]}
    standard = {
        "kind": "photo_standard", "name": STANDARD, "title": both("货架标准", "Shelf standard"),
        "references": [cola],
        "bands": [{"name": "eye_level", "title": both("视平线", "Eye level"), "from": 0.25, "to": 0.6}],
        "rules": [{"type": "facings", "product": "cola", "at_least": 2, "band": "eye_level"}],
    }  # fmt: skip
    form = {
        "kind": "form", "name": FORM, "title": both("陈列检查", "Display check"), "level": "store", "state": "open",
        "fillers": ["store_manager"], "fields": _fields(),
        "duties": [{"name": "daily", "title": both("每日陈列", "Daily display"), "roles": ["store_manager"],
                    "every": "duty_day", "opens": "08:00", "due": "18:00"}],
        "checks": [{"name": "shelf_ok", "field": "shelf", "check": "shelf_photo", "standard": STANDARD}],
        "review": {"roles": ["director"], "sample": 0.1, "uncertain": "review"},
    }  # fmt: skip
    for folder, value in (("photo_standards", standard), ("forms", form)):
        (package / folder).mkdir(exist_ok=True)
        text = json.dumps(value, ensure_ascii=False, indent=2)
        (package / folder / f"{value['name']}.json").write_text(text, encoding="utf-8")
    for role in ("hq", "director", "area_manager", "store_manager"):
        allow(package, role, *(OFFICE if role in ("hq", "director") else ("fill_forms", "read_submissions")))


def allow(package: Path, role: str, *permissions: str) -> None:
    """Gives a role permissions that it has not."""

    def more(value: Any) -> None:
        value["permissions"] += [one for one in permissions if one not in value["permissions"]]

    edit(package / f"roles/{role}.json", more)


def sent(tab: Tab, unit: str, values: dict[str, Any], photos: tuple[bytes, ...] = (), *, at: str) -> str:
    """Sends the form as the phone does it, photos and all; the submission's id. ``at``: when by its clock (ISO)."""
    call = tab.page.request
    headers = {"X-CSRF-Token": tab.api("/session")["csrf"]}
    files = [(new_public_id(), data, hashlib.sha256(data).hexdigest()) for data in photos]
    declared = [
        {"id": one, "field": "shelf", "sha256": sha, "size": len(data), "media_type": "image/jpeg", "taken_at": at}
        for one, data, sha in files
    ]
    whole = new_public_id()
    body = {
        "id": whole, "form": FORM, "version": tab.api(f"/field/forms/{FORM}")["version"], "unit": unit, "duty": "daily",
        "begun_at": at, "submitted_at": at, "phone_now": at, "attachments": declared,
        "values": {**values, **({"shelf": [one for one, _, _ in files]} if files else {})},
    }  # fmt: skip
    answer = call.post(f"{tab.url}/api/v1/field/submissions", data=body, headers=headers)
    assert answer.ok, answer.text()
    for one, (_, data, sha) in zip(declared, files, strict=True):
        begun = call.post(
            f"{tab.url}/api/v1/field/attachments", data={**one, "submission": whole, "form": FORM}, headers=headers
        )
        assert begun.ok, begun.text()
        part = FilePayload(name="shelf.jpg", mimeType="image/jpeg", buffer=data)
        url = f"{tab.url}/api/v1/field/attachments/{begun.json()['token']}?offset=0&sha256={sha}"
        done = call.patch(url, multipart={"file": part}, headers=headers)
        assert done.ok, done.text()
    return whole


def _data_url(data: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(data).decode()
