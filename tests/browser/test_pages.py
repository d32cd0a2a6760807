"""The list of pages is whole: every address of every room of the web client, and an editor of every kind."""

from __future__ import annotations

import re
from pathlib import Path

from engine.definitions.kind import kinds
from tests.browser.pages import EDITORS, PAGES

SOURCES = Path(__file__).parents[2] / "admin_ui/web/src"
_PAGE = re.compile(r'^\s+"?([\w/:*-]+)"?: \(\) => import', re.M)
_ROUTE = re.compile(r'path: "([\w/:]+)"')


def addresses() -> list[str]:
    """What the client's routes say, e.g. "boards/:name"."""
    found = _ROUTE.findall((SOURCES / "App.tsx").read_text(encoding="utf-8"))
    for file in sorted((SOURCES / "rooms").glob("*/index.ts")):
        found += _PAGE.findall(file.read_text(encoding="utf-8"))
    return sorted({address.strip("/") for address in found} - {""})


def test_pages_are_all_here() -> None:
    listed = [page.partition("?")[0].strip("/") for page in PAGES]
    wanted = addresses()
    assert len(wanted) > 25
    for address in wanted:
        shape = re.compile(
            "/".join("[^/]+" if part.startswith(":") else re.escape(part) for part in address.split("/"))
        )
        assert any(shape.fullmatch(page) for page in listed), f"add a page for {address} to tests/browser/pages.py"


def test_every_kind_has_its_editor_here() -> None:
    assert {one.partition("/")[0] for one in EDITORS} == set(kinds())
