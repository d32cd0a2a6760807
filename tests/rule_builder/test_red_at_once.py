"""56 units red on one morning, on a local WeCom: who gets what, in how many messages and bytes, about which units."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from engine.storage import tables
from engine.storage.database import open_database, writing
from engine.storage.tables import metadata
from plugins.wecom_local import start
from rule_builder import outbox
from rule_builder.channels import claims
from rule_builder.kinds.rule.model import Rollup
from tests.rule_builder.chain import ALL, AREAS, LEAVES, Chain, bad_days, division, units_in
from tests.rule_builder.sending import AGENT, CORP, SECRET
from tests.rule_builder.world import day, morning

NOW = morning(day(4)) + timedelta(minutes=20)


@pytest.fixture
def chain(any_database: sa.Engine, tmp_path: Path) -> Iterator[Chain]:
    with start(corp_id=CORP, agents={AGENT: SECRET}, now=lambda: NOW) as server:
        yield Chain(any_database, server=server, data=tmp_path).build()


@pytest.mark.parametrize("rollup", [None, Rollup(share=0.5, least=3)])
def test_one_message_per_manager_within_4096_bytes_with_every_unit_named(chain: Chain, rollup: Rollup | None) -> None:
    chain.change(rollup=rollup)
    bad_days(chain, ALL)
    assert chain.send(NOW).sent == 10
    phones = chain.phones()
    assert {login: len(some) for login, some in phones.items()} == dict.fromkeys(
        [*(f"manager_A{a}" for a in AREAS), "director_D1", "director_D2"], 1
    )
    for a in AREAS:
        assert set(LEAVES[a]) <= units_in(phones[f"manager_A{a}"][0]) <= chain.scope(f"manager_A{a}")
    for director in ("D1", "D2"):
        named = {code for a in AREAS if division(a) == director for code in LEAVES[a]}
        assert named <= units_in(phones[f"director_{director}"][0]) <= chain.scope(f"director_{director}")
    assert chain.server is not None
    for row in chain.server.received:
        assert len(json.dumps(row["request"], ensure_ascii=False).encode()) <= 4096
    before = chain.everything()
    chain.run(4)  # the stages a second time: nothing new
    assert chain.everything() == before
    assert chain.send(NOW + timedelta(minutes=1)).sent == 0


def test_who_cannot_be_reached_is_named_and_the_next_gets_it(chain: Chain) -> None:
    assert chain.server is not None
    known = {f"wx.{login}" for login in chain.users} - {"wx.manager_A1", "wx.manager_A5"}
    chain.server.state.members = frozenset(known)
    chain.server.state.unlicensed = frozenset({"wx.manager_A2"})
    with writing(chain.engine) as connection:
        a = tables.user_address.c
        mine = a.user_id == chain.users["manager_A3"]
        connection.execute(sa.delete(tables.user_address).where(mine))
    bad_days(chain, ALL)
    counts = chain.send(NOW)
    assert (counts.sent, counts.refused, counts.handed_on) == (6 + 4, 4, 4)
    assert sorted(counts.named) == ["manager_A1", "manager_A2", "manager_A3", "manager_A5"]
    phones = chain.phones()
    standing_in = {text.split("\n")[1]: units_in(text) for text in phones["director_D1"] if "代 " in text}
    assert standing_in == {
        "代 manager_A1（企业微信账号无效）": set(LEAVES[1]),
        "代 manager_A2（企业微信账号未授权）": set(LEAVES[2]),
        "代 manager_A3（企业微信没有地址）": set(LEAVES[3]),
    }
    assert [text.split("\n")[1] for text in phones["director_D2"] if "代 " in text] == [
        "代 manager_A5（企业微信账号无效）"
    ]
    assert all(units_in(text) <= chain.scope(login) for login, some in phones.items() for text in some)
    notices = chain.rows(tables.inbox_message, "user_id", "title", "text")
    assert {user for user, _, _ in notices} == {chain.users["hq_H"]}
    assert sorted(title for _, title, _ in notices) == [f"消息无法送达：manager_A{a}" for a in (1, 2, 3, 5)]
    assert "已转给下一级" in notices[0][2]
    rows = {(row.user_id, row.why) for row in chain.rows(tables.outbox) if row.why != "digest"}
    assert rows == {(chain.users["director_D1"], "next_in_chain"), (chain.users["director_D2"], "next_in_chain")}
    states = [row.state for row in chain.rows(tables.delivery)]
    assert sorted(set(states)) == ["delivered", "invalid", "no_address", "unlicensed"]
    # a second message on the same day: no second notice; the end goes to who stood in, once
    chain.everybody(5, 100)
    chain.run(5)
    resolved = [row for row in chain.rows(tables.outbox) if row.subject["purpose"] == "resolved"]
    assert chain.users["manager_A1"] not in {row.user_id for row in resolved}
    assert len(resolved) == len({row.user_id for row in resolved})
    assert len(chain.rows(tables.inbox_message)) == 4


def test_a_sender_that_dies_while_handing_on_is_followed_by_one_that_does_it_once(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert chain.server is not None
    chain.server.state.members = frozenset(f"wx.{login}" for login in chain.users if login != "manager_A1")
    bad_days(chain, ["L11"])

    class Killed(BaseException):
        """The process ends here."""

    def die(*arguments: Any) -> int:
        done(*arguments)
        raise Killed

    done = outbox.hand_on
    monkeypatch.setattr(outbox, "hand_on", die)
    with pytest.raises(Killed):
        chain.send(NOW)
    monkeypatch.setattr(outbox, "hand_on", done)
    assert len(chain.rows(tables.inbox_message)) == 0
    later = NOW + claims.LEASE + timedelta(seconds=1)
    assert chain.send(later).handed_on == 1
    assert chain.send(later).handed_on == 0
    assert [("代 " in text) for text in chain.phones()["director_D1"]].count(True) == 1
    assert len(chain.rows(tables.inbox_message)) == 1


def test_the_chain_goes_on_and_ends(chain: Chain) -> None:
    """Neither the manager nor the director: the head stands in for the manager. Nor the head: it is on record."""
    assert chain.server is not None
    chain.server.state.members = frozenset({"wx.hq_H"})
    bad_days(chain, ["L11"])
    chain.send(NOW)
    assert sorted(text.split("\n")[1] for text in chain.phones()["hq_H"]) == [
        "代 director_D1（企业微信账号无效）",
        "代 manager_A1（企业微信账号无效）",
    ]
    chain.server.state.members = frozenset()
    chain.write("L21", 5, 84, 84, 84)
    for number in (5, 6, 7):
        chain.run(number)
    chain.send(morning(day(7)) + timedelta(hours=1))
    untold = [d for n, d in chain.rows(tables.incident_event, "event", "data") if n == "untold"]
    assert {one["why"] for one in untold} == {"unreachable"}


def test_somebody_disabled_between_queue_and_send_gets_nothing(chain: Chain) -> None:
    bad_days(chain, ["L11"])
    with writing(chain.engine) as connection:
        u = tables.user_account
        connection.execute(sa.update(u).where(u.c.login == "manager_A1").values(active=False))
    counts = chain.send(NOW)
    assert "manager_A1" not in chain.phones()
    assert (counts.cancelled, counts.handed_on) == (1, 1)
    assert sum("代 manager_A1（已停用）" in text for text in chain.phones()["director_D1"]) == 1
    assert chain.rows(tables.inbox_message) == []  # that is no fault of an address


def test_a_list_that_has_no_room_says_how_many_more(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'long.sqlite'}")
    metadata.create_all(database)
    with start(corp_id=CORP, agents={AGENT: SECRET}, now=lambda: NOW) as server:
        chain = Chain(database, server=server, data=tmp_path).build()
        with writing(database) as connection:
            for code in ALL:
                title = {"zh": f"单元{code}" + "长" * 60, "en": code}
                u = tables.org_unit
                connection.execute(sa.update(u).where(u.c.code == code).values(title=title))
        bad_days(chain, ALL)
        chain.send(NOW)
        (text,) = chain.phones()["director_D1"]
        named = len([one for one in units_in(text) if one.startswith("L")])
        assert 5 <= named < 28
        assert f"另有 {28 - named} 个" in text
        assert len(text.encode()) <= 2048


def test_a_unit_taken_off_a_list_that_people_have_read_is_corrected_for_them(chain: Chain) -> None:
    chain.change(rollup=Rollup(share=0.5, least=3))
    bad_days(chain, LEAVES[1])
    chain.send(NOW)
    for code in LEAVES[1]:
        chain.write(code, 5, 82)
    chain.write("L11", 2, 99, 99, 99, 99)
    chain.run(5)
    chain.send(morning(day(5)) + timedelta(hours=1))
    for login in ("manager_A1", "director_D1"):
        first, correction = chain.phones()[login]
        assert set(LEAVES[1]) <= units_in(first)
        assert units_in(correction) == {"L11"}
        assert "已撤回" in correction
