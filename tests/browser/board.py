"""The board as people use it: the retail example after two mornings, served for real, and tabs of a real browser."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

from engine.access import accounts
from engine.base import clock
from engine.base.settings import Settings
from engine.storage.database import writing
from plugins.demo.state import any_free
from plugins.sample_sources.story import Story
from tests.browser.forms import with_forms
from tests.flows.playhouse import House, edit, house, instant, package, rows

#: The last day of data; a Sunday. December has begun six days ago, so that seven days of data hold all of its month.
A = date(2026, 12, 6)
FIRST_DAYS = 7
DIVISIONS = ("E", "SW", "C")
#: Nothing has come from its tills for A.
GREY = "SW201"
NOW = instant(A + timedelta(days=1), "08:30:00")
#: The story's first store: out of stock on the last three days.
RED = "E102"
#: What store managers do not see here; the example hides nothing from anybody.
HIDDEN = "staff_rate"
PASSWORD = "a right password 1"
LOGINS = ("hq", "dir_east", "am_e1", "sm_e102")
DESK, PHONE = (1440, 900), (390, 844)
#: What a browser reports as an error of the page although an answer is meant: nobody is signed in, nothing is there.
MEANT = ("status of 401", "status of 403", "status of 404")
_COMING = ".ant-skeleton, .trend-frame:empty, [aria-busy=true]"
_NOTE_VIOLATIONS = """
  window.violations = [];
  document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
    window.violations.push(`${violatedDirective} ${blockedURI}`));
"""


@dataclass
class Tab:
    """A tab, and what happened in it."""

    page: Page
    url: str
    errors: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.add_init_script(_NOTE_VIOLATIONS)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", self._request)

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning") and not any(words in message.text for words in MEANT):
            self.errors.append(message.text)

    def _request(self, request: Any) -> None:
        if "/api/" in request.url:
            self.asked.append(f"{request.method} {request.url.removeprefix(self.url + '/api/v1')}")

    def open(self, path: str) -> Page:
        """Opens an address afresh and waits until nothing is under way any more."""
        self.page.goto(self.url + path)
        return self.settled()

    def settled(self) -> Page:
        """The page when everything it asked for is drawn: no shape of what is coming stands there any more."""
        self.page.locator("h1").first.wait_for()
        expect(self.page.locator(_COMING)).to_have_count(0, timeout=20_000)
        return self.page

    def quiet(self) -> Page:
        """The page when it has asked for nothing more for half a second."""
        self.page.wait_for_load_state("networkidle")
        return self.settled()

    def api(self, path: str) -> Any:
        """What the API answers to the same person."""
        answer = self.page.request.get(f"{self.url}/api/v1{path}")
        assert answer.ok, answer.text()
        return answer.json()

    def wider_than_window(self) -> int:
        """By how many pixels the page could be moved to the side."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))

    def violations(self) -> list[str]:
        """What the content security policy has forbidden on this page."""
        return list(self.page.evaluate("window.violations"))

    def lamps(self) -> list[tuple[str, str]]:
        """The lamps of the screen in reading order: (title, colour)."""
        found = self.page.locator("[data-lamp]").all()
        return [(one.locator(".lamptile-title").inner_text(), one.get_attribute("data-lamp") or "") for one in found]


@dataclass
class Board:
    """The served installation."""

    url: str
    house: House
    browser: Browser
    _people: dict[str, BrowserContext] = field(default_factory=dict)

    @contextmanager
    def tab(self, login: str | None = None, size: tuple[int, int] = DESK) -> Iterator[Tab]:
        """A new tab in a person's browser, where he has signed in; without ``login``, in a browser nobody has used."""
        context = self._people.get(login or "") or self.browser.new_context(locale="zh-CN", reduced_motion="reduce")
        if login and login not in self._people:
            answer = context.request.post(f"{self.url}/api/v1/session", data={"login": login, "password": PASSWORD})
            assert answer.ok, answer.text()
            self._people[login] = context
        page = context.new_page()
        try:
            page.set_viewport_size({"width": size[0], "height": size[1]})
            yield Tab(page, self.url)
        finally:
            if login:
                page.close()
            else:
                context.close()

    def titles(self, codes: Iterable[str] | None = None) -> dict[str, tuple[str, str]]:
        """Unit → its title in Chinese and in English, as the example's file has them."""
        found = {row["code"]: (row["zh"], row["en"]) for row in rows(self.house.package / "data/units.csv")}
        return found if codes is None else {code: found[code] for code in codes}


@contextmanager
def played(folder: Path, browser: Browser) -> Iterator[Board]:
    """Plays the mornings of A and of the day after, then serves what they left."""
    port = any_free()
    url = f"http://127.0.0.1:{port}"
    with ExitStack() as running:
        copy = package(folder / "package", first_days=FIRST_DAYS, divisions=DIVISIONS)
        edit(copy / "roles/store_manager.json", lambda role: role.update(hidden_indicators=[HIDDEN]))
        with_forms(copy)
        made = house(folder, Story(A, s3=GREY), running, package_=copy)
        made.settings = replace(made.settings, public_url=url)
        made.publish(instant(A, "07:00:00"))
        with writing(made.database) as connection, clock.frozen(NOW):
            for account in accounts.accounts(connection):
                if account.login in LOGINS:
                    accounts.set_password(connection, account, PASSWORD, by="test", cost="test")
        made.morning(A)
        made.morning(A + timedelta(days=1))
        running.enter_context(serving(made.settings, port, NOW, folder / "serve.log"))
        yield Board(url, made, browser)


@contextmanager
def serving(settings: Settings, port: int, at: datetime, log: Path) -> Iterator[None]:
    """The installation served by a process of its own whose clock stands still, until the block ends."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("NAVMARK_")},
        **settings.values,
        "NAVMARK_DATA": str(settings.data),
        "NAVMARK_DATABASE": settings.database,
        "NAVMARK_KEY": settings.require_key(),
        "NAVMARK_PUBLIC_URL": settings.public_url,
    }
    command = [sys.executable, "-m", "tests.browser.served", str(port), at.isoformat()]
    with log.open("wb") as out:
        child = subprocess.Popen(
            command, env=environment, cwd=Path(__file__).parents[2], stdout=out, stderr=subprocess.STDOUT
        )
    try:
        _await(child, settings.public_url, log)
        yield
    finally:
        child.terminate()
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait(5)


def _await(child: subprocess.Popen[bytes], url: str, log: Path) -> None:
    limit = clock.monotonic() + 40
    while clock.monotonic() < limit and child.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(log.read_text(encoding="utf-8")[-4000:])
