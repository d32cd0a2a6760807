"""Backup and restore: whole, checked, into an empty place only; nothing is sent after a restore."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine.base import clock
from engine.base.issue import IssueError
from engine.base.settings import Settings
from engine.storage import photo_copies
from engine.storage.backup import backup, outbox_paused, restore, resume_outbox, verify
from engine.storage.backup_file import Where, thin
from engine.storage.database import open_database, writing
from engine.storage.installation import opened
from engine.storage.photos import Photos, small_key
from engine.storage.tables import attachment, user_account
from tests import small_app
from tests.chaos.backups import counts, emptied, photo_row, play


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
    database = opened(one)
    with writing(database) as connection:
        somebody = {"id": 1, "public_id": "u1", "login": "zhang", "title": {"en": "Zhang"}, "created_at": clock.now()}
        connection.execute(sa.insert(user_account).values(**somebody))
    database.dispose()
    backup(one, tmp_path / "backup.zip")
    return one, two, tmp_path / "backup.zip"


def rewritten(file: Path, **changes: object) -> Path:
    """A copy of the backup with another manifest (or payload)."""
    target = file.with_name("changed.zip")
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(target, "w") as made:
        made.writestr("photos.json", source.read("photos.json"))
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
        {"format": 3},
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


@pytest.mark.parametrize("where", ["inside", "beside"])
def test_backups_under_load_restore_to_a_state_that_was(
    pair: tuple[Settings, Settings], tmp_path: Path, where: Where
) -> None:
    """Two of the fifty of ``./run chaos backup``."""
    one, two = pair
    (tmp_path / "made").mkdir()
    found = play(one, two, tmp_path / "made", 2, where, partial(emptied, two))
    assert found.whole, found.lines()
    assert found.photos > 0


def test_beside_the_backups_each_photo_is_copied_once(saved: tuple[Settings, Settings, Path], tmp_path: Path) -> None:
    one, two, _ = saved
    photos, database = Photos.of(one), opened(one)
    for n in range(3):
        key = Photos.new_key("jpg")
        photos.put(key, b"picture %d" % n)
        photos.put(small_key(key), b"small")  # the same bytes each time: kept once
        with writing(database) as connection:
            connection.execute(sa.insert(attachment).values(**photo_row(n, key, b"picture %d" % n, 1)))
    folder = tmp_path / "backups"
    first = backup(one, folder / "1.zip", photos="beside")
    objects = sorted((folder / "objects").rglob("*"))
    assert (first.photos, len([o for o in objects if o.is_file()])) == (6, 4)
    times = {o: o.stat().st_mtime_ns for o in objects if o.is_file()}
    with writing(database) as connection:
        connection.execute(sa.delete(attachment).where(attachment.c.public_id == "p0"))
    database.dispose()
    hidden = one.data / "photos-elsewhere"
    (one.data / "photos").rename(hidden)  # nothing unchanged is read again
    second = backup(one, folder / "2.zip", photos="beside")
    assert (second.photos, second.photos_gone) == (4, 0)
    assert {o: o.stat().st_mtime_ns for o in (folder / "objects").rglob("*") if o.is_file()} == times
    assert (folder / "2.zip").stat().st_size < first.bytes
    verify(one, folder / "2.zip")
    victim = next(o for o in times if o.read_bytes() == b"picture 1")
    victim.write_bytes(b"picture X")
    with pytest.raises(IssueError) as damaged:
        verify(one, folder / "2.zip")
    assert "damaged" in damaged.value.issues[0].message["en"]
    with pytest.raises(IssueError):
        restore(two, folder / "2.zip")
    assert not (two.data / "navmark.sqlite").exists()
    victim.unlink()
    with pytest.raises(IssueError):
        verify(one, folder / "2.zip")


def test_a_list_of_photos_cannot_lead_out_of_the_folder(saved: tuple[Settings, Settings, Path]) -> None:
    for key in ("../../etc/passwd", "/etc/passwd", "a/../../b.jpg", "..", "a//b"):
        with pytest.raises(ValueError, match="not a list of photos"):
            photo_copies.from_text(json.dumps([[key, "0" * 64, 1]]).encode())


def test_the_key_is_not_in_the_backup(saved: tuple[Settings, Settings, Path]) -> None:
    one, _, file = saved
    with zipfile.ZipFile(file) as archive:
        assert one.key is not None
        assert not any(one.key.encode() in archive.read(name) for name in archive.namelist())


def test_only_the_newest_stay_and_the_photos_they_name(saved: tuple[Settings, Settings, Path], tmp_path: Path) -> None:
    one, _, _ = saved
    photos, database = Photos.of(one), opened(one)
    folder = tmp_path / "backups"
    for n in range(3):
        key = Photos.new_key("jpg")
        photos.put(key, b"picture %d" % n)
        photos.put(small_key(key), b"small %d" % n)
        with writing(database) as connection:
            connection.execute(sa.delete(attachment))
            connection.execute(sa.insert(attachment).values(**photo_row(n, key, b"picture %d" % n, 1)))
        backup(one, folder / f"navmark-2026112{n}-020000.zip", photos="beside")
    database.dispose()
    backup(one, folder / "by-hand.zip", photos="none")
    assert thin(folder, 2) == ["navmark-20261120-020000.zip"]
    kept = {lying.read_bytes() for lying in (folder / "objects").glob("??/*")}
    assert kept == {b"picture 1", b"small 1", b"picture 2", b"small 2"}
    for n in (1, 2):
        verify(one, folder / f"navmark-2026112{n}-020000.zip")
    assert (folder / "by-hand.zip").exists()
    (folder / "other.zip").write_bytes(b"what another program left")
    assert thin(folder, 1) == ["navmark-20261121-020000.zip"]
    assert len(list((folder / "objects").glob("??/*"))) == 4  # who knows what that zip names
