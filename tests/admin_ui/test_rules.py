"""A rule looked at before it serves, over the small app: back-test, recipients, messages byte for byte; no traces.

By hand: N22 sells 80 of 100 and S12 50 of 100 on each of the 22 days from 1 November on, all others 90 or more.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from engine.base import clock
from engine.definitions.release import current_release
from engine.storage import secrets
from engine.storage.database import reading, writing
from engine.storage.tables import metadata, user_address
from plugins.wecom_local import start
from plugins.wecom_local.state import State
from rule_builder.message import draft
from rule_builder.outbox import send_waiting
from rule_builder.rounds import evaluate_rules
from tests import small_app
from tests.admin_ui.conftest import Person, World

CORP, AGENT, SECRET = "ww0123456789abcdef", 1000002, "Xq3-not-a-real-secret-77"
CHANNEL: dict[str, Any] = {
    "kind": "channel",
    "name": "wecom_app",
    "title": {"zh": "企业微信", "en": "WeCom"},
    "type": "wecom",
    "settings": {
        "base_url": "{NAVMARK_WECOM_URL}",
        "corp_id": CORP,
        "agent_id": AGENT,
        "secret": {"secret": "wecom_secret"},
    },
    "format": "textcard",
    "jitter_seconds": [0, 0],
}
RULE: dict[str, Any] = {
    "kind": "rule",
    "name": "low",
    "title": {"zh": "持续偏低", "en": "Low for long"},
    "indicator": "sales",
    "level": "store",
    "condition": {"type": "consecutive_days", "attainment_below": 0.85, "days": 3},
    "to": {"role": "manager"},
    "cc": {"role": "director"},
    "channel": "wecom_app",
    "message": {
        "zh": "{{ unit }} {{ indicator }}连续 {{ count }} 天偏低\n{% for d in days %}{{ d.day | day('short') }} "
        "{{ d.actual | money }}/{{ d.target | money }} {{ d.attainment | percent }}\n{% endfor %}主送 {{ to_names }}",
        "en": "{{ unit }}: {{ indicator }} low for {{ count }} days, to {{ to_names }}, copy {{ cc_names }}",
    },
}


@pytest.fixture
def chief(person: Callable[[str], Person]) -> Person:
    return person("chief")


def open_change(chief: Person, *definitions: dict[str, Any]) -> str:
    """The address of a change set that holds these."""
    made = chief.call("POST", "/changes", json={"title": "规则"}).get_json()
    address = f"/changes/{made['public_id']}"
    for one in definitions:
        save(chief, address, one)
    return address


def save(chief: Person, change: str, value: dict[str, Any]) -> None:
    at = f"{change}/definitions/{value['kind']}/{value['name']}"
    found = chief.call("GET", at)
    revision = found.get_json()["revision"] if found.status_code == 200 else 0
    answer = chief.call("PUT", at, json={"value": value, "revision": revision})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert [issue for issue in answer.get_json()["issues"] if issue["level"] == "error"] == []


def publish(chief: Person, change: str) -> None:
    answer = chief.call("POST", f"{change}/publish", json={"reason": "test"})
    assert answer.status_code == 200, answer.get_data(as_text=True)


def with_condition(**settings: Any) -> dict[str, Any]:
    return RULE | {"condition": RULE["condition"] | settings}


def digest(world: World) -> dict[str, str]:
    """Every row of every table, those made from definitions included."""
    found: dict[str, str] = {}
    with world.database.connect() as connection:
        for name in sa.inspect(connection).get_table_names():
            rows = sorted(map(repr, connection.execute(sa.text(f'SELECT * FROM "{name}"'))))  # noqa: S608
            found[name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def test_when_it_would_have_fired_beside_what_serves(world: World, chief: Person) -> None:
    change = open_change(chief, CHANNEL, RULE)
    found = chief.get(f"{change}/rules/low/backtest?days=22")
    draft_ = found["draft"]
    assert (draft_["first"], draft_["last"], draft_["units"], draft_["cut"]) == ("2026-11-01", "2026-11-22", 8, False)
    assert [(f["unit"]["code"], f["above"]["code"], f["fired_day"], f["days"]) for f in draft_["firings"]] == [
        ("S12", "S", "2026-11-03", 22),
        ("N22", "N", "2026-11-03", 22),
    ]
    assert (draft_["count"], draft_["fired_units"], draft_["groups"]) == (2, 2, 2)
    assert draft_["group_title"]["zh"] == "大区"
    assert (found["live"], found["new"], found["gone"]) == (None, 2, 0)
    publish(chief, change)
    # 80 % is not below 80 %: only S12 is left. And one day is enough: it fires on the 1st.
    stricter = open_change(chief, with_condition(attainment_below=0.8, days=1))
    found = chief.get(f"{stricter}/rules/low/backtest?days=22")
    assert [(f["unit"]["code"], f["fired_day"], f["other"]) for f in found["draft"]["firings"]] == [
        ("S12", "2026-11-01", True)
    ]
    assert [(f["unit"]["code"], f["other"]) for f in found["live"]["firings"]] == [("S12", True), ("N22", False)]
    assert (found["new"], found["gone"]) == (0, 1)
    # The indicator's own draft counts too: what sells twice is never low.
    sales = chief.get("/definitions/indicator/sales")["value"]
    twice = open_change(chief, sales | {"formula": f"2 * ({sales['formula']})"})
    assert chief.get(f"{twice}/rules/low/backtest?days=22")["draft"]["count"] == 0  # S12 sells 100 of 100


def test_who_would_be_told(world: World, chief: Person) -> None:
    change = open_change(chief, CHANNEL, RULE)
    found = chief.get(f"{change}/rules/low/recipients?day=2026-11-03")
    assert (found["day"], found["sent_on"], found["total"]) == ("2026-11-03", "2026-11-04", 2)
    north = next(one for one in found["units"] if one["unit"]["code"] == "N22")
    assert [(one["login"], one["unit"]["code"], one["address"]) for one in north["to"]] == [("mgr_n2", "N2", True)]
    assert [(one["login"], one["role_title"]["zh"], one["language"]) for one in north["cc"]] == [
        ("dir_n", "总监", "en")
    ]
    assert [line["words"]["zh"] for line in north["lines"]] == [
        "主送：经理 @ 北方2区，在任 北方2区经理",
        "抄送：总监 @ 北方大区，在任 北方总监",
    ]
    (one,) = chief.get(f"{change}/rules/low/recipients?unit=S21")["units"]
    assert [person["login"] for person in one["to"]] == ["mgr_s2"]
    wrong = chief.call("GET", f"{change}/rules/low/recipients?unit=S2")
    assert (wrong.status_code, wrong.get_json()["issues"][0]["code"]) == (422, "N860")
    for path in ("/rules/low/recipients?unit=X9", "/rules/none/recipients", "/rules/none/messages"):
        assert chief.call("GET", change + path).status_code == 404


def test_the_messages_are_byte_for_byte_those_that_are_sent(
    world: World, chief: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """22 days in a row: it fires on the anchor itself. What is shown before it is published is what arrives after."""
    change = open_change(chief, CHANNEL, with_condition(days=22) | {"missing_notice_after": 0})
    shown = chief.get(f"{change}/rules/low/messages")
    assert sorted(unit["code"] for unit in shown["fired"]) == ["N22", "S12"]
    assert [(m["login"], m["copy"], m["made_up"], m["units"][0]["code"]) for m in shown["messages"]] == [
        ("mgr_n2", False, False, "N22"),
        ("dir_n", True, False, "N22"),
        ("mgr_s1", False, False, "S12"),
        ("dir_s", True, False, "S12"),
    ]
    publish(chief, change)
    arrived: list[bytes] = []

    state_send = State.send

    def noted(self: State, token: str, raw: bytes) -> dict[str, Any]:
        arrived.append(raw)
        return state_send(self, token, raw)

    with start(corp_id=CORP, agents={AGENT: SECRET}) as server:
        monkeypatch.setattr(State, "send", noted)
        hosts = frozenset({server.url.removeprefix("http://")})
        settings = replace(world.settings, allow_hosts=hosts, values={"NAVMARK_WECOM_URL": server.url})
        with writing(world.database) as connection:
            secrets.put(connection, "wecom_secret", SECRET, settings)
        with reading(world.database) as connection:
            release = current_release(connection)
        assert release is not None
        for day in (small_app.ANCHOR - timedelta(days=1), small_app.ANCHOR):
            evaluate_rules(world.database, release, day)
        read = partial(draft, public_url=settings.public_url)
        counts = send_waiting(world.database, release, settings, clock.now() + timedelta(seconds=1), read)
    assert (counts.sent, len(arrived)) == (4, 4)
    by_reader = {(m["login"], m["language"]): m for m in shown["messages"]}
    address = {"mgr_n2": "WxMgrN2", "dir_n": "WxDirN", "mgr_s1": "WxMgrS1", "dir_s": "WxDirS"}
    incidents: dict[str, str] = {}
    for (login, language), message in by_reader.items():
        (raw,) = [one.decode("ascii") for one in arrived if f'"touser": "{address[login]}"' in one.decode("ascii")]
        body = next(one["body"] for one in message["bodies"] if one["language"] == language)
        ids = re.search(r"/incident/([0-9a-f-]{36})\?m=([0-9a-f-]{36})", raw)
        assert ids is not None
        # The two ids are given when the incident and the message come to be; everything else is there already.
        expected = body.replace(message["incidents"][0], ids[1]).replace(message["reference"], ids[2])
        assert raw == expected
        assert len(raw) == len(body)
        incidents.setdefault(message["incidents"][0], ids[1])
    assert len(incidents) == 2
    assert {language for _, language in by_reader} == {"zh", "en"}
    card = by_reader["mgr_n2", "zh"]["bodies"][0]["request"]["textcard"]
    assert card["title"] == "北方22店 持续偏低"
    assert card["description"].startswith("北方22店 销售额连续 22 天偏低<br>11-01 80.00/100.00 80.0%<br>")


def test_an_example_where_nothing_fires(world: World, chief: Person) -> None:
    change = open_change(chief, CHANNEL, RULE)
    users = (small_app.APP / "data/users.csv").read_text(encoding="utf-8").replace("WxMgrS2", "")
    answer = chief.call("PUT", f"{change}/files/data/users.csv", json={"text": users, "revision": 0})
    assert answer.status_code == 200
    with writing(world.database) as connection:  # publishing only adds addresses, it takes none away
        connection.execute(sa.delete(user_address).where(user_address.c.address == "WxMgrS2"))
    (one,) = chief.get(f"{change}/rules/low/recipients?unit=S22")["units"]
    assert [person["address"] for person in one["to"] + one["cc"]] == [False, True]
    assert one["lines"][1] == {
        "words": {
            "zh": "南方2区经理 没有此渠道的地址：消息会被拒收",
            "en": "Manager Southland 2 has no address at this channel: the message would fail",
        },
        "warning": True,
    }
    shown = chief.get(f"{change}/rules/low/messages?unit=S22")
    to, cc = shown["messages"]
    assert (to["login"], to["made_up"], to["stopped"]["zh"]) == ("mgr_s2", True, "mgr_s2 没有 wecom 地址")
    # S22 has nothing for the anchor: its last three days with data.
    assert cc["bodies"][0]["words"].startswith(
        "【抄送】南方22店 持续偏低\n南方22店 销售额连续 3 天偏低<br>11-19 100.00/"
    )
    over = chief.get(f"{change}/rules/low/messages?unit=N11&purpose=resolved")["messages"][0]["bodies"][0]["words"]
    assert over.startswith("已恢复：北方11店 持续偏低\n北方11店 销售额已恢复")
    early = chief.call("GET", f"{change}/rules/low/messages?unit=N11&day=2026-11-02")
    assert (early.status_code, early.get_json()["issues"][0]["code"]) == (422, "N861")


def test_looking_leaves_no_trace(world: World, chief: Person) -> None:
    """Incidents, outbox, jobs, runs, facts, definitions: all tables are as before, with a rule that serves."""
    publish(chief, open_change(chief, CHANNEL, RULE))
    with reading(world.database) as connection:
        release = current_release(connection)
    assert release is not None
    evaluate_rules(world.database, release, date(2026, 11, 21))
    change = open_change(chief, with_condition(attainment_below=0.99, days=1))
    before = digest(world)
    assert len(before) > len(metadata.tables)
    for path in (
        "backtest?days=90",
        "recipients",
        "recipients?unit=N11&day=2026-11-10",
        "messages",
        "messages?unit=N11",
        "messages?day=2026-11-12",
        "messages?unit=N22&purpose=retracted",
    ):
        chief.get(f"{change}/rules/low/{path}")
    assert digest(world) == before


def test_only_builders_who_see_everything_look(world: World, chief: Person, person: Callable[[str], Person]) -> None:
    change = open_change(chief, CHANNEL, RULE)
    words = chief.get("/rules/vocabulary")
    (condition,) = [one for one in words["conditions"] if one["name"] == "consecutive_days"]
    assert condition["sentence"]["zh"] == "{indicator} 的日达成率连续 {days} 个营业日低于 {attainment_below}"
    assert [control["name"] for control in condition["controls"]] == [
        "attainment_below",
        "days",
        "missing",
        "resolve_at",
    ]
    for path in ("/rules/vocabulary", f"{change}/rules/low/backtest", f"{change}/rules/low/messages"):
        assert person("dir_n").call("GET", path).status_code == 403
    broken = RULE | {"indicator": "nothing"}
    at = f"{change}/definitions/rule/low"
    chief.call("PUT", at, json={"value": broken, "revision": 1})
    refused = chief.call("GET", f"{change}/rules/low/backtest")
    assert refused.status_code == 422
    assert refused.get_json()["issues"][0]["path"] == "$.indicator"
