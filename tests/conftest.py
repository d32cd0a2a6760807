"""Fixtures for every room: databases of both kinds; and which tests run together, and first."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

from engine.storage.database import open_database
from engine.storage.tables import metadata
from tests import small_app
from tests.postgres import PostgresMissing, Server, running

# How long an example takes says something of the machine, not of the code.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

#: What takes long goes first, so that all workers end together. The browser tests have one worker, and one board.
LONGEST = (
    "tests/browser/",
    "tests/flows/test_ten_mornings.py",
    "tests/flows/test_kills.py",
    "tests/rule_builder/test_outbox_kills.py",
    "tests/flows/",
    "tests/plugins/",
    "tests/admin_ui/test_scope_differential.py",
    "tests/rule_builder/test_histories.py",
    "tests/engine/",
)


class OneBoard(LoadScopeScheduling):
    """A module per worker; all browser modules on one."""

    def _split_scope(self, nodeid: str) -> str:
        return LONGEST[0] if nodeid.startswith(LONGEST[0]) else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling | None:
    """Ours where ``--dist loadscope`` is asked for."""
    if config.getvalue("dist") != "loadscope":
        return None
    config.option.loadscopereorder = False
    return OneBoard(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first; otherwise the order stays."""
    items.sort(key=lambda item: next((n for n, head in enumerate(LONGEST) if item.nodeid.startswith(head)), 99))


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


class Moulds:
    """Databases that are made once per test process and copied for each test."""

    def __init__(self, request: pytest.FixtureRequest, folder: Path) -> None:
        self._request, self._folder, self._made = request, folder, dict[tuple[str, str], str]()

    def copy(self, kind: str, name: str, make: Callable[[sa.Engine], object], folder: Path) -> Iterator[sa.Engine]:
        """An engine on a copy of what ``make`` makes of an empty database; gone afterwards."""
        if kind == "sqlite":
            file = folder / "navmark.sqlite"
            shutil.copyfile(self._sqlite(name, make), file)
            engine = open_database(f"sqlite:///{file}")
            yield engine
            engine.dispose()
            return
        server: Server = self._request.getfixturevalue("postgres_server")
        copied = server.create(self._postgres(server, name, make))
        engine = open_database(server.url(copied))
        yield engine
        engine.dispose()
        server.drop(copied)

    def small_app(self) -> str:
        """A SQLite file with the small app and its data, to be copied."""
        return self._sqlite("small_app", _small_app)

    def _sqlite(self, name: str, make: Callable[[sa.Engine], object]) -> str:
        file = self._folder / f"{name}.sqlite"
        if ("sqlite", name) not in self._made:
            engine = open_database(f"sqlite:///{file}")
            make(engine)
            with engine.connect() as connection:
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            engine.dispose()
            self._made["sqlite", name] = str(file)
        return self._made["sqlite", name]

    def _postgres(self, server: Server, name: str, make: Callable[[sa.Engine], object]) -> str:
        if ("postgresql", name) not in self._made:
            made = server.create()
            engine = open_database(server.url(made))
            make(engine)
            engine.dispose()
            self._made["postgresql", name] = made
        return self._made["postgresql", name]


@pytest.fixture(scope="session")
def moulds(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Moulds:
    """Those of this test process."""
    return Moulds(request, tmp_path_factory.mktemp("moulds"))


BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(params=BOTH)
def blank_database(request: pytest.FixtureRequest, tmp_path: Path, moulds: Moulds) -> Iterator[sa.Engine]:
    """An engine on a fresh SQLite file, then on a fresh PostgreSQL database; the system tables exist."""
    yield from moulds.copy(request.param, "blank", metadata.create_all, tmp_path)


@pytest.fixture
def any_database(blank_database: sa.Engine) -> sa.Engine:
    """The same; modules that need more in it have their own."""
    return blank_database


@pytest.fixture(params=BOTH)
def small_database(request: pytest.FixtureRequest, tmp_path: Path, moulds: Moulds) -> Iterator[sa.Engine]:
    """As ``any_database``, with the small app published and filled."""
    yield from moulds.copy(request.param, "small_app", _small_app, tmp_path)


@pytest.fixture(params=BOTH)
def small_empty_database(request: pytest.FixtureRequest, tmp_path: Path, moulds: Moulds) -> Iterator[sa.Engine]:
    """As ``any_database``, with the small app published; no data has come yet."""
    yield from moulds.copy(request.param, "small_empty", _small_empty, tmp_path)


def _small_empty(engine: sa.Engine) -> None:
    metadata.create_all(engine)
    small_app.publish_app(engine)


def _small_app(engine: sa.Engine) -> None:
    metadata.create_all(engine)
    small_app.fill(engine, small_app.publish_app(engine))
