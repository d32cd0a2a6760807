"""The one door to bytes of photos: a folder of this machine, or wherever fsspec reaches (``s3://…``, ``memory://…``).

Keys are made here and hold nothing that came from outside. What is there under a key is there whole: a file is written
beside its place and moved into it; an object store has a ``put`` that does the same.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.base import clock
from engine.base.settings import Settings
from engine.storage.photo_place import KEY, PLACE, photo_place

__all__ = ["PLACE", "GoneError", "Photos", "StoreError"]


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
        place = photo_place(settings)
        return cls(place.system, place.root, place.local)

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
                self._write(Path(path), data)
            else:
                self.system.pipe_file(path, data)
        except Exception as fault:
            raise StoreError(type(fault).__name__) from fault

    @staticmethod
    def _write(target: Path, data: bytes) -> None:
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
