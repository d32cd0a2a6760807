"""Backups while everything writes, each restored and compared: ``./run chaos backup``."""

from __future__ import annotations

import hashlib
import secrets
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from engine.base import clock
from engine.base.settings import Settings
from engine.storage.backup import backup, outbox_paused, restore, verify
from engine.storage.backup_file import Where
from engine.storage.database import open_database, reading, writing
from engine.storage.installation import opened
from engine.storage.photos import GoneError, Photos, small_key
from engine.storage.tables import attachment, setting, user_account


class Load:
    """Writes without a pause: pairs of rows, photos with their rows, and a photo deleted now and then."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.database = settings, opened(settings)
        self.pairs = self.deleted = 0  # committed; photos whose deletion has begun
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._write)

    def __enter__(self) -> Load:
        self._thread.start()
        while self.pairs < 3 and self.alive:
            time.sleep(0.01)
        return self

    def __exit__(self, *fault: object) -> None:
        self._stop.set()
        self._thread.join()
        self.database.dispose()

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def _write(self) -> None:
        photos = Photos.of(self.settings)
        with writing(self.database) as connection:
            user = connection.scalar(sa.select(user_account.c.id).limit(1))
        while not self._stop.is_set():
            n = self.pairs
            with writing(self.database) as connection:
                for half in ("a", "b"):
                    connection.execute(sa.insert(setting).values(name=f"{n}{half}", value="x" * 2000))
            self.pairs = n + 1
            key = Photos.new_key("jpg")
            picture, small = secrets.token_bytes(3000), secrets.token_bytes(300)
            photos.put(key, picture)
            photos.put(small_key(key), small)
            with writing(self.database) as connection:
                connection.execute(sa.insert(attachment).values(**photo_row(n, key, picture, user)))
            if n % 7 == 6:  # by age: first the row forgets it, then it goes
                with writing(self.database) as connection:
                    old = connection.execute(
                        sa.select(attachment.c.id, attachment.c.key).where(attachment.c.key.is_not(None)).limit(1)
                    ).one()
                    connection.execute(sa.update(attachment).where(attachment.c.id == old.id).values(key=None))
                self.deleted += 1
                photos.delete(old.key)
                photos.delete(small_key(old.key))


def photo_row(n: int, key: str, data: bytes, user: int | None) -> dict[str, Any]:
    """A stored photo as the forms write it down."""
    digest = hashlib.sha256(data).hexdigest()
    return {
        "public_id": f"p{n}", "token": f"t{n}", "submission": f"s{n}", "form": "walk", "field": "shelf",
        "user_id": user, "sha256": digest, "size": len(data), "received": len(data), "state": "stored",
        "key": key, "stored_sha256": digest, "flags": [], "created_at": clock.now(),
    }  # fmt: skip


@dataclass
class Found:
    """What was made and what came back. ``faults``: one line for each restore that is not a state that was."""

    backups: int = 0
    restores: int = 0
    rows: int = 0  # written while backups were made
    photos: int = 0  # compared byte for byte, over all restores
    backup_seconds: list[float] = field(default_factory=list)
    restore_seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return not self.faults and self.backups == self.restores > 0

    def lines(self) -> list[str]:
        """The table."""
        return [
            f"backups under load          {self.backups}",
            f"restored and equal          {self.restores - len({f.split(':')[0] for f in self.faults})}",
            f"rows written meanwhile      {self.rows}",
            f"photos compared             {self.photos}",
            f"seconds a backup            {_middle_and_most(self.backup_seconds)}",
            f"seconds to verify, restore  {_middle_and_most(self.restore_seconds)}",
            *self.faults,
        ]


def play(one: Settings, two: Settings, folder: Path, rounds: int, where: Where, empty: Callable[[], object]) -> Found:
    """Makes ``rounds`` backups of ``one`` while rows and photos are written and deleted; verifies and restores each
    into ``two``, which ``empty`` empties again."""
    found = Found()
    made = []
    with Load(one) as load:
        for n in range(rounds):
            least, deleted, began = load.pairs, load.deleted, time.monotonic()
            backup(one, folder / f"{n}.zip", photos=where)
            found.backup_seconds.append(time.monotonic() - began)
            found.backups += 1
            # what is committed and what just is; and the deletion before may still have been at work
            made.append((folder / f"{n}.zip", least, load.pairs + 1, load.deleted - deleted + 1))
            seen = load.pairs
            while load.pairs < seen + 3 and load.alive:
                time.sleep(0.005)
            if not load.alive:
                found.faults.append(f"{n}: the writer has ended")
                break
        found.rows = 3 * load.pairs
    for file, least, most, deleted in made:
        began = time.monotonic()
        verify(two, file)
        manifest = restore(two, file)
        found.restore_seconds.append(time.monotonic() - began)
        found.restores += 1
        compared, faults = _compared(two, manifest.rows, manifest.photos_gone, (least, most, deleted))
        found.photos += compared
        found.faults += [f"{file.stem}: {fault}" for fault in faults]
        shutil.rmtree(two.data)
        two.data.mkdir()
        empty()
    return found


def emptied(settings: Settings) -> None:
    """Takes all tables away; a SQLite file has gone with its folder."""
    if settings.database.startswith("sqlite"):
        return
    database = open_database(settings.database, isolation_level="AUTOCOMMIT")
    with database.connect() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    database.dispose()


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


def _compared(
    two: Settings, rows: dict[str, int], photos_gone: int, bounds: tuple[int, int, int]
) -> tuple[int, list[str]]:
    """Photos compared and what is wrong: pairs 0 … k without a gap, least ≤ k ≤ most, every photo that the rows name
    (but those deleted while the backup was made) byte for byte, as many rows as were saved, and a paused outbox."""
    least, most, deleted = bounds
    database = open_database(two.database)
    with reading(database) as connection:
        names = set(connection.scalars(sa.select(setting.c.name).where(setting.c.name.regexp_match("^[0-9]+[ab]$"))))
        kept = connection.execute(
            sa.select(attachment.c.key, attachment.c.stored_sha256).where(attachment.c.key.is_not(None))
        ).all()
        paused = outbox_paused(connection)
    database.dispose()
    faults = []
    k = len(names) // 2
    if names != {f"{n}{half}" for n in range(k) for half in ("a", "b")}:
        faults.append("half a pair, or a gap")
    if not least <= k <= most:
        faults.append(f"{k} pairs, not {least} to {most}")
    photos, gone = Photos.of(two), 0
    for key, digest in kept:
        try:
            if photos.hash_of(photos.get(key)) != digest:
                faults.append(f"the photo {key} differs")
            photos.get(small_key(key))
        except GoneError:
            gone += 1
    if gone > deleted or gone > photos_gone or photos_gone > 2 * (gone + 1):
        faults.append(f"{gone} photos gone, {photos_gone} said to be, {deleted} deleted")
    if counts(two) != rows | {"setting": rows["setting"] + 1, "user_session": 0}:
        faults.append("the number of rows differs")
    if not paused:
        faults.append("the outbox is not paused")
    return len(kept) - gone, faults


def _middle_and_most(values: list[float]) -> str:
    ordered = sorted(values) or [0.0]
    return f"median {ordered[len(ordered) // 2]:.2f}, most {ordered[-1]:.2f}"
