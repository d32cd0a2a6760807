"""Where the bytes of photos lie, and the one door to them: a folder of this machine, or wherever fsspec reaches
(``s3://…``, ``memory://…``).

Keys are made here and hold nothing that came from outside. What is there under a key is there whole: a file is written
beside its place and moved into it; an object store has a ``put`` that does the same.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fsspec
import sqlalchemy as sa

from engine.base import clock
from engine.base.settings import Settings
from engine.storage.tables import attachment, photo_verdict

#: The setting: a folder or an fsspec URL.
PLACE = "NAVMARK_PHOTOS"

#: What keys look like: made by us, relative, without dots that climb.
KEY = re.compile(r"[a-z0-9]+(?:/[a-z0-9]+)*(?:\.[a-z0-9]+)?")


class GoneError(LookupError):
    """There is nothing under that key."""


class StoreError(Exception):
    """The place for photos does not take or give anything at present: full, read-only or out of reach."""


@dataclass(frozen=True)
class Photos:
    """A place for bytes. ``root`` is a path of ``system``; ``local``: it is a folder of this machine."""

    system: Any
    root: str
    local: bool

    @classmethod
    def of(cls, settings: Settings) -> Photos:
        """The place of an installation: ``NAVMARK_PHOTOS`` (a folder or an fsspec URL), else ``<data>/photos``."""
        system, root = fsspec.core.url_to_fs(settings.values.get(PLACE) or str(settings.data / "photos"))
        protocols = system.protocol if isinstance(system.protocol, tuple) else (system.protocol,)
        return cls(system, root.rstrip("/"), bool({"file", "local"} & set(protocols)))

    @staticmethod
    def new_key(suffix: str) -> str:
        """A key nobody can guess; the month keeps folders small."""
        return f"{clock.now():%Y%m}/{secrets.token_hex(16)}.{suffix}"

    @staticmethod
    def hash_of(data: bytes) -> str:
        """SHA-256 (hex) of bytes as they are kept."""
        return hashlib.sha256(data).hexdigest()

    def put(self, key: str, data: bytes) -> None:
        """Writes the bytes: afterwards they are there whole, or (StoreError) what was there before is."""
        path = self._path(key)
        try:
            if self.local:
                write_whole(Path(path), data)
            else:
                self.system.pipe_file(path, data)
        except Exception as fault:
            raise StoreError(type(fault).__name__) from fault

    def get(self, key: str) -> bytes:
        """The bytes. Raises GoneError, StoreError."""
        path = self._path(key)
        try:
            found: bytes = self.system.cat_file(path)
        except FileNotFoundError:
            raise GoneError(key) from None
        except Exception as fault:
            raise StoreError(type(fault).__name__) from fault
        return found

    def delete(self, key: str) -> None:
        """Removes it, if it is there. Raises StoreError."""
        path = self._path(key)
        try:
            self.system.rm_file(path)
        except FileNotFoundError:
            return
        except Exception as fault:
            raise StoreError(type(fault).__name__) from fault

    def _path(self, key: str) -> str:
        if not KEY.fullmatch(key):
            raise ValueError(f"not a key of ours: {key!r}")
        return f"{self.root}/{key}"


def write_whole(target: Path, data: bytes) -> None:
    """Writes a file, making its folder: afterwards it is there whole, or what was there before is. Raises OSError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{secrets.token_hex(6)}")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def small_key(key: str) -> str:
    """Where the thumbnail of a picture is kept."""
    return f"{key.rsplit('.', 1)[0]}s.jpg"


def keys_of(connection: sa.Connection) -> dict[str, str | None]:
    """Every key that the database knows of, with the SHA-256 (hex) of what lies there where that is on record."""
    found: dict[str, str | None] = {}
    a = attachment.c
    for key, digest in connection.execute(sa.select(a.key, a.stored_sha256).where(a.key.is_not(None)).order_by(a.id)):
        found[key] = digest
        found[small_key(key)] = None
    v = photo_verdict.c
    found |= dict.fromkeys(connection.scalars(sa.select(v.marked_key).where(v.marked_key.is_not(None))))
    return found
