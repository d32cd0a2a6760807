"""SQLite: a file in the inbox folder, opened read-only; SQLite itself refuses whatever is not reading."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from connectors.types.sql_query.dialect import Dialect, Target, refused
from engine.base import clock
from engine.base.text import both

_READING = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
    sqlite3.SQLITE_TRANSACTION,
}
_STEPS = 20_000  # of SQLite's machine between two looks at the clock


@contextmanager
def _connect(target: Target) -> Iterator[sa.Connection]:
    home = target.inbox.resolve()
    name = target.url.database or ""
    file = (home / name).resolve()
    if name.startswith("file:") or not file.is_relative_to(home) or not file.is_file():
        hint = both("例如 sqlite:///erp/stock.db（收件文件夹里的 erp/stock.db）", "e.g. sqlite:///erp/stock.db")
        raise refused("SQLite 文件必须在收件文件夹里", "the SQLite file must be in the inbox folder", hint)

    def opened() -> sqlite3.Connection:
        return sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=10)

    engine = sa.create_engine("sqlite://", creator=opened, poolclass=sa.NullPool, hide_parameters=True)
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.set_progress_handler(_Stopwatch(target.statement_seconds), _STEPS)
        raw.set_authorizer(lambda what, *_: sqlite3.SQLITE_OK if what in _READING else sqlite3.SQLITE_DENY)
        yield connection
    engine.dispose()


class _Stopwatch:
    """Seconds that SQLite worked: the time in which its rows are put away, between two looks, hardly counts."""

    def __init__(self, most: float) -> None:
        self._left, self._last = most, clock.monotonic()

    def __call__(self) -> int:
        now = clock.monotonic()
        self._left -= min(now - self._last, 0.5)
        self._last = now
        return int(self._left < 0)


def _timed_out(error: BaseException) -> bool:
    return isinstance(error, sqlite3.OperationalError) and str(error) == "interrupted"


DIALECT = Dialect(("sqlite", "sqlite+pysqlite"), frozenset(), _connect, _timed_out)
