"""Duties over the API and as reminders: the to-do of the field, who has not sent, and that people are told once.

The small app's managers owe a daily walk through each of their two stores by 18:00 (reminded at 17:00 and 18:01), its
keepers a weekly count due on Friday. Monday 23 November 2026, 08:30 in Shanghai, unless the clock is moved.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from admin_ui.duty_messages import draft, remind
from engine.base import clock
from engine.base.text import both
from engine.definitions.release import Release
from engine.storage.database import open_database, reading, writing
from engine.storage.tables import definition_version, form_submission, org_unit, outbox, user_account
from form_builder.duties import missing
from rule_builder.channels.compose import compose
from rule_builder.channels.contract import Recipient, channels
from tests import small_app
from tests.admin_ui.conftest import Person, World
from tests.form_builder.xlsform.books import PATROL

MONDAY = date(2026, 11, 23)
WALK: dict[str, Any] = {
    "kind": "form", "name": "walk", "title": both("巡视", "Walk"), "level": "store", "fillers": ["director"],
    "fields": [
        {"name": "note", "type": "text", "title": both("备注", "Remark")},
        {"name": "facings", "type": "number", "title": both("排面", "Facings"), "required": "is_null(note)"},
    ],
    "duties": [
        {"name": "daily", "title": both("每日", "Daily"), "roles": ["manager"], "opens": "08:00", "due": "18:00",
         "remind": {"minutes_before": 60, "channel": "phone"}},
        {"name": "first", "title": both("月初", "First"), "roles": ["director"], "every": "month", "month_day": 1,
         "due": "12:00"},
    ],
}  # fmt: skip
COUNT: dict[str, Any] = {
    "kind": "form", "name": "count", "title": both("盘点", "Count"), "level": "store",
    "fields": [{"name": "pieces", "type": "number", "title": both("件数", "Pieces")}],
    "duties": [{"name": "weekly", "title": both("每周", "Weekly"), "roles": ["keeper"], "every": "week",
                "weekdays": ["friday"], "due": "20:00"}],
}  # fmt: skip
PHONE: dict[str, Any] = {
    "kind": "channel", "name": "phone", "title": both("手机", "Phone"), "type": "wecom", "format": "text",
    "settings": {"base_url": "{NAVMARK_WECOM_URL}", "corp_id": "ww0123456789abcdef", "agent_id": 1,
                 "secret": {"secret": "s"}},
}  # fmt: skip


@pytest.fixture
def field(world: World, changed_app: Callable[..., None], tmp_path: Path) -> Callable[[], Release]:
    """Publishes the two forms; gives what serves."""
    for role in ("keeper", "manager", "director"):
        changed_app(f"roles/{role}.json", lambda v: v["permissions"].extend(["fill_forms", "read_submissions"]))
    for path, value in {"forms/walk.json": WALK, "forms/count.json": COUNT, "channels/phone.json": PHONE}.items():
        file = tmp_path / "changed_app" / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(value), encoding="utf-8")
    changed_app("forms/walk.json", lambda value: None)
    return lambda: small_app.serving(world.database)


def local(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


def send(world: World, unit: str, form: str = "walk", duty: str | None = "daily", **more: Any) -> None:
    """A submission as the door for submissions leaves it."""
    with writing(world.database) as connection:
        unit_id = connection.scalar(sa.select(org_unit.c.id).where(org_unit.c.code == unit))
        user_id = connection.scalar(sa.select(user_account.c.id).where(user_account.c.login == "mgr_n1"))
        count = connection.scalar(sa.select(sa.func.count()).select_from(form_submission))
        at = more.pop("at", clock.now())
        row = {
            "public_id": f"sent-{count}", "form": form, "duty": duty, "form_hash": "0" * 64, "user_id": user_id,
            "unit_id": unit_id, "day": MONDAY, "submitted_at": at, "received_at": at, "flags": [], "values": {},
            "body_hash": "", "state": "complete", "facts": "none",
        }  # fmt: skip
        connection.execute(sa.insert(form_submission).values(**row | more))


def lines(answer: Any) -> list[tuple[str, str, str]]:
    return [(one["duty"], one["unit"]["code"], one["state"]) for one in answer["duties"]]


def test_the_to_do_of_a_day(world: World, field: Callable[[], Release], person: Callable[[str], Person]) -> None:
    manager = person("mgr_n1")
    answer = manager.get("/field/duties")
    assert (answer["day"], answer["counts"]) == ("2026-11-23", {"due": 2, "done": 0, "late": 0})
    assert lines(answer) == [("daily", "N11", "due"), ("daily", "N12", "due")]
    assert answer["duties"][0]["due_at"] == "2026-11-23T10:00:00+00:00"
    assert answer["duties"][0]["version"] == field().definition("form", "walk").hash

    send(world, "N11", state="waiting_for_photos")
    send(world, "N12", test=True)  # a test meets nothing
    assert lines(manager.get("/field/duties")) == [("daily", "N11", "waiting_for_photos"), ("daily", "N12", "due")]
    send(world, "N11", outcome="pass")
    answer = manager.get("/field/duties")
    assert lines(answer) == [("daily", "N11", "done"), ("daily", "N12", "due")]
    assert (answer["duties"][0]["submission"], answer["duties"][0]["outcome"]) == ("sent-2", "pass")

    for at, state in (("2026-11-23T07:59", "upcoming"), ("2026-11-23T17:59", "due"), ("2026-11-23T18:00", "late")):
        with clock.frozen(local(at)):
            assert lines(manager.get("/field/duties"))[1] == ("daily", "N12", state)
    with clock.frozen(local("2026-11-24T03:00")):  # before the cut-off the business day goes on
        assert manager.get("/field/duties")["day"] == "2026-11-23"
    assert lines(manager.get("/field/duties?day=2026-11-24")) == [
        ("daily", "N11", "upcoming"), ("daily", "N12", "upcoming"),
    ]  # fmt: skip


def test_a_week_is_met_by_any_of_its_days(
    world: World, field: Callable[[], Release], person: Callable[[str], Person]
) -> None:
    keeper = person("keep_n11")
    assert lines(keeper.get("/field/duties")) == [("weekly", "N11", "due")]
    assert lines(keeper.get("/field/duties?day=2026-11-28")) == []  # Saturday: the week's count was due on Friday
    send(world, "N11", "count", None)  # the form has one duty only: it is met without naming it
    for day in ("2026-11-23", "2026-11-27"):
        assert lines(keeper.get(f"/field/duties?day={day}")) == [("weekly", "N11", "done")]
    assert lines(keeper.get("/field/duties?day=2026-11-30")) == [("weekly", "N11", "upcoming")]


def test_closed_units_and_ended_ones_owe_nothing(
    world: World, field: Callable[[], Release], person: Callable[[str], Person]
) -> None:
    closes = [{"unit": "N12", "day": "2026-11-23", "closed": True}]
    with clock.frozen(local("2026-11-24T08:00")):
        small_app.load_rows(world.database, field(), "till", {"closes": closes, "sales": []})
    assert lines(person("mgr_n1").get("/field/duties")) == [("daily", "N11", "due")]
    with writing(world.database) as connection:
        gone = sa.update(org_unit).where(org_unit.c.code == "N11")
        connection.execute(gone.values(closed=MONDAY))
    assert lines(person("mgr_n1").get("/field/duties")) == []
    assert lines(person("mgr_n1").get("/field/duties?day=2026-11-22"))[0][:2] == ("daily", "N11")


def test_forms_are_for_those_who_fill_them(
    world: World, field: Callable[[], Release], person: Callable[[str], Person]
) -> None:
    def names(login: str) -> list[str]:
        return [one["name"] for one in person(login).get("/field/forms")]

    assert [names(login) for login in ("mgr_n1", "keep_n11", "dir_n", "chief")] == [["walk"], ["count"], ["walk"], []]
    whole = person("mgr_n1").get("/field/forms/walk")
    assert [one["name"] for one in whole["fields"]] == ["note", "facings"]
    assert whole["fields"][1]["required"]["tree"] == {
        "call": "is_null", "type": "boolean", "of": [{"name": "note", "type": "text"}],
    }  # fmt: skip
    assert person("keep_n11").call("GET", "/field/forms/walk").status_code == 404
    assert person("mgr_n1").call("GET", "/field/forms/walk?version=" + "0" * 64).status_code == 404
    with writing(world.database) as connection:
        there = sa.update(org_unit).where(org_unit.c.code == "N11")
        connection.execute(there.values(location={"lat": 39.9, "lon": 116.4}))
    units = person("dir_n").get("/field/units?form=walk")
    assert [one["code"] for one in units] == ["N11", "N12", "N21", "N22"]
    assert [one["location"] for one in units[:2]] == [{"lat": 39.9, "lon": 116.4}, None]


def test_an_old_phone_is_served_the_version_it_has(
    world: World, field: Callable[[], Release], person: Callable[[str], Person], changed_app: Callable[..., None]
) -> None:
    old = field().definition("form", "walk").hash
    send(world, "N11", form_hash=old)

    def rename(value: dict[str, Any]) -> None:
        value["fields"][0] |= {"name": "remark", "aliases": ["note"]}
        value["fields"][1]["required"] = "is_null(remark)"

    changed_app("forms/walk.json", rename)
    new = field().definition("form", "walk").hash
    assert person("mgr_n1").get(f"/field/forms/walk?version={old}")["fields"][0]["name"] == "note"
    assert person("mgr_n1").get("/field/forms/walk")["fields"][0]["name"] == "remark"
    found = person("chief").get("/forms/walk/versions")
    assert [(one["version"], one["serving"], one["submissions"]) for one in found] == [(new, True, 0), (old, False, 1)]
    assert found[0]["reason"] == "forms/walk.json changed"
    assert [one["reason"] for one in person("dir_n").get("/forms/walk/versions")] == [None, None]


def test_a_field_with_data_keeps_its_type(
    world: World, field: Callable[[], Release], changed_app: Callable[..., None]
) -> None:
    def retype(value: dict[str, Any]) -> None:
        value["fields"][1]["type"] = "text"

    send(world, "N11", test=True)
    changed_app("forms/walk.json", retype)  # tests are no data
    send(world, "N11")
    with pytest.raises(Exception, match=r"N791.*facings.*from text to number"):
        changed_app("forms/walk.json", lambda value: value["fields"][1].update(type="number"))


def test_who_has_not_sent(world: World, field: Callable[[], Release], person: Callable[[str], Person]) -> None:
    send(world, "N11")
    send(world, "S11", at=local("2026-11-23T18:30"))
    with clock.frozen(local("2026-11-23T19:00")):
        whole = person("chief").get("/forms/walk/completeness")
        mine = person("dir_n").get("/forms/walk/completeness")
        below = person("chief").get("/forms/walk/completeness?unit=N")
        foreign = person("dir_n").call("GET", "/forms/walk/completeness?unit=S")
    (daily,) = whole["duties"]
    assert {key: daily[key] for key in ("owed", "sent", "late", "waiting", "over", "missing_total")} == {
        "owed": 8, "sent": 2, "late": 7, "waiting": 0, "over": True, "missing_total": 6,
    }  # fmt: skip
    shares = [(one["unit"]["code"], one["sent"], one["owed"]) for one in daily["parents"]]
    assert shares == [("N", 1, 4), ("S", 1, 4)]
    assert [one["unit"]["code"] for one in daily["missing"]] == ["N12", "N21", "N22", "S12", "S21", "S22"]
    (post,) = daily["missing"][0]["responsible"]
    assert (post["role"], post["unit"]["code"], [one["login"] for one in post["people"]]) == (
        "manager", "N1", ["mgr_n1"],
    )  # fmt: skip
    assert [(one["unit"]["code"], one["sent"], one["owed"]) for one in mine["duties"][0]["parents"]] == [
        ("N1", 1, 2), ("N2", 0, 2),
    ]  # fmt: skip
    assert below["duties"][0]["parents"] == mine["duties"][0]["parents"]
    assert foreign.status_code == 404
    with clock.frozen(local("2026-11-23T18:00")), reading(world.database) as connection:
        found = missing(connection, field(), "walk", "daily", MONDAY)
        assert [one.unit.code for one in found] == ["N12", "N21", "N22", "S12", "S21", "S22"]
        early = missing(connection, field(), "walk", "daily", MONDAY, local("2026-11-23T17:59"))
        assert early == []


def told(world: World) -> dict[tuple[str, str], list[str]]:
    """(purpose, key's instant) → logins told, in order."""
    query = sa.select(outbox.c.purpose, outbox.c.subject, user_account.c.login)
    query = query.join(user_account, user_account.c.id == outbox.c.user_id).order_by(user_account.c.login)
    found: dict[tuple[str, str], list[str]] = {}
    with reading(world.database) as connection:
        for row in connection.execute(query):
            found.setdefault((row.purpose, row.subject["at"][11:16]), []).append(row.login)
    return found


def test_reminders_before_and_after(world: World, field: Callable[[], Release]) -> None:
    send(world, "N11")
    send(world, "N12")
    with clock.frozen(local("2026-11-23T16:59")):
        assert remind(world.database) == 0
    with clock.frozen(local("2026-11-23T17:00")):
        assert (remind(world.database), remind(world.database)) == (3, 0)
    assert told(world) == {("reminder", "09:00"): ["mgr_n2", "mgr_s1", "mgr_s2"]}  # N1 has sent everything
    for store in ("N21", "N22", "S11"):
        send(world, store)
    with clock.frozen(local("2026-11-23T18:00")):
        assert remind(world.database) == 0
    with clock.frozen(local("2026-11-23T18:01")):
        assert remind(world.database) == 2
    assert told(world)["overdue", "10:01"] == ["mgr_s1", "mgr_s2"]


def test_two_runners_remind_once(world: World, field: Callable[[], Release]) -> None:
    others = [open_database(world.settings.database) for _ in range(4)]
    with clock.frozen(local("2026-11-23T17:03")), ThreadPoolExecutor(4) as pool:
        written = sum(pool.map(remind, others))
    for other in others:
        other.dispose()
    assert written == 4
    assert told(world) == {("reminder", "09:00"): ["mgr_n1", "mgr_n2", "mgr_s1", "mgr_s2"]}


def test_a_form_that_came_later_reminds_of_nothing_before(
    world: World, field: Callable[[], Release], changed_app: Callable[..., None]
) -> None:
    with clock.frozen(local("2026-11-23T20:00")):
        assert remind(world.database) == 4  # nobody was running at 18:01
    with clock.frozen(local("2026-11-24T06:02")):
        assert remind(world.database) == 0  # past twelve hours nobody is told any more
    made = local("2026-11-24T18:30")
    with writing(world.database) as connection:
        walk = sa.update(definition_version).where(definition_version.c.name == "walk")
        connection.execute(walk.values(created_at=made))
    with clock.frozen(made + timedelta(hours=1)):
        assert remind(world.database) == 0


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", ["逾期提醒：1 项已过截止时间", "以下尚未收到，请尽快补交：", "巡视 · 南方12店（11-23 18:00 截止）"]),
        ("en", ["Overdue: 1 not sent in time", "Not received yet", "Walk · Southland Store 12 (due 11-23 18:00)"]),
    ],
)
def test_a_reminder_says_what_is_left_when_it_is_sent(
    world: World, field: Callable[[], Release], language: str, text: list[str]
) -> None:
    at = local("2026-11-23T18:01")
    with clock.frozen(at):
        remind(world.database)
        send(world, "S11")  # in the meantime
        release = field()
        with reading(world.database) as connection:
            query = sa.select(outbox, user_account.c.login).join(user_account).where(user_account.c.login == "mgr_s1")
            row = dict(connection.execute(query).mappings().one())
            reader = Recipient(row["user_id"], "mgr_s1", "WxMgrS1", language)
            written = draft(connection, release, row, reader, public_url="https://nav.example/")
            assert written is not None
            assert written.url == "https://nav.example/m/"
            model = release.get("channel", "phone")
            request = compose(written, model, channels()["wecom"], reader, reference="r")
        said = json.dumps(request, ensure_ascii=False)
        assert [part for part in text if part not in said] == []
        send(world, "S12")
        with reading(world.database) as connection:
            assert draft(connection, release, row, reader, public_url="") is None


def test_a_workbook_becomes_a_form_over_the_api(
    world: World, field: Callable[[], Release], person: Callable[[str], Person]
) -> None:
    def upload(login: str, data: bytes) -> Any:
        return person(login).call("POST", "/forms/import", data={"file": (BytesIO(data), "any name")})

    answer = upload("chief", PATROL)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    body = answer.get_json()
    assert (body["definition"]["level"], len(body["issues"])) == ("store", 5)
    assert upload("mgr_n1", PATROL).status_code == 403
    refused = upload("chief", b"PK\x03\x04 nothing")
    assert (refused.status_code, refused.get_json()["issues"][0]["code"]) == (422, "N874")


def test_a_draft_says_what_it_would_spoil(
    world: World, field: Callable[[], Release], person: Callable[[str], Person]
) -> None:
    send(world, "N11")
    chief = person("chief")
    answer = chief.call("POST", "/changes", json={"title": "another type"})
    change = f"/changes/{answer.get_json()['public_id']}"
    value = json.loads(json.dumps(WALK))
    value["fields"][1]["type"] = "rating"
    saved = chief.call("PUT", f"{change}/definitions/form/walk", json={"value": value, "revision": 0})
    assert [issue["code"] for issue in saved.get_json()["issues"]] == ["N791"]
    (issue,) = chief.get(f"{change}/check")["issues"]
    assert (issue["path"], issue["file"]) == ("$.fields[1].type", "forms/walk.json")
    refused = chief.call("POST", f"{change}/publish", json={"reason": "all the same"})
    assert (refused.status_code, refused.get_json()["issues"][0]["code"]) == (422, "N791")
