"""A cold load of ``/`` in Chromium on a desk and on a phone: bytes of script until the lamps, and the time it takes."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.home import WORDS, served, with_words
from benchmarks.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SIZES = {"desk": (1440, 900), "phone": (390, 844)}
CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
#: Notes when the first lamp is in the page, in milliseconds since the address was called.
NOTE = """new MutationObserver((_, watch) => {
  if (!document.querySelector("[data-lamp]")) return;
  window.lampsAt = performance.now();
  watch.disconnect();
}).observe(document, { childList: true, subtree: true });"""
#: That time, and the scripts that were asked for until then.
SEEN = """() => [window.lampsAt, performance.getEntriesByType("resource")
  .filter(({ name, startTime }) => name.endsWith(".js") && startTime <= window.lampsAt).map(({ name }) => name)]"""


def first_screen(world: World, runs: int) -> dict[str, float] | None:
    """``<size> bytes``: gzip bytes of script asked for before the lamps are drawn; ``<size> ms``: from the address to
    the lamps (median). None where there is no Chromium, or no built client."""
    static = Path(__file__).parents[1] / "admin_ui" / "static" / "index.html"
    if not CHROMIUM.exists() or not static.exists():
        return None
    with_words(world)
    found: dict[str, float] = {}
    with served(world) as (port, _), _browser() as browser:
        for name, (width, height) in SIZES.items():
            looks = [_look(browser, f"http://127.0.0.1:{port}", width, height) for _ in range(runs)]
            found[f"{name} bytes"] = median(look[0] for look in looks)
            found[f"{name} ms"] = median(look[1] for look in looks)
    return found


@contextmanager
def _browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def _look(browser: Browser, site: str, width: int, height: int) -> tuple[int, float]:
    """One cold load of a signed-in person: a new context keeps nothing of an earlier one."""
    context = browser.new_context(viewport={"width": width, "height": height})
    try:
        signed = context.request.post(f"{site}/api/v1/session", data={"login": "chief", "password": WORDS})
        assert signed.ok, signed.status
        page = context.new_page()
        page.add_init_script(NOTE)
        scripts: dict[str, Any] = {}
        page.on("response", lambda answer: scripts.update({answer.url: answer}) if ".js" in answer.url else None)
        page.goto(site)
        page.locator("[data-lamp]").first.wait_for()
        drawn, asked = page.evaluate(SEEN)
        return sum(_travelled(scripts[url]) for url in asked), drawn
    finally:
        context.close()


def _travelled(answer: Any) -> int:
    """The bytes of a script as gzip makes them, whether or not this server packs what it sends."""
    return len(gzip.compress(answer.body(), 9, mtime=0))
