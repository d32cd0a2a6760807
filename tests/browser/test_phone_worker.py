"""The service worker of /m/: a build is kept whole, the next one replaces it whole, and nothing of the API is kept."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from flask import Flask, Response
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from admin_ui import web
from engine.base import clock
from tests.browser.phone_world import phone


@contextmanager
def served(static: Path) -> Iterator[str]:
    """A built client in a folder of its own, without an API (nobody is signed in)."""
    app = Flask(__name__, static_folder=None)

    @app.route("/", defaults={"path": ""})
    @app.route("/<path:path>")
    def anything(path: str) -> Response:
        if path.startswith("api/"):
            return Response('{"title": "Sign in"}', 401, mimetype="application/json")
        return web.page(f"/{path}", static)

    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


def kept(page: Page) -> dict[str, list[str]]:
    """What the worker keeps: cache → paths."""
    found: dict[str, list[str]] = page.evaluate(
        """async () => Object.fromEntries(await Promise.all((await caches.keys()).map(async (name) =>
             [name, (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname).sort()])))"""
    )
    return found


def test_a_new_build_replaces_the_old_one_whole(browser: Browser, tmp_path: Path) -> None:
    static = shutil.copytree(web.STATIC, tmp_path / "static")
    with served(static) as url, phone(browser.browser_type, tmp_path / "phone") as context:
        page = context.new_page()
        page.goto(f"{url}/m/")
        page.get_by_label("登录名").wait_for()
        page.evaluate("navigator.serviceWorker.ready")
        first = kept(page)
        assert len(first) == 1
        (name,) = first
        assert "/m/" in first[name]
        assert not [path for path in first[name] if path.startswith("/api")]
        # The next build has another page and another version, and one file less.
        worker, version = static / "m/sw.js", name.removeprefix("navmark-phone-")
        text = worker.read_text(encoding="utf-8")
        assert text.count(version) == 1
        gone = next(path for path in first[name] if "zxing" in path)
        assert f'"{gone}",' in text or f',"{gone}"' in text
        text = text.replace(f'"{gone}",', "").replace(f',"{gone}"', "").replace(version, "0" * 16)
        (static / "phone.html").write_text(
            "<!doctype html><title>next</title><h1>The next build</h1>", encoding="utf-8"
        )
        worker.write_text(text, encoding="utf-8")
        page.evaluate("navigator.serviceWorker.getRegistration('/m/').then((one) => one.update())")
        limit = clock.monotonic() + 20
        while (
            page.evaluate("name => caches.has(name)", name) and clock.monotonic() < limit
        ):  # open() would make it anew
            page.wait_for_timeout(50)
        assert kept(page) == {f"navmark-phone-{'0' * 16}": [path for path in first[name] if path != gone]}
        context.set_offline(True)
        page.goto(f"{url}/m/anywhere/at/all")
        expect(page.get_by_role("heading", name="The next build")).to_be_visible()


def test_a_build_that_comes_only_in_part_is_not_used(browser: Browser, tmp_path: Path) -> None:
    static = shutil.copytree(web.STATIC, tmp_path / "static")
    with served(static) as url, phone(browser.browser_type, tmp_path / "phone") as context:
        page = context.new_page()
        page.goto(f"{url}/m/")
        page.evaluate("navigator.serviceWorker.ready")
        (name,) = first = kept(page)
        worker = static / "m/sw.js"
        text = worker.read_text(encoding="utf-8").replace(name.removeprefix("navmark-phone-"), "1" * 16)
        worker.write_text(text, encoding="utf-8")
        for file in static.glob("assets/zxing-*"):
            file.unlink()
        page.evaluate("navigator.serviceWorker.getRegistration('/m/').then((one) => one.update())")
        page.wait_for_timeout(1500)
        assert kept(page)[name] == first[name]
        context.set_offline(True)
        page.reload()
        expect(page.get_by_label("登录名")).to_be_visible()
