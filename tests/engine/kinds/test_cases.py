"""Every kind's own cases: the good ones pass without a word, each bad one is refused for exactly its one mistake."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

import pytest

from engine.definitions.kind import kinds
from engine.testing.kind_cases import case_files, faults_of_bad_case, load_case, run_case


def cases(side: Literal["good", "bad"]) -> list[Any]:
    return [
        pytest.param(kind.name, file, id=f"{kind.name}/{file.stem}")
        for kind in kinds().values()
        for file in case_files(kind, side)
    ]


@pytest.mark.parametrize(("kind", "file"), cases("good"))
def test_good_cases_pass(kind: str, file: Path) -> None:
    assert load_case(file)["definition"]["kind"] == kind
    assert [issue.line_of_text() for issue in run_case(file)] == []


@pytest.mark.parametrize(("kind", "file"), cases("bad"))
def test_bad_cases_are_refused_for_one_mistake(kind: str, file: Path) -> None:
    assert faults_of_bad_case(file) == []


def test_the_runner_bites(tmp_path: Path) -> None:
    case = load_case(case_files(kinds()["scale"], "bad")[0])
    file = tmp_path / "case.json"
    file.write_text(json.dumps({**case, "expect": "N999", "path": "$.x"}))
    assert len(faults_of_bad_case(file)) == 2
    file.write_text(
        json.dumps({**case, "definition": load_case(case_files(kinds()["scale"], "good")[0])["definition"]})
    )
    assert faults_of_bad_case(file) == ["0 issues instead of one"]
