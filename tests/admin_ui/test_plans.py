"""A target plan as a grid over the API: 8 stores alike, 100.00 a day, so 3,100.00 in January and 36,500.00 a year."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.admin_ui.conftest import Person, World

PLAN = "/plans/plan_2026"
SALES = {"indicator": "sales", "tier": "target"}
GRID = "?indicator=sales&tier=target"


@pytest.fixture
def chief(person: Callable[[str], Person]) -> Person:
    return person("chief")


@pytest.fixture
def change(chief: Person) -> str:
    """The address of a new change set."""
    return f"/changes/{chief.call('POST', '/changes', json={'title': '目标调整'}).get_json()['public_id']}"


def ask(chief: Person, method: str, path: str, body: Any, status: int = 200) -> Any:
    answer = chief.call(method, path, json=body)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_json()


def cells(*some: tuple[str, str, str | None]) -> list[dict[str, Any]]:
    return [{"unit": unit, "column": column, "amount": amount} for unit, column, amount in some]


def row(grid: Any, code: str) -> Any:
    return next(unit for unit in grid["units"] if unit["code"] == code)


def refer(chief: Person, change: str, path: str, revision: int = 0, **line: Any) -> Any:
    """Makes the plan refer to the file, as the editor does after the first cell."""
    address = f"{change}/definitions/target_plan/plan_2026"
    value = chief.get(address)["value"]
    value["lines"][0] |= {"over_units": {"amounts": path}, **line}
    return ask(chief, "PUT", address, {"value": value, "revision": revision})


def test_typed_cells_leave_a_gap_and_mend_it(chief: Person, change: str) -> None:
    grid = chief.get(f"{change}{PLAN}/grid{GRID}")
    assert (grid["revision"], grid["typed"], grid["total"], grid["digits"]) == (0, False, "292000.00", 2)
    assert [unit["code"] for unit in grid["units"]][:5] == ["HQ", "N", "N1", "N11", "N12"]
    assert row(grid, "N11")["cells"][:2] == ["3100.00", "2800.00"]
    assert row(grid, "N")["cells"][:2] == [None, None]  # nothing stated: the sum of those below counts
    # One store gets 500.00 less in January; the area above it was handed 6,300.00.
    wish = {
        **SALES,
        "revision": 0,
        "afresh": True,
        "cells": cells(("N11", "2026-01", "2600"), ("N1", "2026-01", "6300")),
    }
    state = ask(chief, "PUT", f"{change}{PLAN}/cells", wish)
    assert (state["path"], state["revision"]) == ("data/plan_2026_sales.csv", 1)
    # N1 says 6,300 but N11 + N12 hold 2,600 + 3,100; the whole is 6,300 − 6,200 = 100.00 more than was handed down.
    assert [(gap["unit"], gap["column"], gap["gap"]) for gap in state["gaps"]] == [
        ("HQ", "total", "-100.00"),
        ("N1", "2026-01", "600.00"),
    ]
    card = refer(chief, change, state["path"])
    assert chief.get(f"{change}{PLAN}/grid{GRID}")["typed"]
    assert [issue["code"] for issue in chief.get(f"{change}/check")["issues"]] == ["N880"]
    refused = chief.call("POST", f"{change}/publish", json={"reason": "try"})
    assert (refused.status_code, refused.get_json()["issues"][0]["code"]) == (422, "N880")
    # The other store of the area takes 600.00 more, and the area is handed 6,200.00: both gaps close.
    wish = {**SALES, "revision": 1, "cells": cells(("N12", "2026-01", "3600"), ("N1", "2026-01", "6200.00"))}
    state = ask(chief, "PUT", f"{change}{PLAN}/cells", wish)
    assert (state["revision"], state["gaps"], state["issues"]) == (2, [], [])
    assert chief.get(f"{change}/check") == {"ok": True, "issues": []}
    assert [issue["code"] for issue in card["issues"]] == ["N880"]  # as it stood before the gap was mended


def test_bad_cells_are_refused_together_and_nothing_is_written(chief: Person, change: str) -> None:
    bad = cells(("N99", "2026-01", "1"), ("N11", "2027-01", "1"), ("N11", "2026-01", "0.001"), ("N11", "2026-02", "-1"),
                ("HQ", "total", "1"), ("N12", "2026-01", "5"))  # fmt: skip
    answer = ask(chief, "PUT", f"{change}{PLAN}/cells", {**SALES, "revision": 0, "afresh": True, "cells": bad}, 422)
    assert [issue["code"] for issue in answer["issues"]] == ["N459", "N881", "N882", "N882", "N881"]
    assert chief.get(change)["files"] == []
    for path in (f"{change}/plans/nope/grid{GRID}", f"{change}{PLAN}/grid?indicator=profit&tier=target",
                 f"{change}{PLAN}/grid?indicator=sales&tier=best"):  # fmt: skip
        assert chief.call("GET", path).status_code == 404


def test_two_people_at_one_grid(chief: Person, change: str) -> None:
    first = {**SALES, "revision": 0, "afresh": True, "cells": cells(("N11", "2026-01", "3000"))}
    ask(chief, "PUT", f"{change}{PLAN}/cells", first)
    late = chief.call("PUT", f"{change}{PLAN}/cells", json={**first, "cells": cells(("N12", "2026-01", "9"))})
    assert late.status_code == 409
    current = late.get_json()["current"]
    assert (current["revision"], row(current, "N11")["cells"][0], row(current, "N12")["cells"][0]) == (
        1,
        "3000.00",
        "3100.00",
    )


def test_a_spread_is_shown_before_it_is_taken_and_respects_locks(chief: Person, change: str) -> None:
    """400,000.00 alike, by days: 50,000.00 a store; months as they are now, so January 50,000 · 31/365 = 4,246.58."""
    ask_for = {"unit": "HQ", "units": "equal", "months": "keep", "amount": "400000"}
    shown = ask(chief, "POST", f"{change}{PLAN}/spread", {**SALES, **ask_for})
    assert shown["total"] == "400000.00"
    assert len(shown["changes"]) == 96
    assert {"unit": "N11", "column": "2026-01", "before": "3100.00", "after": "4246.58"} in shown["changes"]
    assert chief.get(change)["files"] == []
    state = ask(chief, "PUT", f"{change}{PLAN}/cells", {**SALES, "revision": 0, "afresh": True, "spread": ask_for})
    assert [gap["gap"] for gap in state["gaps"]] == ["-108000.00"]
    refer(chief, change, state["path"], locks=[{"unit": "N11", "tier": "target", "amount": "50000.00"}])
    locked = chief.get(f"{change}{PLAN}/grid{GRID}")
    assert row(locked, "N11")["locked"] == "50000.00"
    # Back to 292,000.00: a quarter for N1 is 73,000; N11 keeps 50,000, N12 gets 23,000.
    shown = ask(chief, "POST", f"{change}{PLAN}/spread", {**SALES, **ask_for, "amount": "292000"})
    assert "N11" not in {one["unit"] for one in shown["changes"]}
    assert sum(int(x["after"].replace(".", "")) for x in shown["changes"] if x["unit"] == "N12") == 2_300_000
    # 160,000.00 leaves 40,000 for N1, less than N11 alone is locked at: refused, with the gap.
    refused = ask(chief, "POST", f"{change}{PLAN}/spread", {**SALES, **ask_for, "amount": "160000"}, 422)
    assert (refused["issues"][0]["code"], "-10000" in refused["issues"][0]["message"]["en"]) == ("N450", True)
    refused = ask(chief, "POST", f"{change}{PLAN}/spread", {**SALES, **ask_for, "units": "last_year"}, 422)
    assert "2025-01-01" in refused["issues"][0]["message"]["zh"]  # there are no actuals of last year here
    refused = ask(chief, "POST", f"{change}{PLAN}/spread", {**SALES, **ask_for, "units": "weight"}, 422)
    assert refused["issues"][0]["code"] == "N888"


def test_last_year_is_read_through_the_door(chief: Person, change: str, world: World) -> None:
    """A plan for 2027 stands on November 2026: N11 sold 22 days of 100, N12 of 96; S22 has 21 days of 100."""
    value = chief.get(f"{change}/definitions/target_plan/plan_2026")["value"]
    value |= {"name": "plan_2027", "from": "2027-01-01", "to": "2027-12-31"}
    ask(chief, "PUT", f"{change}/definitions/target_plan/plan_2027", {"value": value, "revision": 0})
    wish = {**SALES, "unit": "N1", "units": "last_year", "months": "last_year", "amount": "196.00"}
    shown = ask(chief, "POST", f"{change}/plans/plan_2027/spread", wish)
    after = {(x["unit"], x["column"]): x["after"] for x in shown["changes"] if x["after"] != "0.00"}
    assert after == {("N11", "2027-11"): "100.00", ("N12", "2027-11"): "96.00"}
    assert shown["past"] == {"first": "2026-01-01", "last": "2026-12-31", "units": 8, "without": []}


def test_the_workbook_comes_back_unchanged_and_a_wrong_code_stops_it(chief: Person, change: str) -> None:
    ask(
        chief,
        "PUT",
        f"{change}{PLAN}/cells",
        {**SALES, "revision": 0, "afresh": True, "cells": cells(("N1", "2026-01", "6200"))},
    )
    refer(chief, change, "data/plan_2026_sales.csv")
    answer = chief.call("GET", f"{change}{PLAN}/export.xlsx{GRID}")
    assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    table = book.get_sheet_by_index(0).to_python()
    assert table[0][:6] == ["单位编码", "单位", "档位", "行类", "合计", "2026-01"]
    assert [line[:6] for line in table if line[0] == "N11" and line[2] == "target"] == [
        ["N11", "北方11店", "target", "leaf", 36500.0, 3100.0]
    ]
    assert next(line for line in table if line[0] == "N1" and line[2] == "target")[3:6] == ["handed", "", 6200.0]
    assert ["发布" in str(line[0]) for line in book.get_sheet_by_index(1).to_python()].count(True) == 1
    rows = [[None if cell == "" else str(cell) for cell in line] for line in table]
    wish = {**SALES, "columns": rows[0], "rows": rows[1:], "take": True, "revision": 1}
    same = ask(chief, "POST", f"{change}{PLAN}/import", wish)
    assert (same["added"], same["changed"], same["cells"], same["refused"], same["taken"]) == (0, 0, 0, [], False)
    assert same["unchanged"] == 45  # 15 units × 3 tiers
    # One cell changed and one code mistyped: listed, and nothing is saved.
    pasted = {**SALES, "columns": ["code", "2026年1月", "2026/2"], "take": True, "revision": 1}
    mixed = ask(
        chief, "POST", f"{change}{PLAN}/import", {**pasted, "rows": [["N11", "3,000.50", "2800"], ["N91", "1", ""]]}
    )
    assert (mixed["changed"], mixed["cells"], mixed["taken"], mixed["revision"]) == (1, 1, False, 1)
    assert [(one["line"], one["unit"]) for one in mixed["refused"]] == [(3, "N91")]
    assert row(chief.get(f"{change}{PLAN}/grid{GRID}"), "N11")["cells"][0] == "3100.00"
    good = ask(chief, "POST", f"{change}{PLAN}/import", {**pasted, "rows": [["N11", "3,000.50", "2800"]]})
    assert (good["taken"], good["revision"]) == (True, 2)
    assert row(chief.get(f"{change}{PLAN}/grid{GRID}"), "N11")["cells"][:2] == ["3000.50", "2800.00"]
    ask(chief, "POST", f"{change}{PLAN}/import", {**pasted, "columns": ["name", "2026-01"], "rows": []}, 422)


def test_amounts_are_read_as_offices_write_them(chief: Person, change: str) -> None:
    """Full-width digits, 万, a measure in the header, a month without its year, names in the place of codes."""
    wish = {**SALES, "columns": ["单位", "１月", "2026-02（万元）", "2026年3月", "备注"], "afresh": True}
    rows = [["北方11店", "３，１００．５０", "0.28", "0.4万", "x"], ["北方12店", "¥3,100 元", "2800元", "1e3", None]]
    found = ask(chief, "POST", f"{change}{PLAN}/import", {**wish, "rows": rows, "take": True})
    assert (found["refused"], found["taken"], found["cells"]) == ([], True, 3)  # three of the six stay
    assert found["ignored"] == ["备注"]
    refer(chief, change, found["path"])
    grid = chief.get(f"{change}{PLAN}/grid{GRID}")
    assert row(grid, "N11")["cells"][:3] == ["3100.50", "2800.00", "4000.00"]
    assert row(grid, "N12")["cells"][:3] == ["3100.00", "2800.00", "1000.00"]
    bad = {**wish, "rows": [["北方11点", "1", None, None, None], ["N11", "25%", None, None, None]], "lines": [5, 9]}
    refused = ask(chief, "POST", f"{change}{PLAN}/import", {**bad, "revision": 1})["refused"]
    assert [(one["line"], one["unit"]) for one in refused] == [(5, "北方11点"), (9, "N11")]
    assert "北方11店" in refused[0]["reasons"][0]["zh"]
    share = {"indicator": "web_share", "tier": "target", "columns": ["编码", "2026-08"], "rows": [["N11", "３０％"]]}
    ask(chief, "POST", f"{change}{PLAN}/import", {**share, "afresh": True, "take": True})
    assert (
        chief.get(f"{change}/files/data/plan_2026_web_share.csv")["text"]
        == "unit,tier,value,2026-08\nN11,target,,0.3\n"
    )


def test_rates_are_handed_down_and_copied(chief: Person, change: str) -> None:
    share = {"indicator": "web_share", "tier": "target"}
    grid = chief.get(f"{change}{PLAN}/grid?indicator=web_share&tier=target")
    assert (grid["spread"], grid["total"], row(grid, "N")["total"]) == ("rate", "0.2", None)
    own = cells(("N", "total", "0.25"), ("N11", "2026-08", "0.3"))
    ask(chief, "PUT", f"{change}{PLAN}/cells", {**share, "revision": 0, "afresh": True, "cells": own})
    text = chief.get(f"{change}/files/data/plan_2026_web_share.csv")["text"]
    assert text == "unit,tier,value,2026-08\nN,target,0.25,\nN11,target,,0.3\n"
    copy = {**share, "unit": "N", "units": "copy"}
    shown = ask(chief, "POST", f"{change}{PLAN}/spread", copy)
    assert shown["changes"] == [{"unit": "N11", "column": "2026-08", "before": "0.3", "after": None}]


def test_a_file_that_two_plans_share_is_left_alone(chief: Person, change: str) -> None:
    """Typing into one of them gives it a file of its own, which begins with what the shared one says."""
    share, shared = {"indicator": "web_share", "tier": "target"}, "unit,tier,value\nS,target,0.4\n"
    ask(chief, "PUT", f"{change}/files/data/shared.csv", {"text": shared, "revision": 0})
    for name, year in (("plan_2026", "2026"), ("plan_2027", "2027")):
        value = chief.get(f"{change}/definitions/target_plan/plan_2026")["value"]
        value |= {"name": name, "from": f"{year}-01-01", "to": f"{year}-12-31"}
        value["lines"][2]["own"] = "data/shared.csv"
        ask(chief, "PUT", f"{change}/definitions/target_plan/{name}", {"value": value, "revision": 0})
    grid = chief.get(f"{change}{PLAN}/grid?indicator=web_share&tier=target")
    assert (grid["typed"], grid["path"], row(grid, "S")["total"]) == (False, "data/plan_2026_web_share.csv", "0.4")
    wish = {**share, "revision": 0, "afresh": True, "cells": cells(("N", "2026-02", "0.3"))}
    assert ask(chief, "PUT", f"{change}{PLAN}/cells", wish)["path"] == "data/plan_2026_web_share.csv"
    text = chief.get(f"{change}/files/data/plan_2026_web_share.csv")["text"]
    assert text == "unit,tier,value,2026-02\nN,target,,0.3\nS,target,0.4,\n"
    assert chief.get(f"{change}/files/data/shared.csv")["text"] == shared


def test_a_revision_keeps_what_was_and_both_stay_visible(
    chief: Person, change: str, world: World, person: Callable[[str], Person]
) -> None:
    """From 16 November on, N11 has 6,000.00 in November: 15 days hold 1,500.00, the other 15 get 300.00 each."""
    wish = {"name": "plan_2026_r2", "from": "2026-11-16", "reason": "新商圈开业"}
    card = ask(chief, "POST", f"{change}{PLAN}/revise", wish, 201)
    assert card["issues"] == []
    ask(chief, "POST", f"{change}{PLAN}/revise", wish, 422)
    address = f"{change}/plans/plan_2026_r2"
    grid = chief.get(f"{address}/grid{GRID}")
    assert (grid["frozen"][-1], len(grid["frozen"]), grid["typed"]) == ("2026-10", 10, True)
    assert (grid["revises"]["plan"], grid["compared"][10]) == ("plan_2026", "24000.00")
    frozen = {**SALES, "revision": grid["revision"], "cells": cells(("N11", "2026-03", "1"))}
    assert ask(chief, "PUT", f"{address}/cells", frozen, 422)["issues"][0]["code"] == "N886"
    more = {**frozen, "cells": cells(("N11", "2026-11", "6000"))}
    assert [gap["gap"] for gap in ask(chief, "PUT", f"{address}/cells", more)["gaps"]] == ["-3000.00"]
    value = chief.get(f"{change}/definitions/target_plan/plan_2026_r2")["value"]
    value["lines"][0] |= {"total": value["lines"][0]["total"] | {"target": "295000.00"}}
    ask(chief, "PUT", f"{change}/definitions/target_plan/plan_2026_r2", {"value": value, "revision": 1})
    assert chief.get(f"{change}/check") == {"ok": True, "issues": []}
    ask(chief, "POST", f"{change}/publish", {"reason": "新商圈"})
    trend = chief.get("/units/N11/trend?indicator=sales&day=2026-11-22&days=10")
    targets = {point["day"]: point["target"] for point in trend["points"]}
    assert (targets["2026-11-15"], targets["2026-11-16"], targets["2026-11-22"]) == (100, 300, 300)
    assert {one["name"] for one in chief.get("/definitions") if one["kind"] == "target_plan"} == {
        "plan_2026",
        "plan_2026_r2",
    }


def test_a_file_of_targets_needs_approval_as_the_plan_does(
    chief: Person, change: str, changed_app: Callable[[str, Callable[[Any], None]], None]
) -> None:
    """A second person who may approve exists: amounts alone, without the definition, cannot slip through."""

    def weighed(plan: Any) -> None:
        plan["lines"][0]["gap_reason"] = "x"

    changed_app("plans/plan_2026.json", weighed)
    changed_app("roles/director.json", lambda role: role["permissions"].append("approve_targets"))
    ask(
        chief,
        "PUT",
        f"{change}{PLAN}/cells",
        {**SALES, "revision": 0, "afresh": True, "cells": cells(("N11", "2026-01", "1"))},
    )
    refer(chief, change, "data/plan_2026_sales.csv")
    assert chief.get(change)["needs_approval"] is not None


def test_only_builders_come_in(person: Callable[[str], Person], change: str) -> None:
    director = person("dir_n")
    for method, path in (("GET", f"grid{GRID}"), ("GET", f"export.xlsx{GRID}"), ("PUT", "cells"), ("POST", "import")):
        answer = director.call(method, f"{change}{PLAN}/{path}", json={} if method != "GET" else None)
        assert answer.status_code == 403


def test_what_a_plan_may_be_begun_with(chief: Person, change: str) -> None:
    margin = chief.get(f"{change}/definitions/indicator/margin")["value"]
    for name, formula in (("capped", "sales_amount if sales_amount > 0 else null"), ("in_thousands", "sales / 1000")):
        value = {**margin, "name": name, "formula": formula}
        ask(chief, "PUT", f"{change}/definitions/indicator/{name}", {"value": value, "revision": 0})
    choices = chief.get(f"{change}/plans/plan_new/choices")
    found = {one["indicator"]: one for one in choices["indicators"]}
    # Sales add up, and so do thousands of them; averages and shares are quotients; a choice is neither.
    assert {name: one["spread"] for name, one in found.items()} == {
        "sales": "amount",
        "order_value": "rate",
        "web_share": "rate",
        "margin": "rate",
        "in_thousands": "amount",
        "capped": None,
    }
    taken = {"plan": "plan_2026", "title": {"zh": "2026 目标", "en": "Targets 2026"}, "from": "2026-01-01"}
    assert (found["sales"]["digits"], found["sales"]["planned"]) == (2, [{**taken, "to": "2026-12-31"}])
    assert found["capped"]["planned"] == []
    # A plan does not stand in its own way, nor in that of its revision.
    own = chief.get(f"{change}{PLAN}/choices")["indicators"]
    assert all(one["planned"] == [] for one in own)
    wish = {"name": "plan_2026_r2", "from": "2026-08-01", "reason": "换算"}
    ask(chief, "POST", f"{change}{PLAN}/revise", wish, 201)
    for plan in ("plan_2026", "plan_2026_r2"):
        assert all(one["planned"] == [] for one in chief.get(f"{change}/plans/{plan}/choices")["indicators"])
    # A file of weights is offered as soon as the change set has it.
    assert choices["weights"] == []
    ask(chief, "PUT", f"{change}/files/data/shares.csv", {"text": "unit,weight\nN11,3\n", "revision": 0})
    assert chief.get(f"{change}/plans/plan_new/choices")["weights"] == ["data/shares.csv"]
