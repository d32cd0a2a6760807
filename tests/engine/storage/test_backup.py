"""Backup and restore: whole, checked, into an empty place only; nothing is sent after a restore."""

from __future__ import annotations

import json
import shutil
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine.base.issue import IssueError
from engine.base.settings import Settings
from engine.storage.backup import backup, outbox_paused, restore, resume_outbox
from engine.storage.database import open_database, reading, writing
from engine.storage.installation import opened
from engine.storage.tables import setting
from tests import small_app


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Settings, Settings]]:
    """A filled installation and the settings of an empty one."""
    one, two = (small_app.settings_in(tmp_path / name) for name in ("one", "two"))
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")
        names = [server.create(), server.create()]
        one, two = (replace(s, database=server.url(name)) for s, name in zip((one, two), names, strict=True))
    for settings in (one, two):
        settings.data.mkdir()
    database = opened(one)
    small_app.fill(database, small_app.publish_app(database))
    database.dispose()
    yield one, two
    if request.param == "postgresql":
        for name in names:
            server.drop(name)


def counts(settings: Settings) -> dict[str, int]:
    """Rows by table, the tables of the datasets included."""
    database = open_database(settings.database)
    with reading(database) as connection:
        names = sorted(sa.inspect(connection).get_table_names())
        found = {
            name: connection.execute(sa.select(sa.func.count()).select_from(sa.table(name))).scalar_one()
            for name in names
        }
    database.dispose()
    return found


def test_what_is_restored_is_what_was_saved(pair: tuple[Settings, Settings], tmp_path: Path) -> None:
    one, two = pair
    manifest = backup(one, tmp_path / "backup.zip")
    assert restore(two, tmp_path / "backup.zip") == manifest
    before, after = counts(one), counts(two)
    assert before.pop("setting") + 1 == after.pop("setting")  # the pause
    assert before == after
    assert before["load"] == 1
    database = open_database(two.database)
    with writing(database) as connection:
        assert outbox_paused(connection)
        resume_outbox(connection)
        assert not outbox_paused(connection)
    database.dispose()


def test_it_is_restored_into_an_empty_place_only(pair: tuple[Settings, Settings], tmp_path: Path) -> None:
    one, _ = pair
    backup(one, tmp_path / "backup.zip")
    before = counts(one)
    with pytest.raises(IssueError) as refused:
        restore(one, tmp_path / "backup.zip")
    assert [issue.code for issue in refused.value.issues] == ["N903"]
    assert counts(one) == before
    with pytest.raises(IssueError):
        backup(one, tmp_path / "backup.zip")  # an older backup is not written over


@pytest.fixture
def saved(tmp_path: Path) -> tuple[Settings, Settings, Path]:
    """A small SQLite backup and an empty installation."""
    one, two = (small_app.settings_in(tmp_path / name) for name in ("one", "two"))
    one.data.mkdir()
    opened(one).dispose()
    backup(one, tmp_path / "backup.zip")
    return one, two, tmp_path / "backup.zip"


def rewritten(file: Path, **changes: object) -> Path:
    """A copy of the backup with another manifest (or payload)."""
    target = file.with_name("changed.zip")
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(target, "w") as made:
        payload = source.read("database")
        manifest = json.loads(source.read("manifest.json"))
        made.writestr("database", changes.pop("payload", payload))  # type: ignore[arg-type]
        made.writestr("manifest.json", json.dumps(manifest | changes))
    return target


@pytest.mark.parametrize(
    "changes",
    [
        {"revision": "9999_of_tomorrow"},
        {"sha256": "0" * 64},
        {"bytes": 10},
        {"format": 2},
        {"dialect": "postgresql"},
        {"surprise": 1},
        {"payload": b"no database"},
    ],
)
def test_a_backup_that_is_not_sound_or_too_new_changes_nothing(
    saved: tuple[Settings, Settings, Path], changes: dict[str, object]
) -> None:
    _, two, file = saved
    with pytest.raises(IssueError):
        restore(two, rewritten(file, **changes))
    assert not (two.data / "navmark.sqlite").exists()
    assert [path.name for path in two.data.iterdir()] == []


def test_a_file_that_is_no_backup(saved: tuple[Settings, Settings, Path], tmp_path: Path) -> None:
    _, two, file = saved
    torn = tmp_path / "torn.zip"
    torn.write_bytes(file.read_bytes()[:1000])
    for bad in (torn, tmp_path / "missing.zip"):
        with pytest.raises(IssueError):
            restore(two, bad)


def test_backups_under_load_are_whole(tmp_path: Path) -> None:
    """A writer adds pairs of rows; no backup may hold half a pair."""
    one = small_app.settings_in(tmp_path / "one")
    one.data.mkdir()
    database = opened(one)
    stop = threading.Event()

    def write() -> None:
        n = 0
        while not stop.is_set():
            with writing(database) as connection:
                for half in ("a", "b"):
                    connection.execute(sa.insert(setting).values(name=f"{n}{half}", value="x" * 2000))
            n += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        files = [tmp_path / f"{n}.zip" for n in range(5)]
        for file in files:
            backup(one, file)
    finally:
        stop.set()
        writer.join()
    database.dispose()
    for n, file in enumerate(files):
        target = small_app.settings_in(tmp_path / f"restored_{n}")
        restore(target, file)
        rows = counts(target)["setting"] - 1
        assert rows % 2 == 0
        shutil.rmtree(target.data)


def test_the_key_is_not_in_the_backup(saved: tuple[Settings, Settings, Path]) -> None:
    one, _, file = saved
    with zipfile.ZipFile(file) as archive:
        assert one.key is not None
        assert not any(one.key.encode() in archive.read(name) for name in archive.namelist())
