"""Adjustments over the API: two people, scope, hidden columns, and facts that nothing edits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from engine.access import accounts
from engine.base.text import both
from engine.storage.database import writing
from engine.storage.tables import adjustment, org_unit, post_holder
from tests import small_app
from tests.admin_ui.conftest import PASSWORD, Person, World

SignIn = Callable[[str], Person]
DAY = small_app.ANCHOR.isoformat()
WISH = {
    "dataset": "sales",
    "unit": "N11",
    "day": DAY,
    "values": {"channel": "shop", "amount": "70.00"},
    "reason": "typed twice",
}
NOWHERE = "01a205cf-4740-7724-b135-0c72082181c3"


@pytest.fixture(autouse=True)
def adjusters(changed_app: Callable[[str, Callable[[Any], None]], None], world: World) -> None:
    """Directors and keepers may ask, directors approve; a second chief stands beside the first."""
    more = {"request_adjustments", "read_sources"}
    changed_app("roles/keeper.json", lambda role: role.update(permissions=sorted({*role["permissions"], *more})))
    changed_app(
        "roles/director.json",
        lambda role: role.update(permissions=sorted({*role["permissions"], *more, "approve_adjustments"})),
    )
    with writing(world.database) as connection:
        deputy = accounts.create(connection, "deputy", both("副手", "Deputy"), by="test")
        accounts.set_password(connection, deputy, PASSWORD, by="test", cost="test")
        top = connection.scalar(sa.select(org_unit.c.id).where(org_unit.c.code == "HQ"))
        days = {"valid_from": 0, "valid_to": 10**6}
        post = {"role": "chief", "unit_id": top, "user_id": deputy.id, "deputy": False, **days}
        connection.execute(sa.insert(post_holder).values(**post))


def ask(person: Person, **more: Any) -> Any:
    answer = person.call("POST", "/adjustments", json=WISH | more)
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return answer.get_json()


def test_two_people_make_one_adjustment_and_the_number_says_so(person: SignIn) -> None:
    chief, deputy = person("chief"), person("deputy")
    assert chief.get(f"/datasets/sales/rows?unit=N11&day={DAY}")["rows"] == [
        {"channel": "shop", "amount": 80.0, "cost": 48.0, "orders": 4},
        {"channel": "web", "amount": 20.0, "cost": 12.0, "orders": 1},
    ]
    made = ask(chief)
    assert (made["state"], made["mine"], made["values"], made["before"]) == (
        "requested",
        True,
        {"channel": "shop", "amount": 70.0},
        {"amount": 80.0},
    )
    path = f"/adjustments/{made['public_id']}/decision"
    own = chief.call("POST", path, json={"verdict": "approved"})
    assert (own.status_code, own.get_json()["issues"][0]["code"]) == (422, "N894")
    assert chief.get("/units/N11/explain?indicator=sales&period=day")["adjustments"] == []
    settled = deputy.call("POST", path, json={"verdict": "approved", "note": "checked"})
    assert (settled.status_code, settled.get_json()["state"]) == (200, "approved")
    again = deputy.call("POST", path, json={"verdict": "approved"})
    assert (again.status_code, again.get_json()["issues"][0]["code"]) == (422, "N895")
    why = chief.get("/units/N/explain?indicator=sales&period=day")
    assert why["actual"] == 356.0  # 100 + 96 + 90 + 80 = 366, less 10
    [mark] = why["adjustments"]
    assert (mark["unit"], mark["before"], mark["values"]) == ("N11", {"amount": 80.0}, {"amount": 70.0})
    assert (mark["requested_by"], mark["decided_by"]) == ("chief", "deputy")
    assert [one["source"] for one in why["loads"]].count("adjustment") == 1
    # Orders of the same row were not touched: an indicator without the amount carries no mark but what it uses.
    assert chief.get("/units/S11/explain?indicator=sales&period=day")["adjustments"] == []
    acts = [(one["actor"], one["action"]) for one in chief.get("/audit?action=adjustment")]
    assert acts == [("deputy", "adjustment.approve"), ("chief", "adjustment.request")]


def test_scope_of_asking_listing_and_deciding(person: SignIn) -> None:
    chief, south = person("chief"), person("dir_s")
    mine = ask(chief)
    assert [one["public_id"] for one in chief.get("/adjustments")] == [mine["public_id"]]
    assert south.get("/adjustments") == []
    for path, body in (("decision", {"verdict": "approved"}), ("withdraw", None)):
        foreign = south.call("POST", f"/adjustments/{mine['public_id']}/{path}", json=body)
        missing = south.call("POST", f"/adjustments/{NOWHERE}/{path}", json=body)
        assert foreign.status_code == missing.status_code == 404
        assert foreign.data == missing.data
    for unit in ("N11", "no_such_unit"):
        assert south.call("POST", "/adjustments", json=WISH | {"unit": unit}).status_code == 404
    north = person("dir_n")
    theirs = north.call("POST", f"/adjustments/{mine['public_id']}/withdraw")  # seen, but somebody else's
    assert theirs.status_code == 404
    assert chief.call("POST", f"/adjustments/{mine['public_id']}/withdraw").get_json()["state"] == "withdrawn"
    assert person("mgr_n1").call("POST", "/adjustments", json=WISH).status_code == 403
    assert (
        person("keep_n11")
        .call("POST", f"/adjustments/{mine['public_id']}/decision", json={"verdict": "approved"})
        .status_code
        == 403
    )


def test_a_hidden_indicators_column_can_neither_be_asked_for_nor_seen(person: SignIn) -> None:
    keeper, chief = person("keep_n11"), person("chief")  # keepers do not see margin, which is made of the cost
    assert [c["name"] for c in keeper.get(f"/datasets/sales/rows?unit=N11&day={DAY}")["columns"]] == [
        "channel",
        "amount",
        "orders",
    ]
    refused = {
        name: keeper.call("POST", "/adjustments", json=WISH | {"values": {"channel": "shop", name: 1}}).get_json()[
            "issues"
        ][0]
        for name in ("cost", "coat")
    }
    assert {issue["code"] for issue in refused.values()} == {"N891"}
    assert "cost" not in str(refused["coat"])
    ask(chief, values={"channel": "shop", "amount": 71, "cost": 40})
    [seen] = keeper.get("/adjustments")
    assert "cost" not in str(seen)
    assert seen["values"] == {"channel": "shop", "amount": 71.0}


def test_facts_have_no_door_for_writing(person: SignIn, world: World) -> None:
    chief = person("chief")
    for path in (
        "/datasets/sales/rows",
        "/datasets/sales",
        "/datasets/sales/completeness",
        "/datasets",
        "/facts/sales",
        "/loads/1",
    ):
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            assert chief.call(method, path, json={"amount": 1}).status_code in (404, 405), (method, path)
    with_models_columns = {c.name: 1 for c in adjustment.c if c.name not in WISH}
    for name, value in with_models_columns.items():
        answer = chief.call("POST", "/adjustments", json=WISH | {name: value})
        assert answer.status_code == 422, name
    made = ask(chief)
    for name in ("state", "decided_by", "load_id", "values"):
        body = {"verdict": "approved", name: "x"}
        assert person("deputy").call("POST", f"/adjustments/{made['public_id']}/decision", json=body).status_code == 422


BAD: list[dict[str, Any]] = [
    {"values": {}},
    {"values": {"channel": "shop", "amount": [1]}},
    {"values": {"channel": "shop", "amount": {"a": 1}}},
    {"values": {"channel": "shop", "amount": "1e999"}},
    {"values": {"channel": "\x00", "amount": 1}},
    {"values": {"channel": "shop" * 999, "amount": 1}},
    {"values": {"channel": "shop", "orders": 10**400}},
    {"reason": " "},
    {"day": "2026-13-01"},
    {"day": "9999-12-31"},
    {"dataset": "no_such"},
    {"dataset": "../sales"},
]


def test_bad_input_is_told_so(person: SignIn) -> None:
    chief = person("chief")
    for more in BAD:
        assert chief.call("POST", "/adjustments", json=WISH | more).status_code in (400, 422), more


def test_completeness_in_few_statements_and_within_scope(person: SignIn) -> None:
    chief = person("chief")
    found = chief.get("/datasets/sales/completeness?from=2026-11-21&to=2026-11-22")
    assert [(day["have"], day["expected"]) for day in found["days"]] == [(8, 8), (7, 8)]
    assert {one["unit"]["code"]: one["letters"] for one in found["units"]}["S22"] == "hm"
    south = person("dir_s").get("/datasets/sales/completeness?from=2026-11-21&to=2026-11-22")
    assert [one["unit"]["code"] for one in south["units"]] == ["S11", "S12", "S21", "S22"]
    only = chief.get("/datasets/sales/completeness?unit=S22&from=2026-11-22&to=2026-11-22")
    assert (only["units"][0]["letters"], only["days"][0]["have"]) == ("m", 0)
    for bad in ("from=2026-11-22&to=2026-11-21", "from=2020-01-01", "from=x"):
        assert chief.call("GET", f"/datasets/sales/completeness?{bad}").status_code == 422
    assert chief.call("GET", "/datasets/nothing/completeness").status_code == 404
