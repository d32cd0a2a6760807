"""Opens this installation's database, brought up to this version."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from engine.base.settings import Settings, current
from engine.storage.database import open_database
from engine.storage.migrate import upgrade


def database_file(settings: Settings) -> Path | None:
    """The SQLite file of the installation; None on PostgreSQL."""
    url = sa.make_url(settings.database)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def opened(settings: Settings | None = None) -> sa.Engine:
    """The database with its system tables at this version's revision; a new SQLite file where there was none.

    Raises IssueError (N901) for a database that a newer version has written.
    """
    settings = settings or current()
    file = database_file(settings)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    database = open_database(settings.database)
    try:
        upgrade(database)
    except BaseException:
        database.dispose()
        raise
    return database
