"""Channel webhook: the suite for channels against a receiver that checks what docs/engineers.md says it should."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from engine.base import clock
from engine.base.settings import Settings
from engine.storage import secrets
from engine.storage.database import writing
from engine.storage.tables import user_address
from plugins.webhook import PLUGIN
from plugins.webhook.channel import signature
from rule_builder.channels.contract import ChannelSettings, Message, Outcome, Recipient, channels, window_of
from rule_builder.channels.suite import Bench, ChannelSuite, DictMemory, Fault
from rule_builder.kinds.channel.model import ChannelModel
from rule_builder.outbox import send_waiting
from tests.plugins.listener import Call, Listener, listening
from tests.rule_builder.sending import Channels, Post, context_of, minutes, people, settings_of

SECRET = "whsec-not-a-real-one-4711"
NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)


def verified(call: Call, secret: str, now: float) -> bool:
    """As the documentation tells receivers to do it."""
    parts = dict(part.split("=", 1) for part in call.headers["x-navmark-signature"].split(","))
    expected = hmac.new(secret.encode(), parts["t"].encode() + b"." + call.raw, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, parts["v1"]) and abs(now - int(parts["t"])) <= 300


class Receiver:
    """Takes each id once."""

    def __init__(self) -> None:
        self.taken: dict[str, dict[str, Any]] = {}

    def answer(self, call: Call, fault: str | None) -> tuple[int, Any]:
        if fault == "limited":
            return 429, {}
        if fault is not None and fault.isdigit():
            return int(fault), "/log-in" if fault.startswith("3") else {}
        if not verified(call, SECRET, clock.now().timestamp()):
            return 401, {}
        if call.body["to"] == "nobody":
            return 422, {}
        assert call.headers["idempotency-key"] == call.body["id"]
        self.taken.setdefault(call.body["id"], call.body)
        return 200, {}

    def arrived(self, address: str) -> list[str]:
        return [json.dumps(one, ensure_ascii=False) for one in self.taken.values() if one["to"] == address]


def settings_for(server: Listener, **more: Any) -> ChannelSettings:
    values = {"url": f"{server.url}/hook?tenant=7", "secret": {"secret": "hook"}, **more}
    hosts = frozenset({server.url.removeprefix("http://")})
    return ChannelSettings(values, Settings(data=Path("."), database="sqlite://", allow_hosts=hosts))


@contextmanager
def bench(**more: Any) -> Iterator[Bench]:
    receiver = Receiver()
    with listening(receiver.answer) as server:

        def break_next(fault: Fault) -> None:
            if fault != "expired":
                server.faults.append("502" if fault == "senseless" else fault)  # what counts is the status

        settings = settings_for(server, **more)
        yield Bench(channels()["webhook"], settings, {"hook": SECRET}, "east", "nobody", receiver.arrived, break_next)


class TestWebhook(ChannelSuite):
    def open_bench(self) -> Any:
        return bench()


def message(**more: Any) -> Message:
    given: dict[str, Any] = {"title": "标题", "text": "正文", "reference": "r1", "url": "https://n.example/i/1"}
    return Message(**(given | more))


def send(made: Bench) -> Outcome:
    request = made.channel.render(message(), Recipient(1, "a", "east"), made.settings.values)
    return made.send(request, DictMemory())


def test_a_signature_worked_out_apart() -> None:
    # printf '1700000000.{}' | openssl dgst -sha256 -hmac key
    key = b"key".ljust(64, b"\0")
    inner = hashlib.sha256(bytes(b ^ 0x36 for b in key) + b"1700000000.{}").digest()
    expected = hashlib.sha256(bytes(b ^ 0x5C for b in key) + inner).hexdigest()
    assert signature("key", 1700000000, b"{}") == f"t=1700000000,v1={expected}"


@pytest.mark.parametrize(
    ("status", "state"),
    [("400", "refused"), ("401", "refused"), ("404", "refused"), ("422", "refused"), ("429", "retry"),
     ("500", "unknown"), ("502", "unknown"), ("503", "retry"), ("302", "refused"), ("303", "refused")],
)  # fmt: skip
def test_what_a_status_means(status: str, state: str) -> None:
    with bench() as made:
        made.break_next(status)  # type: ignore[arg-type]
        outcome = send(made)
        assert outcome.state == state
        assert outcome.code
        assert SECRET not in outcome.detail
        assert "tenant" not in outcome.detail


def test_settings_and_the_window_they_declare() -> None:
    channel = channels()["webhook"]
    assert channel is PLUGIN.provides["channel"]["webhook"]
    good = {"url": "{NAVMARK_HOOK_URL}", "secret": {"secret": "hook"}}
    assert channel.check(good) == []
    assert (window_of(channel, good), window_of(channel, good | {"duplicate_window": 900})) == (0, 900)
    assert window_of(channels()["wecom"], {}) == 14_400
    for more, name in (
        ({"url": "ftp://x"}, "url"),
        ({"secret": "in the open"}, "secret"),
        ({"duplicate_window": -1}, "duplicate_window"),
        ({"duplicate_window": True}, "duplicate_window"),
        ({"duplicate_window": 604_801}, "duplicate_window"),
    ):
        assert [issue.path for issue in channel.check(good | more)] == [f"$.settings.{name}"]


class Hooked(Channels):
    """A release whose channel is a webhook, or a robot of a group."""

    def __init__(self, type: str, **settings: Any) -> None:
        super().__init__()
        self.made = ChannelModel(name="wecom_app", title={"zh": "x", "en": "x"}, type=type, settings=settings)

    def get(self, kind: str, name: str) -> ChannelModel:
        super().get(kind, name)
        return self.made


@pytest.mark.parametrize(("window", "calls", "state"), [(0, 1, "unknown"), (3600, 2, "sent")])
def test_a_lost_answer_is_repeated_only_where_the_receiver_knows_repeats(
    any_database: sa.Engine, window: int, calls: int, state: str
) -> None:
    receiver = Receiver()
    with listening(receiver.answer) as server, clock.frozen(NOW):
        release = Hooked("webhook", url=server.url, secret={"secret": "hook"}, duplicate_window=window)
        post = placed(any_database, release, server.url, {"ann": "east"}, "webhook")
        reference = post.put(1, "ann", NOW)
        server.faults.append("lost")
        for later in (0, 5, 10):
            send_waiting(any_database, release, settings_of(server.url, Path(".")), NOW + minutes(later), context_of)
        assert (len(server.calls), post.row(reference).state) == (calls, state)
        assert list(receiver.taken) == [reference]


def test_a_groups_robot_is_spared_whoever_is_told(any_database: sa.Engine) -> None:
    """20 a minute into one group, though two people share it."""
    with listening(lambda call, fault: (200, {"errcode": 0})) as server:
        release = Hooked("wecom_robot", base_url=server.url, groups={"east": {"key": {"secret": "hook"}}})
        post = placed(any_database, release, server.url, {"ann": "east", "ben": "east"}, "wecom_robot")
        for n in range(24):
            post.put(n, ("ann", "ben")[n % 2], NOW)
        send_waiting(any_database, release, settings_of(server.url, Path(".")), NOW, context_of)
        assert len(server.calls) == 20
        send_waiting(any_database, release, settings_of(server.url, Path(".")), NOW + minutes(2), context_of)
        assert len(server.calls) == 24
        assert post.states() == {"sent": 24}


def placed(database: sa.Engine, release: Any, url: str, addresses: dict[str, str], kind: str) -> Post:
    """People with addresses at a channel, and its secret."""
    settings = settings_of(url, Path("."))
    people(database, list(addresses), settings, NOW)
    with writing(database) as connection:
        for address in set(addresses.values()):  # everybody has the same here
            connection.execute(sa.update(user_address).values(channel=kind, address=address))
        secrets.put(connection, "hook", SECRET, settings)
    return Post(database, None, Path("."), release)  # type: ignore[arg-type]
