"""A reader sees one state of the database from its first statement to its last, on SQLite and on PostgreSQL."""

from __future__ import annotations

import sqlalchemy as sa

from engine.storage.database import reading, writing
from engine.storage.tables import setting


def put(database: sa.Engine, value: str) -> None:
    with writing(database) as connection:
        connection.execute(sa.delete(setting))
        connection.execute(sa.insert(setting).values(name="n", value=value))


def test_what_is_published_meanwhile_is_not_seen_by_half(any_database: sa.Engine) -> None:
    put(any_database, "old")
    query = sa.select(setting.c.value)
    with reading(any_database) as connection:
        assert connection.scalar(query) == "old"
        put(any_database, "new")
        assert connection.scalar(query) == "old"
    with reading(any_database) as connection:
        assert connection.scalar(query) == "new"
    put(any_database, "newer")  # and the connection that has read can write again
    with writing(any_database) as connection:
        assert connection.scalar(query) == "newer"
