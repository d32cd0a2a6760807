"""Drafts tried on real data over the small app; every figure worked out by hand. Nothing is written by any trial."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from engine.base import clock
from engine.storage.tables import dataset_column, release
from tests import small_app
from tests.admin_ui.conftest import Person, World

A = small_app.ANCHOR.isoformat()
DRAFT = {"direction": "higher", "scale": "standard", "title": {"zh": "试", "en": "Trial"}}


@pytest.fixture
def chief(person: Callable[[str], Person]) -> Person:
    return person("chief")


@pytest.fixture
def change(chief: Person) -> str:
    return f"/changes/{chief.call('POST', '/changes', json={'title': '试算'}).get_json()['public_id']}"


def tried(who: Person, address: str, **body: Any) -> Any:
    answer = who.call("POST", f"{address}/try", json=body)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_json()


def indicator(formula: str, **more: Any) -> dict[str, Any]:
    return {**DRAFT, "formula": formula, **more}


def actuals(answer: Any, which: str = "draft") -> dict[str, float | None]:
    return {row["unit"]["code"]: row[which] and row[which]["actual"] for row in answer["rows"]}


def test_a_ratio_is_a_ratio_of_sums_step_by_step(world: World, chief: Person, change: str) -> None:
    # 12000/100, 3000/60 and 45000/250 at three units: 60000/410 = 146.3414…, never (120 + 50 + 180)/3 = 116.67.
    day = "2026-10-31"
    sold = {"N11": (12000, 100), "N12": (3000, 60), "N21": (45000, 250)}
    rows = [
        {"unit": u, "day": day, "channel": "shop", "amount": str(a), "cost": "0", "orders": n}
        for u, (a, n) in sold.items()
    ]
    closes = [{"unit": unit, "day": day, "closed": False} for unit in sold]
    with clock.frozen(small_app.NOW):
        small_app.load_rows(world.database, world.release, "till", {"closes": closes, "sales": rows})
    value = indicator("sales_amount / order_count", display="money")
    wish = {"value": value, "units": ["N", "N11", "N12", "N21", "N22"], "period": "day", "day": day, "trace": "N"}
    answer = tried(chief, f"{change}/indicators/basket", **wish)
    assert answer["issues"] == []
    assert actuals(answer) == {
        "N": pytest.approx(146.3415, abs=1e-4),
        "N11": 120,
        "N12": 50,
        "N21": 180,
        "N22": None,
    }
    assert {row["live"] for row in answer["rows"]} == {None}
    north = answer["rows"][0]["draft"]
    assert (north["have"], north["expected"], north["light"]) == (3, 4, "grey")  # no target yet
    assert answer["words"]["zh"] == "[销售金额] / [订单数]"
    assert answer["summing"]["zh"].startswith("先对单位和日期分别求和")
    (result, light) = answer["trace"]["steps"]
    assert (result["formula"], result["filled"]) == ("sales_amount / order_count", "60,000.00 / 410")
    assert result["value"] == pytest.approx(146.3415, abs=1e-4)
    assert light["words"]["zh"] == "未设目标"
    assert [(m["name"], m["value"], m["rows"]) for m in answer["trace"]["measures"]] == [
        ("order_count", 410, 3),
        ("sales_amount", 60000, 3),
    ]


def test_the_steps_go_on_to_target_attainment_and_light(chief: Person, change: str) -> None:
    # N on the anchor: 100 + 96 + 90 + 80 = 366.00 in 4 × 5 = 20 orders: 18.30; the target is 20.00 everywhere.
    steps = tried(chief, f"{change}/indicators/order_value", units=["N"], period="day", day=A, trace="N")
    assert steps["rows"][0]["draft"] == steps["rows"][0]["live"]
    told = [(s["kind"], s["filled"], s["value"]) for s in steps["trace"]["steps"]]
    assert told == [
        ("result", "366.00 / 20", 18.3),
        ("target", "400.00 / 20", 20),
        ("attainment", "18.30 / 20.00", pytest.approx(0.915)),
        ("light", None, "yellow"),
    ]
    # The other way round: lower is better gives max(0, 2 − 18.30/20.00) = 1.085; parts and a cap are steps too.
    value = chief.get("/definitions/indicator/order_value")["value"]
    value |= {"direction": "lower", "formula": "(sales_amount + sales_amount) / order_count", "cap": 1830}
    steps = tried(chief, f"{change}/indicators/order_value", value=value, units=["N"], period="day", day=A, trace="N")
    told = [(s["kind"], s["filled"], s["value"]) for s in steps["trace"]["steps"]]
    assert told == [
        ("part", "366.00 + 366.00", 732),
        ("result", "732.00 / 20", 36.6),
        ("cap", None, 18.3),
        ("target", "400.00 / 20", 20),
        ("attainment", "max(0, 2 − 18.30 / 20.00)", pytest.approx(1.085)),
        ("light", None, "green"),
    ]


def test_a_new_measure_of_a_drafted_dataset_works_at_once(world: World, chief: Person, change: str) -> None:
    value = copy.deepcopy(chief.get("/definitions/dataset/sales")["value"])
    new = {"name": "shop_orders", "title": {"zh": "到店单数", "en": "Orders in person"}}
    value["measures"].append({**new, "formula": "sum(orders, where=channel == 'shop')"})
    answer = chief.call("PUT", f"{change}/definitions/dataset/sales", json={"value": value, "revision": 0})
    assert answer.get_json()["issues"] == []
    names = {(one["kind"], one["name"]): one for one in chief.get(f"{change}/names")}
    assert names["measure", "shop_orders"]["title"] == new["title"]
    assert names["measure", "sales_amount"]["type"] == "money"
    assert names["measure", "shop_orders"]["dataset_title"]["zh"] == "销售"
    assert names["indicator", "order_value"]["unit_of_measure"] == {"zh": "元/单", "en": "CNY per order"}
    assert names["aggregate", "sum"]["signature"] == "sum(x, where=…)"
    # Each unit has 5 orders a day, 4 of them in person.
    wish = {"value": indicator("shop_orders / order_count", display="percent"), "period": "day", "day": A}
    answer = tried(chief, f"{change}/indicators/in_person", pick="worst", level="division", **wish)
    assert actuals(answer) == {"HQ": 0.8, "N": 0.8, "S": 0.8}
    with world.database.connect() as connection:  # nothing is left of it
        assert connection.scalar(sa.select(sa.func.max(release.c.number))) == world.release.number
        made = sa.select(dataset_column.c.name).where(dataset_column.c.name == "shop_orders")
        assert connection.scalars(made).all() == []


def test_units_and_levels_of_the_same_change_set(chief: Person, change: str) -> None:
    org = next(one for one in chief.get("/definitions") if one["kind"] == "org")
    address = f"{change}/definitions/org/{org['name']}"
    card = chief.get(address)
    levels = [*card["value"]["levels"], {"name": "counter", "title": {"zh": "柜台", "en": "Counter"}}]
    chief.call("PUT", address, json={"value": {**card["value"], "levels": levels}, "revision": card["revision"]})
    file = chief.get(f"{change}/files/data/units.csv")
    text = file["text"].rstrip("\n") + "\n"
    cells = ["K1", "一号柜", "Counter one", "counter", "N11"]
    line = ",".join(cells + [""] * (text.splitlines()[0].count(",") + 1 - len(cells)))
    chief.call("PUT", f"{change}/files/data/units.csv", json={"text": text + line + "\n", "revision": file["revision"]})
    assert [draft["action"] for draft in chief.get(change)["files"]] == ["changed"]
    answer = tried(chief, f"{change}/indicators/sales", value=indicator("sales_amount", display="money"), units=["K1"])
    assert answer["issues"] == []
    assert [(row["unit"]["code"], row["unit"]["level"]) for row in answer["rows"]] == [("K1", "counter")]
    assert [level["name"] for level in answer["levels"]][-1] == "counter"


def test_which_units(chief: Person, change: str) -> None:
    def picked(**more: Any) -> list[str]:
        answer = tried(chief, f"{change}/indicators/sales", period="day", day=A, **more)
        return [row["unit"]["code"] for row in answer["rows"]]

    assert picked() == ["HQ", "S12", "N22", "N21", "N12", "N11", "S21"]
    assert picked(pick="best", level="area") == ["HQ", "S2", "N1", "N2", "S1"]
    assert set(picked(pick="random", seed=3)[1:]) <= set(small_app.STORES)
    assert picked(units=["S", "N11", "S"]) == ["S", "N11"]
    for wish in ({"units": ["nowhere"]}, {"level": "galaxy"}, {"trace": "nowhere"}):
        assert chief.call("POST", f"{change}/indicators/sales/try", json=wish).status_code == 404


@pytest.mark.parametrize(
    ("formula", "code", "hint", "position"),
    [
        ("sales_amont / order_count", "N203", "sales_amount", 0),
        ("sales_amount / nothing_like_it_at_all", "N203", None, 15),
        ("sales_amount / (order_count", "N306", None, None),
        ("", "N1", None, None),
        ("  ", "N301", None, None),
        ("summ(sales_amount)", "N309", "sum", 0),
        ("__import__('os').system('ls')", "N3", None, None),
        ("9**9**9", "N3", "x * x", 1),
        ("sales_amount + order_count", "N311", None, None),
        ("2 * 3", "N436", None, None),
        ("mine + 1", "N204", None, None),
        ("(" * 300, "N3", None, None),
        ("sales_amount + " * 130 + "sales_amount", "N3", None, None),
        ("a" * 3000, "N1", None, None),
    ],
)
def test_half_a_formula_is_an_issue_and_never_a_fault(
    chief: Person, change: str, formula: str, code: str, hint: str | None, position: int | None
) -> None:
    begun = time.perf_counter()
    answer = tried(chief, f"{change}/indicators/mine", value=indicator(formula, dataset="sales"))
    assert time.perf_counter() - begun < 30  # a formula that explodes would take hours
    assert (answer["rows"], answer["trace"]) == ([], None)
    found = [one for one in answer["issues"] if one["code"].startswith(code)]
    assert found, answer["issues"]
    if hint:
        assert hint in found[0]["hint"]["en"]
    if position is not None:
        assert found[0]["position"] == position


@pytest.mark.parametrize("value", [{}, {"formula": 3}, {"kind": "role", "name": "../x"}, {"title": []}])
def test_anything_may_stand_in_an_editor(chief: Person, change: str, value: dict[str, Any]) -> None:
    for place in ("indicators/sales", "scales/standard", "datasets/sales", "indicators/Bad Name", "scales/x"):
        assert tried(chief, f"{change}/{place}", value=value)["issues"], place


def bands(red: float, yellow: float) -> list[dict[str, Any]]:
    rising = [("red", None, red), ("yellow", red, yellow), ("green", yellow, None)]
    return [{"light": light, "from": low, "to": high} for light, low, high in rising]


def test_a_scale_on_the_attainments_of_the_day(chief: Person, change: str) -> None:
    value = chief.get("/definitions/scale/standard")["value"]

    def lights(**more: Any) -> Any:
        answer = tried(chief, f"{change}/scales/standard", value=value | more, period="day", day=A)
        sales = next(one for one in answer["indicators"] if one["indicator"] == "sales")
        return answer, sales

    # Attainments of sales: .50 .80 .90 .96 1.00 1.00 1.10, and one unit without data.
    answer, sales = lights()
    assert sales["before"] == sales["after"] == {"red": 2, "yellow": 1, "green": 4, "grey": 1}
    assert (answer["used"], answer["units"], answer["level"], answer["flips"]) == (True, 8, "store", [])
    # 0.80 exactly is no longer below the limit: yellow. 0.96 becomes yellow under a limit of 0.97.
    answer, sales = lights(bands=bands(0.8, 0.97))
    assert sales["after"] == {"red": 1, "yellow": 3, "green": 3, "grey": 1}
    assert sales["changed"] == 2
    told = [(f["unit"]["code"], f["before"], f["after"]) for f in answer["flips"] if f["indicator"] == "sales"]
    assert told == [("N22", "red", "yellow"), ("N12", "green", "yellow")]
    # A gap and an overlap are refused with the rule in words, and nothing is counted.
    broken = [*bands(0.85, 0.95)[:2], {"light": "green", "from": 0.96, "to": None}]
    answer = tried(chief, f"{change}/scales/standard", value=value | {"bands": broken})
    assert [issue["code"] for issue in answer["issues"]] == ["N402"]
    assert answer["indicators"] == []
    # A scale that nobody uses yet is shown on the indicators of the first screen.
    answer = tried(chief, f"{change}/scales/strict", value={"title": DRAFT["title"], "bands": bands(0.9, 1)}, day=A)
    assert (answer["used"], len(answer["indicators"])) == (False, 4)


def test_what_would_happen_to_a_table(world: World, chief: Person, change: str) -> None:
    value = chief.get("/definitions/dataset/sales")["value"]
    address = f"{change}/datasets/sales"
    same = tried(chief, address)
    assert (same["exists"], same["steps"], same["rebuilds"], same["issues"]) == (True, [], False, [])
    assert same["rows"] == (8 * 22 - 1) * 2

    def told(edit: Callable[[dict[str, Any]], None], *, sound: bool = True) -> list[tuple[str, str, bool]]:
        changed = copy.deepcopy(value)
        edit(changed)
        answer = tried(chief, address, value=changed)
        assert (answer["issues"] == []) == sound
        return [(step["action"], step["name"], step["loses"]) for step in answer["steps"]]

    coupon = {"name": "coupon", "title": DRAFT["title"], "type": "text", "required": False}
    assert told(lambda v: v["columns"].append(coupon)) == [("add", "coupon", False)]
    assert told(lambda v: v["columns"][3].update(type="number"), sound=False)[0] == ("refuse", "amount", True)
    renamed = {"name": "order_total", "aliases": ["orders"]}

    def rename(v: dict[str, Any]) -> None:
        v["columns"][5].update(renamed)
        v["measures"][2]["formula"] = "sum(order_total)"

    assert told(rename, sound=False) == [("rename", "order_total", False)]
    key = told(lambda v: v.update(key=["unit", "day"]))
    assert key == [("refuse", "sales", True)]
    fresh = {"title": DRAFT["title"], "columns": value["columns"][:3], "key": ["unit", "day", "channel"]}
    answer = tried(chief, f"{change}/datasets/visits", value=fresh)
    assert [(s["action"], s["words"]["zh"]) for s in answer["steps"]] == [("make", "新建一张表")]
    assert (answer["exists"], answer["rows"]) == (False, 0)


def test_fields_from_a_sample(chief: Person, change: str) -> None:
    wish = {"header": ["店号", "日期", "金额"], "rows": [["N11", "2026-11-01", "12.50"], ["N12", "2026-11-01", 3]]}
    answer = chief.call("POST", "/samples/fields", json=wish).get_json()
    assert [(c["header"], c["column"]["type"]) for c in answer["columns"]] == [
        ("店号", "unit"),
        ("日期", "day"),
        ("金额", "money"),
    ]
    assert answer["key"] == ["unit", "day"]
    assert [one["measure"]["formula"] for one in answer["sums"]] == ["sum(field_3)"]
    # A unit that only the change set has is a unit to those who build with it; nobody else knows its code.
    units = chief.get(f"{change}/files/data/units.csv")
    text = units["text"] + units["text"].splitlines()[-1].replace("S22,", "S29,", 1) + "\n"
    assert "S29," in text
    chief.call("PUT", f"{change}/files/data/units.csv", json={"text": text, "revision": units["revision"]})
    wish["rows"].append(["S29", "2026-11-01", 4])
    kinds = [
        chief.call("POST", "/samples/fields", json=wish | more).get_json()["columns"][0]["column"]["type"]
        for more in ({}, {"change": change.rpartition("/")[2], "dataset": "sales"})
    ]
    assert kinds == ["text", "unit"]
    assert {"sales_amount", "sales"} <= {one["name"] for one in chief.get("/names")}
    assert chief.call("POST", "/samples/fields", json={"header": [], "rows": []}).status_code == 422


def test_only_builders_try(person: Callable[[str], Person], change: str) -> None:
    for login in ("dir_n", "mgr_n1", "keep_n11"):
        for place in ("indicators/sales", "scales/standard", "datasets/sales"):
            assert person(login).call("POST", f"{change}/{place}/try", json={}).status_code in (403, 404)
        for address in (f"{change}/names", "/names"):
            assert person(login).call("GET", address).status_code in (403, 404)
    missing = "/changes/01a205cf-4740-7724-b135-0c72082181c3/indicators/sales/try"
    assert person("chief").call("POST", missing, json={}).status_code == 404
