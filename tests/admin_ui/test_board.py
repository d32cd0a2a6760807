"""What the screens show: figures worked out by hand, the worst first, at a price that does not depend on size."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests import small_app
from tests.admin_ui.conftest import Person, World
from tests.admin_ui.incidents import days_of, incident_at, message_about
from tests.statements import counted

SignIn = Callable[[str], Person]


def light(home: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = [card for card in home["lights"] if card["indicator"] == name]
    return found  # type: ignore[no-any-return]


def test_the_chiefs_home(person: SignIn) -> None:
    """HQ sold (366 + 360) x 22 - 100 (S22 missing on the anchor) = 15,872 of 17,600, against 175 x 100 covered."""
    home = person("chief").get("/home")
    assert home["app"] == {
        "name": "small",
        "title": {"zh": "小示例", "en": "Small sample"},
        "currency": "CNY",
        "money_digits": 2,
        "time_zone": "Asia/Shanghai",
    }
    assert (home["day"], home["period"], home["unit"]["code"]) == ("2026-11-22", "mtd", "HQ")
    sales = light(home, "sales")
    assert sales["actual"] == 15872.0
    assert sales["targets"] == {"baseline": 15840.0, "target": 17600.0, "stretch": 19360.0}
    assert sales["attainment"] == pytest.approx(15872 / 17500)
    assert (sales["light"], sales["have"], sales["expected"]) == ("yellow", 175, 176)
    assert sales["synced_at"] == "2026-11-23T00:00:00+00:00"
    # 15,872.00 over 175 store-days of 5 orders
    assert light(home, "order_value")["actual"] == pytest.approx(15872 / 875)
    assert light(home, "web_share")["actual"] == pytest.approx(0.2)
    assert light(home, "margin")["actual"] == pytest.approx(0.4)
    assert [card["indicator"] for card in home["lights"]] == ["sales", "order_value", "web_share", "margin"]
    assert [(child["unit"]["code"], child["light"]) for child in home["units"]] == [("S", "yellow"), ("N", "yellow")]
    assert home["more"] == 0
    assert home["board"] == {"name": "board", "title": {"zh": "看板", "en": "Board"}}


@pytest.mark.parametrize(
    ("login", "expected", "missing"),
    [
        ("dir_n", [("N2", "yellow"), ("N1", "green")], []),  # N2: 170 of 200 = exactly 0.85, which is not red
        ("dir_s", [("S1", "red"), ("S2", "green")], ["S2"]),  # S1: 160 of 200; S2: its 43 store-days are on target
        ("mgr_n2", [("N22", "red"), ("N21", "yellow")], []),
        ("mgr_s1", [("S12", "red"), ("S11", "green")], []),
        ("mgr_s2", [("S22", "grey"), ("S21", "green")], ["S22"]),  # not known is worse than good
        ("keep_s12", [], []),
    ],
)
def test_children_are_worst_first_and_missing_ones_are_named(
    person: SignIn, login: str, expected: list[tuple[str, str]], missing: list[str]
) -> None:
    home = person(login).get("/home")
    assert [(child["unit"]["code"], child["light"]) for child in home["units"]] == expected
    assert [unit["code"] for unit in home["missing_units"]] == missing


def test_the_home_screen_takes_two_statements_after_the_caller_is_known(world: World, person: SignIn) -> None:
    for login in ("chief", "dir_s", "keep_n11"):
        someone = person(login)
        someone.get("/home")  # the release and its statements are compiled once per process
        with counted(world.database) as seen:
            someone.get("/home")
        assert len(seen) == 4, seen
        assert "pointer" in seen[0]  # which release serves
        assert "user_session" in seen[1]  # who calls, with which posts


def test_a_unit_page(person: SignIn) -> None:
    page = person("chief").get("/units/N2?period=day")
    assert [unit["code"] for unit in page["path"]] == ["HQ", "N", "N2"]
    assert light(page, "sales")["actual"] == 170.0
    assert [child["unit"]["code"] for child in page["children"]] == ["N22", "N21"]
    assert [card["indicator"] for card in page["children"][0]["lights"]] == [
        "sales",
        "order_value",
        "web_share",
        "margin",
    ]
    assert page["periods"] == ["day", "wtd", "mtd", "qtd", "ytd"]
    assert [unit["code"] for unit in person("mgr_n2").get("/units/N22")["path"]] == ["N2", "N22"]


def test_days_to_come_show_the_last_whole_day(person: SignIn) -> None:
    assert person("chief").get("/home?day=2027-01-01")["day"] == "2026-11-22"
    assert person("chief").get("/units/N?day=2026-11-02")["lights"][0]["actual"] == 366 * 2.0


def test_the_stores_that_owe_data_are_named(person: SignIn) -> None:
    for login, code in (("chief", "HQ"), ("dir_s", "S"), ("mgr_s2", "S2"), ("keep_s22", "S22")):
        card = person(login).get(f"/units/{code}/missing")
        stores = {"HQ": 8, "S": 4, "S2": 2, "S22": 1}[code]
        assert [unit["code"] for unit in card["units"]] == ["S22"]
        assert (card["have"], card["expected"]) == (stores - 1, stores)
    assert person("chief").get("/units/HQ/missing?day=2026-11-21")["units"] == []
    assert person("chief").get("/units/N/missing")["units"] == []


def test_the_trend(person: SignIn) -> None:
    trend = person("mgr_s2").get("/units/S22/trend?indicator=sales&from=2026-11-20&to=2026-11-22")
    assert trend["indicator"]["indicator"] == "sales"
    shown = [(p["day"], p["actual"], p["target"], p["attainment"], p["light"], p["have"]) for p in trend["points"]]
    assert shown == [
        ("2026-11-20", 100.0, 100.0, 1.0, "green", 1),
        ("2026-11-21", 100.0, 100.0, 1.0, "green", 1),
        ("2026-11-22", None, 100.0, None, "grey", 0),
    ]


def test_an_explanation_down_to_the_rows(person: SignIn) -> None:
    card = person("mgr_n2").get("/units/N22/explain?indicator=order_value&period=day")
    assert card["formula"] == "sales_amount / order_count"
    assert card["words"]["zh"] == "[销售金额] / [订单数]"
    assert card["actual"] == 16.0  # 80.00 over 5 orders
    sums = {measure["name"]: measure for measure in card["measures"]}
    assert sums["sales_amount"]["formula"] == "sum(amount)"
    assert sums["sales_amount"]["rows"] == 2
    assert sorted(row["amount"] for row in sums["sales_amount"]["sample"]) == [16.0, 64.0]  # major units
    (load,) = card["loads"]
    assert (load["source"], load["source_time"]) == ("till", "2026-11-22T23:50:00+00:00")


def test_incidents_are_counted_and_listed_within_scope(world: World, person: SignIn) -> None:
    n22, s12 = incident_at(world.database, "N22"), incident_at(world.database, "S12")
    over = incident_at(world.database, "N21", state="resolved", ended_day=small_app.ANCHOR, ended_at=small_app.NOW)
    expected = {
        "chief": {n22, s12, over},
        "dir_n": {n22, over},
        "mgr_n2": {n22, over},
        "mgr_n1": set(),
        "keep_s12": {s12},
    }
    firing = {"chief": 2, "dir_n": 1, "mgr_n2": 1, "mgr_n1": 0, "keep_s12": 1}
    for login, ids in expected.items():
        someone = person(login)
        listed = someone.call("GET", "/incidents")
        assert {card["public_id"] for card in listed.get_json()} == ids, login
        assert f'"total": {len(ids)}' in listed.headers["X-Pagination"]
        assert someone.get("/home")["incidents_open"] == firing[login], login
        for public_id in (n22, s12, over):
            assert someone.call("GET", f"/incidents/{public_id}").status_code == (200 if public_id in ids else 404)
    chief = person("chief")
    assert [card["public_id"] for card in chief.get("/incidents?unit=N2&state=firing")] == [n22]
    assert [card["public_id"] for card in chief.get("/units/N")["incidents"]] == [n22]
    one = chief.get(f"/incidents/{n22}")
    assert one["unit"]["code"] == "N22"
    assert days_of(one) == [(date(2026, 11, day), 80.0, 100.0) for day in (20, 21, 22)]  # money in major units


def test_an_incident_on_a_hidden_indicator_does_not_exist(world: World, person: SignIn) -> None:
    hidden = incident_at(world.database, "N11", "margin")
    assert [card["public_id"] for card in person("mgr_n1").get("/incidents")] == [hidden]
    keeper = person("keep_n11")
    assert keeper.get("/incidents") == []
    assert keeper.get("/home")["incidents_open"] == 0
    assert keeper.call("GET", f"/incidents/{hidden}").status_code == 404


def test_messages_of_an_incident(world: World, person: SignIn) -> None:
    n22, s12 = incident_at(world.database, "N22"), incident_at(world.database, "S12")
    message_about(world.database, [n22], "mgr_n2", "N22 only")
    message_about(world.database, [n22, s12], "chief", "a digest of N22 and S12")
    told = person("mgr_n2").get(f"/incidents/{n22}")["messages"]
    assert [(message["recipient"]["zh"], message["text"]) for message in told] == [
        ("北方2区经理", "预警\nN22 only"),
        ("总部", None),  # a reader above is called by his post; the words name S12 as well
    ]
    assert person("chief").get(f"/incidents/{n22}")["messages"][1]["text"] == "预警\na digest of N22 and S12"
    assert len(person("chief").get("/messages")) == 2
    assert [message["text"] for message in person("mgr_n2").get("/messages")] == ["预警\nN22 only"]
    assert person("dir_s").get("/messages") == []
