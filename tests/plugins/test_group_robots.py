"""Group robots: the suite for channels against a stand-in of each house, then limits, signatures and codes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from engine.base import clock
from engine.base.settings import Settings
from plugins.group_robots.dingtalk import signed as ding_signed
from plugins.group_robots.feishu import signed as feishu_signed
from rule_builder.channels.contract import ChannelSettings, Message, Recipient, channels
from rule_builder.channels.suite import Bench, ChannelSuite, DictMemory, Fault
from tests.plugins.listener import Call, listening

KEY, SIGN = "key-of-the-robot-693a91f6", "SEC-of-the-robot-8842"
NAMES = ("wecom_robot", "dingtalk_robot", "feishu_robot")
#: "too many", by house
LIMITED = {"wecom_robot": 45009, "dingtalk_robot": 130101, "feishu_robot": 9499}
BYTES = {"wecom_robot": 4096 + 200, "dingtalk_robot": 20_000, "feishu_robot": 20_000}


def _house(name: str, arrived: list[str]) -> Callable[[Call, str | None], tuple[int, Any]]:
    """Answers as the house does: 200 whatever happens, a code in the body; it checks key and signature."""

    def answer(call: Call, fault: str | None) -> tuple[int, Any]:
        field = "code" if name == "feishu_robot" else "errcode"
        if fault == "limited":
            return 200, {field: LIMITED[name]}
        if not _admitted(name, call):
            return 200, {field: {"wecom_robot": 93000, "dingtalk_robot": 310000, "feishu_robot": 19021}[name]}
        assert len(call.raw) <= BYTES[name] or name == "wecom_robot"
        arrived.append(json.dumps(call.body, ensure_ascii=False))
        return 200, {field: 0}

    return answer


def _admitted(name: str, call: Call) -> bool:
    if name == "wecom_robot":
        return call.path == "/cgi-bin/webhook/send" and call.query == {"key": KEY}
    if name == "dingtalk_robot":
        at = call.query["timestamp"]
        want = hmac.new(SIGN.encode(), f"{at}\n{SIGN}".encode(), hashlib.sha256).digest()
        return call.query["access_token"] == KEY and call.query["sign"] == base64.b64encode(want).decode()
    body = call.body
    want = hmac.new(f"{body['timestamp']}\n{SIGN}".encode(), b"", hashlib.sha256).digest()
    return call.path == f"/open-apis/bot/v2/hook/{KEY}" and body["sign"] == base64.b64encode(want).decode()


@contextmanager
def bench(name: str) -> Iterator[Bench]:
    arrived: list[str] = []
    with listening(_house(name, arrived)) as house:
        group = {"key": {"secret": "robot"}} | ({} if name == "wecom_robot" else {"sign": {"secret": "sign"}})
        values = {"base_url": house.url, "groups": {"east": group}}
        hosts = frozenset({house.url.removeprefix("http://")})
        settings = ChannelSettings(values, Settings(data=Path("."), database="sqlite://", allow_hosts=hosts))

        def break_next(fault: Fault) -> None:
            if fault != "expired":  # nothing is handed out that could expire
                house.faults.append(fault)

        known = {"robot": KEY, "sign": SIGN}
        yield Bench(channels()[name], settings, known, "east", "west", lambda address: list(arrived), break_next)


class TestWeComRobot(ChannelSuite):
    def open_bench(self) -> Any:
        return bench("wecom_robot")


class TestDingTalk(ChannelSuite):
    def open_bench(self) -> Any:
        return bench("dingtalk_robot")


class TestFeishu(ChannelSuite):
    def open_bench(self) -> Any:
        return bench("feishu_robot")


def test_markdown_of_wecom_keeps_to_its_bytes_and_its_link() -> None:
    url = "https://navmark.example/incident/1"
    for form, limit in (("markdown", 4096), ("text", 2048)):
        message = Message("标题", "数" * 5000, "01900000-0000-7000-8000-00000000000a", url, format=form)
        body = channels()["wecom_robot"].render(message, Recipient(1, "a", "east"), {})["body"]
        content = body[form]["content"]
        assert limit - 3 <= len(content.encode()) <= limit
        assert url in content


def test_signatures_against_values_worked_out_apart() -> None:
    # openssl: printf '1700000000000\nSECabc' | openssl dgst -sha256 -hmac SECabc -binary | base64
    assert ding_signed("SECabc", 1700000000000)["sign"] == _openssl(b"SECabc", b"1700000000000\nSECabc")
    # printf '' | openssl dgst -sha256 -hmac $'1700000000\nabc' -binary | base64
    assert feishu_signed("abc", 1700000000)["sign"] == _openssl(b"1700000000\nabc", b"")


def _openssl(key: bytes, message: bytes) -> str:
    """HMAC by its definition (RFC 2104), not by ``hmac``."""
    padded = key.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(b ^ 0x36 for b in padded) + message).digest()
    return base64.b64encode(hashlib.sha256(bytes(b ^ 0x5C for b in padded) + inner).digest()).decode()


@pytest.mark.parametrize("name", NAMES)
def test_a_refusal_names_the_reason_and_no_secret(name: str) -> None:
    with bench(name) as made, clock.frozen(datetime(2026, 11, 25, tzinfo=UTC)):
        made.secret_values.update(robot="wrong-key-4711", sign="wrong-sign-4711")
        request = made.channel.render(Message("标题", "正文", "r1"), Recipient(1, "a", "east"), {})
        outcome = made.send(request, DictMemory())
    assert outcome.state == "refused"
    assert outcome.per_recipient == {"east": "invalid"}
    assert "4711" not in outcome.detail


def test_a_service_that_is_away_does_not_give_the_key_away() -> None:
    with bench("feishu_robot") as made:  # its key stands in the address
        request = made.channel.render(Message("标题", "正文", "r1"), Recipient(1, "a", "east"), {})
    outcome = made.send(request, DictMemory())
    assert outcome.state == "retry"
    assert KEY not in outcome.detail


@pytest.mark.parametrize("name", NAMES)
def test_settings_that_cannot_work(name: str) -> None:
    check = channels()[name].check
    assert [issue.path for issue in check({"groups": {"east": {}}})] == ["$.settings.groups.east"]
    in_the_open = {"groups": {"east": {"key": KEY}}}
    assert [issue.path for issue in check(in_the_open)] == ["$.settings.groups.east.key"]
    assert check({"groups": {"east": {"key": {"secret": "robot"}}}}) == []
