"""The case table of templates, and what a table cannot say."""

from __future__ import annotations

import json
import re
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import rule_builder.templates as home
from engine.base.issue import IssueError
from rule_builder.playground import try_template
from rule_builder.templates import compile_template, render

CASES = json.loads((Path(home.__file__).parent / "cases.json").read_text(encoding="utf-8"))


def _source(case: dict[str, Any]) -> Any:
    return "".join(text * times for text, times in case["parts"]) if "parts" in case else case["input"]


@pytest.mark.parametrize("case", CASES["good"], ids=lambda case: case["name"])
def test_good_template_gives_the_expected_text(case: dict[str, Any]) -> None:
    request = {"input": case["input"], "values": case["values"], "escape": case.get("escape", "plain")}
    assert try_template(request) == {"value": case["expect"]}


@pytest.mark.parametrize("case", CASES["hostile"], ids=lambda case: case["name"])
def test_hostile_template_is_refused_in_time(case: dict[str, Any]) -> None:
    request = {"input": _source(case), "values": case["values"]}
    fastest = 9.0
    for _ in range(3):  # the machine is shared: the best of three is the price
        start = time.perf_counter()
        answer = try_template(request)
        fastest = min(fastest, time.perf_counter() - start)
    refused = answer["refused"]
    assert re.fullmatch(r"N7\d\d", refused["code"])
    assert refused["code"] == case.get("code", refused["code"])
    assert refused["message"]["zh"]
    assert refused["message"]["en"]
    assert fastest < 0.05


def test_there_are_enough_cases() -> None:
    assert len(CASES["hostile"]) >= 100
    assert len({case["name"] for case in CASES["good"] + CASES["hostile"]}) == len(CASES["good"] + CASES["hostile"])


def test_a_typo_is_found_at_save_with_place_and_the_nearest_name() -> None:
    shape = {"incident": {"unit": None, "days": [{"day": None, "attainment": None}]}}
    source = "门店 {{ incident.unit }}\n{% for d in incident.days %}{{ d.day }} {{ d.atainment }}{% endfor %}"
    with pytest.raises(IssueError) as caught:
        compile_template(source, shape)
    issue = caught.value.issues[0]
    assert (issue.code, issue.line) == ("N705", 2)
    assert source[issue.position :].startswith("atainment")  # type: ignore[attr-defined]
    assert issue.hint == {"zh": "您是否想写 “attainment”？", "en": 'did you mean "attainment"?'}


def test_all_complaints_are_collected() -> None:
    with pytest.raises(IssueError) as caught:
        compile_template("{{ a }}{{ b }}{{ c + 1 }}", {"d"})
    assert [issue.code for issue in caught.value.issues] == ["N705", "N705", "N704"]


def test_objects_never_reach_a_template() -> None:
    class Trap(str):
        def __str__(self) -> str:
            raise AssertionError("called")

    class Row:
        def __getattr__(self, name: str) -> str:
            raise AssertionError("touched")

    assert render(compile_template("{{ a }}"), {"a": Trap("x")}) == "x"
    with pytest.raises(IssueError, match="N711"):
        render(compile_template("{{ a }}"), {"a": Row()})


def test_the_context_is_not_changed_and_dates_print() -> None:
    context = {"days": [{"day": date(2026, 11, 2)}]}
    assert render(compile_template("{% for d in days %}{{ d.day }}{% endfor %}"), context) == "2026-11-02"
    assert context == {"days": [{"day": date(2026, 11, 2)}]}


@pytest.mark.parametrize("request_", [None, 5, [], {}, {"input": "x", "values": 5}, {"input": "x", "escape": "latex"}])
def test_the_playground_never_raises(request_: Any) -> None:
    answer = try_template(request_)
    assert answer == {"value": ""} or "refused" in answer


def test_jinja_compiles_in_one_module_only() -> None:
    root = Path(home.__file__).parents[2]
    pattern = re.compile(r"\bfrom_string\(|\bjinja2?\b.*\bTemplate\b|render_template_string|\.compile_expression\(")
    found = [
        path.relative_to(root).as_posix()
        for package in ("engine", "rule_builder", "form_builder", "connectors", "admin_ui", "plugins")
        for path in (root / package).rglob("*.py")
        if "node_modules" not in path.parts and pattern.search(path.read_text(encoding="utf-8"))
    ]
    assert found == ["rule_builder/templates/__init__.py"]
