"""The budget of the first look: what the browser must have before a lamp is drawn, in bytes as they travel."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from tests.admin_ui.conftest import World

STATIC = Path(__file__).parents[2] / "admin_ui" / "static"
BUDGET = 150_000


def first_script() -> dict[str, bytes]:
    """The entry of the built client and all that it imports (not what it fetches later by ``import()``)."""
    page = (STATIC / "index.html").read_text(encoding="utf-8")
    waiting = re.findall(r'<script type="module"[^>]* src="/([^"]+)"', page)
    assert len(waiting) == 1
    found: dict[str, bytes] = {}
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found[name] = (STATIC / name).read_bytes()
        text = found[name].decode()
        imported = re.findall(r'(?:\bfrom|\bimport)\s*"\./([^"]+\.js)"', text)
        waiting += [f"assets/{one}" for one in imported]
    preloaded = set(re.findall(r'<link rel="modulepreload"[^>]* href="/([^"]+)"', page))
    assert preloaded <= set(found)  # the graph was read rightly: what the page names is in it
    return found


@pytest.mark.skipif(not (STATIC / "index.html").exists(), reason="the web client is not built (./run setup)")
def test_the_first_script_fits_a_phone() -> None:
    parts = first_script()
    weights = {name: len(gzip.compress(body, 9, mtime=0)) for name, body in parts.items()}
    assert 100_000 < sum(weights.values()) <= BUDGET, weights
    text = b"".join(parts.values())
    assert b"ant-btn" not in text  # antd comes with the pages that use it
    assert b"zrender" not in text  # charts come after the lights


@pytest.mark.skipif(not (STATIC / "index.html").exists(), reason="the web client is not built (./run setup)")
def test_scripts_travel_packed_to_whoever_takes_it(world: World) -> None:
    name, body = next(iter(first_script().items()))
    client = world.client()
    packed = client.get(f"/{name}", headers={"Accept-Encoding": "gzip, br"})
    plain = client.get(f"/{name}", headers={"Accept-Encoding": "identity"})
    assert (packed.headers["Content-Encoding"], packed.headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(packed.data) == plain.data == body
    assert packed.headers["Content-Type"] == plain.headers["Content-Type"]
    assert "Content-Encoding" not in plain.headers
    plain.close()
    assert "immutable" in packed.headers["Cache-Control"]
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(body)
