"""The kind's own cases: what is good passes, and each mistake is named at its place."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from engine.base.issue import has_errors
from engine.definitions.check import check
from engine.definitions.kind import kinds
from engine.definitions.read import read_value
from rule_builder.kinds.rule import KIND

CASES = Path(KIND.folder) / "cases"


PLAN_OF_ANOTHER = {
    "kind": "target_plan",
    "name": "plan",
    "title": {"zh": "计划", "en": "Plan"},
    "from": "2026-01-01",
    "to": "2026-12-31",
    "lines": [{"indicator": "short_rate", "spread": "rate", "value": {"target": 0.1}}],
}


def checked(case: dict[str, Any]) -> Any:
    documents = [read_value(d, f"{d['kind']}/{d['name']}.json") for d in [case["definition"], *case.get("with", [])]]
    return check(documents, case.get("files", {}), package=False)


def cases(folder: str) -> list[Any]:
    paths = sorted((CASES / folder).glob("*.json"))
    return [pytest.param(json.loads(path.read_text(encoding="utf-8")), id=path.stem) for path in paths]


@pytest.mark.parametrize("case", cases("good"))
def test_good(case: dict[str, Any]) -> None:
    found = checked(case)
    assert not has_errors(found.issues), [issue.line_of_text() for issue in found.issues]
    model = found.catalog.get("rule", case["definition"]["name"]).model
    assert model.condition["days"] == 3
    assert model.to.role == "manager"


@pytest.mark.parametrize("case", cases("bad"))
def test_bad(case: dict[str, Any]) -> None:
    issues = [issue for issue in checked(case).issues if issue.level == "error"]
    assert (case["expect"], case["path"]) in [(issue.code, issue.path) for issue in issues], [
        issue.line_of_text() for issue in issues
    ]
    for issue in issues:
        assert issue.file == "rule/low.json"
        assert issue.message["zh"]
        assert issue.message["en"]


def test_a_rule_on_an_indicator_without_targets_is_a_warning() -> None:
    case = json.loads((CASES / "good" / "smallest.json").read_text(encoding="utf-8"))
    found = checked(case | {"with": [*case["with"], PLAN_OF_ANOTHER]})
    (issue,) = [issue for issue in found.issues if issue.file == "rule/low.json"]
    assert (issue.code, issue.level, issue.path) == ("N498", "warning", "$.indicator")


@pytest.mark.parametrize(
    ("condition", "targets"),
    [
        ({"type": "threshold", "of": "attainment", "is": "below", "line": 0.85}, True),
        ({"type": "threshold", "of": "value", "is": "above", "line": 5000, "period": "mtd"}, False),
        ({"type": "n_of_m_days", "attainment_below": 0.85, "days": 3, "of_days": 5}, True),
        ({"type": "drop", "than": "day", "by": 0.3}, False),
        ({"type": "sibling_gap", "points": 0.1, "than": "median"}, True),
        ({"type": "red_children", "share": 0.5}, True),
        ({"type": "pace", "until": "quarter", "attainment_below": 0.95, "from_day": 20}, True),
        ({"type": "no_data", "days": 2}, False),
        ({"type": "outlier", "last": 8, "same": "weekday", "z": 5}, False),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else "",
)
def test_every_condition_passes_and_only_those_that_need_targets_warn(condition: dict[str, Any], targets: bool) -> None:
    case = json.loads((CASES / "good" / "smallest.json").read_text(encoding="utf-8"))
    case["definition"] |= {"condition": condition, "level": "area"}
    assert checked(case).issues == ()
    case["with"] = [*case["with"], PLAN_OF_ANOTHER]
    issues = [(issue.code, issue.level) for issue in checked(case).issues if issue.file == "rule/low.json"]
    assert issues == ([("N498", "warning")] if targets else [])


def test_a_plugin_may_bring_a_condition(monkeypatch: pytest.MonkeyPatch) -> None:
    checks = import_module("rule_builder.kinds.rule.checks")
    known = checks.conditions()
    monkeypatch.setattr(checks, "conditions", lambda: {**known, "mine": known["consecutive_days"]})
    case = json.loads((CASES / "good" / "smallest.json").read_text(encoding="utf-8"))
    case["definition"]["condition"]["type"] = "mine"
    issues = [issue for issue in checked(case).issues if issue.level == "error"]
    assert [issue.path for issue in issues] == ["$.condition.type"]  # its schema decides, not a list in the kind
    assert replace(kinds()["rule"]).name == "rule"
