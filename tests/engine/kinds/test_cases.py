"""Every kind's own cases: the good ones pass without a word, each bad one is refused for exactly its one mistake."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.base.issue import Issue
from engine.definitions.check import check
from engine.definitions.kind import kinds
from engine.definitions.read import read_value


def cases(side: str) -> Iterator[Any]:
    for kind in kinds().values():
        for file in sorted((kind.folder / "cases" / side).glob("*.json")):
            yield pytest.param(kind.name, file, id=f"{kind.name}/{file.stem}")


def issues_of(case: dict[str, Any]) -> list[Issue]:
    around = [read_value(value, f"around_{i}.json") for i, value in enumerate(case.get("with", []))]
    documents = [*around, read_value(case["definition"], "case.json")]
    return list(check(documents, case.get("files", {}), package=False).issues)


def loaded(file: Path) -> dict[str, Any]:
    case: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return case if "definition" in case else {"definition": case}


@pytest.mark.parametrize(("kind", "file"), list(cases("good")))
def test_good_cases_pass(kind: str, file: Path) -> None:
    case = loaded(file)
    assert case["definition"]["kind"] == kind
    assert [issue.line_of_text() for issue in issues_of(case)] == []


@pytest.mark.parametrize(("kind", "file"), list(cases("bad")))
def test_bad_cases_are_refused_for_one_mistake(kind: str, file: Path) -> None:
    case = loaded(file)
    issues = issues_of(case)
    assert len(issues) == 1, [issue.line_of_text() for issue in issues]
    (issue,) = issues
    assert issue.code == case["expect"].split()[0]
    if "path" in case:
        assert issue.path == case["path"]
    assert issue.file
    assert issue.line
    assert issue.message["zh"].strip()
    assert issue.message["en"].strip()
    assert issue.hint is None or (issue.hint["zh"] and issue.hint["en"])
