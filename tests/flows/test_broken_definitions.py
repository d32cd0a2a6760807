"""``navmark apply`` of a package with one mistake: one line with file, line and hint, exit code 1, nothing changed.

``tests/engine/definitions/test_publish.py`` has the same for the function behind it, on both databases.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine.base import settings
from engine.cli import main
from tests.flows.playhouse import House

#: Mistake → (file, text, its replacement, the one line in English; {line} is the number of the text's line).
MISTAKES: dict[str, tuple[str, str, str, str]] = {
    "wrong reference": (
        "indicators/atv.json",
        '"scale": "standard"',
        '"scale": "standrad"',
        'indicators/atv.json:{line} $.scale N202 there is no scale "standrad" — did you mean "standard"?',
    ),
    "cycle": (
        "indicators/net_sales.json",
        '"formula": "sales_amount",',
        '"formula": "net_sales * 1",',
        "indicators/net_sales.json:{line} $.formula N204 goes round in a circle: net_sales → net_sales"
        " — take one of these references away",
    ),
    "bad formula": (
        "indicators/upt.json",
        '"formula": "unit_count / ticket_count"',
        '"formula": "unit_count / tickt_count"',
        'indicators/upt.json:{line} $.formula N203 unknown measure or indicator "tickt_count"'
        ' — did you mean "ticket_count"?',
    ),
    "overlapping bands": (
        "scales/ceiling.json",
        '"from": 1.0',
        '"from": 0.99',
        "scales/ceiling.json:{line} $.bands[2].from N403 bands 0.85–1 (yellow) and 0.99–∞ (green) overlap — write 1",
    ),
    "duplicate key": (
        "roles/director.json",
        '"level": "division",',
        '"level": "division",\n  "level": "area",',
        'roles/director.json:{after} $.level N104 field "level" is there twice: on line {line} and on line {after}',
    ),
    "unknown field": (
        "sources/erp_stock.json",
        '"overlap_days": 3',
        '"overlap_dais": 3',
        'sources/erp_stock.json:{line} $.window.overlap_dais N121 unknown field "overlap_dais"'
        ' — did you mean "overlap_days"?',
    ),
}


@pytest.fixture
def navmark(copied: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Result]]:
    """The command line on an installation of one's own."""
    monkeypatch.setenv("NAVMARK_DATABASE", copied.settings.database)
    monkeypatch.setenv("NAVMARK_DATA", str(copied.settings.data))
    settings.current.cache_clear()
    yield lambda *words: CliRunner().invoke(main, ["--language", "en", *map(str, words)])
    settings.current.cache_clear()


def content(at: House) -> str:
    """A digest of every table and every row of the database."""
    digest = hashlib.sha256()
    with closing(sqlite3.connect(at.settings.data / "navmark.sqlite")) as connection:
        for line in connection.iterdump():
            digest.update(line.encode())
    return digest.hexdigest()


@pytest.mark.parametrize("mistake", MISTAKES)
def test_one_mistake_is_one_line_and_changes_nothing(
    mistake: str, navmark: Callable[..., Result], copied: House, tmp_path: Path
) -> None:
    file, text, wrong, line = MISTAKES[mistake]
    folder = Path(shutil.copytree(copied.package, tmp_path / "package"))
    right = (folder / file).read_text(encoding="utf-8")
    assert right.count(text) == 1
    number = right[: right.index(text)].count("\n") + 1
    line = line.replace("{line}", str(number)).replace("{after}", str(number + 1))
    (folder / file).write_text(right.replace(text, wrong), encoding="utf-8")
    before = content(copied)
    for command in ("apply", "check"):
        refused = navmark(command, folder)
        assert refused.exit_code == 1
        assert refused.stderr.splitlines() == [line]
    assert content(copied) == before
    assert copied.release.number == 1


def test_a_package_without_a_mistake_is_applied(navmark: Callable[..., Result], copied: House, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(copied.package, tmp_path / "package"))
    again = navmark("apply", folder)
    assert (again.exit_code, again.stdout) == (0, "release 1: nothing has changed\n")
    before = content(copied)
    file = folder / "scales/ceiling.json"
    file.write_text(file.read_text(encoding="utf-8").replace("0.85", "0.8"), encoding="utf-8")
    applied = navmark("apply", folder)
    assert (applied.exit_code, applied.stderr) == (0, "")
    assert applied.stdout.splitlines()[-1] == "release 2"
    assert copied.release.number == 2
    assert content(copied) != before
