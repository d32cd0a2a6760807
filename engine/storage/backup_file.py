"""The file of a backup: a zip with the database, a manifest with its hash, and the list of photos."""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from engine.base.issue import Issue, IssueError
from engine.base.text import Text, both
from engine.storage import photo_copies
from engine.storage.photo_copies import Beside, Copy, Inside, Objects

FORMAT = 2
READABLE = (1, 2)
MANIFEST, PAYLOAD = "manifest.json", "database"
DATED = "navmark-[0-9]*-[0-9]*.zip"
Where = Literal["inside", "beside", "none"]


@dataclass(frozen=True)
class Manifest:
    """What a backup says about itself. ``rows``: table → count; ``photos_gone``: on record, but no longer there."""

    format: int
    version: str
    dialect: str
    revision: str
    made_at: str
    bytes: int
    sha256: str
    rows: dict[str, int] = field(default_factory=dict)
    where: Where = "none"
    photos: int = 0
    photo_bytes: int = 0
    photos_gone: int = 0
    list_sha256: str = ""

    def as_text(self) -> str:
        """As it stands in the zip."""
        return json.dumps(asdict(self), indent=2) + "\n"


@dataclass(frozen=True)
class Opened:
    """A backup that has been read and whose hashes are right; the photos themselves have not been looked at."""

    manifest: Manifest
    copies: list[Copy]


def unpack(source: Path, payload: Path) -> Opened:
    """Reads a backup and writes its database to ``payload``. Raises IssueError (N903) where it is not sound."""
    broken = both(f"{source} 不是完好的备份", f"{source} is not a sound backup")
    try:
        with zipfile.ZipFile(source) as archive:
            values: dict[str, Any] = json.loads(archive.read(MANIFEST))
            manifest = Manifest(**values)
            if manifest.format not in READABLE:
                raise refused(both("不认识的备份格式", "an unknown format of backup"))
            copies = []
            if manifest.where != "none":
                text = archive.read(photo_copies.LIST)
                if hashlib.sha256(text).hexdigest() != manifest.list_sha256:
                    raise refused(broken)
                copies = photo_copies.from_text(text)
            with archive.open(PAYLOAD) as packed, payload.open("wb") as plain:
                left = manifest.bytes
                while chunk := packed.read(1_000_000):
                    left -= len(chunk)
                    if left < 0:
                        raise refused(broken)
                    plain.write(chunk)
    except (OSError, KeyError, TypeError, ValueError, zipfile.BadZipFile, EOFError) as fault:
        raise refused(broken) from fault
    if sha256_of(payload) != manifest.sha256:
        raise refused(both(f"{source} 的校验和不符", f"the checksum of {source} does not match"))
    return Opened(manifest, copies)


def known_copies(folder: Path) -> dict[str, Copy]:
    """The photos of the newest readable backup of a folder that names any, by key."""
    for file in sorted(folder.glob("*.zip"), key=lambda one: one.stat().st_mtime, reverse=True):
        if copies := _copies_beside(file):
            return {copy.key: copy for copy in copies}
    return {}


def _copies_beside(file: Path) -> list[Copy] | None:
    """The photos that a backup names in the shared folder, none where it keeps them otherwise; None: not readable."""
    try:
        with zipfile.ZipFile(file) as archive:
            if json.loads(archive.read(MANIFEST)).get("where") == "beside":
                return photo_copies.from_text(archive.read(photo_copies.LIST))
    except (OSError, KeyError, ValueError, AttributeError, zipfile.BadZipFile):
        return None
    return []


def thin(folder: Path, keep: int) -> list[str]:
    """Leaves the ``keep`` newest dated backups of a folder, and the photos that any zip still there names; returns the
    names of the files taken away. Where one zip cannot be read, all photos stay. Two of these must not run at once."""
    dated = sorted(folder.glob(DATED), reverse=True)
    for file in dated[keep:]:
        file.unlink()
    named: set[str] = set()
    for file in folder.glob("*.zip"):
        copies = _copies_beside(file)
        if copies is None:
            return [file.name for file in dated[keep:]]
        named |= {copy.sha256 for copy in copies}
    for lying in (folder / photo_copies.OBJECTS).glob("??/*"):
        if lying.name not in named:
            lying.unlink()
    return [file.name for file in dated[keep:]]


def objects_beside(file: Path) -> Beside:
    """The folder of photos that the backups of a folder share."""
    return Beside(file.parent / photo_copies.OBJECTS)


def objects_of(manifest: Manifest, source: Path, archive: zipfile.ZipFile) -> Objects:
    """Where the photos of a backup lie."""
    return Inside(archive) if manifest.where == "inside" else objects_beside(source)


def sha256_of(file: Path) -> str:
    """Of a whole file, as hex."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def refused(words: Text) -> IssueError:
    """N903 with these words."""
    return IssueError([Issue("N903", words)])
