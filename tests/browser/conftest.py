"""Debian's Chromium, and one board for all browser tests of a process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from admin_ui.web import STATIC
from tests.browser.board import Board, played

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one browser of a process; skips, with the reason, where there is none or no built client."""
    if not CHROMIUM.exists():
        pytest.skip(f"browser: no {CHROMIUM} (apt-get install chromium fonts-noto-cjk)")
    if not (STATIC / "index.html").is_file():
        pytest.skip("browser: the web client is not built (./run setup)")
    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        yield found
        found.close()


# How long a page takes says something of the machine: what is expected may come late, but it must come.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def board(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    """The board of all browser tests of a process."""
    with played(tmp_path_factory.mktemp("board"), browser) as found:
        yield found
