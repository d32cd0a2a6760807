"""Hostile strings in every text that people may write: every page shows them as text and runs none of them (T10).

They are published, looked at, and rolled back: real data, and only the history keeps them.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from typing import Any

import pytest

from engine.base import clock
from engine.definitions.publish import publish, rollback
from engine.definitions.read import read_value
from engine.definitions.release import current_release
from engine.storage.database import writing
from tests.browser.board import DESK, NOW, Board, Tab
from tests.browser.hostile import STRINGS, with_hostile_texts
from tests.browser.pages import PAGES, filled

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(400)]

#: What would be there if a string had become an element.
PLANTED = """() => [window.pwned, document.querySelectorAll(
  "main script, main iframe, main object, main embed, main base, main meta, main form[action^=javascript], " +
  "main a[href^=javascript], main [onerror], main [onload], main [onclick], main [ontoggle], main [onfocus]").length]"""


class Api:
    """The API as the signed-in person of a tab uses it."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab
        self.csrf = tab.api("/session")["csrf"]

    def call(self, method: str, path: str, body: Any) -> Any:
        """A write; its answer."""
        request = self.tab.page.request
        answer = request.fetch(
            f"{self.tab.url}/api/v1{path}",
            method=method,
            data=json.dumps(body),
            headers={"X-CSRF-Token": self.csrf, "Content-Type": "application/json"},
        )
        assert answer.ok, (path, answer.text())
        return answer.json() if answer.text() else None


def hostile_units(text: str) -> str:
    """units.csv with hostile titles."""
    rows, strings = list(csv.DictReader(io.StringIO(text))), cycle(STRINGS)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({**row, "zh": next(strings), "en": next(strings)} for row in rows)
    return out.getvalue()


@contextmanager
def hostile(board: Board) -> Iterator[None]:
    """Every label of what serves is hostile until the block ends."""
    database = board.house.database
    with writing(database) as connection, clock.frozen(NOW):
        release = current_release(connection)
        assert release is not None
        definitions = release.catalog.definitions.values()
        documents = [read_value(with_hostile_texts(json.loads(one.text)), one.path) for one in definitions]
        files = {
            path: hostile_units(text) if path.endswith("units.csv") else text for path, text in release.files.items()
        }
        publish(connection, documents, files, author="test", reason=STRINGS[2])
    try:
        yield
    finally:
        with writing(database) as connection, clock.frozen(NOW):
            rollback(connection, release.number, author="test", reason=STRINGS[5])


def test_no_page_runs_what_people_have_written(board: Board) -> None:
    dialogs: list[str] = []
    with board.tab("hq", DESK) as tab:
        tab.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        tab.open("/")
        api = Api(tab)
        snapshot = api.call("POST", "/boards/regional_board/snapshots", {"unit": "E1", "title": STRINGS[3]})[
            "public_id"
        ]
        comment = {"unit": "E1", "indicator": "net_sales", "text": STRINGS[4]}
        said = api.call("POST", "/comments", comment)["public_id"]
        seen = 0
        with hostile(board):
            other = api.call("POST", "/changes", {"title": STRINGS[6]})["public_id"]
            tab.page.evaluate("id => localStorage.setItem('navmark.change', id)", other)  # the editors as one edits
            for address in filled(PAGES, tab, snapshot):
                page = tab.open(address)
                assert page.evaluate(PLANTED) == [None, 0], address
                assert tab.violations() == [], address
                assert dialogs == [], address
                shown = page.locator("body").inner_text()
                seen += sum(text in shown for text in STRINGS)
        assert seen > len(PAGES)  # they were there to be seen, as text
        assert tab.errors == []
        tab.page.evaluate("localStorage.clear()")
        for path in (f"/changes/{other}", f"/comments/{said}"):
            answer = tab.page.request.delete(f"{tab.url}/api/v1{path}", headers={"X-CSRF-Token": api.csrf})
            assert answer.ok, path
