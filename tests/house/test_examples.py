"""The examples are definitions only: no Python, every file canonical, every package without an issue."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.definitions.canonical_form import canonical_text
from engine.definitions.check import check
from engine.definitions.read import read_folder

EXAMPLES = Path(__file__).parents[2] / "examples"
PACKAGES = sorted(folder for folder in EXAMPLES.iterdir() if (folder / "app.json").exists())


def test_there_is_no_code_in_the_examples() -> None:
    allowed = {".json", ".csv", ".md"}
    assert [f for f in EXAMPLES.rglob("*") if f.is_file() and f.suffix not in allowed] == []


@pytest.mark.parametrize("folder", PACKAGES, ids=lambda folder: folder.name)
def test_an_example_has_no_issue(folder: Path) -> None:
    documents, files, issues = read_folder(folder)
    found = [*issues, *check(documents, files).issues]
    assert [issue.line_of_text() for issue in found] == []


@pytest.mark.parametrize("folder", PACKAGES, ids=lambda folder: folder.name)
def test_an_example_is_written_canonically(folder: Path) -> None:
    for document in read_folder(folder)[0]:
        text = (folder / document.path).read_text(encoding="utf-8")
        assert text == canonical_text(document.value), f"{folder.name}/{document.path}: run `navmark format`"
