"""Channel wecom against the local WeCom: the suite for channels, then what only WeCom has."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from engine.base.issue import IssueError
from engine.base.settings import Settings
from plugins.wecom import PLUGIN
from plugins.wecom.answers import outcome_of
from plugins.wecom.body import body
from plugins.wecom_local import Server, start
from rule_builder.channels.contract import ChannelSettings, Message, channels
from rule_builder.channels.suite import Bench, ChannelSuite, DictMemory, Fault

CORP, AGENT, SECRET = "ww0123456789abcdef", 1000002, "Xq3-not-a-real-secret-77"
URL = "https://navmark.example/incidents/1"


def settings_for(server: Server, data: Path = Path(".")) -> ChannelSettings:
    values = {"base_url": server.url, "corp_id": CORP, "agent_id": AGENT, "secret": {"secret": "wecom_secret"}}
    hosts = frozenset({server.url.removeprefix("http://")})
    return ChannelSettings(values, Settings(data=data, database="sqlite://", allow_hosts=hosts))


@contextmanager
def bench(**more: Any) -> Iterator[Bench]:
    more.setdefault("members", ["zhang.wei", "li.na"])
    with start(corp_id=CORP, agents={AGENT: SECRET}, **more) as server:

        def arrived(address: str) -> list[str]:
            return [json.dumps(r["message"], ensure_ascii=False) for r in server.received if r["user"] == address]

        def break_next(fault: Fault) -> None:
            server.state.faults.append(
                {"lost": "lost", "limited": "rate", "expired": "revoked", "senseless": "noise"}[fault]
            )

        yield Bench(
            channels()["wecom"],
            settings_for(server),
            {"wecom_secret": SECRET},
            "zhang.wei",
            "nobody",
            arrived,
            break_next,
        )


class TestWeCom(ChannelSuite):
    def open_bench(self) -> Any:
        return bench()


def _message(**more: Any) -> Message:
    given: dict[str, Any] = {
        "title": "标题",
        "text": "正文",
        "reference": "r1",
        "url": URL,
        "format": "textcard",
        **more,
    }
    return Message(**given)


def test_the_plugin_offers_the_channel() -> None:
    assert channels()["wecom"] is PLUGIN.provides["channel"]["wecom"]


def test_a_text_card_is_what_wecom_documents() -> None:
    assert body(_message(text="第一行\n第二行", copy=True), "zhang.wei", AGENT) == {
        "touser": "zhang.wei",
        "msgtype": "textcard",
        "agentid": AGENT,
        "textcard": {
            "title": "【抄送】标题",
            "description": "第一行<br>第二行",
            "url": f"{URL}?m=r1",
            "btntxt": "详情",
        },
        "safe": 0,
        "enable_id_trans": 0,
        "enable_duplicate_check": 1,
        "duplicate_check_interval": 14400,
    }


def test_the_link_keeps_its_query_and_fragment() -> None:
    found = body(_message(url="https://n.example/a?b=%E4%B8%AD&c=#d", format="text"), "z", AGENT)["text"]["content"]
    assert found == "标题\n正文\n查看详情：https://n.example/a?b=%E4%B8%AD&c=&m=r1#d"


def test_without_a_link_a_card_becomes_text_with_a_reference() -> None:
    found = body(_message(url=None, reference="01900000-0000-7000-8000-0123456789ab"), "z", AGENT)
    assert (found["msgtype"], found["text"]["content"]) == ("text", "标题\n正文\n〔0123456789ab〕")


@pytest.mark.parametrize("form", ["textcard", "markdown", "text"])
@pytest.mark.parametrize("text", ["店" * 3000, "a" * 5000, "店\n" * 1500, "𠮷" * 900, "é" * 1023 + "店" * 500])
def test_limits_are_bytes_and_no_character_is_halved(form: str, text: str) -> None:
    content = body(_message(title=text[:200], text=text, format=form), "z", AGENT)[form]
    limits = {"title": 128, "description": 512, "content": 2048, "url": 2048, "btntxt": 12}
    for name, value in content.items():
        assert len(value.encode()) <= limits[name]
        assert "\ufffd" not in value
    long = content.get("description", content.get("content"))
    assert "…" in long
    room = 3 * text.count("\n") if form == "textcard" else 0  # kept free for <br>
    assert len(long.encode()) > limits["description" if form == "textcard" else "content"] - 8 - room
    if form != "textcard":
        assert f"{URL}?m=r1" in content["content"]  # the link survives the cut


@pytest.mark.parametrize("address", ["@all", "a|b", "", " a", "a\nb", "x" * 65])
def test_a_message_goes_to_one_person(address: str) -> None:
    with pytest.raises(IssueError, match="N736"):
        body(_message(), address, AGENT)


def test_the_author_cannot_mention_everybody_either() -> None:
    message = _message(title="@all 注意", text="<@all> <@zhang> @所有人", format="markdown")
    found = json.dumps(body(message, "z", AGENT), ensure_ascii=False)
    assert not any(bad in found for bad in ("<@", "@all", "@所有人"))


@pytest.mark.parametrize(
    ("answer", "state", "word"),
    [
        ({"errcode": 81013}, "refused", "81013: no such member"),
        ({"errcode": 60020, "errmsg": "not allow to access from your ip"}, "refused", "60020: this machine's IP"),
        ({"errcode": 48001}, "refused", "48001: the application has no right"),
        (
            {"errcode": 40058, "errmsg": "markdown.content exceed"},
            "refused",
            "40058: WeCom refused it: markdown.content",
        ),
        ({"errcode": 45009}, "retry", "rate"),
        ({"errcode": -1}, "unknown", "busy"),
        ({"errcode": "0"}, "unknown", "no errcode"),
        ({}, "unknown", "no errcode"),
        ({"errcode": 42001}, "retry", "token"),
    ],
)
def test_codes_in_plain_words(answer: dict[str, Any], state: str, word: str) -> None:
    outcome = outcome_of(answer, "z")
    assert outcome.state == state
    assert word in outcome.detail


def test_ok_may_still_name_people_it_did_not_reach() -> None:
    answer = {"errcode": 0, "errmsg": "ok", "invaliduser": "b|c", "unlicenseduser": "d", "msgid": "m"}
    assert outcome_of(answer, "a").per_recipient == {
        "a": "delivered",
        "b": "invalid",
        "c": "invalid",
        "d": "unlicensed",
    }


def test_one_token_for_many_messages_and_one_more_after_each_revocation() -> None:
    with start(corp_id=CORP, agents={AGENT: SECRET}) as server:
        channel, memory, settings = channels()["wecom"], DictMemory(), settings_for(server)
        for n in range(12):
            if n in (4, 8):
                server.state.revoke()
            outcome = channel.send(body(_message(reference=str(n)), "z", AGENT), memory, settings, lambda name: SECRET)
            assert outcome.state == "delivered"
        assert server.state.tokens_given == 3


@pytest.mark.parametrize(("corp", "secret", "code"), [("other", SECRET, "40013"), (CORP, "wrong", "40001")])
def test_wrong_set_up_waits_for_mending_and_says_what(corp: str, secret: str, code: str) -> None:
    with start(corp_id=CORP, agents={AGENT: SECRET}) as server:
        settings = settings_for(server)
        settings = ChannelSettings({**settings.values, "corp_id": corp}, settings.installation)
        outcome = channels()["wecom"].send(body(_message(), "z", AGENT), DictMemory(), settings, lambda name: secret)
        assert (outcome.state, outcome.code) == ("retry", code)
        assert "WeCom does not" in outcome.detail
        assert secret not in outcome.detail


def test_a_private_host_must_be_allowed_by_the_deployment() -> None:
    with start(corp_id=CORP, agents={AGENT: SECRET}) as server:
        closed = ChannelSettings(settings_for(server).values, Settings(data=Path("."), database="sqlite://"))
        outcome = channels()["wecom"].send(body(_message(), "z", AGENT), DictMemory(), closed, lambda name: SECRET)
        assert (outcome.state, server.state.tokens_given) == ("retry", 0)
