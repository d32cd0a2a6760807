"""Quiet hours against instants written out by hand; and that an exception does not wait behind what waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from engine.storage import tables
from engine.storage.database import writing
from rule_builder.channels import claims
from rule_builder.kinds.channel.model import QuietHours
from rule_builder.stages.notice import Notice
from rule_builder.stages.pace import leave
from rule_builder.stages.quiet import Quiet, quiet
from tests.rule_builder.test_evaluate import begin
from tests.rule_builder.world import World

NIGHT = ("21:00", "08:00", "Asia/Shanghai")  # UTC+8, no summer time: 13:00–00:00 UTC
NOON = ("12:00", "14:00", "Asia/Shanghai")
BERLIN = ("22:00", "02:30", "Europe/Berlin")  # 2026: forward on 29 March (02→03), back on 25 October (03→02)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def hours(begins: str, ends: str, zone: str) -> Quiet:
    found = Quiet.of(QuietHours(from_=begins, to=ends, time_zone=zone), "UTC")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("when", "at", "until"),
    [
        (NIGHT, "2026-11-23T12:59:59", None),
        (NIGHT, "2026-11-23T13:00:00", "2026-11-24T00:00:00"),  # 21:00 → 08:00 the next morning
        (NIGHT, "2026-11-23T16:30:00", "2026-11-24T00:00:00"),  # 00:30 on the 24th → the same morning
        (NIGHT, "2026-11-23T23:59:59", "2026-11-24T00:00:00"),
        (NIGHT, "2026-11-24T00:00:00", None),  # 08:00 itself is free
        (NOON, "2026-11-23T04:00:00", "2026-11-23T06:00:00"),
        (NOON, "2026-11-23T06:00:00", None),
        (NOON, "2026-11-23T03:59:00", None),
        (BERLIN, "2026-03-28T21:00:00", "2026-03-29T01:30:00"),  # 02:30 does not exist: by the old clock, 03:30 summer
        (BERLIN, "2026-03-29T01:00:00", None),  # 03:00 summer time: past 02:30
        (BERLIN, "2026-10-24T20:00:00", "2026-10-25T01:30:00"),  # 02:30 comes twice: the second, 01:30 UTC
        (BERLIN, "2026-10-25T00:45:00", None),  # 02:45 summer time
        (BERLIN, "2026-10-25T01:15:00", "2026-10-25T01:30:00"),  # 02:15 for the second time
    ],
)
def test_the_end_of_quiet_hours(when: tuple[str, str, str], at: str, until: str | None) -> None:
    assert hours(*when).until(utc(at)) == (utc(until) if until else None)


def test_the_zone_of_the_app_where_the_channel_names_none() -> None:
    found = Quiet.of(QuietHours(from_="21:00", to="08:00"), "Asia/Shanghai")
    assert found is not None
    assert found.until(utc("2026-11-23T13:00:00")) == utc("2026-11-24T00:00:00")
    assert Quiet.of(None, "Asia/Shanghai") is None


@pytest.mark.parametrize("at", ["2026-11-23T12:55:00", "2026-11-23T13:00:00", "2026-11-23T22:00:00"])
def test_nothing_leaves_in_quiet_hours_not_even_by_its_delay(at: str) -> None:
    """At 20:55 a delay of 3–12 minutes reaches over 21:00 for most messages."""
    night, waiting = hours(*NIGHT), 0
    for n in range(100):
        leaves, until = leave(f"key{n}", utc(at), (180, 720), night)
        assert night.until(leaves) is None
        waiting += until is not None
        if until is not None:
            assert until == utc("2026-11-24T00:00:00")
            assert timedelta(minutes=3) <= leaves - until <= timedelta(minutes=14)
    assert (waiting > 50) if at.endswith("12:55:00") else (waiting == 100)


def test_severities_that_do_not_wait() -> None:
    one = Notice("fired", 1, "i1", 1, 1, date(2026, 11, 23), (1,))
    notices = [replace(one, severity=severity) for severity in ("info", "warning", "critical")]
    some = quiet(notices, QuietHours(from_="21:00", to="08:00", except_=("critical",)))
    assert [notice.waits for notice in some] == [True, True, False]


def test_the_end_waits_too_and_a_critical_one_overtakes(world: World) -> None:
    """The rule runs at 08:00 Shanghai; quiet until 10:00 (02:00 UTC)."""
    world.quiet_hours = QuietHours(from_="07:00", to="10:00", except_=("critical",))
    begin(world)
    world.everybody(2, 100, 100, 100)
    world.write("L1", 2, 84, 84, 84, 100)
    for number in (2, 3, 4, 5):
        world.run(number)
    rows = world.rows(tables.outbox)
    assert [row.purpose for row in rows] == ["fired", "fired", "resolved", "resolved"]
    assert all(row.quiet_until.hour == 2 and row.not_before > row.quiet_until for row in rows)
    with writing(world.engine) as connection:
        critical = {name: getattr(rows[0], name) for name in ("channel", "user_id", "copy", "purpose", "created_at")}
        critical |= {"public_id": "c", "key": "c", "subject": {}, "not_before": rows[0].created_at, "state": "waiting"}
        connection.execute(sa.insert(tables.outbox).values(**critical))
        first = claims.claim(connection, rows[0].created_at + timedelta(minutes=1))
        assert first is not None
        assert first["public_id"] == "c"  # though two older ones of the same person wait
        assert claims.claim(connection, rows[0].created_at + timedelta(minutes=2)) is None
