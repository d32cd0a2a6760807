"""The operator's confidence over the small app: cases and publishing, why a rule fired, what a back-test says.

By hand: N22 sells 80 of 100 and S12 50 of 100 on each of the 22 days from 1 November on, all others 90 or more.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from engine.cli import main
from engine.definitions.release import current_release
from engine.storage.database import reading
from engine.storage.tables import audit, incident
from rule_builder.commands import explain_rule
from rule_builder.rounds import evaluate_rules
from tests.admin_ui.conftest import Person, World
from tests.admin_ui.test_rules import CHANNEL, RULE, open_change, publish, save, with_condition

CASE: dict[str, Any] = {
    "kind": "case",
    "name": "third_day",
    "title": {"zh": "第三天触发", "en": "Fires on the third day"},
    "rule": "low",
    "start": "2026-11-02",
    "units": {"A": {"attainment": "84 84 84", "states": "1/3 2/3 firing", "told": "- - fired"}},
}


@pytest.fixture
def chief(person: Callable[[str], Person]) -> Person:
    return person("chief")


def evaluate(world: World, *days: int) -> None:
    with reading(world.database) as connection:
        release = current_release(connection)
    assert release is not None
    for day in days:
        evaluate_rules(world.database, release, date(2026, 11, day))


def test_cases_are_played_as_typed_and_a_failing_one_is_not_published(world: World, chief: Person) -> None:
    change = open_change(chief, CHANNEL, RULE)
    save(chief, change, CASE)
    run = chief.call("POST", f"{change}/rules/low/cases/run", json={}).get_json()
    assert (run["rule"], run["total"], run["failed"]) == ("low", 1, 0)
    (unit,) = run["cases"][0]["units"]
    assert [(d["day"], d["figure"]["en"], d["verdict"], d["state"], d["count"], d["told"]) for d in unit["days"]] == [
        ("2026-11-02", "84%", "breach", "pending", 1, []),
        ("2026-11-03", "84%", "breach", "pending", 2, []),
        ("2026-11-04", "84%", "breach", "firing", None, ["fired"]),
    ]
    publish(chief, change)
    stricter = open_change(chief, with_condition(attainment_below=0.8))
    answer = chief.call("POST", f"{stricter}/publish", json={"reason": "test"})
    assert answer.status_code == 422
    issues = answer.get_json()["issues"]
    assert {(one["code"], one["file"], one["path"]) for one in issues} == {
        ("N862", "cases/third_day.case.json", "$.units.A.states"),
        ("N862", "cases/third_day.case.json", "$.units.A.told"),
    }
    check = chief.get(f"{stricter}/check")
    assert (check["ok"], check["issues"][0]["code"]) == (False, "N862")
    whole = chief.get(stricter)
    assert (whole["problems"], whole["contradicted"]) == (0, 4)
    # It may be looked at all the same, and the rule as it is typed is what is played.
    assert chief.get(f"{stricter}/rules/low/backtest?days=22")["draft"]["count"] == 1
    run = chief.call("POST", f"{stricter}/rules/low/cases/run", json={"rule": RULE}).get_json()
    assert run["failed"] == 0
    run = chief.call("POST", f"{stricter}/rules/low/cases/run", json={}).get_json()
    (one,) = run["cases"]
    assert not one["ok"]
    assert one["differences"][0]["expected"]["en"] == "pending 1/3"
    assert one["differences"][0]["got"]["en"] == "normal"
    typed = {**CASE, "name": "other", "units": {"A": {"attainment": "79x3", "states": "1/3 2/3 firing"}}}
    run = chief.call("POST", f"{stricter}/rules/low/cases/run", json={"case": typed}).get_json()
    assert [(case["name"], case["ok"]) for case in run["cases"]] == [("other", True)]
    bad = {**typed, "units": {"A": {"attainment": "79x3 8a", "states": "1/3 2/3 firing"}}}
    refused = chief.call("POST", f"{stricter}/rules/low/cases/run", json={"case": bad})
    assert (refused.status_code, refused.get_json()["issues"][0]["code"]) == (422, "N863")
    assert chief.call("POST", f"{stricter}/rules/none/cases/run", json={}).status_code == 404
    # The case is changed with the rule: then it goes through.
    save(chief, stricter, {**CASE, "units": {"A": {"attainment": "79 79 79", "states": "1/3 2/3 firing"}}})
    publish(chief, stricter)


def test_what_contradicts_a_case_is_published_by_who_says_so(world: World, chief: Person) -> None:
    change = open_change(chief, CHANNEL, RULE, CASE)
    publish(chief, change)
    stricter = open_change(chief, with_condition(attainment_below=0.8))
    refused = chief.call("POST", f"{stricter}/publish", json={"reason": "test", "despite_cases": False})
    assert refused.status_code == 422
    made = chief.call("POST", f"{stricter}/publish", json={"reason": "test", "despite_cases": True})
    assert made.status_code == 200
    with reading(world.database) as connection:
        newest = sa.select(audit.c.detail).order_by(audit.c.id.desc()).limit(1)
        assert connection.execute(newest).scalar_one()["despite_cases"] == 4
    # what is wrong by itself is not published by saying so
    answer = chief.call("POST", "/changes", json={"title": "no such rule"}).get_json()
    broken = f"/changes/{answer['public_id']}"
    body = {"value": {**CASE, "rule": "nowhere"}, "revision": 0}
    assert chief.call("PUT", f"{broken}/definitions/case/third_day", json=body).status_code == 200
    wish = {"reason": "test", "despite_cases": True}
    assert chief.call("POST", f"{broken}/publish", json=wish).status_code == 422


def test_why_it_fired_and_why_not(
    world: World, chief: Person, person: Callable[[str], Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explain_rule, "opened", lambda: world.database)
    publish(chief, open_change(chief, CHANNEL, RULE))
    never = chief.get("/rules/low/explain?unit=N22&day=2026-11-03")
    assert (never["run"], never["agrees"], never["incident"]) == (None, None, None)
    assert never["fired"]
    evaluate(world, 3)
    found = chief.get("/rules/low/explain?unit=N22&day=2026-11-03")
    november = [d for d in found["days"] if d["day"] >= "2026-11-01"]  # nothing has been loaded before
    assert [d["verdict"] for d in found["days"][:-3]] == ["missing"] * 4
    days = [(d["day"], d["actual"], d["target"], d["verdict"], d["counted"]) for d in november]
    assert days == [(f"2026-11-0{n}", 80.0, 100.0, "breach", True) for n in (1, 2, 3)]
    assert [d["words"]["en"] for d in november] == [
        "in breach: counts as 1/3",
        "in breach: counts as 2/3",
        "in breach: it fires",
    ]
    assert (found["fired"], found["before"]["state"], found["before"]["count"]) == (True, "pending", 2)
    assert (found["after"]["state"], found["needed"], found["window"]) == ("firing", 3, 3)
    assert found["summary"]["en"].startswith("fired on this day: attainment below 85% on 3 duty days in a row")
    assert (found["run"]["state"], found["run"]["same"], found["agrees"]) == ("done", True, True)
    assert (found["recorded"]["state"], found["recorded"]["day"]) == ("firing", "2026-11-03")
    assert [(one["told"], one["purpose"], one["why"]) for one in found["said"]] == [(True, "fired", "first")]
    assert {message["purpose"] for message in found["messages"]} == {"fired"}
    assert len(found["messages"]) == 2  # the manager and, as a copy, the director
    with world.database.connect() as connection:
        ids = connection.scalars(sa.select(incident.c.public_id).where(incident.c.state == "firing")).all()
    assert found["incident"] in ids
    early = chief.get("/rules/low/explain?unit=N22&day=2026-11-02")
    assert (early["fired"], early["agrees"]) == (False, None)
    assert early["summary"]["en"] == "did not fire: 2 of 3 days, 1 more to go"
    fine = chief.get("/rules/low/explain?unit=N11&day=2026-11-03")
    assert fine["summary"]["en"] == "did not fire: on this day fine"
    assert (fine["agrees"], fine["incident"], fine["said"]) == (True, None, [])
    # In scope only: a director of the other half, and a unit of another level.
    assert person("dir_n").get("/rules/low/explain?unit=N22")["unit"]["code"] == "N22"
    for path in ("low/explain?unit=S12", "low/explain?unit=N2", "none/explain?unit=N22"):
        assert person("dir_n").call("GET", f"/rules/{path}").status_code == 404
    said = CliRunner().invoke(main, ["--language", "en", "explain-rule", "low", "N22", "2026-11-03"])
    assert said.exit_code == 0, said.output
    assert said.output.splitlines()[0].startswith("low @ N22 2026-11-03: fired on this day")
    assert "  * 2026-11-03         80%  in breach: it fires" in said.output
    assert "told fired: fired" in said.output
    assert CliRunner().invoke(main, ["explain-rule", "low", "N2", "2026-11-03"]).exit_code == 1


def test_a_back_test_says_who_would_be_told_and_what_people_thought(world: World, chief: Person) -> None:
    change = open_change(chief, CHANNEL, RULE)
    draft = chief.get(f"{change}/rules/low/backtest?days=22")["draft"]
    assert [(one["week"], one["count"]) for one in draft["weeks"]] == [
        ("2026-10-26", 0),
        ("2026-11-02", 2),
        ("2026-11-09", 0),
        ("2026-11-16", 0),
    ]
    assert [(one["unit"]["code"], one["count"], one["units"]) for one in draft["by_group"]] == [
        ("N", 1, 1),
        ("S", 1, 1),
    ]
    people = {one["login"]: (one["to"], one["cc"], one["messages"], one["worst_day"]) for one in draft["people"]}
    assert people["mgr_n2"] == (1, 0, 1, "2026-11-04")
    assert people["dir_n"] == (0, 1, 1, "2026-11-04")
    assert (draft["people_total"], draft["nobody"]) == (len(draft["people"]), 0)
    assert draft["score"] == {
        "useful": 0, "false": 0, "found_useful": 0, "found_false": 0, "precision": None, "recall": None,
    }  # fmt: skip
    publish(chief, change)
    evaluate(world, 3)
    ids = {one["unit"]["code"]: one["public_id"] for one in chief.get("/incidents")}
    assert set(ids) >= {"N22", "S12"}
    useful = f"/incidents/{ids['S12']}/useful"
    assert chief.call("POST", useful, json={"useful": False}).get_json() == {"useful": False, "new": True}
    assert chief.call("POST", useful, json={"useful": True}).get_json()["new"]
    assert not chief.call("POST", useful, json={"useful": True}).get_json()["new"]
    assert chief.call("POST", f"/incidents/{ids['N22']}/useful", json={"useful": False}).status_code == 200
    assert chief.call("POST", "/incidents/none/useful", json={"useful": True}).status_code == 404
    with world.database.connect() as connection:
        told = connection.scalar(sa.select(sa.func.count()).where(audit.c.action == "incident.useful"))
    assert told == 3
    live = chief.get(f"{open_change(chief, RULE)}/rules/low/backtest?days=22")["live"]["score"]
    assert (live["useful"], live["false"], live["precision"], live["recall"]) == (1, 1, 0.5, 1.0)
    stricter = open_change(chief, with_condition(attainment_below=0.8))
    score = chief.get(f"{stricter}/rules/low/backtest?days=22")["draft"]["score"]
    assert (score["found_useful"], score["found_false"], score["precision"], score["recall"]) == (1, 0, 1.0, 1.0)
