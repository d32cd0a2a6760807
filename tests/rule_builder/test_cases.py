"""Rule cases: the shorthand, the examples' cases, what a failing one says, and which of them publishing plays."""

from __future__ import annotations

import json
import shutil
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from engine.cli import main
from engine.definitions.check import check
from engine.definitions.kind import Catalog
from engine.definitions.read import read_folder, read_value
from rule_builder.cases.compare import Result, run_all
from rule_builder.cases.series import CLOSED, MISSING, Cell, SeriesError, Stand, cells, dated, stands, tellings
from rule_builder.kinds.case.tries import tries

EXAMPLES = Path(__file__).parents[2] / "examples"
RULE = "below_85_for_3_days"


def figures(text: str) -> list[str]:
    return [str(cell.actual) if cell.what == "figure" else cell.what for cell in cells(text)]


def test_the_shorthand_reads_as_people_write_it() -> None:
    assert figures("84.99 _ x 90x3 | 100-2x4 xx2 _x2") == [
        *("84.99", "missing", "closed", "90", "90", "90"),
        *("100", "98", "96", "94", "closed", "closed", "missing", "missing"),
    ]
    assert cells("-3 8/10 8/- -/10x2") == (
        Cell("figure", Decimal(-3)),
        Cell("figure", Decimal(8), Decimal(10), paired=True),
        Cell("figure", Decimal(8), None, paired=True),
        *[Cell("figure", None, Decimal(10), paired=True)] * 2,
    )
    assert cells("_ x") == (MISSING, CLOSED)
    assert stands("normal 1/3 pending:2/3 firingx2 recovering:1/2 ?") == (
        *(Stand("normal"), Stand("pending", 1, 3), Stand("pending", 2, 3), Stand("firing"), Stand("firing")),
        *(Stand("recovering", 1, 2), None),
    )
    assert tellings("- fired+no_data ?") == (frozenset(), frozenset({"fired", "no_data"}), None)
    days = dated(date(2026, 11, 2), [date(2026, 11, 2), date(2026, 11, 4)], "ab")
    assert list(days) == [(date(2026, 11, 3), "a"), (date(2026, 11, 5), "b")]


@pytest.mark.parametrize("text", ["8a", "100-2", "90x0", "90x801", "1x400 1x401", "1/2/3", "ꓸ5", "１", "9" * 14, "x3"])
def test_what_is_no_day_is_refused_in_words(text: str) -> None:
    with pytest.raises(SeriesError) as error:
        cells(text)
    assert set(error.value.words) == {"zh", "en"}


def catalog(app: str, *more: dict[str, Any]) -> Catalog:
    documents, files, _ = read_folder(EXAMPLES / app)
    extra = [read_value(one, f"cases/{one['name']}.case.json") for one in more]
    own = {(one["kind"], one["name"]) for one in more}
    kept = [d for d in documents if (d.value["kind"], d.value["name"]) not in own]
    return check([*kept, *extra], files).require()


def case(name: str, **more: Any) -> dict[str, Any]:
    """A case of the retail rule."""
    words = {"zh": f"用例{name}", "en": f"Case {name}"}
    return {"kind": "case", "name": name, "title": words, "rule": RULE, "start": "2026-11-02", **more}


def played(app: str, one: dict[str, Any]) -> Result:
    found = run_all(catalog(app, one))
    return next(result for result in found if result.case.name == one["name"])


@pytest.mark.parametrize("app", ["retail", "beverage"])
def test_the_cases_of_the_examples_pass_and_in_no_time(app: str) -> None:
    whole = catalog(app)
    results = run_all(whole)
    assert results
    assert [issue.line_of_text() for one in results for issue in one.issues()] == []
    best = min(_seconds(whole) for _ in range(3))
    assert best < 0.1, best


def _seconds(whole: Catalog) -> float:
    began = time.perf_counter()
    assert list(tries(None, whole)) == []
    return time.perf_counter() - began


def test_a_failing_case_names_line_unit_day_what_was_expected_and_the_days_behind() -> None:
    one = case(
        "wrong",
        units={
            "A": {"attainment": "84 x 85 84", "states": "1/3 1/3 2/3 3/3", "told": "- - - fired"},
            "B": {"attainment": "84x3", "states": "?x3"},
        },
        incidents=[{"unit": "A", "first": "2026-11-02", "fired": "2026-11-05", "state": "firing"}],
    )
    result = played("retail", one)
    assert [(d.what, d.unit, d.day and d.day.day) for d in result.differences] == [
        ("state", "A", 4),
        ("state", "A", 5),
        ("told", "A", 5),
        ("incidents", "A", 5),
        ("incidents", "B", 4),
    ]
    first, second, third, fourth, fifth = result.issues()
    assert (first.code, first.file, first.path) == ("N862", "cases/wrong.case.json", "$.units.A.states")
    text = json.dumps(one, ensure_ascii=False, indent=2).splitlines()
    assert '"states": "1/3 1/3 2/3 3/3"' in text[(first.line or 0) - 1]
    assert first.message["zh"] == (
        "用例“用例wrong”未通过：A 在 2026-11-04 应为计数中 2/3（pending 2/3），实际为正常（normal）"
        "（11-02 84% 计数中 1/3 · 11-03 休业 计数中 1/3 · 11-04 85% 正常）"
    )
    assert first.message["en"] == (
        'case "Case wrong" fails: A on 2026-11-04: expected pending 2/3, got normal '
        "(11-02 84% pending 1/3 · 11-03 closed pending 1/3 · 11-04 85% normal)"
    )
    assert "expected pending 3/3, got pending 1/3" in second.message["en"]
    assert "expected fired, got no message" in third.message["en"]
    assert fourth.message["en"].endswith("expected from 11-02, fired 11-05, firing, got no incident")
    assert "B on 2026-11-04: expected no incident, got from 11-02, fired 11-04, firing" in fifth.message["en"]


def test_publishing_plays_what_a_change_touches() -> None:
    before = catalog("retail")
    assert list(tries(before, before)) == []
    documents, _, _ = read_folder(EXAMPLES / "retail")
    rule = next(d.value for d in documents if d.value["name"] == RULE)
    stricter = {**rule, "condition": {**rule["condition"], "attainment_below": 0.8}}
    found = list(tries(before, catalog("retail", stricter)))
    assert {issue.code for issue in found} == {"N862"}
    assert "cases/third_day_fires.case.json" in {issue.file for issue in found}
    assert list(tries(before, catalog("retail", {**rule, "message": {"zh": "短", "en": "short"}}))) == []
    wrong = case("wrong", units={"A": {"attainment": "84 84", "states": "firing ?"}})
    (only,) = tries(before, catalog("retail", wrong))
    assert only.file == "cases/wrong.case.json"
    failing = catalog("retail", wrong)
    assert list(tries(failing, failing)) == []  # what serves already is not played again
    assert list(tries(None, failing)) == [only]


def test_the_command_says_a_line_per_case_and_fails(tmp_path: Path) -> None:
    folder = tmp_path / "app"
    shutil.copytree(EXAMPLES / "retail", folder)
    good = CliRunner().invoke(main, ["--language", "en", "test", str(folder)])
    assert (good.exit_code, good.output.splitlines()[-1]) == (0, "12 cases, all passed")
    wrong = case("wrong", units={"A": {"attainment": "84 84", "states": "firing ?"}})
    (folder / "cases" / "wrong.case.json").write_text(json.dumps(wrong), encoding="utf-8")
    bad = CliRunner().invoke(main, ["--language", "zh", "test", str(folder)])
    assert bad.exit_code == 1
    lines = bad.output.splitlines()
    assert "未通过  cases/wrong.case.json  用例wrong" in lines
    assert (
        "  cases/wrong.case.json:1 用例“用例wrong”未通过：A 在 2026-11-02 应为触发中（firing），实际为计数中 1/3"
        in bad.output
    )
    assert lines[-1] == "13 个用例，1 个未通过"
    found = json.loads(CliRunner().invoke(main, ["test", str(folder), "--json", "--rule", RULE]).output)
    assert (found["total"], found["failed"]) == (9, 1)
    assert [one["issues"][0]["code"] for one in found["cases"] if not one["ok"]] == ["N862"]
    (folder / "cases" / "wrong.case.json").write_text("{}", encoding="utf-8")
    assert CliRunner().invoke(main, ["test", str(folder)]).exit_code == 1
