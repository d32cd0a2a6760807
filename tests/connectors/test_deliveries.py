"""What is posted to us: kept once, published like what is fetched, and let go when it has been."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from connectors import deliveries
from connectors.deliveries import Full, NotProven, Proof, prove, take
from connectors.run import pull
from engine.base.issue import IssueError
from engine.storage.database import writing
from engine.storage.tables import arrival
from tests.connectors.server import Box
from tests.connectors.world import NOW, World, source, ticket

SECRET, WINDOW = "a secret of two", timedelta(minutes=5)
HOOK = {"connector": "webhook_in", "connection": {"secret": {"secret": "hook"}}, "request": {}, "window": None}


def signed(body: bytes, seconds: int, secret: str = SECRET) -> str:
    """The header, as RFC 2104 and our page for engineers say it."""
    made = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256)
    return f"t={seconds},v1={made.hexdigest()}"


def bodied(*rows: dict[str, Any]) -> bytes:
    return json.dumps({"data": rows, "as_of": "2026-11-23T07:00:00+08:00"}).encode()


def test_a_proof_by_a_vector_made_with_openssl() -> None:
    # printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac key
    header = "t=1700000000,v1=a438e398bfafc57e4396bb7fc2304422f0f768e965d073ca313cb52e22e6ad03"
    at = NOW.fromtimestamp(1_700_000_000, NOW.tzinfo)
    assert prove(header, b'{"a":1}', "key", at + WINDOW, WINDOW).sent_at == at
    for wrong in (b'{"a":2}', b""):
        with pytest.raises(NotProven, match="signature is wrong"):
            prove(header, wrong, "key", at, WINDOW)
    for broken in ("", header.upper(), header.replace("t=17", "t=18"), header + ",v1=00", "t=,v1=" + "0" * 64):
        with pytest.raises(NotProven, match="signature is wrong"):
            prove(broken, b'{"a":1}', "key", at, WINDOW)
    for late in (WINDOW + timedelta(seconds=1), -WINDOW - timedelta(seconds=1)):
        with pytest.raises(NotProven, match="more than 5 minutes"):
            prove(header, b'{"a":1}', "key", at + late, WINDOW)


def test_deliveries_are_published_once_and_let_go(
    any_database: sa.Engine, box: Box, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(any_database, box, tmp_path)
    world.publish(source(**HOOK))

    def post(delivery: str, signature: str, *rows: dict[str, Any], source: str = "pos") -> str:
        with writing(any_database) as connection:
            return take(connection, source, delivery, bodied(*rows), Proof(signature, NOW), NOW)

    assert world.pull().state == "published"  # nothing has come yet: no fault
    assert post("d1", "s1", ticket("T1", amount="1.00")) == "taken"
    assert post("d1", "s2", ticket("T1", amount="1.00")) == "known"
    assert post("d1", "s1", ticket("T1", amount="1.00"), source="other") == "taken"  # each source for itself
    with pytest.raises(NotProven, match="taken before"):
        post("another-id", "s1", ticket("T1", amount="1.00"))
    with pytest.raises(IssueError, match="N885"):
        post("d1", "s3", ticket("T1", amount="9.00"))
    for bad in ("", "x" * 201, "a b", "é"):
        with pytest.raises(IssueError, match="N885"):
            post(bad, "s4", ticket("T1"))
    assert post("d2", "s5", ticket("T1", amount="2.00"), ticket("T2", shop="nowhere")) == "taken"
    monkeypatch.setattr(deliveries, "MOST_WAITING", 2)
    with pytest.raises(Full):
        post("d3", "s6", ticket("T3"))
    first = world.pull()
    assert (first.state, first.rows_in, first.refused) == ("published", 3, 1)
    assert world.facts() == [("S1", "2026-11-22", "T1", 200)]  # the later delivery counts
    assert world.loads()[-1].source_time.isoformat() == "2026-11-22T23:00:00+00:00"
    again = world.pull()
    assert (again.state, again.rows_in) == ("published", 0)
    left = world.rows(arrival, "source", "delivery", "body")
    assert sorted((s, d, b is None) for s, d, b in left) == [
        ("other", "d1", False), ("pos", "d1", True), ("pos", "d2", True),
    ]  # fmt: skip
    assert post("d2", "s7", ticket("T1", amount="2.00"), ticket("T2", shop="nowhere")) == "known"


def test_a_failed_run_has_read_nothing(any_database: sa.Engine, box: Box, tmp_path: Path) -> None:
    world = World(any_database, box, tmp_path)
    release = world.publish(source(**HOOK, into=[source()["into"][0] | {"records": "rows[*]"}]))
    with writing(any_database) as connection:
        take(connection, "pos", "d1", bodied(ticket("T1")), Proof("s1", NOW), NOW)
    failed = pull(any_database, release, "pos", settings=world.settings, now=NOW)
    assert (failed.state, failed.error.code if failed.error else None) == ("failed", "N630")
    world.publish(source(**HOOK))  # the definition is put right
    assert world.pull().added == 1
    assert world.facts() == [("S1", "2026-11-22", "T1", 1000)]


def test_what_is_posted_cannot_be_asked_for_by_days(any_database: sa.Engine, box: Box, tmp_path: Path) -> None:
    with pytest.raises(IssueError, match="N481"):
        World(any_database, box, tmp_path).publish(source(**HOOK | {"window": {"overlap_days": 3}}))
