"""The local WeCom answers as the documentation says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from http.client import RemoteDisconnected
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from plugins.wecom_local import Server, start

CORP, SECRET = "ww-corp", "an-agents-secret"


def _call(server: Server, path: str, payload: object = None) -> Any:
    data = None if payload is None else payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    with urllib.request.urlopen(urllib.request.Request(server.url + path, data), timeout=10) as answer:
        return json.loads(answer.read())


def _token(server: Server) -> str:
    answer = _call(server, f"/cgi-bin/gettoken?corpid={CORP}&corpsecret={SECRET}")
    assert answer["errcode"] == 0
    return str(answer["access_token"])


def _send(server: Server, token: str, **more: Any) -> Any:
    message = {"touser": "a", "msgtype": "text", "agentid": 7, "text": {"content": "你好"}, **more}
    return _call(server, f"/cgi-bin/message/send?access_token={token}", message)


@pytest.fixture
def server() -> Any:
    with start(corp_id=CORP, agents={7: SECRET}, members=["a", "b"], unlicensed=["b"]) as running:
        yield running


def test_tokens(server: Server) -> None:
    assert _call(server, "/cgi-bin/gettoken?corpid=x&corpsecret=y")["errcode"] == 40013
    assert _call(server, f"/cgi-bin/gettoken?corpid={CORP}&corpsecret=y")["errcode"] == 40001
    assert _token(server) == _token(server)
    assert _send(server, "")["errcode"] == 41001
    assert _send(server, "nonsense")["errcode"] == 40014
    old = _token(server)
    server.state.revoke()
    assert _send(server, old)["errcode"] == 42001
    assert _token(server) != old


def test_a_token_ends_after_two_hours() -> None:
    now = [datetime(2026, 11, 23, tzinfo=UTC)]
    with start(corp_id=CORP, agents={7: SECRET}, now=lambda: now[0]) as server:
        token = _token(server)
        now[0] += timedelta(seconds=7199)
        assert _send(server, token)["errcode"] == 0
        now[0] += timedelta(seconds=1)
        assert _send(server, token)["errcode"] == 42001


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"agentid": 8}, 40056),
        ({"msgtype": "news"}, 40008),
        ({"touser": ""}, 40003),
        ({"touser": "nobody"}, 81013),
        ({"touser": "|".join(map(str, range(1001)))}, 40032),
        ({"text": {}}, 44004),
        ({"msgtype": "markdown", "markdown": {"content": "店" * 683}}, 40058),  # 2049 bytes
        ({"msgtype": "markdown", "markdown": {"content": "店" * 682}}, 0),
        ({"msgtype": "textcard", "textcard": {"title": "t", "description": "d"}}, 40058),
        ({"msgtype": "textcard", "textcard": {"title": "店" * 43, "description": "d", "url": "https://x"}}, 40058),
        ({"msgtype": "textcard", "textcard": {"title": "t", "description": "店" * 171, "url": "https://x"}}, 40058),
        ({"msgtype": "textcard", "textcard": {"title": "t", "description": "d", "url": "javascript:x"}}, 40058),
        ({"msgtype": "textcard", "textcard": {"title": "店" * 42, "description": "店" * 170, "url": "https://x"}}, 0),
        ({"enable_duplicate_check": 1, "duplicate_check_interval": 14401}, 40058),
    ],
)
def test_codes(server: Server, change: dict[str, Any], code: int) -> None:
    assert _send(server, _token(server), **change)["errcode"] == code


def test_what_is_no_json(server: Server) -> None:
    token = _token(server)
    for raw in (b"{", b"[]", b"\xff"):
        assert _call(server, f"/cgi-bin/message/send?access_token={token}", raw)["errcode"] == 47001


def test_people_it_cannot_reach_are_named_and_the_others_get_it(server: Server) -> None:
    answer = _send(server, _token(server), touser="a|x|b|y")
    assert (answer["errcode"], answer["invaliduser"], answer["unlicenseduser"]) == (0, "x|y", "b")
    assert [row["user"] for row in server.received] == ["a"]


def test_long_text_is_cut_without_a_word(server: Server) -> None:
    assert _send(server, _token(server), text={"content": "店" * 1000})["errcode"] == 0
    assert server.received[0]["message"]["content"] == "店" * 682


def test_the_duplicate_check() -> None:
    now = [datetime(2026, 11, 23, tzinfo=UTC)]
    with start(corp_id=CORP, agents={7: SECRET}, now=lambda: now[0]) as server:
        check = {"enable_duplicate_check": 1, "duplicate_check_interval": 3600}
        first = _send(server, _token(server), **check)
        now[0] += timedelta(seconds=3599)
        assert _send(server, _token(server), **check)["msgid"] == first["msgid"]
        assert len(server.received) == 1
        _send(server, _token(server), text={"content": "anders"}, **check)
        assert len(server.received) == 2
        now[0] += timedelta(seconds=2)
        _send(server, _token(server), **check)
        assert len(server.received) == 3
        _send(server, _token(server))  # without the check the same bytes come again
        assert len(server.received) == 4


def test_the_31st_message_in_a_minute_is_dropped_silently(server: Server) -> None:
    token = _token(server)
    assert [_send(server, token, text={"content": str(n)})["errcode"] for n in range(31)] == [0] * 31
    assert len(server.received) == 30


def test_faults_on_demand(server: Server) -> None:
    token = _token(server)
    server.state.faults.extend(["busy", "rate", "lost", "revoked"])
    assert [_send(server, token)["errcode"] for _ in "ab"] == [-1, 45009]
    with pytest.raises((RemoteDisconnected, urllib.error.URLError, ConnectionError)):
        _send(server, token)
    assert len(server.received) == 1  # it was worked on
    assert _send(server, token)["errcode"] == 42001


def test_the_page_shows_each_phone_and_nothing_runs_in_it(server: Server) -> None:
    _send(server, _token(server), text={"content": "<script>alert(1)</script> 上海一店"})
    with urllib.request.urlopen(server.url + "/", timeout=10) as answer:
        page = answer.read().decode()
        assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert "上海一店" in page
    assert "<script" not in page
    assert "a（1 条）" in page


def test_what_was_received_survives_a_restart(tmp_path: Path) -> None:
    store = tmp_path / "phones.jsonl"
    check = {"enable_duplicate_check": 1, "duplicate_check_interval": 14400}
    with start(corp_id=CORP, agents={7: SECRET}, store=store) as server:
        _send(server, _token(server), **check)
    with start(corp_id=CORP, agents={7: SECRET}, store=store) as server:
        _send(server, _token(server), **check)  # still known as a repeat
        assert [row["message"] for row in server.received] == [{"content": "你好"}]
    assert len(store.read_text(encoding="utf-8").splitlines()) == 1


def test_the_command_needs_a_secret_and_serves(tmp_path: Path) -> None:
    base = [sys.executable, "-m", "plugins.wecom_local", "--agent", "7", "--port"]
    none = {name: value for name, value in os.environ.items() if not name.startswith("WECOM_LOCAL")}
    done = subprocess.run([*base, "8703", "--corp-id", CORP], env=none, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "WECOM_LOCAL_SECRET" in done.stderr
    secret = tmp_path / "secret"
    secret.write_text(SECRET + "\n", encoding="utf-8")
    command = [*base, str(_free_port()), "--corp-id", CORP, "--secret-file", str(secret)]
    with subprocess.Popen(command, env=none, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().rsplit(" ", 1)[1].strip()
        with urllib.request.urlopen(f"{url}/messages.json", timeout=10) as answer:
            assert json.loads(answer.read()) == {"messages": []}
        process.terminate()
        assert process.wait(20) == 0


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_no_default_corp_and_no_default_secret() -> None:
    with pytest.raises(ValueError, match="must be given"):
        start(corp_id="", agents={7: SECRET})
    with pytest.raises(ValueError, match="must be given"):
        start(corp_id=CORP, agents={7: ""})


def test_a_group_robot() -> None:
    now = [datetime(2026, 11, 23, tzinfo=UTC)]
    with start(corp_id=CORP, agents={7: SECRET}, now=lambda: now[0], robots={"the-key": "东区"}) as server:

        def say(kind: str, text: str, key: str = "the-key") -> int:
            return int(
                _call(server, f"/cgi-bin/webhook/send?key={key}", {"msgtype": kind, kind: {"content": text}})["errcode"]
            )

        assert [say("text", "好", "wrong"), say("news", "好"), say("text", "")] == [93000, 40008, 40008]
        assert [say("markdown", "x" * 4097), say("text", "x" * 2049)] == [40058, 40058]
        assert [say("markdown", "x" * 4096) for _ in range(21)] == [0] * 20 + [45009]
        now[0] += timedelta(seconds=61)
        assert say("text", "x" * 2048) == 0
        assert [row["user"] for row in server.received] == ["群 东区"] * 21
        with urllib.request.urlopen(server.url, timeout=10) as page:
            assert "群 东区" in page.read().decode()


def _card(**more: Any) -> dict[str, Any]:
    made = {
        "card_type": "button_interaction",
        "task_id": "t-1",
        "main_title": {"title": "标题"},
        "card_action": {"type": 1, "url": "https://x"},
        "button_list": [{"text": "<确认>", "key": "ack"}],
        "horizontal_content_list": [{"keyname": "单元", "value": "一店"}],
    }
    return made | more


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, 0),
        ({"card_type": "vote_interaction"}, 40058),
        ({"main_title": {}}, 40058),
        ({"task_id": "t 1"}, 40058),
        ({"task_id": "t" * 129}, 40058),
        ({"button_list": [{"text": "a", "key": "k"}, {"text": "b", "key": "k"}]}, 40058),
        ({"button_list": [{"text": "a"}]}, 40058),
        ({"horizontal_content_list": [{"keyname": "k"}] * 7}, 40058),
        ({"horizontal_content_list": [{"value": "v"}]}, 40058),
        ({"card_type": "text_notice", "card_action": {}}, 40058),
    ],
)
def test_cards(server: Server, change: dict[str, Any], code: int) -> None:
    answer = _send(server, _token(server), msgtype="template_card", template_card=_card(**change))
    assert answer["errcode"] == code
    assert ("response_code" in answer) == (code == 0)


def test_a_button_is_pressed_on_the_page(server: Server) -> None:
    asked: list[str] = []
    _send(server, _token(server), msgtype="template_card", template_card=_card())
    with urllib.request.urlopen(server.url, timeout=10) as page:
        text = page.read().decode()
    assert '<button name="key" value="ack">&lt;确认&gt;</button>' in text

    class Answers:
        def press(self, corp: str, agent: int, user: str, card: Any, key: str, now: int) -> str:
            asked.append(f"{corp} {agent} {user} {card['task_id']} {key}")
            return "已确认"

    server.state.calling = Answers()  # type: ignore[assignment]
    row = server.received[0]
    form = urlencode({"msgid": row["msgid"], "user": "a", "key": "ack"}).encode()
    for _ in range(2):  # the second time there is no button any more
        with urllib.request.urlopen(urllib.request.Request(server.url + "/press", form), timeout=10) as page:
            assert "<button disabled>已确认</button>" in page.read().decode()
    assert asked == ["ww-corp 7 a t-1 ack"]
