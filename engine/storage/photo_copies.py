"""Photos in a backup: by hash, so that what is there already is neither read nor copied again.

Beside the backups (``objects/ab/<sha256>``) or inside the zip (``objects/<sha256>``); a list says which key holds what.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.storage.photos import KEY, GoneError, Photos, StoreError, write_whole

LIST, OBJECTS = "photos.json", "objects"


@dataclass(frozen=True)
class Copy:
    """One photo: its key, SHA-256 (hex) and length in bytes."""

    key: str
    sha256: str
    bytes: int


class Objects(Protocol):
    """Where copies lie, by hash."""

    def has(self, sha256: str, size: int) -> bool:
        """Whether the bytes are there, as long as they should be."""
        ...

    def put(self, sha256: str, data: bytes) -> None:
        """Keeps them; afterwards they are there whole or not at all."""
        ...

    def get(self, sha256: str) -> bytes:
        """The bytes. Raises KeyError or OSError."""
        ...


class Beside:
    """A folder beside the backups, shared by all of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def has(self, sha256: str, size: int) -> bool:
        file = self._file(sha256)
        return file.is_file() and file.stat().st_size == size

    def put(self, sha256: str, data: bytes) -> None:
        write_whole(self._file(sha256), data)

    def get(self, sha256: str) -> bytes:
        return self._file(sha256).read_bytes()

    def _file(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256


class Inside:
    """In the zip itself. JPEG does not get smaller: stored as it is."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = set(archive.namelist())

    def has(self, sha256: str, size: int) -> bool:
        name = f"{OBJECTS}/{sha256}"
        return name in self._names and self._archive.getinfo(name).file_size == size

    def put(self, sha256: str, data: bytes) -> None:
        name = f"{OBJECTS}/{sha256}"
        self._archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_STORED)
        self._names.add(name)

    def get(self, sha256: str) -> bytes:
        return self._archive.read(f"{OBJECTS}/{sha256}")


def save(
    photos: Photos, keys: Mapping[str, str | None], known: Mapping[str, Copy], objects: Objects
) -> tuple[list[Copy], int]:
    """Copies what is not there yet; gives the list and how many are gone from the place (deleted since, or lost).

    ``known``: the list of an earlier backup. A key is written once and never again, so what it held then it holds now.
    Raises IssueError (N903) where a photo is not what the database says of it, or the place does not answer.
    """
    copies: list[Copy] = []
    gone = 0
    for key, digest in keys.items():
        before = known.get(key)
        if before is not None and digest in (None, before.sha256) and objects.has(before.sha256, before.bytes):
            copies.append(before)
            continue
        try:
            data = photos.get(key)
        except GoneError:
            gone += 1
            continue
        except StoreError as fault:
            raise _refused("照片无法读取", f"photos cannot be read ({fault})") from fault
        copy = Copy(key, Photos.hash_of(data), len(data))
        if digest is not None and digest != copy.sha256:
            raise _refused(f"照片 {key} 已损坏", f"the photo {key} is damaged: its hash is not the one on record")
        if not objects.has(copy.sha256, copy.bytes):
            objects.put(copy.sha256, data)
        copies.append(copy)
    return copies, gone


def put_back(photos: Photos, copies: Iterable[Copy], objects: Objects) -> int:
    """Writes photos to their keys, those that are not there yet; returns how many. Raises IssueError (N903)."""
    written = 0
    for copy in copies:
        try:
            if _lies_there(photos, copy):
                continue
            photos.put(copy.key, checked(copy, objects))
        except StoreError as fault:
            raise _refused("照片无法写入", f"photos cannot be written ({fault})") from fault
        written += 1
    return written


def _lies_there(photos: Photos, copy: Copy) -> bool:
    try:
        return Photos.hash_of(photos.get(copy.key)) == copy.sha256
    except GoneError:
        return False


def checked(copy: Copy, objects: Objects) -> bytes:
    """The bytes of a copy. Raises IssueError (N903) where they are missing or not what the list says."""
    try:
        data = objects.get(copy.sha256)
    except (KeyError, OSError, zipfile.BadZipFile) as fault:
        raise _refused(f"备份缺少照片 {copy.key}", f"the backup lacks the photo {copy.key}") from fault
    if len(data) != copy.bytes or Photos.hash_of(data) != copy.sha256:
        raise _refused(f"备份中的照片 {copy.key} 已损坏", f"the photo {copy.key} is damaged in the backup")
    return data


def as_text(copies: Iterable[Copy]) -> bytes:
    """The list, as it stands in a backup."""
    return json.dumps([[copy.key, copy.sha256, copy.bytes] for copy in copies], separators=(",", ":")).encode()


def from_text(text: bytes) -> list[Copy]:
    """The copies of a list. Raises ValueError for what cannot be one: a key might lead out of the folder."""
    rows: Any = json.loads(text)
    copies = [Copy(str(key), str(digest), int(size)) for key, digest, size in rows]
    for copy in copies:
        if not KEY.fullmatch(copy.key) or len(copy.sha256) != 64 or not copy.sha256.isalnum():
            raise ValueError("not a list of photos")
    return copies


def _refused(zh: str, en: str) -> IssueError:
    return IssueError([Issue("N903", both(zh, en))])
