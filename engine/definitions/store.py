"""Releases in the database: which one serves, what each held. Content is compiled once per hash and process."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.definitions.check import check
from engine.definitions.kind import Catalog
from engine.definitions.read import read_text
from engine.definitions.release import Release
from engine.storage import tables as t

CURRENT = "current"
KEPT = 6  # contents kept in memory: the one that serves, its neighbours, and one being compared


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


_kept: OrderedDict[str, Catalog] = OrderedDict()
_lock = threading.Lock()


def current_release(connection: sa.Connection) -> Release | None:
    """The release that serves, or None before the first. One small SELECT where its content is known already."""
    joined = t.release.join(t.pointer, t.pointer.c.release_id == t.release.c.id)
    query = sa.select(t.release).select_from(joined).where(t.pointer.c.name == CURRENT)
    row = connection.execute(query).one_or_none()
    return None if row is None else _release(connection, row)


def release_by_number(connection: sa.Connection, number: int) -> Release:
    """A release of the history. Raises IssueError (N208) for a number there is none of."""
    row = connection.execute(sa.select(t.release).where(t.release.c.number == number)).one_or_none()
    if row is None:
        raise IssueError([Issue("N208", both(f"没有第 {number} 版发布", f"there is no release {number}"))])
    return _release(connection, row)


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


def remember(hash: str, catalog: Catalog) -> Catalog:
    """Keeps a content in memory under its hash; the least recently used one gives way."""
    with _lock:
        kept = _kept.setdefault(hash, catalog)
        _kept.move_to_end(hash)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
        return kept


def forget() -> None:
    """Empties the memory (tests)."""
    with _lock:
        _kept.clear()


def _release(connection: sa.Connection, row: Any) -> Release:
    with _lock:
        catalog = _kept.get(row.hash)
    if catalog is None:
        catalog = _read(connection, row.id)
    catalog = remember(row.hash, catalog)
    return Release(
        row.number,
        row.hash,
        catalog,
        row.author,
        row.reason,
        row.created_at,
        row.rolled_back_to,
    )


def _read(connection: sa.Connection, release_id: int) -> Catalog:
    """The content of a release, by the one path. Raises IssueError where this version of the product refuses it."""
    v, item = t.definition_version, t.release_item
    query = sa.select(v.c.text, v.c.path).join(item, item.c.version_id == v.c.id).where(item.c.release_id == release_id)
    documents = [read_text(text, path) for text, path in connection.execute(query.order_by(v.c.path))]
    f, held = t.file_version, t.release_file
    texts = sa.select(held.c.path, f.c.text).join(f, f.c.hash == held.c.hash).where(held.c.release_id == release_id)
    files = {row.path: row.text for row in connection.execute(texts.order_by(held.c.path))}
    return check(documents, files).require()
