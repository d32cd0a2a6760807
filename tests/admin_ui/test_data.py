"""Pulling and replaying by hand, jobs, audit, and the explanation of access."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from engine.base import clock
from engine.storage.tables import schedule_slot
from tests import small_app
from tests.admin_ui.conftest import Person, World

SignIn = Callable[[str], Person]
TILL = """unit,day,channel,amount,cost,orders,closed
S22,2026-11-22,shop,80.00,48.00,4,no
S22,2026-11-22,web,20.00,12.00,1,no
S21,2026-11-22,kiosk,10.00,6.00,1,no
"""


def put(world: World, text: str) -> None:
    inbox: Path = world.folder / "inbox"
    inbox.mkdir(exist_ok=True)
    (inbox / "till.csv").write_text(text, encoding="utf-8")


def test_a_pull_by_hand_brings_the_missing_day(world: World, person: SignIn) -> None:
    put(world, TILL)
    chief = person("chief")
    assert [unit["code"] for unit in person("mgr_s2").get("/home")["missing_units"]] == ["S22"]
    answer = chief.call("POST", "/sources/till/pull")
    assert answer.status_code == 200
    load = answer.get_json()
    assert (load["state"], load["reason"], load["rows_refused"]) == ("published", "manual", 1)
    assert person("mgr_s2").get("/home")["missing_units"] == []
    newest, *_ = chief.get("/sources/till/loads")
    assert newest["public_id"] == load["public_id"]
    (source,) = chief.get("/sources")
    assert source["last_good"]["public_id"] == load["public_id"]
    (row,) = chief.get("/refused")
    assert (row["unit_code"], row["dataset"], row["state"]) == ("S21", "sales", "open")
    assert row["issues"][0]["message"]["zh"]
    assert chief.get("/audit?action=source.pull")[0]["object"] == "till"


def test_refused_rows_are_replayed_once_their_cause_is_mended(
    world: World, person: SignIn, changed_app: Callable[[str, Callable[[Any], None]], None]
) -> None:
    put(world, TILL)
    chief = person("chief")
    chief.call("POST", "/sources/till/pull")
    still = chief.call("POST", "/refused/replay", json={"source": "till"}).get_json()
    assert (still["reason"], still["rows_in"], still["rows_refused"]) == ("replay", 1, 1)
    assert len(chief.get("/refused")) == 1

    def mend(dataset: Any) -> None:
        dataset["accept"][0]["rule"] = "channel in ('shop', 'web', 'kiosk')"

    changed_app("datasets/sales.json", mend)
    done = chief.call("POST", "/refused/replay", json={"source": "till"}).get_json()
    assert (done["rows_added"], done["rows_refused"]) == (1, 0)
    assert chief.get("/refused") == []
    assert len(chief.get("/refused?state=replayed")) == 1
    assert chief.call("POST", "/refused/replay", json={"source": "till"}).status_code == 204
    page = chief.get("/units/S21?period=day")
    assert page["lights"][0]["actual"] == 110.0


def test_a_source_that_is_not_there(person: SignIn) -> None:
    chief = person("chief")
    assert chief.call("POST", "/sources/nothing/pull").status_code == 404
    assert chief.call("POST", "/refused/replay", json={"source": "nothing"}).status_code == 404
    assert chief.call("GET", "/sources/nothing/loads").status_code == 404


def test_a_pull_that_fails_says_why_and_leaves_the_last_good_data(person: SignIn) -> None:
    chief = person("chief")
    load = chief.call("POST", "/sources/till/pull").get_json()  # there is no file
    assert load["state"] == "failed"
    assert load["error"]["message"]["en"]
    (source,) = chief.get("/sources")
    assert (source["last_load"]["state"], source["last_good"]["state"]) == ("failed", "published")


def test_jobs(world: World, person: SignIn) -> None:
    rows = [{"schedule": "morning", "due_at": small_app.NOW, "state": state, "attempts": 1} for state in ("done",)]
    with world.database.begin() as connection:
        connection.execute(sa.insert(schedule_slot), rows)
    (job,) = person("chief").get("/jobs?state=done")
    assert (job["schedule"], job["due_at"]) == ("morning", "2026-11-23T00:30:00+00:00")
    assert person("chief").get("/jobs?state=failed") == []


def test_every_act_is_on_record(world: World, person: SignIn) -> None:
    chief = person("chief")
    chief.call("POST", "/sources/till/pull")
    token = chief.call("POST", "/tokens", json={"name": "t", "permissions": ["read_values"]}).get_json()
    chief.call("DELETE", f"/tokens/{token['public_id']}")
    chief.get("/access/explain?login=dir_n&unit=S11&indicator=sales")
    chief.call("DELETE", "/session")
    world.client().post("/api/v1/session", json={"login": "chief", "password": "wrong password"})
    entries = world.sign_in("chief").get("/audit?page_size=200")
    acts = [entry["action"] for entry in entries if entry["at"] >= clock.now().isoformat()]
    for act in (
        "session.login",
        "session.refused",
        "session.logout",
        "source.pull",
        "token.create",
        "token.revoke",
        "access.explain",
        "release.publish",
    ):
        assert act in acts, act
    assert [e["action"] for e in world.sign_in("chief").get("/audit?action=token")] == ["token.revoke", "token.create"]
    assert {e["actor"] for e in world.sign_in("chief").get("/audit?actor=chief")} == {"chief"}


def test_refused_rows_stand_by_reason_the_most_frequent_first(world: World, person: Callable[[str], Person]) -> None:
    bad = [{"unit": unit, "day": "no day", "closed": False} for unit in ("N11", "N12", "S11")]
    nowhere = [{"unit": "X99", "day": "2026-11-20", "closed": False}]
    small_app.load_rows(world.database, world.release, "till", {"closes": bad + nowhere})
    found = person("chief").get("/refused/reasons?source=till")
    assert [(one["code"], one["path"], one["count"], one["units"]) for one in found] == [
        ("N516", "$.day", 3, 3),
        ("N522", "$.unit", 1, 1),
    ]
    assert '"no day"' in found[0]["rows"][0]["raw"]
    [north] = person("dir_n").get("/refused/reasons?source=till")
    assert (north["code"], north["count"]) == ("N516", 2)
