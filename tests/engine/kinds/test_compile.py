"""What kinds compile to: trees over measures, ratios taken apart, indicators written out in one another."""

from __future__ import annotations

import sqlite3
import time
from itertools import pairwise
from typing import Any

import pytest

from engine.definitions.check import check
from engine.definitions.kind import Catalog
from engine.definitions.read import read_value
from engine.definitions.release import preview
from engine.expressions import evaluate, parse
from engine.kinds.scale.compile import CompiledScale
from engine.plan.formulas import division, linear, written
from tests.engine.definitions import package


def catalog(**formulas: str) -> Catalog:
    """The small package with further indicators; ``x="…"`` uses the dataset's aggregates too."""
    values = package.values()
    for name, formula in formulas.items():
        money = formula.startswith("money:")
        fields: dict[str, Any] = {"name": name, "formula": formula.removeprefix("money:")}
        fields["display"] = "money" if money else "number"
        if "(" in formula and "sum" in formula:
            fields["dataset"] = "sales"
        values[f"indicators/{name}.json"] = {**values["indicators/net_sales.json"], **fields}
    documents = [read_value(value, path) for path, value in values.items()]
    return check(documents, package.FILES).require()


def test_another_indicator_is_written_out() -> None:
    atv = catalog().compiled("indicator", "atv")
    assert atv.tree.names == {"sales_amount", "ticket_count"}
    assert [m.name for m in atv.measures] == ["sales_amount", "ticket_count"]
    assert (atv.numerator.text, atv.denominator.text) == ("sales_amount", "ticket_count")
    assert (atv.is_ratio, atv.additive, atv.type) == (True, False, "money")
    # three outlets with 12000/100, 3000/60 and 45000/250: the sums first, then the division; never the mean 116.67
    assert round(evaluate(atv.tree, {"sales_amount": 60000, "ticket_count": 410}), 2) == 146.34


def test_a_sum_is_additive_and_no_ratio() -> None:
    net = catalog().compiled("indicator", "net_sales")
    assert (net.is_ratio, net.additive, net.type) == (False, True, "money")


def test_three_levels_of_indicators() -> None:
    found = catalog(double="money:atv * 2", share="double / atv").compiled("indicator", "share")
    assert found.tree.names == {"sales_amount", "ticket_count"}
    assert evaluate(found.tree, {"sales_amount": 500, "ticket_count": 4}) == 2.0


def test_aggregates_in_place_are_measures_of_their_dataset() -> None:
    found = catalog(mine="sum(tickets, where=amount > money(10)) / ticket_count")
    compiled = found.compiled("indicator", "mine")
    assert [(m.name, m.dataset, m.type) for m in compiled.measures] == [
        ("mine__1", "sales", "integer"),
        ("ticket_count", "sales", "integer"),
    ]
    assert compiled.tree.text == "mine__1 / ticket_count"
    assert [m.name for m in found.compiled("dataset", "sales").measures] == ["sales_amount", "ticket_count", "mine__1"]
    assert sorted(preview(found).measures()) == ["mine__1", "sales_amount", "ticket_count"]
    assert found.compiled("dataset", "sales").measures[2] is preview(found).measures()["mine__1"]


def test_types_of_measures() -> None:
    values = package.values()
    formulas = ["sum(amount)", "sum(tickets)", "sum(tickets / 2)", "sum(min(tickets, 3) * 2)", "count()", "expected()"]
    values["datasets/sales.json"]["measures"] += [
        {"name": f"m{i}", "title": {"zh": "量", "en": "m"}, "formula": formula} for i, formula in enumerate(formulas)
    ]
    found = check([read_value(v, p) for p, v in values.items()], package.FILES).require()
    types = [m.type for m in found.compiled("dataset", "sales").measures if m.name.startswith("m")]
    assert types == ["money", "integer", "number", "integer", "integer", "integer"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a / b", ("a", "b")),
        ("a / b * 100", ("a * 100", "b")),
        ("100 * (a / b)", ("a * 100", "b")),
        ("a / b / 2", ("a / 2", "b")),
        ("(a + c) / (b - c)", ("a + c", "b - c")),
        ("a / 2", None),
        ("2 / a", ("2", "a")),
        ("a / b + c", None),
        ("a * b", None),
    ],
)
def test_what_is_a_ratio(text: str, parts: tuple[str, str] | None) -> None:
    found = division(parse(text, names=dict.fromkeys("abc", "number")).root)
    assert (found and tuple(written(part) for part in found)) == parts
    if found:
        values = {"a": 7, "b": 4, "c": 1}
        top, bottom = (evaluate(parse(written(part), names=None), values) for part in found)
        assert top / bottom == pytest.approx(evaluate(parse(text, names=None), values))


@pytest.mark.parametrize(
    ("text", "additive"),
    [
        ("a", True),
        ("a + b - a", True),
        ("-a * 2 / 4", True),
        ("coalesce(a, 0) + b", True),
        ("coalesce(a, 1)", False),
        ("a * b", False),
        ("a / b", False),
        ("a + 1", False),
        ("max(a, b)", False),
        ("a + d", False),
        ("a if b > 0 else 0", False),
    ],
)
def test_what_may_be_summed(text: str, additive: bool) -> None:
    assert linear(parse(text, names=dict.fromkeys("abd", "number")).root, {"a", "b"}) is additive


@pytest.mark.parametrize(
    "text",
    [
        "a / b * (a - 3)",
        "-(a + b) / -a",
        "a if a > b and not (b == 2 or a < 1) else round(b / 3, 1)",
        "1 < a < 5",
        "(a > 1) == (b > 1)",
        "c in ('x', 'y')",
        "c not in ('x',)",
        "coalesce(null, a)",
        'days_between(date("2026-11-01"), date("2026-11-30"))',
        "money(12.34) * a > money(3)",
        "money(12.34) - money(99.99)",
        "upper(c) == 'IT\"S'",
    ],
)
def test_a_tree_written_out_means_the_same(text: str) -> None:
    names: dict[str, Any] = {"a": "number", "b": "number", "c": "text"}
    tree = parse(text, names=names)
    again = parse(written(tree.root), names=names)
    assert again.root == tree.root
    values = {"a": 4, "b": 2, "c": "x"}
    assert evaluate(again, values) == evaluate(tree, values)


def test_a_scale_judges_what_people_see() -> None:
    scale: CompiledScale = catalog().compiled("scale", "standard")
    assert scale.light(0.85) == "green"  # exactly on the border: the band that begins there
    assert scale.light(0.8499994) == "red"
    assert scale.light(0.8499996) == "green"  # 0.85 as shown with six digits
    assert scale.light(-3) == "red"
    assert scale.light(99.0) == "green"
    assert scale.words(scale.band(0.2))["en"] == "attainment < 85 %"
    assert scale.words(scale.band(0.9))["zh"] == "85 % ≤ 达成率"


def indicators(formulas: dict[str, str]) -> list[str]:
    """The issues of the small package with these indicators."""
    values = package.values()
    for name, formula in formulas.items():
        fields = {"name": name, "formula": formula, "display": "number"}
        values[f"indicators/{name}.json"] = {**values["indicators/net_sales.json"], **fields}
    begin = time.perf_counter()
    checked = check([read_value(value, path) for path, value in values.items()], package.FILES)
    assert time.perf_counter() - begin < 20
    return [f"{issue.file} {issue.code}" for issue in checked.issues]


def test_indicators_that_double_each_other_are_refused_before_they_explode() -> None:
    bomb = {"b0": "ticket_count"} | {f"b{i}": f"b{i - 1} + b{i - 1}" for i in range(1, 20)}
    assert indicators(bomb) == ["indicators/b9.json N435"]  # 2**10 - 1 parts: the first past 1,000


def test_a_chain_too_long_to_follow_is_refused_whatever_its_names() -> None:
    for names in ([f"c{i:03}" for i in range(300)], [f"c{i:03}" for i in range(299, -1, -1)]):
        chain = {names[0]: "ticket_count"} | {b: f"{a} + 1" for a, b in pairwise(names)}
        found = indicators(chain)
        assert found
        assert {line.split()[1] for line in found} == {"N211"}


def test_many_indicators_over_one_another_are_checked_in_no_time() -> None:
    """Each names the two before it: without a memory this is 2**n formulas."""
    ladder = {"f0": "ticket_count", "f1": "ticket_count"} | {f"f{i}": f"f{i - 1} - f{i - 2}" for i in range(2, 13)}
    assert indicators(ladder) == []


def test_closures_are_compiled() -> None:
    values = package.values()
    values["datasets/closes.json"] = {
        **values["datasets/sales.json"],
        "name": "closes",
        "columns": [
            *values["datasets/sales.json"]["columns"][:2],
            {"name": "shut", "title": {"zh": "停业", "en": "Shut"}, "type": "boolean"},
        ],
        "measures": [],
    }
    values["calendar.json"]["closures"] = {"dataset": "closes", "when": "shut"}
    release = preview(check([read_value(v, p) for p, v in values.items()], package.FILES).require())
    closures = release.compiled("calendar", "trading").closures
    assert closures.names == {"shut"}
    assert evaluate(closures, {"shut": True}) is True
    assert preview(catalog()).compiled("calendar", "trading").closures is None


def test_sums_first_agrees_with_independent_sql() -> None:
    """The compiled tree over summed measures = plain SQL over the rows, for each unit and for all."""
    rows = [("A", 12000, 100), ("A", 500, 0), ("B", 3000, 60), ("C", 45000, 250)]
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE sales (unit TEXT, amount INTEGER, tickets INTEGER)")
    base.executemany("INSERT INTO sales VALUES (?, ?, ?)", rows)
    tree = catalog().compiled("indicator", "atv").tree
    for where in ("1 = 1", "unit = 'A'", "unit <> 'A'"):
        query = f"SELECT SUM(amount), SUM(tickets), SUM(amount) * 1.0 / SUM(tickets) FROM sales WHERE {where}"  # noqa: S608
        amount, tickets, expected = base.execute(query).fetchone()
        assert evaluate(tree, {"sales_amount": amount, "ticket_count": tickets}) == expected
    base.close()
