"""Scores over the API: own cards, scope, rank without names, hidden lines; against points worked out by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from engine.base.text import both
from engine.definitions.release import current_release
from engine.scores.round import recompute_scores
from engine.storage.database import reading
from tests import small_app
from tests.admin_ui.conftest import Person, World
from tests.engine.scores.cards import POINTS, card, line

SignIn = Callable[[str], Person]


@pytest.fixture(autouse=True)
def scored(changed_app: Callable[[str, Callable[[Any], None]], None], world: World) -> None:
    """Everybody may read scores, keepers and managers may compare; a second card has a line that keepers do not see."""
    folder = world.folder / "changed_app"
    half = card(name="half", lines=[line("sales", 60, "销售", "Sales"), line("margin", 40, "毛利", "Margin")])
    veto = {"name": "thin", "title": both("毛利薄", "Thin"), "when": "margin < 0.5 and attainment_sales < 0.85"}
    (folder / "scorecards").mkdir()
    for one in (card(), {**half, "vetoes": [veto], "peers": {"by": "parent"}}):
        (folder / f"scorecards/{one['name']}.json").write_text(json.dumps(one, ensure_ascii=False), encoding="utf-8")
    for role in ("chief", "manager"):
        path = folder / f"roles/{role}.json"
        value = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(
            json.dumps({**value, "permissions": sorted({*value["permissions"], "read_scores"})}), encoding="utf-8"
        )
    changed_app(
        "roles/keeper.json", lambda r: r.update(permissions=[*r["permissions"], "read_scores", "compare_peers"])
    )
    recompute_scores(world.database)


def test_a_keeper_sees_his_own_card_with_its_place_and_trail(person: SignIn) -> None:
    found = person("keep_n22").get("/field/scores")
    assert found["day"] == "2026-11-23"
    half, shop = found["cards"]
    assert (shop["scorecard"], shop["unit"]["code"], shop["points"], shop["cap"]) == ("shop", "N22", 60.0, 120.0)
    assert shop["period"] == {"kind": "month", "from": "2026-11-01", "to": "2026-11-30"}
    keys = ("name", "weight", "attainment", "points", "weighted")
    assert [tuple(one[key] for key in keys) for one in shop["lines"]] == [
        ("sales", 0.5, 0.8, 50.0, 25.0), ("order_value", 0.3, 0.8, 50.0, 15.0), ("web_share", 0.2, 1.0, 100.0, 20.0),
    ]  # fmt: skip
    # better: N12 92, N21 80 and the four with 100 or more; worse: S12
    assert shop["rank"] == {"place": 7, "of": 8, "group": {"zh": "全部门店", "en": "at level Store"}}
    assert shop["today"] == 60.0
    assert [(t["text"]["zh"], t["before"], t["after"], t["delta"]) for t in shop["trail"]] == [
        ("销售 +25.0，客单 +15.0，网店 +20.0（评分或目标改版）", None, 60.0, 60.0)
    ]
    # 0.6 · 50 + 0.4 · 100 (margin 0.4 of 0.4) = 70, and the veto holds: 0
    assert (half["points"], half["rank"]) == (0.0, None)  # two stores under a parent make no ranking
    assert [(one["name"], one["title"]["zh"], one["weighted"]) for one in half["lines"]] == [
        ("sales", "销售", 30.0), ("", "其他项", 40.0),
    ]  # fmt: skip
    assert half["veto"] == {"name": None, "title": {"zh": "一票否决", "en": "Veto"}, "taken": -70.0}
    assert half["trail"][0]["text"]["zh"] == "销售 +30.0，其他项 −30.0（评分或目标改版）"
    for word in ("margin", "毛利", "Margin"):
        assert word not in json.dumps(found, ensure_ascii=False)


def test_a_manager_sees_the_units_below_and_no_others(person: SignIn) -> None:
    manager = person("mgr_n2")
    assert [(one["unit"]["code"], one["points"]) for one in manager.get("/scores?scorecard=shop")] == [
        ("N21", 80.0), ("N22", 60.0),
    ]  # fmt: skip
    assert manager.get("/field/scores")["cards"] == []  # no card is made for areas
    assert manager.call("GET", "/scores/shop/N11").status_code == 404
    assert manager.call("GET", "/scores/shop/N2").status_code == 404  # no store
    assert manager.call("GET", "/scores/nothing/N22").status_code == 404
    assert manager.call("GET", "/scores?scorecard=shop&unit=N1").status_code == 404
    assert manager.call("GET", "/scores?scorecard=shop&day=0001-01-01").status_code == 200
    one = manager.get("/scores/half/N22")
    assert one["veto"]["title"] == {"zh": "毛利薄", "en": "Thin"}
    assert one["rank"] is None  # without compare_peers among those he sees: two are no ranking
    assert one["lines"][0]["curve"]["type"] == "linear"
    assert person("chief").get("/scorecards")[1]["level_title"] == {"zh": "门店", "en": "Store"}
    best = person("chief").get("/scores?scorecard=shop&page_size=3")
    assert [(one["unit"]["code"], one["points"], one["rank"]["place"]) for one in best] == [
        ("S11", 116.0, 1), ("N11", 100.0, 2), ("S21", 100.0, 2),
    ]  # fmt: skip
    assert person("chief").get("/scores?scorecard=shop&day=2026-10-05")[0]["points"] is None
    assert person("dir_n").call("GET", "/scores?scorecard=shop").status_code == 403


def test_after_a_load_the_trail_names_the_source(person: SignIn, world: World) -> None:
    row = {"unit": "N22", "day": "2026-11-22", "channel": "shop", "orders": 5, "amount": "108.00", "cost": "50.00"}
    close = {"unit": "N22", "day": "2026-11-22", "closed": False}
    with reading(world.database) as connection:
        release = current_release(connection)
    assert release is not None
    small_app.load_rows(world.database, release, "till", {"closes": [close], "sales": [row]})
    recompute_scores(world.database)
    found = person("keep_n22").get("/scores/shop/N22")
    assert (found["points"], found["today"]) == (62.2, 62.2)
    checks = {check["name"]: check for check in person("chief").get("/system/health")["checks"]}
    assert checks["scores"]["figures"] == {"waiting": 0, "changes": 2, "p95_seconds": 0.0}  # of two cards
    assert found["trail"][0]["text"]["zh"] == "销售 +2.5，客单 +0.9，网店 −1.2（收银）"
    assert [one["delta"] for one in found["lines"]] == [27.5, 15.9, 18.8]
    assert sorted(POINTS) == sorted(one["unit"]["code"] for one in person("chief").get("/scores?scorecard=shop"))
