"""The sender with the local WeCom: every message once, in order, or named."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from engine.storage.database import writing
from engine.storage.tables import outbox, user_account, user_address
from plugins.wecom_local import start
from rule_builder.channels import claims
from rule_builder.channels.compose import compose
from rule_builder.channels.contract import Draft, Recipient, channels
from rule_builder.channels.memory import DatabaseMemory
from rule_builder.outbox import send_again
from tests.rule_builder.sending import AGENT, CORP, SECRET, Channels, Post, minutes, people, settings_of

AT = datetime(2026, 11, 23, 0, 5, tzinfo=UTC)


@pytest.fixture
def post(any_database: sa.Engine, tmp_path: Path) -> Iterator[Post]:
    now = [AT]
    with start(corp_id=CORP, agents={AGENT: SECRET}, members=["wx.a", "wx.b", "wx.c"], now=lambda: now[0]) as server:
        people(any_database, ["a", "b", "c", "stranger"], settings_of(server.url, tmp_path), AT)
        made = Post(any_database, server, tmp_path, Channels())
        made.service_time = now  # type: ignore[attr-defined]
        yield made


def test_it_arrives_once_and_is_recorded(post: Post) -> None:
    to, cc = post.put(1, "a", AT), post.put(2, "b", AT, copy=True)
    assert post.send(AT).sent == 2
    assert post.send(AT).sent == 0
    assert (post.titles("wx.a"), post.titles("wx.b")) == (["消息 1"], ["【抄送】消息 2"])
    assert post.deliveries() == [("wx.a", "delivered"), ("wx.b", "delivered")]
    row = post.row(to)
    assert (row.state, row.attempts, row.lease_until, row.error) == ("sent", 1, None, None)
    assert row.request["enable_duplicate_check"] == 1
    assert post.row(cc).request["textcard"]["url"].endswith(f"?m={cc}")


def test_the_preview_is_what_arrives(post: Post) -> None:
    public_id = post.put(1, "a", AT, text="**{{ n }}**\n行")
    draft = Draft("消息 {{ n }}", "**{{ n }}**\n行", {"n": 1}, url="https://navmark.example/i/1")
    model = Channels().get("channel", "wecom_app")
    preview = compose(draft, model, channels()["wecom"], Recipient(1, "a", "wx.a"), reference=public_id)
    post.send(AT)
    assert post.server.received[0]["request"] == preview == post.row(public_id).request


def test_not_before_its_time(post: Post) -> None:
    post.put(1, "a", AT + minutes(7))
    assert post.send(AT + minutes(6.9)).sent == 0
    assert post.send(AT + minutes(7)).sent == 1


@pytest.mark.parametrize("fault", ["busy", "rate", "lost"])
def test_a_fault_delays_and_loses_nothing(post: Post, fault: str) -> None:
    post.server.state.faults.append(fault)
    public_id = post.put(1, "a", AT)
    assert post.send(AT).again == 1
    assert post.row(public_id).state == "waiting"
    assert post.row(public_id).error
    post.service_time[0] = AT + minutes(3)  # type: ignore[attr-defined]
    assert post.send(AT + minutes(3)).sent == 1
    assert post.titles("wx.a") == ["消息 1"]


def test_a_revoked_token_is_renewed_at_once(post: Post) -> None:
    for n in range(6):
        post.put(n, "abc"[n % 3], AT)
    post.server.state.faults.extend(["none", "revoked", "none", "none", "revoked"])
    assert post.send(AT).sent == 6
    assert post.server.state.tokens_given == 3
    assert len(post.server.received) == 6


def test_order_is_kept_per_person_and_others_do_not_wait(post: Post) -> None:
    for n, login in enumerate("aabab"):
        post.put(n, login, AT)
    post.server.state.faults.append("rate")  # hits the first one for a
    counts = post.send(AT)
    assert (counts.again, counts.sent) == (1, 2)
    assert post.titles("wx.b") == ["消息 2", "消息 4"]
    assert post.send(AT + minutes(2)).sent == 3
    assert post.titles("wx.a") == ["消息 0", "消息 1", "消息 3"]


def test_an_ambiguous_message_is_not_repeated_after_the_window(post: Post) -> None:
    post.server.state.faults.append("lost")
    public_id = post.put(1, "a", AT)
    post.send(AT)
    later = AT + timedelta(hours=4, minutes=1)
    post.service_time[0] = later  # type: ignore[attr-defined]
    counts = post.send(later)
    assert (counts.sent, counts.unknown) == (0, 1)
    assert post.row(public_id).state == "unknown"
    assert post.titles("wx.a") == ["消息 1"]
    assert post.audited()[-1][0] == "message.unknown"


def test_what_surely_did_not_arrive_may_be_repeated_after_the_window(post: Post) -> None:
    post.server.state.faults.append("rate")
    post.put(1, "a", AT)
    post.send(AT)
    assert post.send(AT + timedelta(hours=5)).sent == 1


def test_a_sender_that_died_before_the_mark_is_followed_within_the_window(post: Post) -> None:
    """Killed after the hand-over: the next one sends the same bytes, the service shows them once."""
    public_id = post.put(1, "a", AT)
    post.send(AT)
    with writing(post.database) as connection:  # as the dead sender left it
        dead = {"state": "sending", "lease_until": AT + claims.LEASE, "sent_at": None}
        connection.execute(sa.update(outbox).where(outbox.c.public_id == public_id).values(**dead))
    assert post.send(AT + timedelta(seconds=100)).sent == 0  # the lease still holds
    post.service_time[0] = AT + minutes(3)  # type: ignore[attr-defined]
    assert post.send(AT + minutes(3)).sent == 1
    assert post.titles("wx.a") == ["消息 1"]
    assert len(post.server.state.calls) == 2


def test_a_sender_that_died_and_a_clock_4_h_ahead_give_unknown_not_a_repeat(post: Post) -> None:
    public_id = post.put(1, "a", AT)
    post.send(AT)
    with writing(post.database) as connection:
        dead = {"state": "sending", "lease_until": AT + claims.LEASE, "sent_at": None}
        connection.execute(sa.update(outbox).where(outbox.c.public_id == public_id).values(**dead))
    assert post.send(AT + timedelta(hours=4)).unknown == 1
    assert len(post.server.state.calls) == 1


def test_people_it_cannot_reach_are_named(post: Post) -> None:
    post.server.state.unlicensed = frozenset({"wx.c"})
    for n, login in enumerate(["a", "stranger", "b", "c"]):
        post.put(n, login, AT)
    counts = post.send(AT)
    assert (counts.sent, counts.refused, counts.named) == (2, 2, ["stranger", "c"])
    assert post.deliveries() == [
        ("wx.a", "delivered"),
        ("wx.stranger", "invalid"),
        ("wx.b", "delivered"),
        ("wx.c", "unlicensed"),
    ]
    assert [action for action, _ in post.audited()] == ["message.refused"] * 2
    assert "no such member" in post.audited()[0][1]
    assert post.audited()[1][1] == "c: the address wx.c is unlicensed"


def test_who_has_left_gets_nothing(post: Post) -> None:
    public_id = post.put(1, "a", AT)
    with writing(post.database) as connection:
        connection.execute(sa.update(user_account).where(user_account.c.login == "a").values(active=False))
    assert post.send(AT).cancelled == 1
    assert post.server.state.calls == []
    assert post.row(public_id).error == "a is no longer active"


def test_who_has_no_address_is_named(post: Post) -> None:
    post.put(1, "a", AT)
    with writing(post.database) as connection:
        connection.execute(sa.delete(user_address).where(user_address.c.address == "wx.a"))
    assert post.send(AT).named == ["a"]
    assert post.audited() == [("message.refused", "a has no wecom address")]


def test_nothing_left_to_tell_and_a_template_that_does_not_fit(post: Post) -> None:
    post.put(1, "a", AT, nothing=True)
    bad = post.put(2, "b", AT, text="{{ nn }}")
    counts = post.send(AT)
    assert (counts.cancelled, counts.refused) == (1, 1)
    assert 'did you mean "n"?' in post.row(bad).error


def test_a_missing_setting_or_secret_waits_and_says_what(post: Post) -> None:
    public_id = post.put(1, "a", AT)
    other = post.put(2, "b", AT, channel="gone")
    with writing(post.database) as connection:
        connection.execute(sa.text("DELETE FROM secret"))
    assert post.send(AT).again == 2
    assert 'there is no secret "wecom_secret"' in post.row(public_id).error
    assert post.row(public_id).first_sent_at is None
    assert post.row(other).error == "channel gone is not there"


def test_a_refused_message_can_be_sent_again_by_hand(post: Post) -> None:
    public_id = post.put(1, "stranger", AT)
    post.send(AT)
    post.server.state.members = None
    with writing(post.database) as connection:
        assert send_again(connection, public_id, "admin", AT + minutes(60))
        assert not send_again(connection, public_id, "admin", AT + minutes(60))
    assert post.send(AT + minutes(61)).sent == 1
    assert post.deliveries() == [("wx.stranger", "delivered")]


def test_one_persons_flood_is_spread_so_that_the_service_drops_nothing(post: Post) -> None:
    for n in range(60):
        post.put(n, "a", AT)
    at = AT
    for _ in range(12):
        post.service_time[0] = at  # type: ignore[attr-defined]
        post.send(at)
        at += timedelta(seconds=25)
    assert post.titles("wx.a") == [f"消息 {n}" for n in range(60)]


def test_8_senders_send_each_message_once_with_one_token(post: Post) -> None:
    post.server.state.members = None
    people(post.database, [f"u{n}" for n in range(20)], settings_of(post.server.url, post.data), AT)
    for n in range(60):
        post.put(n, f"u{n % 20}", AT)
    faults: list[BaseException] = []

    def run() -> None:
        try:
            post.send(AT)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert post.states() == {"sent": 60}
    assert len(post.server.state.calls) == 60
    assert post.server.state.tokens_given == 1
    for n in range(20):
        assert post.titles(f"wx.u{n}") == [f"消息 {m}" for m in (n, n + 20, n + 40)]


def test_8_senders_and_a_token_revoked_ten_times(post: Post) -> None:
    post.server.state.members = None
    people(post.database, [f"u{n}" for n in range(30)], settings_of(post.server.url, post.data), AT)
    for n in range(120):
        post.put(n, f"u{n % 30}", AT)
    post.server.state.fault_of = lambda call: "revoked" if call % 12 == 5 and call < 120 else None
    threads = [threading.Thread(target=lambda: post.send(AT)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    post.server.state.fault_of = None
    post.send(AT + minutes(3))  # one whose second token was revoked too waits for a minute
    assert post.states() == {"sent": 120}
    assert post.server.state.tokens_given <= 11
    assert len(post.server.received) == 120


def test_many_threads_renew_a_dead_token_once(post: Post) -> None:
    given: list[str] = []

    def make() -> tuple[Any, float]:
        given.append(f"token {len(given)}")
        return given[-1], 7200.0

    settings = settings_of(post.server.url, post.data)
    memory = DatabaseMemory(post.database, "wecom_app", settings, lambda: AT)
    assert memory.renew("t", None, make) == "token 0"
    got: list[Any] = []
    threads = [threading.Thread(target=lambda: got.append(memory.renew("t", "token 0", make))) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == ["token 1"] * 12
    assert len(given) == 2
    later = DatabaseMemory(post.database, "wecom_app", settings, lambda: AT + timedelta(hours=3))
    assert later.value("t") is None
    with post.database.connect() as connection:
        stored = connection.execute(sa.text("SELECT value FROM channel_memory")).scalars().all()
    assert not any("token 1" in value for value in stored)  # sealed


def test_a_lock_left_by_a_dead_process_is_taken_over(post: Post) -> None:
    settings = settings_of(post.server.url, post.data)
    memory = DatabaseMemory(post.database, "wecom_app", settings, lambda: AT)
    assert memory._lock("t", "dead")
    after = DatabaseMemory(post.database, "wecom_app", settings, lambda: AT + timedelta(seconds=31))
    assert after.renew("t", None, lambda: ("new", 60.0)) == "new"
