"""Backup and restore of an installation: the database as its own tool writes it, and the photos its rows name.

Copying the file of a running SQLite database gives a broken or stale copy (14 of 15, measured); the backup API does
not, and on PostgreSQL everything is read in one snapshot. Photos are copied after it: one is written before its row and
never changed, so every photo that the saved rows name is there, or has been deleted since (by age: counted as gone).
The key of the installation is not in the backup: keep it elsewhere, without it the secrets stay sealed.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import sqlalchemy as sa

from engine.base import clock
from engine.base.settings import Settings
from engine.base.text import both
from engine.storage import photo_copies, postgres_dump
from engine.storage.backup_file import (
    FORMAT,
    MANIFEST,
    PAYLOAD,
    Manifest,
    Opened,
    Where,
    known_copies,
    objects_beside,
    objects_of,
    refused,
    sha256_of,
    unpack,
)
from engine.storage.database import open_database, reading, writing
from engine.storage.installation import database_file
from engine.storage.migrate import revision_of, standing, upgrade
from engine.storage.photos import Photos, keys_of
from engine.storage.tables import setting, user_session

#: While this setting is true, the sender hands over nothing: old alerts are not sent again after a restore.
PAUSED = "outbox_paused"


@dataclass(frozen=True)
class _Snapshot:
    """What the saved database holds: revision, rows by table, and the keys of photos with their hashes."""

    revision: str
    rows: dict[str, int]
    keys: dict[str, str | None]


def backup(settings: Settings, target: Path, *, photos: Where = "inside") -> Manifest:
    """Writes a backup zip; the file appears whole or not at all. Raises IssueError (N903) where it cannot be made.

    ``photos``: "inside" the zip; "beside" it, in a folder ``objects`` that the backups of a folder share, so that each
    photo is copied once; or "none".
    """
    if target.exists():
        raise refused(both(f"{target} 已存在", f"{target} exists already"))
    file = database_file(settings)
    if file is not None and not file.is_file():
        raise refused(both("数据库是空的", "the database is empty"))
    target.parent.mkdir(parents=True, exist_ok=True)
    with _scratch(target.parent) as folder:
        payload = folder / PAYLOAD
        if file is not None:
            _copy_sqlite(file, payload)
            with _read_only(payload) as connection:
                saved = _look(connection)
        else:
            with _postgres(settings) as connection:
                saved = _look(connection)
                snapshot = str(connection.scalar(sa.select(sa.func.pg_export_snapshot())))
                postgres_dump.dump(settings.database, payload, snapshot)
        zipped = folder / "backup.zip"
        with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            archive.write(payload, PAYLOAD)
            copies: list[photo_copies.Copy] = []
            gone = 0
            if photos != "none":
                known = known_copies(target.parent) if photos == "beside" else {}
                objects = photo_copies.Inside(archive) if photos == "inside" else objects_beside(target)
                copies, gone = photo_copies.save(Photos.of(settings), saved.keys, known, objects)
            listed = photo_copies.as_text(copies)
            archive.writestr(photo_copies.LIST, listed)
            manifest = Manifest(
                FORMAT,
                version("navmark"),
                "sqlite" if file is not None else "postgresql",
                saved.revision,
                clock.now().isoformat(),
                payload.stat().st_size,
                sha256_of(payload),
                saved.rows,
                photos,
                len(copies),
                sum(copy.bytes for copy in copies),
                gone,
                hashlib.sha256(listed).hexdigest(),
            )
            archive.writestr(MANIFEST, manifest.as_text())
        os.replace(zipped, target)
    return manifest


def restore(settings: Settings, source: Path) -> Manifest:
    """Restores into an empty installation, pauses the outbox and ends all sessions.

    Where IssueError (N903) is raised the database has not been changed; photos that were written already are found
    there by the next try.
    """
    with _scratch(_scratch_home(settings)) as folder:
        payload = folder / PAYLOAD
        opened = unpack(source, payload)
        _require_fitting(settings, opened.manifest)
        file = database_file(settings)
        if file is not None:
            _require_sound(payload)
        if opened.copies:
            with zipfile.ZipFile(source) as archive:
                objects = objects_of(opened.manifest, source, archive)
                photo_copies.put_back(Photos.of(settings), opened.copies, objects)
        if file is not None:
            _place_sqlite(payload, file)
        else:
            postgres_dump.load(settings.database, payload)
    database = open_database(settings.database)
    with writing(database) as connection:
        pause_outbox(connection)
        connection.execute(sa.delete(user_session))
    database.dispose()
    return opened.manifest


def verify(settings: Settings, source: Path) -> Manifest:
    """Reads a backup whole, checks every hash and photo, restores the database into a temporary one, counts its rows
    and brings it up to this program. Raises IssueError (N903) naming what is wrong. The installation is not touched.

    A backup of PostgreSQL needs a server where databases may be made: that of ``settings``.
    """
    with tempfile.TemporaryDirectory(prefix="navmark-verify-") as name:
        payload = Path(name) / PAYLOAD
        opened = unpack(source, payload)
        _require_readable(opened.manifest)
        _verify_photos(opened, source)
        if opened.manifest.dialect == "sqlite":
            _require_sound(payload)
            _count_and_upgrade(f"sqlite:///{payload}", opened.manifest)
        else:
            if database_file(settings) is not None:
                words = "检查 PostgreSQL 的备份需要 NAVMARK_DATABASE 指向一台 PostgreSQL"
                raise refused(both(words, "NAVMARK_DATABASE must name a PostgreSQL server to verify this backup on"))
            with postgres_dump.temporary(settings.database) as url:
                postgres_dump.load(url, payload)
                _count_and_upgrade(url, opened.manifest)
    return opened.manifest


def pause_outbox(connection: sa.Connection) -> None:
    """The sender hands over nothing until ``resume_outbox``."""
    resume_outbox(connection)
    connection.execute(sa.insert(setting).values(name=PAUSED, value=True))


def resume_outbox(connection: sa.Connection) -> None:
    """The sender goes on."""
    connection.execute(sa.delete(setting).where(setting.c.name == PAUSED))


def outbox_paused(connection: sa.Connection) -> bool:
    """Whether the sender must hold back."""
    return bool(connection.scalar(sa.select(setting.c.value).where(setting.c.name == PAUSED)))


# --- inside -------------------------------------------------------------------------------------------------------


def _look(connection: sa.Connection) -> _Snapshot:
    revision = revision_of(connection)
    if revision is None:
        raise refused(both("数据库是空的", "the database is empty"))
    return _Snapshot(revision, _counts(connection), keys_of(connection))


def _counts(connection: sa.Connection) -> dict[str, int]:
    counted = sa.select(sa.func.count())
    names = sorted(sa.inspect(connection).get_table_names())
    return {name: connection.scalar(counted.select_from(sa.table(name))) or 0 for name in names}


@contextmanager
def _postgres(settings: Settings) -> Iterator[sa.Connection]:
    database = open_database(settings.database)
    try:
        with reading(database) as connection:
            yield connection
    finally:
        database.dispose()


@contextmanager
def _read_only(file: Path) -> Iterator[sa.Connection]:
    engine = sa.create_engine(
        "sqlite://", creator=lambda: sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
    )
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _copy_sqlite(file: Path, target: Path) -> None:
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


def _require_fitting(settings: Settings, manifest: Manifest) -> None:
    file = database_file(settings)
    dialect = "sqlite" if file is not None else "postgresql"
    if manifest.dialect != dialect:
        raise refused(both(f"备份来自 {manifest.dialect}", f"the backup is of {manifest.dialect}, not {dialect}"))
    _require_readable(manifest)
    if file is not None and file.exists() and file.stat().st_size > 0:
        raise refused(both(f"{file} 已有数据", f"{file} holds data already"))
    if file is None:
        postgres_dump.require_empty(settings.database)


def _require_readable(manifest: Manifest) -> None:
    if standing(manifest.revision) == "newer":
        raise refused(both("备份由更新的版本写成，请先升级", "a newer version made this backup: upgrade first"))


def _require_sound(payload: Path) -> None:
    try:
        with closing(sqlite3.connect(payload)) as copy:
            (health,) = copy.execute("PRAGMA integrity_check").fetchone()
            loose = copy.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError:
        health, loose = "unreadable", None
    if health != "ok" or loose is not None:
        raise refused(both("备份中的数据库已损坏", "the database in the backup is damaged"))


def _place_sqlite(payload: Path, file: Path) -> None:
    for rest in ("-wal", "-shm"):
        Path(f"{file}{rest}").unlink(missing_ok=True)
    os.replace(payload, file)


def _verify_photos(opened: Opened, source: Path) -> None:
    with zipfile.ZipFile(source) as archive:
        objects = objects_of(opened.manifest, source, archive)
        for copy in opened.copies:
            photo_copies.checked(copy, objects)


def _count_and_upgrade(url: str, manifest: Manifest) -> None:
    database = open_database(url)
    try:
        with reading(database) as connection:
            found = _counts(connection)
        wrong = sorted(
            name for name in found.keys() | manifest.rows.keys() if found.get(name) != manifest.rows.get(name)
        )
        if wrong and manifest.rows:  # an older backup does not say how many there were
            names = "、".join(wrong[:5])
            raise refused(both(f"恢复后行数不同：{names}", f"restored, the number of rows differs: {names}"))
        upgrade(database)
    finally:
        database.dispose()


def _scratch_home(settings: Settings) -> Path:
    file = database_file(settings)
    home = file.parent if file is not None else settings.data
    home.mkdir(parents=True, exist_ok=True)
    return home


@contextmanager
def _scratch(home: Path) -> Iterator[Path]:
    """A folder on the same disk, so that a file can be moved out of it in one step."""
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=home) as folder:
        yield Path(folder)
