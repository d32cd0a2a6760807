"""A small chain (three divisions of the retail example, with the story around A), published and not yet run."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from engine.storage.database import open_database
from tests.flows.cast import Cast
from tests.flows.playhouse import House, Systems, house, instant

#: The last day that the first morning shows; a Sunday.
A = date(2026, 12, 6)
MORNING = A + timedelta(days=1)
FIRST_DAYS = 3
DIVISIONS = ("E", "SW", "C")


@dataclass(frozen=True)
class Chain:
    """The published installation as a file, and the systems it pulls from."""

    file: Path
    package: Path
    systems: Systems


@pytest.fixture(scope="module")
def divisions() -> tuple[str, ...]:
    """The divisions that the chain has."""
    return DIVISIONS


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory, divisions: tuple[str, ...]) -> Iterator[Chain]:
    folder = tmp_path_factory.mktemp("chain")
    with ExitStack() as running:
        made = house(folder, Cast(A), running, first_days=FIRST_DAYS, divisions=divisions)
        made.publish(instant(A, "12:00:00"))
        with made.database.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        made.database.dispose()
        yield Chain(folder / "navmark.sqlite", made.package, made.systems)


@pytest.fixture
def copy_of(chain: Chain) -> Iterator[Callable[[Path], House]]:
    """Makes installations of one's own in a folder, with a WeCom of their own that has received nothing."""
    with ExitStack() as running:

        def make(folder: Path) -> House:
            folder.mkdir(parents=True, exist_ok=True)
            file = folder / "navmark.sqlite"
            shutil.copyfile(chain.file, file)
            systems = running.enter_context(chain.systems.another_wecom())
            database = open_database(f"sqlite:///{file}")
            running.callback(database.dispose)
            return House(database, systems.settings(folder, f"sqlite:///{file}"), systems, chain.package)

        yield make


@pytest.fixture
def copied(copy_of: Callable[[Path], House], tmp_path: Path) -> House:
    """An installation of one's own."""
    return copy_of(tmp_path)
