"""From the card on a phone to the acknowledgement, over the local WeCom; and what does not count."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import sqlalchemy as sa

from admin_ui.app import create_app
from admin_ui.work import send
from engine.base import clock
from engine.base.issue import IssueError
from engine.storage import secrets
from engine.storage.database import writing
from engine.storage.tables import audit, channel_memory, incident, incident_event, post_holder, user_account
from plugins.wecom.xml import texts
from plugins.wecom_local import Server, start
from plugins.wecom_local.calling import Calling
from rule_builder.rounds import evaluate_rules
from tests import small_app
from tests.admin_ui.conftest import World
from tests.admin_ui.test_incident_life import CHANNEL, HOUR, RULE

TOKEN, AES, CORP = "a-token-of-ours", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "ww0123456789abcdef"
CALLED = CHANNEL | {
    "format": "template_card",
    "jitter_seconds": [0, 0],
    "settings": CHANNEL["settings"] | {"callback": {"token": {"secret": "token"}, "aes_key": {"secret": "aes"}}},  # type: ignore[operator]
}
LATER = small_app.NOW + HOUR / 4


class Phones:
    """The installation whose messages go to a local WeCom that calls back."""

    def __init__(self, world: World, server: Server) -> None:
        self.world, self.server = world, server
        self.client = world.app.test_client()
        self.posted: list[tuple[str, bytes]] = []

    def post(self, url: str, body: bytes) -> bytes:
        """A call of WeCom; whatever is no success is no answer to it."""
        self.posted.append((url, body))
        answer = self.client.post(url, data=body, content_type="text/xml")
        if answer.status_code != 200:
            raise IssueError([])
        return answer.get_data()

    def card(self, user: str) -> dict[str, Any]:
        (row,) = [row for row in self.server.received if row["user"] == user]
        return row

    def press(self, user: str, key: str = "acknowledge") -> str | None:
        return self.server.state.press(self.card(user)["msgid"], user, key)

    def acknowledged(self) -> list[tuple[str, str]]:
        """(actor, via) of every acknowledgement."""
        e = incident_event.c
        with self.world.database.connect() as connection:
            rows = connection.execute(sa.select(e.actor, e.data).where(e.event == "acknowledged").order_by(e.id))
            return [(row.actor, row.data["via"]) for row in rows]


@pytest.fixture
def phones(world: World) -> Iterator[Phones]:
    """Two incidents; the manager of N2 and the director of N have each a card about N22."""
    with start(corp_id=CORP, agents={1: "the-secret"}, now=clock.now) as server:
        values = {"NAVMARK_WECOM_URL": server.url}
        settings = replace(world.settings, values=values, allow_hosts=frozenset({server.url.removeprefix("http://")}))
        world.settings, world.app = settings, create_app(world.database, settings)
        app = world.folder / "app"
        shutil.copytree(small_app.APP, app)
        for folder, value in (("rules", RULE), ("channels", CALLED)):
            (app / folder).mkdir()
            (app / folder / "one.json").write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
        release = small_app.publish_app(world.database, app)
        with writing(world.database) as connection:
            for name, value in (("s", "the-secret"), ("token", TOKEN), ("aes", AES)):
                secrets.put(connection, name, value, settings)
        assert {one.state for one in evaluate_rules(world.database, release)} == {"done"}
        found = Phones(world, server)
        server.state.calling = Calling("/api/v1/callbacks/phone", TOKEN, AES, found.post)
        with clock.frozen(LATER):
            send(world.database, settings)
            yield found


def test_the_card_says_it_in_short_and_can_be_answered(phones: Phones) -> None:
    card = phones.card("WxMgrN2")["message"]
    assert card["card_type"] == "button_interaction"
    facts = {row["keyname"]: row["value"] for row in card["horizontal_content_list"]}
    assert facts.pop("数据截至").startswith("2026-11-2")
    assert facts == {"单元": "北方22店", "指标": "销售额", "持续": "22 天", "达成率": "80.0%"}
    assert phones.press("WxMgrN2") == "已确认"
    assert phones.acknowledged() == [("mgr_n2", "wecom")]
    with phones.world.database.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).where(incident.c.acked_at == LATER)) == 1
        actions = connection.execute(sa.select(audit.c.actor).where(audit.c.action == "incident.acknowledge")).all()
        assert [row.actor for row in actions] == ["mgr_n2"]
        assert connection.scalar(sa.select(sa.func.count()).select_from(channel_memory)) == 2  # token, the call


def test_the_same_call_again_changes_nothing(phones: Phones) -> None:
    phones.press("WxMgrN2")
    ((url, body),) = phones.posted
    answer = phones.client.post(url, data=body)
    assert (answer.status_code, answer.get_data()) == (200, b"")
    assert phones.acknowledged() == [("mgr_n2", "wecom")]
    with clock.frozen(LATER + HOUR):
        assert phones.client.post(url, data=body).status_code == 404  # by now too old


def test_a_second_person_is_told_that_it_is_done(phones: Phones) -> None:
    assert phones.press("WxMgrN2") == "已确认"
    assert phones.press("WxDirN") == "Acknowledged"  # in his language
    assert phones.acknowledged() == [("mgr_n2", "wecom")]


def test_nobody_else_and_nothing_else_counts(phones: Phones) -> None:
    server, world = phones.server, phones.world
    card = phones.card("WxMgrN2")
    assert phones.press("WxMgrN2", "delete_everything") is None
    for user in ("WxChief", "nobody"):  # people who were not sent this card
        words = server.state.calling.press(CORP, 1, user, card["message"], "acknowledge", int(LATER.timestamp()))  # type: ignore[union-attr]
        assert words is None
    forged = Calling("/api/v1/callbacks/phone", "another token", AES, phones.post)
    assert forged.press(CORP, 1, "WxMgrN2", card["message"], "acknowledge", int(LATER.timestamp())) is None
    with writing(world.database) as connection:
        left = sa.update(user_account).where(user_account.c.login == "mgr_n2").values(active=False)
        connection.execute(left)
    assert phones.press("WxMgrN2") is None
    with writing(world.database) as connection:
        connection.execute(sa.update(user_account).values(active=True))
        connection.execute(sa.delete(post_holder))
    assert phones.press("WxMgrN2") == "无需处理"  # he is nobody's manager any more
    assert phones.acknowledged() == []


def test_the_question_whether_this_is_the_place(phones: Phones) -> None:
    at = str(int(LATER.timestamp()))
    url, body = Calling("", TOKEN, AES).call(CORP, "12345", at, "n")
    query = dict(parse_qsl(urlsplit(url).query)) | {"echostr": texts(body)["Encrypt"]}
    address = "/api/v1/callbacks/phone"
    answer = phones.client.get(address, query_string=query)
    assert (answer.status_code, answer.get_data(as_text=True)) == (200, "12345")
    wrong = phones.client.get(address, query_string=query | {"nonce": "m"})
    missing = phones.client.get("/api/v1/callbacks/no_such", query_string=query)
    assert wrong.status_code == missing.status_code == 404
    assert wrong.data == missing.data
    assert phones.client.post(address, data=b"x" * 64_001).status_code == 413
