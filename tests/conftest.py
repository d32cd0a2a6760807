"""Fixtures for every room: databases of both kinds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import settings

from engine.storage.database import open_database
from engine.storage.tables import metadata
from tests.postgres import PostgresMissing, Server, running

# How long an example takes says something of the machine, not of the code.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """One private PostgreSQL per test process; skips, with the reason, where it cannot be started."""
    try:
        context = running()
        server = context.__enter__()
    except PostgresMissing as reason:
        pytest.skip(f"PostgreSQL: {reason}")
    try:
        yield server
    finally:
        context.__exit__(None, None, None)


@pytest.fixture
def postgres_url(postgres_server: Server) -> Iterator[str]:
    """The URL of a fresh, empty database (``postgresql://…``, for ``open_database``); dropped afterwards."""
    name = postgres_server.create()
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def any_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    """An engine on a fresh SQLite file, then on a fresh PostgreSQL database; the system tables exist."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'navmark.sqlite'}"
    else:
        url = request.getfixturevalue("postgres_url")
    engine = open_database(url)
    metadata.create_all(engine)
    yield engine
    engine.dispose()
