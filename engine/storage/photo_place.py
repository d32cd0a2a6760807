"""Where the bytes of photos lie: one folder of this machine, or a path of whatever fsspec reaches."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import fsspec
import sqlalchemy as sa

from engine.base.settings import Settings
from engine.storage.tables import attachment, photo_verdict

PLACE = "NAVMARK_PHOTOS"


@dataclass(frozen=True)
class PhotoPlace:
    """``root`` is a path of ``system``; ``local``: it is a folder of this machine."""

    system: Any
    root: str
    local: bool


def photo_place(settings: Settings) -> PhotoPlace:
    """That of an installation: ``NAVMARK_PHOTOS`` (a folder or an fsspec URL), else ``<data>/photos``."""
    place = settings.values.get(PLACE) or str(settings.data / "photos")
    system, root = fsspec.core.url_to_fs(place)
    protocols = system.protocol if isinstance(system.protocol, tuple) else (system.protocol,)
    return PhotoPlace(system, root.rstrip("/"), bool({"file", "local"} & set(protocols)))


#: What keys look like: made by us, relative, without dots that climb.
KEY = re.compile(r"[a-z0-9]+(?:/[a-z0-9]+)*(?:\.[a-z0-9]+)?")


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
