"""Boards: figures worked out by hand, in few statements, in scope; rank without peers; snapshots and comments."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from engine.base import clock
from tests import small_app
from tests.admin_ui.conftest import Person, World
from tests.admin_ui.test_board import counted

SignIn = Callable[[str], Person]
Change = Callable[[str, Callable[[Any], None]], None]


def widget(board: dict[str, Any], number: int) -> Any:
    (found,) = [one for one in board["widgets"] if one["number"] == number]
    return found


def tile(board: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = [one for one in widget(board, 2)["data"]["tiles"] if one["indicator"] == name]
    return found  # type: ignore[no-any-return]


def test_a_board_with_every_widget_at_head_office(person: SignIn) -> None:
    """To 22 November HQ was to sell 17,600 of the month's 30 × 800 = 24,000, and sold 15,872."""
    board = person("chief").get("/boards/board")
    assert (board["unit"]["code"], board["day"], board["period"]) == ("HQ", "2026-11-22", "mtd")
    assert (board["first"], board["stamp"]["version"], board["stamp"]["release"]) == ("2026-11-01", 1, 1)
    sales = tile(board, "sales")
    assert (sales["actual"], sales["targets"]["target"], sales["light"]) == (15872.0, 17600.0, "yellow")
    assert sales["attainment"] == pytest.approx(15872 / 17500)
    assert sales["gap"] == 15872 - 17500
    assert sales["pace"]["whole"] == 24000.0
    assert sales["pace"]["done"] == pytest.approx(15872 / 24000)
    assert sales["pace"]["due"] == pytest.approx(22 / 30)
    assert sales["pace"]["end"] == "2026-11-30"
    assert tile(board, "order_value")["pace"] is None  # a rate has none
    assert sales["standing"]["place"] is None  # nothing beside head office
    course = [(one["day"], one["actual"], one["target"]) for one in sales["course"]]
    assert len(course) == 14
    assert course[-2:] == [("2026-11-21", 726.0, 800.0), ("2026-11-22", 626.0, 800.0)]
    assert (sales["data_day"], sales["synced_at"]) == ("2026-11-22", "2026-11-23T00:00:00+00:00")
    # S sold 360 × 22 − 100 of (4 × 22 − 1) × 100: 7,820 / 8,700 = 0.8989; N 366 × 22 of 8,800: 0.915
    ranked = widget(board, 6)["data"]["orders"][0]
    assert [(row["rank"], row["unit"]["code"], row["actual"]) for row in ranked["rows"]] == [
        (1, "N", 8052.0),
        (2, "S", 7820.0),
    ]
    bars = widget(board, 7)["data"]["charts"][0]["bars"]
    assert [(bar["unit"]["code"], bar["gap"]) for bar in bars] == [("S", -880.0), ("N", -748.0)]
    table = widget(board, 8)["data"]
    assert [row["unit"]["code"] for row in table["rows"]] == ["HQ", "N", "S"]
    assert table["rows"][1]["cells"][0]["target"] == 8800.0
    assert [(w["type"], w["data"] is None) for w in board["widgets"] if w["lazy"]] == [("trend", True), ("heat", True)]


def test_lazy_widgets_come_by_themselves(person: SignIn) -> None:
    trend = person("chief").get("/boards/board/widgets/5?unit=S22&day=2026-11-22")["data"]
    (line,) = trend["lines"]
    shown = [(p["day"], p["actual"], p["target"], p["light"]) for p in line["points"][-2:]]
    assert shown == [("2026-11-21", 100.0, 100.0, "green"), ("2026-11-22", None, 100.0, "grey")]
    heat = person("chief").get("/boards/board/widgets/9?unit=S")["data"]
    # S12 sells half of its target; S22's last day is missing
    assert heat["rows"][0]["unit"]["code"] == "S12"
    assert sorted(row["unit"]["code"] for row in heat["rows"]) == ["S11", "S12", "S21", "S22"]
    assert person("chief").call("GET", "/boards/board/widgets/10").status_code == 404


def test_a_board_takes_as_many_statements_for_one_unit_as_for_all(world: World, person: SignIn) -> None:
    chief, seen_for = person("chief"), {}
    for code in ("HQ", "S", "S2"):
        chief.get(f"/boards/board?unit={code}")
        with counted(world.database) as seen:
            chief.get(f"/boards/board?unit={code}")
        seen_for[code] = len(seen)
    # release, session, family, values, the whole month, days of the dataset and of the plan, the definition's version;
    # and of the peers: which, their names, levels and values
    assert seen_for == {"HQ": 10, "S": 11, "S2": 11}, seen
    with counted(world.database) as seen:
        chief.get("/boards/board/widgets/5?unit=S")
    assert len(seen) == 6


def test_rank_tells_nobody_about_peers_it_may_not_name(person: SignIn, changed_app: Change) -> None:
    """Stores reach 1, .96, .9, .8 (N) and 1.1, .5, 1, 1 (S): S12 is the last of eight, the middle is .98."""
    keeper = person("keep_s12")
    alone = tile(keeper.get("/boards/board"), "sales")["standing"]
    assert (alone["among"], alone["of"], alone["place"], alone["median"]) == ("seen", 1, None, None)
    changed_app("roles/keeper.json", lambda d: d["permissions"].append("compare_peers"))
    board = keeper.get("/boards/board")
    assert tile(board, "sales")["standing"] == {
        "among": "level",
        "of": 8,
        "place": 8,
        "median": pytest.approx(0.98),
        "quarter": 4,
    }
    assert widget(board, 6)["data"]["orders"][0]["rows"] == []
    assert not {"S11", "N11", "S1", "HQ"} & set(re.findall(r"\b[A-Z]+[0-9]*\b", json.dumps(board)))
    assert keeper.get("/units/S12/rank?indicator=sales")["place"] == 8  # the cockpit says the same


def test_who_sees_which_board(person: SignIn, changed_app: Change) -> None:
    changed_app("dashboards/board.json", lambda d: d.update(levels=["area"], roles=["manager"]))
    assert [(b["name"], b["unit"]) for b in person("mgr_s1").get("/boards")] == [("board", "S1")]
    assert [b["unit"] for b in person("chief").get("/boards")] == ["N1"]  # makes boards: sees them all
    assert person("dir_s").get("/boards") == person("keep_s12").get("/boards") == []
    missing = person("keep_s12").call("GET", "/boards/no_such_board")
    foreign = person("keep_s12").call("GET", "/boards/board")
    assert (foreign.status_code, foreign.data) == (missing.status_code, missing.data) == (404, missing.data)
    assert person("mgr_s1").call("GET", "/boards/board?unit=S11").status_code == 404  # not made for that level
    assert person("mgr_s1").call("GET", "/boards/board?unit=S2").status_code == 404


def test_hidden_indicators_are_nowhere_on_a_board(person: SignIn) -> None:
    """Keepers do not see margin: their gap bars are over sales alone, and their table has three indicators."""
    keeper = person("keep_s12")
    board = keeper.get("/boards/board")
    assert [one["indicator"] for one in board["indicators"]] == ["sales", "order_value", "web_share"]
    assert widget(board, 7)["indicators"] == ["sales"]
    assert "margin" not in json.dumps(board)


def test_a_snapshot_keeps_its_numbers_and_shows_each_reader_his_part(world: World, person: SignIn) -> None:
    chief, director = person("chief"), person("dir_s")
    made = chief.call("POST", "/boards/board/snapshots", json={"unit": "S", "title": "11 月例会"})
    assert made.status_code == 201, made.get_data(as_text=True)
    key = made.get_json()["public_id"]
    before = chief.get(f"/boards/board/snapshots/{key}")
    with clock.frozen(small_app.NOW.replace(day=28)):
        rows = {"sales": [{"unit": "S11", "day": "2026-11-20", "channel": "shop", "orders": 9, "amount": "900.00",
                           "cost": "1.00"}]}  # fmt: skip
        small_app.load_rows(world.database, world.release, "till", rows)
    now = chief.get("/boards/board?unit=S&day=2026-11-22")
    assert tile(now, "sales")["actual"] == 7820 - 88 + 900  # what S11's shop had sold that day is corrected
    after = chief.get(f"/boards/board/snapshots/{key}")
    assert after == before
    assert tile(after, "sales")["actual"] == 7820.0
    assert after["stamp"]["at"] == "2026-11-23T00:30:00+00:00"
    assert (after["snapshot"]["author"], after["snapshot"]["title"]) == ("chief", "11 月例会")
    assert all(one["data"] is not None for one in after["widgets"])
    assert [card["unit"]["code"] for card in after["agenda"]["red"]] == ["S1"]
    his = director.get(f"/boards/board/snapshots/{key}")
    assert [unit["code"] for unit in his["path"]] == ["S"]
    assert tile(his, "sales")["standing"] is None  # may not compare
    assert tile(his, "sales")["actual"] == 7820.0
    assert [one["public_id"] for one in director.get("/boards/board/snapshots")] == [key]
    for other in ("dir_n", "mgr_s1", "keep_s12"):
        assert person(other).call("GET", f"/boards/board/snapshots/{key}").status_code == 404
        assert person(other).get("/boards/board/snapshots") == []
    assert director.call("POST", "/boards/board/snapshots", json={"title": "x"}).status_code == 403
    acts = chief.get("/audit?action=board.snapshot")
    assert len(acts) == 1


def test_a_snapshot_hides_what_its_reader_may_not_see(person: SignIn) -> None:
    made = person("chief").call("POST", "/boards/board/snapshots", json={"unit": "S12", "title": "店"})
    key = made.get_json()["public_id"]
    text = json.dumps(person("keep_s12").get(f"/boards/board/snapshots/{key}"), ensure_ascii=False)
    assert "margin" not in text
    assert "毛利" not in text
    assert tile(json.loads(text), "sales")["actual"] == 1100.0


@pytest.mark.parametrize("bad", [{}, {"title": ""}, {"title": "x\ny"}, {"title": "x" * 121}, {"title": "x", "z": 1}])
def test_snapshots_are_asked_for_properly(person: SignIn, bad: dict[str, Any]) -> None:
    assert person("chief").call("POST", "/boards/board/snapshots", json=bad).status_code == 422


def test_comments_are_for_those_who_see_the_number(world: World, person: SignIn, changed_app: Change) -> None:
    for role in ("keeper", "manager", "director"):
        changed_app(f"roles/{role}.json", lambda d: d["permissions"].append("write_comments"))
    chief, keeper, manager = person("chief"), person("keep_s12"), person("mgr_s1")
    words = "<img src=x onerror=alert(1)>\n店门口修路"
    about = {"unit": "S12", "indicator": "sales", "day": "2026-11-20", "text": f" {words} "}
    said = manager.call("POST", "/comments", json=about)
    assert said.status_code == 201, said.get_data(as_text=True)
    assert said.get_json()["text"] == words
    chief.call("POST", "/comments", json=about | {"indicator": "margin", "text": "毛利"})
    assert [one["text"] for one in chief.get("/comments?unit=S")] == ["毛利", said.get_json()["text"]]
    (seen,) = keeper.get("/comments")  # not what is about margin
    assert (seen["own"], seen["unit"]["code"], seen["day"]) == (False, "S12", "2026-11-20")
    assert person("mgr_s2").get("/comments") == person("dir_n").get("/comments") == []
    assert keeper.get("/comments?from=2026-11-21") == keeper.get("/comments?to=2026-11-19") == []
    assert keeper.call("GET", "/comments?indicator=margin").status_code == 404
    for bad in ({"unit": "S11"}, {"indicator": "margin"}, {"indicator": "nothing"}, {"unit": "ZZ"}):
        assert keeper.call("POST", "/comments", json=about | bad).status_code == 404
    for text in ("", "  \n ", "x" * 1001):
        assert keeper.call("POST", "/comments", json=about | {"text": text}).status_code == 422
    key = said.get_json()["public_id"]
    assert keeper.call("DELETE", f"/comments/{key}").status_code == 404
    assert manager.call("DELETE", f"/comments/{key}").status_code == 204
    assert keeper.get("/comments") == []
    assert [one["action"] for one in chief.get("/audit?action=comment")] == [
        "comment.delete",
        "comment.write",
        "comment.write",
    ]


def test_the_meeting_goes_red_by_red_and_praises(person: SignIn, changed_app: Change) -> None:
    """Of S: S1 is red (160 of 200 a day); S2 is on target."""
    agenda = person("dir_s").get("/boards/board/meeting")["agenda"]
    assert [card["unit"]["code"] for card in agenda["red"]] == ["S1"]
    assert agenda["red"][0]["worst"][0]["indicator"] == "sales"
    assert [card["unit"]["code"] for card in agenda["spotlight"]] == ["S2"]
    changed_app("dashboards/board.json", lambda d: d.update(spotlight=["S11", "N11"]))
    agenda = person("dir_s").get("/boards/board/meeting")["agenda"]
    assert [card["unit"]["code"] for card in agenda["spotlight"]] == ["S11"]  # N11 is not his to see
    assert agenda["spotlight"][0]["worst"] == []


def test_the_widgets_are_listed_with_their_schemas(person: SignIn) -> None:
    found = {one["name"]: one for one in person("keep_s12").get("/widgets")}
    assert set(found) >= {"tiles", "lights", "trend", "ranking", "heat", "gap_bars", "table", "text"}
    assert found["trend"]["schema"]["properties"]["days"]["maximum"] == 92
    assert found["tiles"]["minimal"]["w"] <= found["tiles"]["default"]["w"] <= 12
