"""The phone's page: its budget in bytes as they travel, its service worker and manifest, and what is served where."""

from __future__ import annotations

import gzip
import json
import re
import struct
import zlib
from pathlib import Path

import pytest

from tests.admin_ui.conftest import World
from tests.admin_ui.test_first_script import STATIC

BUDGET = 150_000
pytestmark = pytest.mark.skipif(
    not (STATIC / "phone.html").exists(), reason="the web client is not built (./run setup)"
)


def first_load() -> dict[str, bytes]:
    """The page, its styles, its entry and all that this imports (not what it fetches later by ``import()``)."""
    page = (STATIC / "phone.html").read_bytes()
    text = page.decode()
    found = {"phone.html": page}
    scripts = re.findall(r'<script type="module"[^>]* src="/([^"]+)"', text)
    styles = re.findall(r'<link rel="stylesheet"[^>]* href="/([^"]+)"', text)
    assert len(scripts) == 1
    waiting = scripts + styles
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = (STATIC / name).read_bytes()
            imported = re.findall(r'(?:\bfrom|\bimport)\s*"\./([^"]+\.js)"', found[name].decode())
            waiting += [f"assets/{one}" for one in imported]
    assert set(re.findall(r'<link rel="modulepreload"[^>]* href="/([^"]+)"', text)) <= set(found)
    return found


def shell() -> dict[str, object]:
    """What the service worker was told of its files."""
    told = re.search(r'\{"version".*?\]\}', (STATIC / "m/sw.js").read_text(encoding="utf-8"))
    assert told
    found: dict[str, object] = json.loads(told.group())
    return found


def test_the_first_load_fits_a_weak_network() -> None:
    parts = first_load()
    weights = {name: len(gzip.compress(body, 9, mtime=0)) for name, body in parts.items()}
    assert 80_000 < sum(weights.values()) <= BUDGET, weights
    text = b"".join(parts.values())
    for stranger in (b"ant-btn", b"QueryClientProvider", b"i18next", b"zrender", b"NotFoundException", b"getUserMedia"):
        assert stranger not in text, stranger  # the desk's libraries; the reader of codes and the camera come later


def test_the_worker_keeps_all_that_the_page_may_ask_for_and_nothing_else() -> None:
    files = shell()["files"]
    assert isinstance(files, list)
    assert {f"/{name}" for name in first_load() if name != "phone.html"} <= set(files)
    assert all((STATIC / name.lstrip("/")).is_file() for name in files)
    later = [name for name in files if "Camera" in name or "zxing" in name or "Pad" in name]
    assert len(later) >= 3  # photos, codes and signatures without a network too
    assert not [name for name in files if "/api" in name or "index-" in name or "Page-" in name]
    assert shell()["page"] == "/m/"


def test_icons_are_drawn_and_the_manifest_names_them() -> None:
    manifest = json.loads((STATIC / "m/manifest.json").read_text(encoding="utf-8"))
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == ("/m/", "/m/", "standalone")
    assert {one["purpose"] for one in manifest["icons"]} == {"any", "maskable"}
    for one in manifest["icons"]:
        width, height, corner, middle = _png(STATIC / one["src"].lstrip("/"))
        assert one["sizes"] == f"{width}x{height}"
        assert corner == ((0, 0, 0, 0) if one["purpose"] == "any" else (15, 36, 56, 255))  # #0f2438 to the very edge
        assert middle == (255, 255, 255, 255)  # the tower


def _png(file: Path) -> tuple[int, int, tuple[int, ...], tuple[int, ...]]:
    """Width, height, and the pixels in the first corner and in the middle, of an RGBA picture without filters."""
    data = file.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", data[16:24])
    (length,) = struct.unpack(">I", data[33:37])
    raw = zlib.decompress(data[41 : 41 + length])
    at = (height // 2) * (width * 4 + 1) + 1 + (width // 2) * 4
    return width, height, tuple(raw[1:5]), tuple(raw[at : at + 4])


def test_what_is_served_where(world: World) -> None:
    client = world.client()
    page = (STATIC / "phone.html").read_bytes()
    for path in ("/m/", "/m/duty/display/U-1", "/m/queue?x=1"):
        answer = client.get(path)
        assert (answer.status_code, answer.data, answer.headers["Cache-Control"]) == (200, page, "no-cache")
        answer.close()
    moved = client.get("/m?a=1")
    assert (moved.status_code, moved.headers["Location"]) == (308, "/m/?a=1")
    worker = client.get("/m/sw.js")
    assert "javascript" in worker.headers["Content-Type"]
    assert worker.headers["Cache-Control"] == "no-cache"  # or no phone would ever see the next build
    worker.close()
    desk = client.get("/monday")
    assert desk.data == (STATIC / "index.html").read_bytes()
    desk.close()
