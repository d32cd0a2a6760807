"""The history: every release, and every version of a definition, with who made it, when and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from engine.definitions.release import CURRENT
from engine.storage import tables as t


@dataclass(frozen=True)
class ReleaseInfo:
    """One line of the history."""

    number: int
    hash: str
    author: str
    reason: str
    created_at: datetime
    rolled_back_to: int | None
    current: bool


@dataclass(frozen=True)
class Version:
    """One immutable version of a definition."""

    version: int
    path: str
    hash: str
    text: str
    author: str
    reason: str
    created_at: datetime


def releases(connection: sa.Connection) -> list[ReleaseInfo]:
    """The history, newest first."""
    serving = sa.select(t.pointer.c.release_id).where(t.pointer.c.name == CURRENT).scalar_subquery()
    columns = [t.release.c[name] for name in ("number", "hash", "author", "reason", "created_at", "rolled_back_to")]
    query = sa.select(*columns, (t.release.c.id == serving).label("current")).order_by(t.release.c.number.desc())
    rows = connection.execute(query).all()
    return [
        ReleaseInfo(r.number, r.hash, r.author, r.reason, r.created_at, r.rolled_back_to, bool(r.current)) for r in rows
    ]


def versions_in(connection: sa.Connection, number: int) -> dict[tuple[str, str], int]:
    """(kind, name) → number of the version that a release holds."""
    v, item = t.definition_version, t.release_item
    query = (
        sa.select(v.c.kind, v.c.name, v.c.version)
        .join(item, item.c.version_id == v.c.id)
        .join(t.release, t.release.c.id == item.c.release_id)
        .where(t.release.c.number == number)
    )
    return {(kind, name): version for kind, name, version in connection.execute(query)}


def history(connection: sa.Connection, kind: str, name: str) -> list[Version]:
    """Every version of one definition, newest first: who changed it, when and why."""
    v = t.definition_version
    columns = [v.c[column] for column in ("version", "path", "hash", "text", "author", "reason", "created_at")]
    query = sa.select(*columns).where(v.c.kind == kind, v.c.name == name).order_by(v.c.version.desc())
    return [Version(*row) for row in connection.execute(query)]
