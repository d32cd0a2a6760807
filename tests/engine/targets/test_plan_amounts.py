"""Amounts typed by hand, spreads, gaps and revisions: exact to the minor unit, with figures worked out by hand.

The small app: 8 stores alike, 292,000.00 a year = 100.00 a store and day; January is 3,100.00 a store.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.base.issue import IssueError
from engine.definitions.check import Checked, check
from engine.definitions.read import Document, read_folder, read_text
from engine.definitions.release import Release, preview
from engine.org import OrgTree, tree_of_rows
from engine.org.sync import rows_of
from engine.targets.amounts import Amounts, amounts_text, major_of, minor_of, months_of, read_amounts
from engine.targets.gaps import Gap, Nested, gaps, sums
from engine.targets.ground import Ground
from engine.targets.plan import Plan, day_targets, plan_in_force, plans_of
from engine.targets.spread import Spread, spread
from tests import small_app

MONTHS = months_of(date(2026, 1, 1), date(2026, 12, 31))
PLAN = json.loads((small_app.APP / "plans/plan_2026.json").read_text(encoding="utf-8"))


def checked(plan: Mapping[str, Any], files: Mapping[str, str] | None = None, *more: Mapping[str, Any]) -> Checked:
    documents, old, _ = read_folder(small_app.APP)
    kept: list[Document] = [one for one in documents if one.path != "plans/plan_2026.json"]
    new = [read_text(json.dumps(one), f"plans/{one['name']}.json") for one in (plan, *more)]
    return check([*kept, *new], {**old, **(files or {})})


def tree(release: Release) -> OrgTree:
    levels = [level.name for level in release.get("org", "shops").levels]
    return tree_of_rows(rows_of(release.files["data/units.csv"]), levels)


def ground(plan: Mapping[str, Any] = PLAN, files: Mapping[str, str] | None = None) -> Ground:
    release = preview(checked(plan, files).catalog)
    return Ground(Plan(release, release.get("target_plan", plan["name"]), tree(release), "sales"), "sales", "target")


def with_line(**fields: Any) -> dict[str, Any]:
    plan: dict[str, Any] = json.loads(json.dumps(PLAN))
    plan["lines"][0] |= fields
    return plan


BY_FILE = {"over_units": {"amounts": "data/typed.csv"}}


def typed(changes: Mapping[tuple[str, str], int | None], text: str | None = None) -> dict[str, str]:
    """The file of the small app's own amounts (all tiers), with some cells of the target changed."""
    of = ground()
    amounts = of.amounts if text is None else read_amounts(text, 2)
    return {
        "data/typed.csv": of.text(amounts.with_cells("target", [(u, m, amount) for (u, m), amount in changes.items()]))
    }


WEIGHED = ground(with_line(over_units={"weights": "data/w.csv"}), {"data/w.csv": "unit,weight\nN11,3\nN12,3\nN21,1\n"})


@pytest.mark.parametrize(
    ("text", "digits", "minor"),
    [("428571.43", 2, 42857143), ("-0.5", 2, -50), ("7", 0, 7), ("1.10", 1, 11), ("0.015", 2, None), ("1,0", 2, None),
     ("", 2, None), ("1e3", 2, None), ("９", 0, 9), ("9007199254740993.01", 2, None),
     ("9007199254740.93", 2, 900719925474093)],
)  # fmt: skip
def test_decimals(text: str, digits: int, minor: int | None) -> None:
    assert minor_of(text, digits) == minor
    if minor is not None and text.isascii():
        assert minor_of(major_of(minor, digits), digits) == minor


@given(st.dictionaries(st.sampled_from(MONTHS), st.integers(0, 10**13 - 1)), st.integers(0, 3))
def test_the_file_holds_what_was_written(row: dict[str, int], digits: int) -> None:
    amounts = Amounts({("A", "target"): row} if row else {})
    text = amounts_text(amounts, ["A"], ["target"], MONTHS, digits)
    assert read_amounts(text, digits).of("A", "target") == row
    assert amounts_text(read_amounts(text, digits), ["A"], ["target"], MONTHS, digits) == text


def test_the_ground_of_a_plan_by_shares() -> None:
    of = ground()
    assert of.row("N11")[:2] == [310_000, 280_000]
    assert of.sums["N"] == of.sums["S"]
    assert (of.sums["HQ"]["2026-01"], of.sums["HQ"]["total"]) == (8 * 310_000, 29_200_000)
    assert (of.gaps, of.uncovered) == ([], [])
    assert checked(with_line(**BY_FILE), typed({})).issues == ()  # the same as a file of amounts: every cent is there


def test_typed_amounts_leave_a_gap_that_needs_a_reason() -> None:
    """N11 gets 100.50 less in January; the head of area N1 was handed 7,000.00 in February, N11 and N12 have 5,600."""
    files = typed({("N11", "2026-01"): 310_000 - 10_050, ("N1", "2026-02"): 700_000})
    of = ground(with_line(**BY_FILE), files)
    assert of.gaps == [Gap("HQ", "total", 29_200_000, 29_329_950), Gap("N1", "2026-02", 700_000, 560_000)]
    assert [gap.gap for gap in of.gaps] == [-129_950, 140_000]
    (issue,) = checked(with_line(**BY_FILE), files).issues
    assert (issue.code, issue.path) == ("N880", "$.lines[0].over_units.amounts")
    assert "Head Office total -1299.50; Northland 1 2026-02 +1400.00" in issue.message["en"]
    assert checked(with_line(**BY_FILE, gap_reason="two shops open late"), files).issues == ()


def test_an_area_without_stores_hands_nothing_on() -> None:
    nested = Nested.of([("HQ", None, False), ("A", "HQ", False), ("B", "HQ", False), ("B1", "B", True)])
    amounts = Amounts({("A", "t"): {"2026-01": 5}, ("B1", "t"): {"2026-01": 7}})
    assert gaps(nested, amounts, "t", 12, ["2026-01"]) == [Gap("A", "2026-01", 5, 0)]
    assert sums(nested, amounts, "t", 12, ["2026-01"])["HQ"] == {"2026-01": 12, "total": 12}


def test_uncovered_and_closed_units() -> None:
    files = typed(dict.fromkeys([("S22", month) for month in MONTHS], None))
    assert ground(with_line(**BY_FILE), files).uncovered == ["S22"]
    units = (small_app.APP / "data/units.csv").read_text(encoding="utf-8")
    units = units.replace("S22,南方22店,Southland Store 22,store,S2,2020-01-01,,", "S22,南,S,store,S2,2026-03-01,,")
    found = checked(with_line(**BY_FILE), {**typed({}), "data/units.csv": units}).issues
    assert [(i.code, i.file) for i in found] == [("N883", "data/typed.csv")] * 6  # 2 months × 3 tiers


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 10**12),
    st.lists(st.integers(0, 1000), min_size=8, max_size=8),
    st.sampled_from(["keep", "equal", "weight", "last_year"]),
)
def test_a_spread_is_exact(amount: int, weights: list[int], months: Any) -> None:
    of, stores = WEIGHED, list(small_app.STORES)
    past = {store: [weight * n for n in range(12)] for store, weight in zip(stores, weights, strict=True)}
    if not any(weights):
        with pytest.raises(IssueError, match="N888"):
            spread(of, Spread("HQ", "last_year", months, amount), past)
        return
    found = spread(of, Spread("HQ", "last_year", months, amount), past)
    assert sum(found.values()) == amount
    assert all(part >= 0 for part in found.values())
    changed = of.amounts.with_cells("target", [(unit, month, part) for (unit, month), part in found.items()])
    assert gaps(of.nested, changed, "target", amount, MONTHS) == []


def test_the_golden_value_over_units_and_months() -> None:
    """1,000,000.00 by 3:3:1 → 428,571.43 / 428,571.43 / 142,857.14; each then alike over the months."""
    found = spread(WEIGHED, Spread("HQ", "weight", "equal", 100_000_000))
    year = {store: sum(part for (unit, _), part in found.items() if unit == store) for store in small_app.STORES}
    assert {store: part for store, part in year.items() if part} == {
        "N11": 42_857_143,
        "N12": 42_857_143,
        "N21": 14_285_714,
    }
    assert [found["N21", month] for month in MONTHS] == [1_190_477] * 2 + [1_190_476] * 10  # 14,285,714 / 12 = …476.17


def test_locked_units_do_not_move() -> None:
    """S11 and S12 are locked at 36,500.00: of 300,000.00 each division has 150,000; S1 has 75,000 but holds 73,000."""
    locks = [{"unit": unit, "tier": "target", "amount": "36500.00"} for unit in ("S11", "N11")]
    of = ground(with_line(**BY_FILE, locks=locks), typed({}))
    found = spread(of, Spread("HQ", "equal", "keep", 30_000_000))
    assert {unit for unit, _ in found} == set(small_app.STORES) - {"S11", "N11"}
    by_unit = {unit: sum(part for (u, _), part in found.items() if u == unit) for unit, _ in found}
    assert by_unit == {"N12": 3_850_000, "S12": 3_850_000, "N21": 3_750_000, "N22": 3_750_000,
                       "S21": 3_750_000, "S22": 3_750_000}  # fmt: skip
    with pytest.raises(IssueError, match="gap -26500"):  # a quarter of 40,000.00 does not hold 36,500.00 in N1
        spread(of, Spread("HQ", "equal", "keep", 4_000_000))
    assert of.refusal("S11", "2026-05", 1).code == "N884"  # type: ignore[union-attr]
    wrong = checked(with_line(**BY_FILE, locks=locks, gap_reason="x"), typed({("S11", "2026-05"): 1})).issues
    assert {(i.code, i.path) for i in wrong} == {("N884", "$.lines[0].locks[0].amount")}


def test_one_month_and_months_alone() -> None:
    """August: 20,000.00 alike = 2,500.00 a store. Months alone: each keeps its year, 36,500 / 12 = 3,041.66…"""
    of = ground(with_line(**BY_FILE), typed({}))
    assert spread(of, Spread("HQ", "equal", amount=2_000_000, month="2026-08")) == {
        (store, "2026-08"): 250_000 for store in small_app.STORES
    }
    found = spread(of, Spread("N", "keep", "equal"))
    assert {unit for unit, _ in found} == {"N11", "N12", "N21", "N22"}
    assert [found["N11", month] for month in MONTHS] == [304_167] * 8 + [304_166] * 4  # 3,650,000 = 12 · 304,166 + 8


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_days_of_a_typed_month_sum_to_it(january: int, june: int) -> None:
    of = WEIGHED
    row = {"2026-01": january, "2026-06": june}
    of.plan.amounts["sales"] = Amounts({("N11", "target"): row})
    try:
        days = of.plan.days_of(of.unit("N11"))["sales:target"]
    finally:
        of.plan.amounts.clear()
    assert sum(amount for day, amount in days.items() if day.month == 1) == january
    assert sum(amount for day, amount in days.items() if day.month == 6) == june
    assert sum(days.values()) == january + june


# --- revisions ----------------------------------------------------------------------------------------------------


def revision(day: str, **more: Any) -> dict[str, Any]:
    return with_line(**BY_FILE, gap_reason="revised") | {
        "name": "plan_2026_r2",
        "revises": {"plan": "plan_2026", "from": day, "reason": "works in the street", **more},
    }


def in_force(plan: dict[str, Any], changes: Mapping[tuple[str, str], int | None]) -> dict[date, Any]:
    found = checked(PLAN, typed(changes), plan)
    assert found.issues == ()
    release = preview(found.catalog)
    org = tree(release)
    return day_targets(org.by_code["N11"], plans_of(release, org))["sales:target"]


def test_a_revision_keeps_the_days_before_it() -> None:
    """From 10 August, N11 has 4,000.00 in August: 9 days hold 900.00, so 3,100.00 go to 22 days, 140.90 or 140.91."""
    days = in_force(revision("2026-08-10"), {("N11", "2026-08"): 400_000, ("N11", "2026-09"): 270_000})
    assert {days[date(2026, month, 1)] for month in range(1, 9)} == {10_000}
    assert days[date(2026, 8, 9)] == 10_000
    assert sorted(days[date(2026, 8, n)] for n in range(10, 32)) == [14_090] * 2 + [14_091] * 20
    assert sum(amount for day, amount in days.items() if day.month == 8) == 400_000
    assert days[date(2026, 9, 1)] == 9_000
    assert sum(days.values()) == 36_500 * 100 + 90_000 - 30_000
    again = in_force(revision("2026-08-10", restate=True), {("N11", "2026-08"): 400_000})
    assert sorted(again[date(2026, 8, n)] for n in range(1, 32)) == [12_903] * 24 + [12_904] * 7  # 400,000 / 31


def test_a_month_that_its_first_days_overfill_is_refused() -> None:
    with pytest.raises(IssueError) as caught:
        in_force(revision("2026-08-10"), {("N11", "2026-08"): 80_000})
    assert [(i.code, "-100.00" in i.message["en"]) for i in caught.value.issues] == [("N887", True)]


def test_which_plan_holds_and_which_revisions_are_refused() -> None:
    release = preview(checked(PLAN, typed({}), revision("2026-08-10")).catalog)
    names = [plan_in_force(release, date(2026, 8, day)).name for day in (9, 10)]  # type: ignore[union-attr]
    assert names == ["plan_2026", "plan_2026_r2"]
    assert plan_in_force(release, date(2027, 1, 1)) is None
    rival = revision("2026-09-01") | {"name": "plan_2026_r3"}
    found = checked(PLAN, typed({}), revision("2026-08-10"), rival).issues
    twice = {("N457", f"$.lines[{n}].indicator") for n in range(4)}
    assert {(i.code, i.path) for i in found} == {("N886", "$.revises.plan"), *twice}
    early = revision("2025-12-01")
    assert [(i.code, i.path) for i in checked(PLAN, typed({}), early).issues] == [("N886", "$.revises.from")]


def test_a_rate_of_its_own_by_month() -> None:
    """web_share: N 0.25, in August 0.3; N11 itself 0.21 in August; everybody else 0.2."""
    plan = json.loads(json.dumps(PLAN))
    plan["lines"][2]["own"] = "data/own.csv"
    own = "unit,tier,value,2026-08\nN,target,0.25,0.3\nN11,target,,0.21\n"
    found = checked(plan, {"data/own.csv": own})
    assert found.issues == ()
    release = preview(found.catalog)
    org = tree(release)
    day = {
        code: day_targets(org.by_code[code], plans_of(release, org))["web_share:target"]
        for code in ("N11", "N21", "S11")
    }
    assert [day[code][date(2026, 8, 31)] for code in day] == [0.21, 0.3, 0.2]
    assert [day[code][date(2026, 9, 1)] for code in day] == [0.25, 0.25, 0.2]
