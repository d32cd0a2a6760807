"""Queries of a real PostgreSQL and of SQLite: read only, bound, in pages, in time, at tested addresses."""

from __future__ import annotations

import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from connectors.kinds.source.checks import connection_issues
from connectors.types.sql_query.single_select import parameters, refusal
from engine.base import masking
from engine.storage.database import open_database
from engine.storage.tables import metadata
from tests.connectors.server import Box
from tests.connectors.world import NOW, World, model, source
from tests.postgres import Server

QUERY = "SELECT shop, day, no, amount FROM till"
MAP = {"unit": "shop", "day": "day", "no": "no", "amount": "money(amount)"}
INTO = [{"dataset": "tickets", "map": MAP}]
ROWS = [("S1", "2026-11-18", "T1", "1.05"), ("S1", "2026-11-22", "T2", "2.10"), ("S2", "2026-11-23", "T3", "3.00")]


def till(**request: Any) -> dict[str, Any]:
    return source(
        connector="sql_query", connection={"url": {"secret": "erp"}, "timeout_seconds": 1},
        request={"query": QUERY, **request}, source_time=None, into=INTO,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("SELECT 1", None),
        (
            "  with a as (select 1 x) SELECT x FROM a WHERE b = 'it''s; drop' AND \"update\" = 1 AND [set] = `into`",
            None,
        ),
        ("SELECT updated_at, a[1], b::int FROM t WHERE c = ':x' AND d = '中文'", None),
        ("SELECT 1; DROP TABLE t", "semicolon"),
        ("SELECT 1;", "semicolon"),
        ("SELECT 1 -- x", "--"),
        ("SELECT /*! INTO */ 1", "/*"),
        ("SELECT 'a\\' ; drop table t; --'", "--"),
        ("SELECT '\\'", "\\"),
        ("SELECT $$x$$", "$"),
        ("SELECT [a'b] , [c'd] FROM t", "brackets"),
        ("SELECT 'a", "no end"),
        ("SELECT * INTO t FROM u", "INTO"),
        ("SELECT * FROM t FOR UPDATE", "UPDATE"),
        ("WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x", "DELETE"),
        ("DELETE FROM t", "begin with SELECT"),
        ("EXPLAIN SELECT 1", "begin with SELECT"),
        ("VALUES (1)", "begin with SELECT"),
        ("WITH x", "no SELECT"),
        ("", "begin with SELECT"),
    ],
)
def test_one_select_and_nothing_else(query: str, why: str | None) -> None:
    found = refusal(query)
    assert (found is None) if why is None else (found is not None and why in found["en"])


def test_parameters_are_found_outside_quotes_only() -> None:
    assert parameters("SELECT a::int, ':no' FROM t WHERE b > :first AND c IN (:one,:two) AND \":x\" = 1") == {
        "first", "one", "two",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"request": {"query": "SELECT 1; SELECT 2"}}, "N624", "$.request.query"),
        ({"request": {"query": "SELECT 1 WHERE d = '{window.from}'"}}, "N624", "$.request.query"),
        ({"request": {"query": "SELECT 1 WHERE d = ' :d '"}}, "N624", "$.request.query"),
        ({"request": {"query": "SELECT 1 WHERE d = :d"}}, "N624", "$.request.query"),
        ({"request": {"query": "SELECT 1", "params": {"d": 1}}}, "N624", "$.request.params.d"),
        ({"request": {"query": "SELECT 1", "watermark": {"column": "a b"}}}, None, "$.request.watermark.column"),
        (
            {"request": {"query": "SELECT 1", "watermark": {"column": "a"}}, "window": None},
            "N484",
            "$.request.watermark",
        ),
        ({"connection": {"url": "postgresql://a:b@c/d"}}, None, "$.connection.url"),
        ({"into": [{**INTO[0], "records": "[*]"}]}, "N481", "$.into[0].records"),
    ],
)
def test_what_a_definition_may_not_say(changes: dict[str, Any], code: str | None, path: str) -> None:
    found = list(connection_issues(model(**{**till(), **changes})))
    assert [issue.path for issue in found] == [path]
    assert code in (None, found[0].code)


def failure(world: World) -> tuple[str, str]:
    """Code and English words with which a run fails."""
    result = world.pull()
    assert result.error is not None
    return result.error.code, result.error.message["en"]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    engine = open_database(f"sqlite:///{tmp_path / 'db.sqlite'}")
    metadata.create_all(engine)
    (tmp_path / "inbox").mkdir()
    yield World(engine, Box(9), tmp_path)
    engine.dispose()


@pytest.fixture
def shop_file(world: World) -> Path:
    file = world.folder / "inbox" / "till.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE till (shop, day, no, amount, at)")
        connection.executemany("INSERT INTO till VALUES (?, ?, ?, ?, '')", ROWS)
        connection.commit()
    return file


@pytest.fixture
def postgres_port(postgres_server: Server) -> Iterator[int]:
    """The test server listens on a Unix socket only; here a port of this machine leads to it."""
    listener = socket.create_server(("127.0.0.1", 0))

    def carry(one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
            other.shutdown(socket.SHUT_WR)
        one.close()

    def accept() -> None:
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.socket(socket.AF_UNIX)
                far.connect(str(postgres_server.folder / ".s.PGSQL.5432"))
                for pair in ((near, far), (far, near)):
                    threading.Thread(target=carry, args=pair, daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    yield listener.getsockname()[1]
    listener.close()


@pytest.fixture
def erp(world: World, postgres_server: Server, postgres_port: int) -> Iterator[psycopg.Connection]:
    """The client's PostgreSQL with a till in it; its URL is in the secret store, its address allowed."""
    name = postgres_server.create()
    world.settings = replace(world.settings, allow_hosts=frozenset({f"127.0.0.1:{postgres_port}"}))
    world.publish(till())
    world.keep(erp=f"postgresql://postgres:pass-word-1@127.0.0.1:{postgres_port}/{name}")
    with psycopg.connect(postgres_server.url(name), autocommit=True) as connection:
        connection.execute("CREATE TABLE till (shop text, day date, no text, amount numeric(12,2), at timestamptz)")
        for row in ROWS:
            connection.execute(
                "INSERT INTO till VALUES (%s, %s, %s, %s, %s::timestamp AT TIME ZONE 'UTC')", (*row, row[1])
            )
        yield connection
    postgres_server.drop(name)


FACTS = [("S1", "2026-11-18", "T1", 105), ("S1", "2026-11-22", "T2", 210), ("S2", "2026-11-23", "T3", 300)]


@pytest.mark.postgres
def test_postgresql_whole_then_by_the_window(world: World, erp: psycopg.Connection) -> None:
    assert world.pull().error is None
    assert world.facts() == FACTS
    bounded = f"{QUERY} WHERE day >= :first AND day < :after AND shop = :shop"
    world.publish(till(query=bounded, params={"first": "{window.from}", "after": "{window.after}", "shop": "S1"}))
    erp.execute("UPDATE till SET amount = 9")
    result = world.pull()  # the 20th to the 22nd once more: T2 alone
    assert (result.rows_in, result.changed, result.error) == (1, 1, None)
    assert world.facts() == [FACTS[0], ("S1", "2026-11-22", "T2", 900), FACTS[2]]


@pytest.mark.postgres
def test_postgresql_by_a_watermark(world: World, erp: psycopg.Connection) -> None:
    query = "SELECT shop, day, no, amount, at FROM till"
    erp.execute("UPDATE till SET at = '2026-11-22 19:59:59Z' WHERE no = 'T1'")
    erp.execute("UPDATE till SET at = '2026-11-22 20:00:00Z' WHERE no = 'T2'")  # 04:00 in Shanghai: the 23rd begins
    world.publish(till(query=query, watermark={"column": "at", "by": "instant"}))
    assert (world.pull().error, world.facts()) == (None, FACTS[:1])
    assert world.pull(now=NOW + timedelta(days=1)).error is None
    assert world.facts() == FACTS
    world.publish(till(query=query, watermark={"column": "day"}))
    assert world.pull(now=NOW + timedelta(days=1)).rows_in == 2  # the 21st to the 23rd


@pytest.mark.postgres
def test_postgresql_never_writes_and_never_waits_for_ever(world: World, erp: psycopg.Connection) -> None:
    erp.execute("CREATE FUNCTION spoil() RETURNS text LANGUAGE sql AS $$ DELETE FROM till; SELECT 'x' $$")
    for query, code, words in [
        ("SELECT spoil() AS shop, day, no, amount FROM till", "N627", "read-only transaction"),
        (
            "SELECT set_config('transaction_read_only', 'off', false) AS shop, day, no, amount FROM till",
            "N627",
            "read-write",
        ),
        ("SELECT pg_sleep(20)::text AS shop, day, no, amount FROM till", "N628", "longer than its time-out"),
        ("SELECT shop, day, no, amount, nothing FROM till", "N627", 'column "nothing" does not exist'),
        ("SELECT shop, shop, day, no, amount FROM till", "N629", "columns of one name: shop"),
    ]:
        world.publish(till(query=query))
        found = failure(world)
        assert (found[0], words in found[1]) == (code, True), (query, found)
    assert erp.execute("SELECT count(*) FROM till").fetchone() == (3,)


@pytest.mark.postgres
def test_postgresql_comes_in_pages_and_exactly(world: World, erp: psycopg.Connection) -> None:
    erp.execute(
        "INSERT INTO till SELECT 'S1', '2026-11-20', 'N' || i, i / 100.0, now() FROM generate_series(1, 2500) i"
    )
    world.publish(till())
    result = world.pull()
    assert (result.rows_in, result.refused, result.error) == (2503, 0, None)
    assert sum(amount for *_, amount in world.facts()) == 615 + 2500 * 2501 // 2
    erp.execute("UPDATE till SET amount = 'NaN' WHERE no = 'T1'")
    assert world.pull().refused == 1
    assert "amount is not a number" in str(world.refused()[0].issues)


@pytest.mark.postgres
def test_an_address_that_nobody_has_allowed_is_not_called(world: World, erp: psycopg.Connection) -> None:
    world.settings = replace(world.settings, allow_hosts=frozenset())
    assert failure(world)[0] in ("N604", "N605")
    for url, code in [
        ("postgresql://u:p@169.254.169.254/x", "N605"),
        ("postgresql://u:p@/x?host=/var/run/postgresql", "N626"),
        ("postgresql://u:p@db.example/x?hostaddr=127.0.0.1", "N626"),
        ("postgresql://u:p@db.example,127.0.0.1/x", "N601"),
        ("postgresql://u:p@db.example/", "N626"),
        ("mysql+pymysql://u:p@db.example/x", "N626"),
        ("no url", "N626"),
    ]:
        world.keep(erp=url)
        found = failure(world)
        assert (found[0], "u:p" in found[1]) == (code, False), (url, found)


@pytest.mark.postgres
def test_a_wrong_log_in_is_said_without_the_password(world: World, erp: psycopg.Connection, postgres_port: int) -> None:
    world.keep(erp=f"postgresql://nobody:pass-word-2@127.0.0.1:{postgres_port}/nowhere")
    code, words = failure(world)
    assert (code, "nobody" in words, "pass-word-2" in words) == ("N627", True, False)
    assert masking.masked("pass-word-2") == masking.MASK


def test_sqlite_in_the_inbox(world: World, shop_file: Path) -> None:
    world.publish(till(query=f"{QUERY} WHERE day >= :first", params={"first": "{window.from}"}))
    world.keep(erp="sqlite:///till.db")
    assert (world.pull().error, world.facts()) == (None, FACTS)
    world.publish(till(watermark={"column": "day"}))
    assert world.pull(now=datetime(2026, 11, 24, tzinfo=UTC)).rows_in == 2
    forever = "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT count(*) AS shop FROM r"
    world.publish(till(query=forever))
    assert failure(world)[0] == "N628"


def test_sqlite_refuses_to_do_anything_but_read(world: World, shop_file: Path) -> None:
    from connectors.http import Http
    from connectors.types.sql_query.dialect import Target, dialects

    target = Target(sa.make_url("sqlite:///till.db"), Http(), shop_file.parent, 5.0)
    with dialects()["sqlite"].connect(target) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM till").scalar_one() == 3
        for sql in ("DELETE FROM till", "ATTACH 'x.db' AS x", "PRAGMA query_only = off", "CREATE TABLE x (a)"):
            with pytest.raises(sa.exc.DatabaseError, match="not authorized"):
                connection.exec_driver_sql(sql)


@pytest.mark.parametrize(
    "place", ["../db.sqlite", "{folder}/db.sqlite", "none.db", ":memory:", "file:till.db", "link.db"]
)
def test_sqlite_outside_the_inbox_is_not_opened(world: World, shop_file: Path, place: str) -> None:
    (shop_file.parent / "link.db").symlink_to(world.folder / "db.sqlite")
    world.publish(till())
    world.keep(erp=f"sqlite:///{place.format(folder=world.folder)}")
    assert failure(world)[0] == "N626"
