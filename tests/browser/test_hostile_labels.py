"""Hostile strings in every text that people may write: every page shows them as text and runs none of them (T10).

They are put in as a change set and looked at through its preview: real data, and nothing of it stays.
"""

from __future__ import annotations

import csv
import io
import json
from itertools import cycle
from typing import Any

import pytest

from tests.browser.board import DESK, Board, Tab
from tests.browser.hostile import STRINGS, with_hostile_texts
from tests.browser.pages import PAGES, filled

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

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


def drafted(api: Api) -> str:
    """A change set in which every label is hostile; its public id."""
    change = api.call("POST", "/changes", {"title": STRINGS[0]})["public_id"]
    for one in api.tab.api(f"/changes/{change}/definitions"):
        address = f"/changes/{change}/definitions/{one['kind']}/{one['name']}"
        value = with_hostile_texts(api.tab.api(address)["value"])
        api.call("PUT", address, {"value": value, "revision": 0})
    units = f"/changes/{change}/files/data/units.csv"
    text = hostile_units(api.tab.api(units)["text"])
    api.call("PUT", units, {"text": text, "revision": 0})
    assert api.tab.api(f"/changes/{change}/check")["issues"] == []
    return str(change)


def test_no_page_runs_what_people_have_written(board: Board) -> None:
    dialogs: list[str] = []
    with board.tab("hq", DESK) as tab:
        tab.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        tab.open("/")
        api = Api(tab)
        change = drafted(api)
        addresses = filled(PAGES, tab)
        preview = json.dumps({"change": change, "changeTitle": STRINGS[1]})
        tab.page.evaluate(f"sessionStorage.setItem('navmark.preview', {json.dumps(preview)})")
        seen = 0
        for address in addresses:
            page = tab.open(address)
            assert page.evaluate(PLANTED) == [None, 0], address
            assert tab.violations() == [], address
            assert dialogs == [], address
            seen += sum(text in page.locator("main").inner_text() for text in STRINGS)
        assert seen > len(addresses)  # they were there to be seen, as text
        assert tab.errors == []
        tab.page.evaluate("sessionStorage.removeItem('navmark.preview')")
        tab.page.evaluate("localStorage.clear()")
        for address in (f"/builder/change?change={change}", "/builder/releases", "/builder"):
            assert tab.open(address).evaluate(PLANTED) == [None, 0], address
        api.tab.page.request.delete(f"{tab.url}/api/v1/changes/{change}", headers={"X-CSRF-Token": api.csrf})
