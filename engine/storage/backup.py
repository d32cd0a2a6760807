"""Backup and restore of the database: one zip with the database as its own tool writes it, a manifest and a checksum.

Copying the file of a running SQLite database gives a broken or stale copy (14 of 15, measured); the backup API does
not. The key of the installation is not in the backup: keep it elsewhere, without it the secrets stay sealed.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory

from engine.base import clock
from engine.base.issue import Issue, IssueError
from engine.base.settings import Settings
from engine.base.text import Text, both
from engine.storage import postgres_dump
from engine.storage.database import open_database, writing
from engine.storage.installation import database_file
from engine.storage.migrate import SCRIPTS, revision_of
from engine.storage.tables import setting, user_session

FORMAT = 1
MANIFEST, PAYLOAD = "manifest.json", "database"
#: While this setting is true, the sender hands over nothing: old alerts are not sent again after a restore.
PAUSED = "outbox_paused"


@dataclass(frozen=True)
class Manifest:
    """What a backup says about itself."""

    format: int
    version: str
    dialect: str
    revision: str
    made_at: str
    bytes: int
    sha256: str


def backup(settings: Settings, target: Path) -> Manifest:
    """Writes a backup zip; the file appears whole or not at all. Raises IssueError (N903) where it cannot be made."""
    if target.exists():
        raise _refused(both(f"{target} 已存在", f"{target} exists already"))
    target.parent.mkdir(parents=True, exist_ok=True)
    database = open_database(settings.database)
    with database.connect() as connection:
        revision = revision_of(connection)
    database.dispose()
    if revision is None:
        raise _refused(both("数据库是空的", "the database is empty"))
    with _scratch(target.parent) as folder:
        payload = folder / PAYLOAD
        file = database_file(settings)
        if file is not None:
            _copy_sqlite(file, payload)
        else:
            postgres_dump.dump(settings.database, payload)
        manifest = Manifest(
            FORMAT,
            version("navmark"),
            "sqlite" if file is not None else "postgresql",
            revision,
            clock.now().isoformat(),
            payload.stat().st_size,
            _sha256(payload),
        )
        zipped = folder / "backup.zip"
        with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=2) + "\n")
            archive.write(payload, PAYLOAD)
        os.replace(zipped, target)
    return manifest


def restore(settings: Settings, source: Path) -> Manifest:
    """Restores into an empty installation, pauses the outbox and ends all sessions.

    Where IssueError (N903) is raised nothing has been changed.
    """
    with _scratch(_scratch_home(settings)) as folder:
        payload = folder / PAYLOAD
        manifest = _unpack(source, payload)
        file = database_file(settings)
        dialect = "sqlite" if file is not None else "postgresql"
        if manifest.dialect != dialect:
            raise _refused(both(f"备份来自 {manifest.dialect}", f"the backup is of {manifest.dialect}, not {dialect}"))
        if manifest.revision not in _known_revisions():
            raise _refused(both("备份由更新的版本写成，请先升级", "a newer version made this backup: upgrade first"))
        if file is not None:
            _place_sqlite(payload, file)
        else:
            postgres_dump.load(settings.database, payload)
    database = open_database(settings.database)
    with writing(database) as connection:
        pause_outbox(connection)
        connection.execute(sa.delete(user_session))
    database.dispose()
    return manifest


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


def _known_revisions() -> set[str]:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    return {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}


def _copy_sqlite(file: Path, target: Path) -> None:
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


def _place_sqlite(payload: Path, file: Path) -> None:
    with closing(sqlite3.connect(payload)) as copy:
        (health,) = copy.execute("PRAGMA integrity_check").fetchone()
    if health != "ok":
        raise _refused(both("备份中的数据库已损坏", "the database in the backup is damaged"))
    if file.exists() and file.stat().st_size > 0:
        raise _refused(both(f"{file} 已有数据", f"{file} holds data already"))
    for rest in ("-wal", "-shm"):
        Path(f"{file}{rest}").unlink(missing_ok=True)
    os.replace(payload, file)


def _unpack(source: Path, payload: Path) -> Manifest:
    broken = both(f"{source} 不是完好的备份", f"{source} is not a sound backup")
    try:
        with zipfile.ZipFile(source) as archive:
            values: dict[str, Any] = json.loads(archive.read(MANIFEST))
            manifest = Manifest(**values)
            if manifest.format != FORMAT:
                raise _refused(both("不认识的备份格式", "an unknown format of backup"))
            with archive.open(PAYLOAD) as packed, payload.open("wb") as plain:
                left = manifest.bytes
                while chunk := packed.read(1_000_000):
                    left -= len(chunk)
                    if left < 0:
                        raise _refused(broken)
                    plain.write(chunk)
    except (OSError, KeyError, TypeError, ValueError, zipfile.BadZipFile, EOFError) as fault:
        raise _refused(broken) from fault
    if _sha256(payload) != manifest.sha256:
        raise _refused(both(f"{source} 的校验和不符", f"the checksum of {source} does not match"))
    return manifest


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


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


def _refused(words: Text) -> IssueError:
    return IssueError([Issue("N903", words)])
