"""For authors of kinds: runs the cases that stand in a kind's own folder.

@pytest.mark.parametrize("file", case_files(KIND, "good"))
def test_good(file): assert run_case(file) == []
@pytest.mark.parametrize("file", case_files(KIND, "bad"))
def test_bad(file): assert faults_of_bad_case(file) == []
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from engine.base.issue import Issue
from engine.definitions.check import check
from engine.definitions.kind import Kind
from engine.definitions.read import read_value


def case_files(kind: Kind, side: Literal["good", "bad"]) -> list[Path]:
    """The kind's cases, by name."""
    return sorted((kind.folder / "cases" / side).glob("*.json"))


def load_case(file: Path) -> dict[str, Any]:
    """A case as ``{"definition": …, "with"?: […], "files"?: {…}, "expect"?: …, "path"?: …}``."""
    case: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return case if "definition" in case else {"definition": case}


def run_case(file: Path) -> list[Issue]:
    """Every issue of a case's definition among its companions."""
    case = load_case(file)
    around = [read_value(value, f"around_{i}.json") for i, value in enumerate(case.get("with", []))]
    documents = [*around, read_value(case["definition"], "case.json")]
    return list(check(documents, case.get("files", {}), package=False).issues)


def faults_of_bad_case(file: Path) -> list[str]:
    """Why a bad case is not refused as it should be: for exactly one mistake, at its place, in both languages."""
    case, issues = load_case(file), run_case(file)
    if len(issues) != 1:
        return [f"{len(issues)} issues instead of one", *(issue.line_of_text() for issue in issues)]
    (issue,) = issues
    wanted = {
        "code": (issue.code, case["expect"].split()[0]),
        "path": (issue.path, case.get("path", issue.path)),
    }
    faults = [f"{what}: {got} instead of {right}" for what, (got, right) in wanted.items() if got != right]
    if not issue.file or not issue.line:
        faults.append("the issue has no place")
    for text in (issue.message, issue.hint or {"zh": "-", "en": "-"}):
        faults += [f"no words in {lang}" for lang in ("zh", "en") if not text.get(lang, "").strip()]
    return faults
