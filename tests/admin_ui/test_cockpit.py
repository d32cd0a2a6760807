"""What waits for a person, several posts, targets and their receipts, units below by pages: small app."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine.base import clock
from engine.storage.database import reading, writing
from engine.storage.tables import audit, post_holder, target_receipt
from tests import small_app
from tests.admin_ui.conftest import Person, World
from tests.admin_ui.test_board import counted, light

SignIn = Callable[[str], Person]


def confirm(person: Person, unit: str, **more: str) -> tuple[int, dict[str, object]]:
    (card,) = [card for card in person.get("/targets/mine") if card["unit"]["code"] == unit]
    wish = {"plan": "plan_2026", "version": card["version"], "unit": unit} | more
    answer = person.call("POST", "/targets/receipts", json=wish)
    return answer.status_code, answer.get_json()


def test_targets_are_confirmed_once_per_version_by_the_holder_of_the_post(world: World, person: SignIn) -> None:
    """The year's 292,000.00 by eight stores: 36,500.00 each, 100.00 a day; 3,000.00 in November."""
    manager, director = person("mgr_n2"), person("dir_n")
    assert manager.get("/home")["targets_open"] == 1
    (card,) = manager.get("/targets/mine")
    assert (card["plan"], card["unit"]["code"], card["must_confirm"], card["confirmed_at"]) == (
        "plan_2026",
        "N2",
        True,
        None,
    )
    sales, value, *_ = card["lines"]
    tiers = {tier["tier"]: tier for tier in sales["tiers"]}
    assert (tiers["target"]["total"], tiers["baseline"]["total"]) == (73_000.0, 65_700.0)  # two stores
    assert {m["month"]: m["amount"] for m in tiers["target"]["months"]}["2026-11"] == 6_000.0
    assert {t["tier"]: (t["low"], t["high"]) for t in value["tiers"]} == {
        "baseline": (18.0, 18.0),
        "target": (20.0, 20.0),
        "stretch": (22.0, 22.0),
    }

    assert confirm(manager, "N2", note=" 收到 ")[0] == 201
    status, shown = confirm(manager, "N2", note="again")
    assert (status, shown["note"]) == (200, "收到")  # what was said first stays
    assert manager.get("/home")["targets_open"] == 0
    assert manager.get("/targets/mine")[0]["confirmed_at"] is not None
    with reading(world.database) as connection:
        lines = connection.execute(sa.select(audit).where(audit.c.action == "target.confirm")).all()
    assert [(line.actor, line.object, line.detail["note"]) for line in lines] == [("mgr_n2", "N2", "收到")]

    seen = director.get("/targets/receipts?plan=plan_2026")
    assert (seen["confirmed"], seen["expected"]) == (1, 7)  # the director, two managers, four keepers
    assert {rate["level"]: (rate["confirmed"], rate["expected"]) for rate in seen["levels"]} == {
        "division": (0, 1),
        "area": (1, 2),
        "store": (0, 4),
    }
    (done,) = director.get("/targets/receipts?state=confirmed")["receipts"]
    assert (done["unit"]["code"], done["note"]) == ("N2", "收到")
    assert len(director.get("/targets/receipts?state=open&page=2&page_size=4")["receipts"]) == 2
    assert person("dir_s").get("/targets/receipts")["confirmed"] == 0  # of another division nothing is told
    assert person("keep_n11").get("/targets/receipts")["expected"] == 1


def test_what_cannot_be_confirmed(world: World, person: SignIn) -> None:
    manager = person("mgr_n2")
    version = manager.get("/targets/mine")[0]["version"]
    for wish, status, code in (
        ({"unit": "N22"}, 422, "N832"),  # seen, but not his post
        ({"unit": "S2"}, 404, None),  # foreign
        ({"unit": "ZZ"}, 404, None),
        ({"plan": "plan_1999"}, 404, None),
        ({"version": "0" * 64}, 422, "N833"),
        ({"note": "x" * 501}, 422, None),
        ({"extra": 1}, 422, None),
    ):
        body = {"plan": "plan_2026", "version": version, "unit": "N2"} | wish
        answer = manager.call("POST", "/targets/receipts", json=body)
        assert answer.status_code == status, wish
        if code:
            assert answer.get_json()["issues"][0]["code"] == code
    with reading(world.database) as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(target_receipt)) == 0
    assert manager.call("GET", "/targets/receipts?plan=nothing").status_code == 404


def test_a_new_version_of_the_plan_asks_again(world: World, person: SignIn, tmp_path: Path) -> None:
    manager = person("mgr_n2")
    confirm(manager, "N2")
    package = tmp_path / "app"
    shutil.copytree(small_app.APP, package)
    file = package / "plans/plan_2026.json"
    plan = json.loads(file.read_text(encoding="utf-8"))
    plan["lines"][0]["total"]["target"] = "300000.00"
    file.write_text(json.dumps(plan), encoding="utf-8")
    small_app.publish_app(world.database, package, reason="more")
    assert manager.get("/home")["targets_open"] == 1
    assert manager.get("/targets/mine")[0]["confirmed_at"] is None


def test_who_holds_two_posts_chooses_whose_unit_to_look_at(world: World, person: SignIn) -> None:
    manager = person("mgr_n2")
    with writing(world.database) as connection:
        row = connection.execute(
            sa.text("SELECT h.* FROM post_holder h JOIN user_account u ON u.id = h.user_id WHERE u.login = 'mgr_s1'")
        ).one()
        own = connection.scalar(sa.text("SELECT id FROM user_account WHERE login = 'mgr_n2'"))
        held = sa.select(post_holder).where(post_holder.c.id == row.id)
        post = connection.execute(held).one()._mapping
        given = {name: value for name, value in post.items() if name != "id"} | {"user_id": own}
        connection.execute(sa.insert(post_holder).values(**given))
    home = manager.get("/home")
    assert [post["unit"]["code"] for post in home["posts"]] == ["N2", "S1"]
    assert (home["unit"]["code"], home["targets_open"]) == ("N2", 2)
    assert manager.get("/home?unit=S1")["unit"]["code"] == "S1"
    answers = [manager.call("GET", f"/home?unit={code}") for code in ("S2", "N22", "ZZ")]  # N22: in scope, not a post
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1


def test_units_below_come_in_pages_worst_first(person: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = person("chief").get("/units/N2")
    assert (whole["children_total"], whole["children_pages"]) == (2, 1)
    assert whole["children_tally"] == {"red": 1, "yellow": 1, "grey": 0, "green": 0}
    monkeypatch.setattr("admin_ui.api.units.CHILDREN", 1)
    pages = [person("chief").get(f"/units/N2?page={page}") for page in (1, 2, 3)]
    assert [[child["unit"]["code"] for child in page["children"]] for page in pages] == [["N22"], ["N21"], []]
    assert {page["children_pages"] for page in pages} == {2}


def test_pace_and_rank_of_a_store(person: SignIn) -> None:
    """N22: 80.00 of 100.00 a day. Without ``compare_peers`` its manager sees two stores: too few for a rank."""
    manager = person("mgr_n2")
    pace = manager.get("/units/N22/outlook?indicator=sales")
    assert (pace["target"], pace["target_to_date"], pace["projected"]) == (3_000.0, 2_200.0, pytest.approx(2_400.0))
    assert pace["time_share"] == pytest.approx(22 / 30)
    assert (pace["target_share"], pace["actual_share"]) == (pytest.approx(22 / 30), pytest.approx(1_760 / 3_000))
    assert pace["method"]["zh"].startswith("按目前完成进度推算")
    rank = manager.get("/units/N22/rank?indicator=sales")
    assert (rank["among"], rank["of"], rank["place"], rank["median"]) == ("seen", 2, None, None)
    chief = person("chief").get("/units/N22/rank?indicator=sales")
    assert (chief["of"], chief["place"], chief["median"]) == (8, 7, pytest.approx(0.98))
    for path in ("outlook", "rank"):
        answers = [manager.call("GET", f"/units/{code}/{path}?indicator=sales") for code in ("S21", "ZZ")] + [
            manager.call("GET", f"/units/N22/{path}?indicator=nothing")
        ]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.data for answer in answers}) == 1


def test_counting_red_children_costs_the_home_one_statement_more(world: World, person: SignIn, tmp_path: Path) -> None:
    package = shutil.copytree(small_app.APP, tmp_path / "app")
    file = package / "scales/standard.json"
    scale = json.loads(file.read_text(encoding="utf-8"))
    scale["parent_light"] = {"by": "red_children", "share": 0.25}
    file.write_text(json.dumps(scale), encoding="utf-8")
    with clock.frozen(small_app.NOW):
        small_app.publish_app(world.database, package, reason="rule")
    for login, statements in (("chief", 3), ("dir_s", 3), ("keep_n11", 2)):
        someone = person(login)
        someone.get("/home")
        with counted(world.database) as seen:
            home = someone.get("/home")
        assert len(seen) == 2 + statements, seen
        if login == "chief":  # by its own 90.7 % it is yellow; neither division is red
            assert light(home, "sales")["reason"]["zh"] == "达成率 90.69 % ≥ 85 %，且 < 95 %（按已到数据 175/176）"
