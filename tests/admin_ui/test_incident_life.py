"""What people do about an incident, over the API: who may, what it says to whom, and how quickly it was."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from engine.base import clock
from engine.base.text import both
from engine.storage.tables import audit, incident, incident_event, outbox
from rule_builder.rounds import evaluate_rules
from tests import small_app
from tests.admin_ui.conftest import Person, World
from tests.admin_ui.incidents import incident_at

RULE = {
    "kind": "rule", "name": "low_sales", "title": both("销售低", "Low sales"), "indicator": "sales", "level": "store",
    "condition": {"type": "consecutive_days", "attainment_below": 0.85, "days": 3, "missing": "hold"},
    "respond": {"within_hours": 24, "remind_hours": 8, "escalate": [{"after_hours": 24, "role": "director"}]},
    "to": {"role": "manager"}, "cc": {"role": "director"}, "channel": "phone",
    "message": both("{{ unit }} 低", "{{ unit }} is low"),
}  # fmt: skip
CHANNEL = {
    "kind": "channel", "name": "phone", "title": both("手机", "Phone"), "type": "wecom", "format": "text",
    "settings": {"base_url": "{NAVMARK_WECOM_URL}", "corp_id": "ww0123456789abcdef", "agent_id": 1,
                 "secret": {"secret": "s"}},
}  # fmt: skip
HOUR = timedelta(hours=1)


@pytest.fixture
def ruled(world: World) -> World:
    """The rule has found N22 (80 of 100 each day) and S12 (50), at 08:30 on the 23rd."""
    app = world.folder / "app"
    shutil.copytree(small_app.APP, app)
    for folder, value in (("rules", RULE), ("channels", CHANNEL)):
        (app / folder).mkdir()
        (app / folder / "one.json").write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    release = small_app.publish_app(world.database, app)
    assert {one.state for one in evaluate_rules(world.database, release)} == {"done"}
    return world


@pytest.fixture
def at_n22(ruled: World) -> str:
    """The public id of N22's incident."""
    return ids(ruled)["N22"]


def ids(world: World) -> dict[str, str]:
    with clock.frozen(small_app.NOW):
        return {one["unit"]["code"]: one["public_id"] for one in world.sign_in("chief").get("/incidents")}


def post(who: Person, path: str, body: Any = None, status: int = 200, method: str = "POST") -> Any:
    answer = who.call(method, path, json={} if body is None else body)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_json()


def after(hours: float) -> Any:
    return clock.frozen(small_app.NOW + hours * HOUR)


def test_from_the_first_look_to_the_last_word(ruled: World, at_n22: str, person: Callable[[str], Person]) -> None:
    manager, director, keeper = person("mgr_n2"), person("dir_n"), person("keep_n22")
    path = f"/incidents/{at_n22}"
    with after(0.25):
        page = manager.get(path)
        assert (page["response"]["read_at"], page["response"]["minutes"]) == ("2026-11-23T00:45:00+00:00", None)
        assert page["next"]["what"] == "remind"
        assert page["next"]["at"] == page["due_at"].replace("11-24T00", "11-23T08")
        assert page["may"] == {
            "acknowledge": True, "give_reason": False, "assign": True, "comment": True, "act": True, "close": True,
            "reopen": False,
        }  # fmt: skip
        manager.get(path)
        keeper.get(path)  # was not told: his look is not noted
    with after(0.5):
        done = post(manager, f"{path}/acknowledge", {"note": "知道了"})
        assert (done["new"], done["by"]["login"], done["incident"]["may"]["give_reason"]) == (True, "mgr_n2", True)
        assert done["incident"]["next"] is None
        again = post(director, f"{path}/acknowledge")
        assert (again["new"], again["by"]["title"]["en"]) == (False, "Manager Northland 2")
        post(director, f"{path}/acknowledge", {"reason_code": "other"})
    with after(0.75):
        assert [one["login"] for one in director.get(f"{path}/people")] == ["keep_n22", "mgr_n2", "dir_n"]
        given = post(manager, f"{path}/assign", {"login": "keep_n22"})
        assert given["people"]["assignee"] == given["assignee"]
        assert given["assignee"]["title"]["zh"] == "北方22店长"
        post(manager, f"{path}/comment", {"text": "先看货架"})
        page = post(manager, f"{path}/actions", {"text": "补货", "owner": "keep_n22", "due_on": "2026-11-24"}, 201)
        (action,) = page["actions"]
        assert (action["state"], action["owner"]["login"], action["overdue"]) == ("open", "keep_n22", False)
        assert page["effect"]["state"] == "too_early"
    with after(1):
        assert [one["public_id"] for one in keeper.get("/incidents?mine=true")] == [at_n22]
        page = post(keeper, f"{path}/actions/{action['public_id']}", {"state": "done", "note": "已补"}, method="PATCH")
        assert page["actions"][0]["state"] == "done"
        assert page["people"]["acked_by"] == {"login": None, "title": both("经理", "Manager"), "me": False}
    with after(2):
        page = post(director, f"{path}/close", {"note": "处理完", "reason_code": "other"})
        assert (page["still_firing"], page["may"]["reopen"], page["may"]["act"]) == (True, True, False)
        assert post(director, f"{path}/close", {"note": "处理完"})["closed_at"] == page["closed_at"]
        assert post(manager, f"{path}/assign", {"login": "mgr_n2"}, 422)["issues"][0]["code"] == "N834"
        assert at_n22 not in [one["public_id"] for one in director.get("/incidents?open=true")]
    with after(3):
        page = post(manager, f"{path}/reopen", {"note": "还没好"})
        assert (page["closed_at"], page["acked_at"], page["response"]["asked_at"]) == (
            None, None, "2026-11-23T03:30:00+00:00",
        )  # fmt: skip
    told = [(e["event"], e["actor"]) for e in manager.get(path)["events"] if e["actor"] != "system"]
    assert told == [
        ("read", "mgr_n2"), ("acknowledged", "mgr_n2"), ("reason", "dir_n"), ("assigned", "mgr_n2"),
        ("comment", "mgr_n2"), ("action", "mgr_n2"), ("action_changed", "keep_n22"), ("closed", "dir_n"),
        ("opened_again", "mgr_n2"),
    ]  # fmt: skip
    with ruled.database.connect() as connection:
        acts = list(connection.scalars(sa.select(audit.c.action).where(audit.c.object == at_n22).order_by(audit.c.id)))
        waiting = connection.execute(sa.select(outbox.c.purpose, outbox.c.why).order_by(outbox.c.id)).all()
    assert acts == [f"incident.{one}" for one in (
        "acknowledge", "reason", "assign", "comment", "action", "action_change", "close", "reopen",
    )]  # fmt: skip
    assert [tuple(row) for row in waiting if row.purpose != "fired"] == [
        ("assigned", "assigned"),
        ("action", "assigned"),
    ]


def test_figures_of_a_directors_half(ruled: World, at_n22: str) -> None:
    """N22 was answered after 30 h; the other half of the tree is not the director's, and is not counted."""
    with after(25):
        director, chief = ruled.sign_in("dir_n"), ruled.sign_in("chief")
        late = director.get("/incidents/figures")
        assert (late["incidents"], late["live"], late["overdue"], late["waiting"]) == (1, 1, 1, 1)
        assert late["response"]["mean_days"] is None
        assert [one["overdue"] for one in director.get("/incidents")] == [True]
    with after(30):
        post(director, f"/incidents/{at_n22}/acknowledge", {"reason_code": "other"})
        found = director.get("/incidents/figures?unit=N2")
        assert found["response"] == {
            "count": 1, "mean_hours": 30.0, "median_hours": 30.0, "mean_days": 1.3, "median_days": 1.3,
        }  # fmt: skip
        assert (found["overdue"], found["waiting"]) == (0, 0)
        whole = chief.get("/incidents/figures")
        assert (whole["incidents"], whole["waiting"], whole["response"]["count"]) == (2, 1, 1)
        assert chief.get("/incidents/figures?from=2026-11-24&to=2026-11-30")["incidents"] == 0
        for query, status in (("unit=S1", 404), ("from=2026-12-01&to=2026-11-01", 422), ("from=x", 422)):
            assert director.call("GET", f"/incidents/figures?{query}").status_code == status


def test_whether_it_helped(ruled: World, at_n22: str, person: Callable[[str], Person]) -> None:
    """80 a day from the 9th to the 15th, an action on the 16th, 100 a day from the 17th to the 22nd."""
    days = [day for day in small_app.days() if day.day >= 17]
    sold = [
        {"unit": "N22", "day": day.isoformat(), "channel": channel, "orders": orders,
         "amount": f"{amount}.00", "cost": f"{amount * 0.6:.2f}"}
        for day in days
        for channel, amount, orders in (("shop", 80, 4), ("web", 20, 1))
    ]  # fmt: skip
    small_app.load_rows(ruled.database, small_app.serving(ruled.database), "till", {"sales": sold})
    manager = person("mgr_n2")
    with after(-7 * 24):
        body = {"text": "x", "owner": "mgr_n2", "due_on": "2026-11-30"}
        assert post(manager, f"/incidents/{at_n22}/actions", body, 201)["effect"]["state"] == "too_early"
    found = manager.get(f"/incidents/{at_n22}")["effect"]
    assert (found["day"], found["by"], found["state"]) == ("2026-11-16", "action", "so_far")
    assert found["before"] == {
        "days": 7, "first": "2026-11-09", "last": "2026-11-15", "value": 80.0, "attainment": 0.8,
    }  # fmt: skip
    assert found["after"] == {
        "days": 6, "first": "2026-11-17", "last": "2026-11-22", "value": 100.0, "attainment": 1.0,
    }  # fmt: skip
    assert (round(found["change"], 9), round(found["points"], 9)) == (0.25, 0.2)
    with ruled.database.begin() as connection:  # a rate is Σ/Σ: 400.00 of 5 orders a day, then 500.00 of 5
        connection.execute(sa.update(incident).where(incident.c.public_id == at_n22).values(indicator="order_value"))
    rate = manager.get(f"/incidents/{at_n22}")["effect"]
    assert (rate["before"]["value"], rate["after"]["value"]) == (16.0, 20.0)


def test_a_foreign_incident_is_a_missing_one_for_every_act(
    ruled: World, at_n22: str, person: Callable[[str], Person]
) -> None:
    keeper, manager = person("keep_n11"), person("mgr_n2")
    action = post(
        manager, f"/incidents/{at_n22}/actions", {"text": "x", "owner": "mgr_n2", "due_on": "2026-11-24"}, 201
    )["actions"][0]["public_id"]
    acts: list[tuple[str, str, Any]] = [
        ("GET", "", None), ("GET", "/people", None), ("POST", "/acknowledge", {}), ("POST", "/assign", {"login": "x"}),
        ("POST", "/comment", {"text": "x"}), ("POST", "/close", {"note": "x"}), ("POST", "/reopen", {"note": "x"}),
        ("POST", "/actions", {"text": "x", "owner": "keep_n11", "due_on": "2026-11-24"}),
        ("PATCH", f"/actions/{action}", {"state": "done"}),
    ]  # fmt: skip
    nowhere = "01a205cf-4740-7724-b135-0c72082181c3"
    for method, act, body in acts:
        foreign, missing = (keeper.call(method, f"/incidents/{one}{act}", json=body) for one in (at_n22, nowhere))
        assert (foreign.status_code, foreign.data) == (404, missing.data), act
    mine = incident_at(ruled.database, "N11")
    assert keeper.call("PATCH", f"/incidents/{mine}/actions/{action}", json={"state": "done"}).status_code == 404
    with ruled.database.connect() as connection:
        names = set(connection.scalars(sa.select(incident_event.c.actor)))
    assert names == {"system", "mgr_n2"}


def test_nobody_is_given_what_he_may_not_see_or_whom_one_does_not_know(
    ruled: World, at_n22: str, person: Callable[[str], Person]
) -> None:
    keeper, chief = person("keep_n22"), person("chief")
    assert [one["login"] for one in keeper.get(f"/incidents/{at_n22}/people")] == ["keep_n22"]
    for who, login in ((chief, "keep_n11"), (chief, "mgr_s1"), (chief, "nobody"), (chief, "zz"), (keeper, "chief")):
        answer = who.call("POST", f"/incidents/{at_n22}/assign", json={"login": login})
        assert answer.status_code == 422, login
        (issue,) = answer.get_json()["issues"]
        assert (issue["code"], issue["path"]) == ("N834", "$.login")
        assert login not in issue["message"]["en"].split()
    margin = incident_at(ruled.database, "N22", "margin")  # hidden from keepers
    assert keeper.call("GET", f"/incidents/{margin}/people").status_code == 404
    answer = chief.call("POST", f"/incidents/{margin}/assign", json={"login": "keep_n22"})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("act", "body", "path"),
    [
        ("acknowledge", {"reason_code": "bad_luck"}, "$.reason_code"),
        ("acknowledge", {"who": "me"}, "$.who"),
        ("assign", {}, "$.login"),
        ("comment", {"text": " \n "}, "$.text"),
        ("comment", {"text": "a\x07b"}, "$.text"),
        ("comment", {"text": "x" * 1001}, "$.text"),
        ("close", {"note": None}, "$.note"),
        ("close", {"reason_code": "other"}, "$.note"),
        ("reopen", {}, "$.note"),
        ("actions", {"text": "x", "owner": "mgr_n2", "due_on": "2026-11-22"}, "$.due_on"),
        ("actions", {"text": "x", "owner": "mgr_n2", "due_on": "2028-01-01"}, "$.due_on"),
        ("actions", {"text": "x", "owner": "dir_s", "due_on": "2026-11-24"}, "$.owner"),
        ("actions", {"text": "x", "due_on": "tomorrow"}, "$.due_on"),
    ],
)
def test_bad_input_is_named_at_its_place(
    ruled: World, at_n22: str, person: Callable[[str], Person], act: str, body: Any, path: str
) -> None:
    answer = person("mgr_n2").call("POST", f"/incidents/{at_n22}/{act}", json=body)
    assert answer.status_code == 422, answer.get_data(as_text=True)
    assert path in [issue["path"] for issue in answer.get_json()["issues"]]


def test_lists_are_narrowed(ruled: World, at_n22: str, person: Callable[[str], Person]) -> None:
    chief = person("chief")
    incident_at(ruled.database, "N11", "order_value", rule="gone", severity="critical", state="resolved")

    def found(query: str, who: Person = chief) -> list[str]:
        return sorted(one["unit"]["code"] for one in who.get(f"/incidents?{query}"))

    assert found("") == ["N11", "N22", "S12"]
    assert found("rule=low_sales") == ["N22", "S12"]
    assert found("severity=critical") == ["N11"]
    assert found("indicator=sales") == ["N22", "S12"]
    assert found("q=n2") == ["N22"]
    assert found("q=南方") == ["S12"]
    assert found("open=true") == ["N22", "S12"]
    assert found("open=false") == ["N11"]
    assert found("mine=true") == []
    assert found("mine=true", person("mgr_n2")) == ["N22"]  # his post is told, and nobody has it yet
    assert found("mine=true", person("dir_n")) == []
    post(person("dir_n"), f"/incidents/{at_n22}/assign", {"login": "dir_n"})
    assert found("mine=true", person("mgr_n2")) == []
    assert found("mine=true", person("dir_n")) == ["N22"]
