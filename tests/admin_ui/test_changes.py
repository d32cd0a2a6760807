"""Change sets over the small app: drafts do not touch what is live; compare, try, publish, roll back; two editors."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from engine.storage.tables import audit, change_set, draft, metadata
from tests.admin_ui.conftest import Person, World

SCALE = "/definitions/scale/standard"


@pytest.fixture
def chief(person: Callable[[str], Person]) -> Person:
    return person("chief")


@pytest.fixture
def change(chief: Person) -> str:
    """The address of a new change set."""
    answer = chief.call("POST", "/changes", json={"title": "灯号收紧"})
    assert answer.status_code == 201
    return f"/changes/{answer.get_json()['public_id']}"


def bands(red: float, yellow: float) -> list[dict[str, Any]]:
    return [
        {"light": "red", "from": None, "to": red},
        {"light": "yellow", "from": red, "to": yellow},
        {"light": "green", "from": yellow, "to": None},
    ]


def put(chief: Person, address: str, value: Any, revision: int = 0, status: int = 200, **more: Any) -> Any:
    answer = chief.call("PUT", address, json={"value": value, "revision": revision, **more})
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_json()


def lights(person: Person, **headers: str) -> dict[str, str]:
    """The lights of sales at all stores, day of the anchor: 100 % green, 96 %, 90 % yellow, 80 % red, 110 %, 50 % …"""
    found: dict[str, str] = {}
    for area in ("N1", "N2", "S1", "S2"):
        for child in person.get(f"/units/{area}?period=day", headers=headers)["children"]:
            found[child["unit"]["code"]] = next(x["light"] for x in child["lights"] if x["indicator"] == "sales")
    return found


LIVE = {"N11": "green", "N12": "green", "N21": "yellow", "N22": "red"} | {
    "S11": "green",
    "S12": "red",
    "S21": "green",
    "S22": "grey",
}


def scale(chief: Person, red: float, yellow: float) -> dict[str, Any]:
    value: dict[str, Any] = copy.deepcopy(chief.get(SCALE)["value"])
    value["bands"] = bands(red, yellow)
    return value


def test_a_draft_is_checked_compared_tried_published_and_rolled_back(
    world: World, chief: Person, change: str, person: Callable[[str], Person]
) -> None:
    first = chief.get("/health")["release"]
    assert lights(chief) == LIVE
    # A broken draft is kept, with the issue at its field; nothing that serves changes.
    broken = put(chief, change + SCALE, scale(chief, 0.85, 0.9) | {"bands": bands(0.85, 0.95)[:2]})
    assert broken["revision"] == 1
    assert [issue["path"] for issue in broken["issues"]] == ["$.bands[1].to"]
    assert chief.get(change)["problems"] == 1
    refused = chief.call("POST", f"{change}/publish", json={"reason": "try"})
    assert refused.status_code == 422
    assert refused.get_json()["issues"][0]["file"] == "scales/standard.json"
    # Mended: red below 80 % (N22 at exactly 80 % becomes yellow), green from 97 % (N12 at 96 % becomes yellow).
    put(chief, change + SCALE, scale(chief, 0.8, 0.97), 1)
    assert chief.get(f"{change}/check") == {"ok": True, "issues": []}
    (line,) = chief.get(f"{change}/diff")
    assert (line["action"], line["kind"], line["name"]) == ("changed", "scale", "standard")
    assert {(d["path"], d["before"], d["after"]) for d in line["details"]} == {
        ("$.bands[0].to", 0.85, 0.8),
        ("$.bands[1].from", 0.85, 0.8),
        ("$.bands[1].to", 0.95, 0.97),
        ("$.bands[2].from", 0.95, 0.97),
    }
    impact = chief.get(f"{change}/impact?period=day")
    stores = {
        (f["unit"], f["before"], f["after"]) for f in impact["flips"] if f["indicator"] == "sales" and f["level"] == 3
    }
    assert stores == {("N12", "green", "yellow"), ("N22", "red", "yellow")}
    assert impact["changed"] == len(impact["flips"]) == sum(impact["moves"].values())
    assert {(u["kind"], u["name"]) for u in impact["used_by"]} >= {("indicator", "sales"), ("dashboard", "board")}
    tried = LIVE | {"N12": "yellow", "N22": "yellow"}
    looked = {"X-Navmark-Preview": f"change={change.removeprefix('/changes/')}"}
    assert lights(chief, **looked) == tried
    assert lights(chief) == LIVE
    assert chief.get("/health")["release"] == first
    # Published, with who and why; then back.
    answer = chief.call("POST", f"{change}/publish", json={"reason": "总部要求"})
    assert answer.get_json() == {"number": first + 1, "reason": "总部要求"}
    assert lights(chief) == tried
    assert chief.get(change)["state"] == "published"
    assert chief.get(f"/releases/{first + 1}")["changes"][0]["name"] == "standard"
    assert put(chief, change + SCALE, None, 2, 422)["issues"][0]["code"] == "N821"
    back = chief.call("POST", f"/releases/{first}/rollback", json={"reason": "过严"}).get_json()
    assert (back["number"], back["rolled_back_to"], back["author"], back["reason"]) == (
        first + 2,
        first,
        "chief",
        "过严",
    )
    assert lights(chief) == LIVE
    assert [v["author"] for v in chief.get(SCALE)["versions"]] == ["chief", "test"]
    assert chief.get(f"{SCALE}/versions/2")["value"]["bands"] == bands(0.8, 0.97)
    with world.database.connect() as connection:
        noted = connection.execute(sa.select(audit.c.action).where(audit.c.actor == "chief")).scalars().all()
    assert {"change.open", "change.publish", "release.publish", "release.rollback"} <= set(noted)


def test_two_editors_of_one_definition_lose_nothing(chief: Person, change: str) -> None:
    mine, theirs = scale(chief, 0.8, 0.95), scale(chief, 0.7, 0.95)
    put(chief, change + SCALE, mine)
    late = chief.call("PUT", change + SCALE, json={"value": theirs, "revision": 0})
    assert late.status_code == 409
    assert late.mimetype == "application/problem+json"
    current = late.get_json()["current"]
    assert (current["revision"], current["value"], current["base"]) == (1, mine, current["live"])
    assert put(chief, change + SCALE, theirs, current["revision"])["value"] == theirs
    gone = chief.call("DELETE", f"{change}{SCALE}?revision=1")
    assert gone.status_code == 409
    assert chief.call("DELETE", f"{change}{SCALE}?revision=2").status_code == 204
    assert chief.get(change + SCALE)["revision"] == 0


def test_many_editors_at_once_lose_no_save(world: World, chief: Person, change: str) -> None:
    """Every editor adds one to a counter (F18): reads, writes over what it has read, and tries again on a 409."""

    def edit(_: int) -> int:
        tries = 0
        editor = Person(world.app.test_client(), chief.csrf, "chief")
        cookie = chief.client.get_cookie("navmark_session")
        assert cookie is not None
        editor.client.set_cookie("navmark_session", cookie.value)
        while True:
            tries += 1
            card = editor.get(change + SCALE)
            value = card["value"]
            value["description"] = {
                lang: str(1 + int(value.get("description", {"zh": "0"})["zh"])) for lang in ("zh", "en")
            }
            answer = editor.call("PUT", change + SCALE, json={"value": value, "revision": card["revision"]})
            if answer.status_code == 200:
                return tries
            assert answer.status_code == 409, answer.get_data(as_text=True)

    with ThreadPoolExecutor(4) as pool:
        tries = list(pool.map(edit, range(16)))
    card = chief.get(change + SCALE)
    assert card["value"]["description"]["zh"] == "16"
    assert card["revision"] == 16
    assert len(tries) == 16


def test_what_was_published_meanwhile_is_a_conflict_until_it_is_merged(chief: Person, change: str) -> None:
    put(chief, change + SCALE, scale(chief, 0.8, 0.95))
    other = f"/changes/{chief.call('POST', '/changes', json={'title': 'other'}).get_json()['public_id']}"
    put(chief, other + SCALE, scale(chief, 0.85, 0.99))
    assert chief.call("POST", f"{other}/publish", json={"reason": "first"}).status_code == 200
    card = chief.get(change + SCALE)
    assert card["conflict"] is True
    assert card["base"]["bands"] == bands(0.85, 0.95)
    assert card["live"]["bands"] == bands(0.85, 0.99)
    refused = chief.call("POST", f"{change}/publish", json={"reason": "second"})
    assert refused.status_code == 409
    assert refused.get_json()["issues"][0]["code"] == "N822"
    merged = put(chief, change + SCALE, scale(chief, 0.8, 0.99), card["revision"], rebase=True)
    assert merged["conflict"] is False
    assert chief.call("POST", f"{change}/publish", json={"reason": "second"}).status_code == 200
    assert chief.get(SCALE)["value"]["bands"] == bands(0.8, 0.99)


def test_a_new_measure_is_previewed_with_tables_of_its_own_and_leaves_no_trace(
    world: World, chief: Person, change: str
) -> None:
    """Sales in the shop only: 4 parts in 5 of N11's 100."""
    dataset = chief.get("/definitions/dataset/sales")["value"]
    amount = next(measure for measure in dataset["measures"] if measure["name"] == "sales_amount")
    dataset["measures"].append(amount | {"name": "shop_amount", "formula": "sum(amount, where=channel == 'shop')"})
    indicator = chief.get("/definitions/indicator/sales")["value"] | {"name": "shop", "formula": "shop_amount"}
    put(chief, f"{change}/definitions/dataset/sales", dataset)
    assert put(chief, f"{change}/definitions/indicator/shop", indicator)["issues"] == []
    app = chief.get("/definitions/app/" + chief.get("/home")["app"]["name"])["value"]
    app["home_indicators"] = ["sales", "shop"]
    put(chief, f"{change}/definitions/app/{app['name']}", app)
    before = digest(world)
    looked = {"X-Navmark-Preview": f"change={change.removeprefix('/changes/')}"}
    unit = chief.get("/units/N11?period=day", headers=looked)
    actual = {light["indicator"]: light["actual"] for light in unit["lights"]}
    assert (actual["sales"], actual["shop"]) == (100, 80)
    assert digest(world) == before
    assert chief.call("GET", "/units/N11?period=day").get_json()["lights"][0]["actual"] == 100
    # What goes on record goes there although the preview's tables hold SQLite's one writer; by who really asks.
    other = {"X-Navmark-Preview": looked["X-Navmark-Preview"] + "&as=keep_n11"}
    why = chief.get("/access/explain?login=keep_n11&unit=N11&indicator=shop", headers=other)
    assert why["allowed"] is True
    impact = chief.get(f"{change}/impact?period=day", headers=looked)
    assert impact["used_by"] == chief.get(f"{change}/impact?period=day")["used_by"]
    assert digest(world) == before
    with world.database.connect() as connection:
        query = sa.select(audit.c.actor, audit.c.action, audit.c.object).order_by(audit.c.id)
        noted = [tuple(row) for row in connection.execute(query) if row.action in ("access.explain", "preview.view_as")]
    assert noted == [("chief", "preview.view_as", "user keep_n11"), ("chief", "access.explain", "keep_n11")]
    answer = chief.call("POST", f"{change}/publish", json={"reason": "new"})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    live = chief.get("/units/N11?period=day")
    assert {light["indicator"]: light["actual"] for light in live["lights"]} == actual


def digest(world: World) -> dict[str, Any]:
    """Every row of every table, the audit log and use of sessions aside."""
    found: dict[str, Any] = {}
    with world.database.connect() as connection:
        real = sa.MetaData()
        real.reflect(connection)
        for table in real.sorted_tables:
            if table.name not in ("audit", "user_session"):
                found[table.name] = sorted(
                    json.dumps(list(row), default=str) for row in connection.execute(sa.select(table))
                )
    assert len(found) > len(metadata.tables) - 3
    return found


def test_view_as_shows_exactly_what_the_other_sees_and_is_noted(
    world: World, chief: Person, person: Callable[[str], Person]
) -> None:
    other = person("keep_n11")
    as_other = {"X-Navmark-Preview": "as=keep_n11"}
    for path in ("/home", "/units/N11", "/session"):
        seen, own = chief.get(path, headers=as_other), other.get(path)
        if path == "/session":
            seen, own = seen["user"], own["user"]
        assert seen == own
    for path, status in (("/units/S11", 404), ("/audit", 403), ("/changes", 403)):
        assert chief.call("GET", path, headers=as_other).status_code == status == other.call("GET", path).status_code
    assert chief.call("POST", "/changes", json={"title": "x"}, headers=as_other).status_code == 403
    for asked, status in (("as=no_one_at_all", 404), ("change=nothing", 404), ("day=never", 422), ("who=1", 422)):
        assert chief.call("GET", "/home", headers={"X-Navmark-Preview": asked}).status_code == status, asked
    assert other.call("GET", "/home", headers={"X-Navmark-Preview": "as=chief"}).status_code == 403
    with world.database.connect() as connection:
        noted = connection.execute(sa.select(audit).where(audit.c.action == "preview.view_as")).all()
    assert [(row.actor, row.object) for row in noted] == [("chief", "user keep_n11")]


def test_drafts_are_for_those_who_see_everything(person: Callable[[str], Person], chief: Person, change: str) -> None:
    for login in ("dir_n", "keep_n11"):
        for path in ("/changes", change, f"{change}/diff", "/kinds"):
            assert person(login).call("GET", path).status_code in (403, 404)
    missing = chief.call("GET", "/changes/0193b5c0-0000-7000-8000-000000000000")
    assert missing.status_code == 404


def test_names_and_paths_that_cannot_be(chief: Person, change: str) -> None:
    value = scale(chief, 0.8, 0.9)
    assert put(chief, f"{change}/definitions/scale/other", value, status=422)["issues"][0]["code"] == "N827"
    assert put(chief, f"{change}/definitions/scale/Bad%20Name", value, status=422)["issues"][0]["code"] == "N827"
    assert put(chief, f"{change}/definitions/nothing/standard", value, status=404)
    for path in ("data/../x.csv", "x.csv", "data/a.txt"):
        answer = chief.call("PUT", f"{change}/files/{path}", json={"text": "a", "revision": 0})
        assert answer.status_code in (404, 422), path
    made = put(chief, f"{change}/definitions/scale/strict", value | {"name": "strict"})
    assert (made["action"], made["path"]) == ("added", "scales/strict.json")


def test_a_definition_in_use_cannot_go(chief: Person, change: str) -> None:
    gone = put(chief, change + SCALE, None)
    assert gone["value"] is None
    check = chief.get(f"{change}/check")
    assert not check["ok"]
    assert {issue["code"] for issue in check["issues"]} == {"N202"}
    used = chief.get(f"{SCALE}/uses")
    assert {use["name"] for use in used} >= {"sales"}


def test_changed_targets_need_somebody_elses_approval(
    chief: Person, change: str, person: Callable[[str], Person]
) -> None:
    plan = chief.get("/definitions/target_plan/plan_2026")["value"]
    plan["description"] = {"zh": "修订", "en": "revised"}
    address = f"{change}/definitions/target_plan/plan_2026"
    put(chief, address, plan)
    assert chief.get(change)["needs_approval"] is None  # nobody else could
    second = f"/changes/{chief.call('POST', '/changes', json={'title': 'second chief'}).get_json()['public_id']}"
    posts = chief.get(f"{second}/files/data/posts.csv")["text"] + "chief,HQ,dir_n,,,\n"
    saved = chief.call("PUT", f"{second}/files/data/posts.csv", json={"text": posts, "revision": 0}).get_json()
    assert (saved["action"], saved["revision"]) == ("changed", 1)
    assert chief.call("POST", f"{second}/publish", json={"reason": "a second"}).status_code == 200
    other = person("dir_n")
    assert chief.get(change)["needs_approval"] is not None
    assert chief.call("POST", f"{change}/publish", json={"reason": "x"}).get_json()["issues"][0]["code"] == "N824"
    assert chief.call("POST", f"{change}/submit").status_code == 200
    chief.call("POST", f"{change}/approvals", json={"verdict": "approved"})
    assert chief.get(change)["needs_approval"] is not None  # one's own word does not count
    other.call("POST", f"{change}/approvals", json={"verdict": "rejected", "note": "太高"})
    assert chief.get(change)["state"] == "open"
    chief.call("POST", f"{change}/submit")
    assert other.call("POST", f"{change}/approvals", json={"verdict": "approved", "note": "好"}).status_code == 200
    assert chief.get(change)["needs_approval"] is None
    put(chief, address, plan | {"description": {"zh": "又改", "en": "again"}}, 1)  # an approval is of what was seen
    assert chief.get(change)["needs_approval"] is not None
    chief.call("POST", f"{change}/submit")
    other.call("POST", f"{change}/approvals", json={"verdict": "approved"})
    assert chief.call("POST", f"{change}/publish", json={"reason": "修订"}).status_code == 200


def test_a_discarded_change_set_is_closed(world: World, chief: Person, change: str) -> None:
    put(chief, change + SCALE, scale(chief, 0.8, 0.9))
    assert [card["drafts"] for card in chief.get("/changes?state=open")] == [1]
    assert chief.call("DELETE", change).status_code == 204
    assert chief.get("/changes?state=open") == []
    assert chief.call("DELETE", change).status_code == 422
    with world.database.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(draft)).scalar() == 1  # nothing is lost
        assert connection.execute(sa.select(change_set.c.state)).scalars().all() == ["discarded"]
