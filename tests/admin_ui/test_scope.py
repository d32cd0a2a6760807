"""Nobody sees a row outside his scope, by any route; a hidden indicator is nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests import small_app
from tests.admin_ui.conftest import Person, World
from tests.admin_ui.incidents import incident_at, message_about
from tests.admin_ui.test_routes import FOREIGN, address, routes

SignIn = Callable[[str], Person]
UNITS = ["HQ", "N", "S", *(d + a for d in "NS" for a in "12"), *small_app.STORES]


def inside(login: str) -> list[str]:
    """The codes a person of the small app may see."""
    if login == "chief":
        return UNITS
    top = login.split("_")[1].upper()
    return [code for code in UNITS if code.startswith(top)]


def everything(world: World, someone: Person, codes: list[str], incidents: list[str]) -> str:
    """All the bytes that the person's GETs bring, headers included."""
    paths = []
    for method, rule, _ in routes(world):
        if method == "GET" and rule.rule in FOREIGN:
            for code in codes:
                for indicator in ("sales", "order_value", "web_share", "margin"):
                    paths.append(address(rule, code=code).replace("indicator=sales", f"indicator={indicator}"))
        elif method == "GET" and "openapi" not in rule.rule and "explain" not in rule.rule:
            paths += (
                [address(rule, public_id=public_id) for public_id in incidents] if rule.arguments else [address(rule)]
            )
    paths += [f"/api/v1/units/{code}?period={period}&day=2026-11-10" for code in codes for period in ("day", "ytd")]
    answers = [someone.client.get(path) for path in dict.fromkeys(paths)]
    assert not any(answer.status_code >= 500 for answer in answers)
    assert any(answer.status_code == 200 for answer in answers)
    return "\n".join(f"{answer.headers}\n{answer.get_data(as_text=True)}" for answer in answers)


@pytest.mark.parametrize("login", ["chief", "dir_n", "dir_s", "mgr_n2", "mgr_s1", "keep_n11", "keep_s22"])
def test_no_answer_names_a_foreign_unit(world: World, person: SignIn, login: str) -> None:
    incidents = [incident_at(world.database, code, indicator) for code in small_app.STORES for indicator in ("sales",)]
    message_about(world.database, incidents, "chief", "all of " + " ".join(small_app.STORES))
    small_app.load_rows(
        world.database,
        world.release,
        "till",
        {"closes": [{"unit": code, "day": "no day", "closed": False} for code in small_app.STORES]},
    )
    said = everything(world, person(login), UNITS, incidents)
    mine = set(inside(login))
    seen = {code for code in UNITS if re.search(rf"\b{code}\b", said)}
    assert seen - {"HQ"} <= mine | {"S", "N"}  # single letters stand in many words
    assert mine <= seen
    for code in set(small_app.STORES) - mine:
        title = {"N": "北方", "S": "南方"}[code[0]] + code[1:] + "店"
        assert title not in said.replace("店长", ""), code


def test_a_hidden_indicator_is_nowhere(world: World, person: SignIn) -> None:
    incidents = [incident_at(world.database, "N11", "margin")]
    said = everything(world, person("keep_n11"), UNITS, incidents)
    assert "sales" in said
    assert "margin" not in said
    assert "毛利" not in said
    said = everything(world, person("mgr_n1"), UNITS, incidents)
    assert "margin" in said


def test_refused_rows_of_no_known_unit_are_for_those_who_see_everything(world: World, person: SignIn) -> None:
    rows = [
        {"unit": "N11", "day": "no day", "closed": False},
        {"unit": "S11", "day": "no day", "closed": False},
        {"unit": "NOWHERE", "day": "2026-11-20", "closed": False},
    ]
    small_app.load_rows(world.database, world.release, "till", {"closes": rows})
    assert {row["unit_code"] for row in person("chief").get("/refused")} == {"N11", "S11", "NOWHERE"}
    assert {row["unit_code"] for row in person("dir_n").get("/refused")} == {"N11"}
    assert {row["unit_code"] for row in person("dir_s").get("/refused?source=till")} == {"S11"}


def test_definitions_that_speak_of_the_whole_are_for_those_who_see_it(person: SignIn) -> None:
    director, chief = person("dir_n"), person("chief")
    for path in ("/definitions/target_plan/plan_2026", "/definitions/org/shops", "/definitions/role/chief"):
        assert chief.call("GET", path).status_code == 200
        assert director.call("GET", path).status_code == 404
    assert {row["kind"] for row in director.get("/definitions")} & {"target_plan", "org", "role"} == set()
    assert director.get("/definitions/indicator/sales")["value"]["formula"] == "sales_amount"
