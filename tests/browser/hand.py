"""A person's hand in the browser: visible controls only, and how long a person would have needed for it.

Nobody waits for the sum: each act is counted at the pace of somebody who sees the screen for the first time. Where
the page itself takes longer than that pace, its real time counts instead.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

#: Seconds: finding and pressing something; a character typed; choosing a file; reading a new screen.
PRESS, KEY, FILE, READ = 3.0, 0.3, 15.0, 10.0
#: A folder for the screens of the walk (``docs/screens/from_empty``); nothing is drawn without.
SCREENS = os.environ.get("NAVMARK_WALK_SCREENS")


@dataclass
class Hand:
    """Acts on a page by what a person can see. ``seconds`` is what it would have taken him."""

    page: Page
    url: str
    seconds: float = 0.0
    drawn: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Goes to an address as by a bookmark, and reads."""
        self._timed(READ, lambda: self.page.goto(self.url + path))

    def press(self, name: str | re.Pattern[str], within: Locator | None = None, role: str = "button") -> None:
        """Presses a button (or link, tab …) by its words."""
        found = (within or self.page).get_by_role(role, name=name, exact=isinstance(name, str))  # type: ignore[arg-type]
        self.click(found.first)

    def click(self, what: Locator) -> None:
        """Presses something."""
        self._timed(PRESS, what.click)

    def fill(self, label: str | Locator, text: str, within: Locator | None = None) -> None:
        """Types into a field, replacing what stands there."""
        field_ = (within or self.page).get_by_label(label, exact=True).first if isinstance(label, str) else label
        self._timed(PRESS + KEY * len(text), lambda: field_.fill(text))

    def type(self, what: Locator, text: str) -> None:
        """Types where completions may come up; Escape closes them."""

        def typed() -> None:
            what.click()
            self.page.keyboard.type(text)
            self.page.keyboard.press("Escape")

        self._timed(PRESS + KEY * len(text), typed)

    def choose(self, label: str, option: str, within: Locator | None = None, typed: str = "") -> None:
        """Opens a list by its label and takes an entry, after typing a part of it where there are many."""

        def chosen() -> None:
            (within or self.page).get_by_label(label, exact=True).first.click()
            if typed:
                self.page.keyboard.type(typed)
            entries = self.page.locator(".ant-select-dropdown:visible .ant-select-item-option")
            entries.filter(has_text=option).first.click()

        self._timed(2 * PRESS + KEY * len(typed), chosen)

    def give(self, file: Path, within: Locator | None = None) -> None:
        """Chooses a file."""
        self._timed(FILE, lambda: (within or self.page).locator("input[type=file]").first.set_input_files(file))

    def sees(self, what: Locator, words: str | re.Pattern[str] | None = None, within: float = 30) -> None:
        """Waits until something is there (and says so)."""

        def seen() -> None:
            expect(what.first).to_be_visible(timeout=within * 1000)
            if words is not None:
                expect(what.first).to_contain_text(words, timeout=within * 1000)

        self._timed(0, seen)

    def saved(self) -> None:
        """Until the page says that what was typed is kept."""
        keeping = self.page.locator("[data-saving]")
        self._timed(0, lambda: expect(keeping).to_have_attribute("data-saving", "saved", timeout=30_000))

    def draw(self, name: str) -> None:
        """Keeps a picture of the screen, where pictures are wanted."""
        self.drawn.append(name)
        if SCREENS:
            self.page.wait_for_timeout(600)
            self.page.screenshot(path=Path(SCREENS) / f"{len(self.drawn):02d}_{name}.png")

    def _timed(self, pace: float, act: Callable[[], object]) -> None:
        begun = time.monotonic()
        act()
        self.seconds += max(pace, time.monotonic() - begun)
