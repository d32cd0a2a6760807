"""WeCom's calls: the published sample of its own library, calls made by hand, and everything that must not count."""

from __future__ import annotations

import base64
import hashlib
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.base import clock
from engine.base.settings import Settings
from plugins.wecom.xml import texts
from rule_builder.channels.calls import NotProven, Pressed, listener
from rule_builder.channels.contract import ChannelSettings, Message, Recipient, channels

#: Token, EncodingAESKey, corp and the two calls of the sample that WeCom publishes with its libraries.
TOKEN, AES, CORP = "QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7"
ECHO = {
    "msg_signature": "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3",
    "timestamp": "1409659589",
    "nonce": "263014780",
    "echostr": "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==",
}
POST = {
    "msg_signature": "477715d11cdb4164915debcba66cb864d751f3e6",
    "timestamp": "1409659813",
    "nonce": "1372623149",
}
BODY = (
    b"<xml><ToUserName><![CDATA[wx5823bf96d3bd56c7]]></ToUserName><Encrypt><![CDATA[RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1"
    b"I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6"
    b"A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LU"
    b"Mnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6B"
    b"pNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q==]]></Encrypt>"
    b"<AgentID><![CDATA[218]]></AgentID></xml>"
)
NOW = datetime.fromtimestamp(1_760_000_000, UTC)
PRESS = (
    f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName><FromUserName><![CDATA[li.na]]></FromUserName>"
    "<CreateTime>1760000000</CreateTime><MsgType><![CDATA[event]]></MsgType>"
    "<Event><![CDATA[template_card_event]]></Event><EventKey><![CDATA[acknowledge]]></EventKey>"
    "<TaskId><![CDATA[the-message]]></TaskId><AgentID>7</AgentID></xml>"
)
SETTINGS = {
    "base_url": "https://qyapi.weixin.qq.com",
    "corp_id": CORP,
    "agent_id": 7,
    "secret": {"secret": "s"},
    "callback": {"token": {"secret": "token"}, "aes_key": {"secret": "aes"}},
}
GIVEN = ChannelSettings(SETTINGS, Settings(data=Path("."), database="sqlite://"))
SECRETS = {"token": TOKEN, "aes": AES}.__getitem__


def found() -> Any:
    made = listener("wecom", SETTINGS)
    assert made is not None
    return made


def encrypted(text: str, corp: str = CORP, key: str = AES) -> str:
    """By openssl, not by our library: 16 bytes, length, text, corp, filled to 32."""
    raw = base64.b64decode(key + "=")
    plain = b"0123456789abcdef" + len(text.encode()).to_bytes(4, "big") + text.encode() + corp.encode()
    plain += bytes([32 - len(plain) % 32]) * (32 - len(plain) % 32)
    command = ["openssl", "enc", "-aes-256-cbc", "-nopad", "-K", raw.hex(), "-iv", raw[:16].hex()]
    return base64.b64encode(subprocess.run(command, input=plain, capture_output=True, check=True).stdout).decode()


def call(text: str = PRESS, *, at: datetime = NOW, token: str = TOKEN, **more: str) -> tuple[bytes, dict[str, str]]:
    """Body and query of a call."""
    cipher = more.get("cipher") or encrypted(text, more.get("corp", CORP))
    timestamp, nonce = str(int(at.timestamp())), more.get("nonce", "n1")
    signature = hashlib.sha1("".join(sorted([token, timestamp, nonce, cipher])).encode()).hexdigest()
    query = {"msg_signature": signature, "timestamp": timestamp, "nonce": nonce}
    return f"<xml><Encrypt><![CDATA[{cipher}]]></Encrypt></xml>".encode(), query


def read(body: bytes, query: Mapping[str, str]) -> Any:
    return found().read_callback(body, query, GIVEN, SECRETS)


def test_the_published_samples() -> None:
    with clock.frozen(datetime.fromtimestamp(1409659590, UTC)):
        assert found().verify(ECHO, GIVEN, SECRETS) == "1616140317555161061"
    with clock.frozen(datetime.fromtimestamp(1409659813, UTC)):
        heard = read(BODY, POST)  # somebody says hello to the application: proven, and no press
        assert (heard.once, heard.pressed) == ("1409659813 1372623149", None)


def test_a_press() -> None:
    with clock.frozen(NOW):
        heard = read(*call())
        assert heard.pressed == Pressed("li.na", "the-message", "acknowledge")
        outer = texts(found().answer(heard, "已确认 ]]> <", GIVEN, SECRETS).encode())
    digest = "".join(sorted([TOKEN, outer["TimeStamp"], outer["Nonce"], outer["Encrypt"]]))
    assert outer["MsgSignature"] == hashlib.sha1(digest.encode()).hexdigest()
    raw = base64.b64decode(AES + "=")
    command = ["openssl", "enc", "-d", "-aes-256-cbc", "-nopad", "-K", raw.hex(), "-iv", raw[:16].hex()]
    sealed = base64.b64decode(outer["Encrypt"])
    plain = subprocess.run(command, input=sealed, capture_output=True, check=True).stdout
    assert plain[: -plain[-1]].endswith(CORP.encode())
    inside = plain[20 : 20 + int.from_bytes(plain[16:20], "big")]
    assert texts(inside)["MsgType"] == "update_button"
    assert texts(inside)["ToUserName"] == "li.na"
    assert b"<ReplaceName><![CDATA[\xe5\xb7\xb2\xe7\xa1\xae\xe8\xae\xa4 ]]]]><![CDATA[> <]]></ReplaceName>" in inside


BLOCK = base64.b64encode(b"x" * 32).decode()


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (lambda: call(token="another"), "signature"),
        (lambda: call(at=NOW - timedelta(minutes=6)), "too old"),
        (lambda: call(at=NOW + timedelta(minutes=6)), "too old"),
        (lambda: call(corp="ww-another"), "another corp"),
        (lambda: call(PRESS.replace(CORP, "ww-another")), "another corp"),
        (lambda: call(cipher=BLOCK), "wrong filling"),
        (lambda: call(cipher="AAAA"), "whole blocks"),
        (lambda: call(cipher="!!"), "base64"),
        (lambda: call("no xml at all"), "no XML"),
        (lambda: call('<!DOCTYPE x [<!ENTITY a "b">]><xml>&a;</xml>'), "document types"),
        (lambda: (b"", call()[1]), "no XML"),
        (lambda: (b"<xml></xml>", call()[1]), "missing"),
        (lambda: (b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml>&a;</xml>', call()[1]), "document"),
        (lambda: (b"<a>" * 9 + b"</a>" * 9, call()[1]), "too many"),
        (lambda: (call()[0], {}), "signature"),
        (lambda: (call()[0], call()[1] | {"nonce": "x" * 65}), "too long"),
        (lambda: (call()[0], call()[1] | {"msg_signature": "é"}), "signature"),
    ],
)
def test_what_is_not_proven(made: Any, reason: str) -> None:
    body, query = made()
    with clock.frozen(NOW), pytest.raises(NotProven, match=reason) as refusal:
        read(body, query)
    assert TOKEN not in str(refusal.value)
    assert AES not in str(refusal.value)


def test_without_a_proper_secret_nothing_is_proven() -> None:
    body, query = call()
    with clock.frozen(NOW), pytest.raises(NotProven, match="43"):
        found().read_callback(body, query, GIVEN, {"token": TOKEN, "aes": "short"}.__getitem__)


def test_settings() -> None:
    check = channels()["wecom"].check
    assert check(SETTINGS) == []
    assert listener("wecom", {}) is None
    assert listener("email", {"callback": {}}) is None
    for given, paths in (
        ("x", ["$.settings.callback"]),
        ({}, ["$.settings.callback.token", "$.settings.callback.aes_key"]),
        (SETTINGS["callback"] | {"tokn": 1}, ["$.settings.callback.tokn"]),  # type: ignore[operator]
        ({"token": TOKEN, "aes_key": {"secret": "a"}}, ["$.settings.callback.token"]),
    ):
        assert [issue.path for issue in check({**SETTINGS, "callback": given})] == paths


def test_a_card_has_a_button_only_where_presses_are_called_back() -> None:
    facts = (("单元", "上海一店"), ("一二三四五六七八九十多", "值" * 40), *((str(n), "v") for n in range(9)))
    url = "https://n.example/i/1"
    message = Message(
        "销售额连续3天低于目标" * 4, "正文" * 200, "01900000-0000-7000-8000-00000000000a", url, format="template_card",
        facts=facts, severity="critical", actions=(("acknowledge", "确认收到"),),
    )  # fmt: skip
    channel, to = channels()["wecom"], Recipient(1, "a", "li.na")
    card = channel.render(message, to, SETTINGS)["template_card"]
    assert (card["card_type"], card["task_id"]) == ("button_interaction", message.reference)
    assert card["button_list"] == [{"text": "确认收到", "style": 1, "key": "acknowledge"}]
    assert card["source"] == {"desc": "严重", "desc_color": 2}
    assert card["card_action"] == {"type": 1, "url": f"{url}?m={message.reference}"}
    title = card["main_title"]
    assert (len(title["title"]), len(title["desc"])) == (26, 44 - 26)
    assert (title["title"] + title["desc"]) == message.title
    assert (len(card["sub_title_text"]), card["sub_title_text"][-1]) == (160, "…")
    rows = card["horizontal_content_list"]
    assert len(rows) == 6
    assert rows[1] == {"keyname": "一二三四五六七八九…", "value": "值" * 25 + "…"}
    quiet = {name: value for name, value in SETTINGS.items() if name != "callback"}
    notice = channel.render(message, to, quiet)["template_card"]
    assert (notice["card_type"], "button_list" in notice, len(notice["sub_title_text"])) == ("text_notice", False, 112)
