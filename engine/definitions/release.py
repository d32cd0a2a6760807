"""A release: one consistent set of definitions and data files, as the product uses it.

Its content is read and compiled once per content hash and process.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from engine.base import canonical
from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.definitions.canonical_form import text_hash
from engine.definitions.check import check
from engine.definitions.kind import Catalog, Definition, carried
from engine.definitions.read import read_text
from engine.sql.prepared import prepared
from engine.storage import tables as t

if TYPE_CHECKING:
    from engine.plan.measures import CompiledMeasure


CURRENT = "current"
KEPT = 6  # contents kept in memory: the one that serves, its neighbours, and one being compared

_kept: OrderedDict[str, Catalog] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True)
class Release:
    """What serves (or served, or is previewed: number 0). Models are read-only; nothing here touches the database."""

    number: int
    hash: str
    catalog: Catalog
    author: str = ""
    reason: str = ""
    created_at: datetime | None = None
    rolled_back_to: int | None = None

    def definition(self, kind: str, name: str) -> Definition:
        """The definition. Raises KeyError."""
        return self.catalog.definitions[kind, name]

    def get(self, kind: str, name: str) -> Any:
        """The model of a definition. Raises KeyError."""
        return self.catalog.definitions[kind, name].model

    def find(self, kind: str, name: str) -> Any | None:
        """The model of a definition, or None."""
        found = self.catalog.get(kind, name)
        return found.model if found else None

    def all(self, kind: str) -> list[Any]:
        """The models of all definitions of a kind, by name."""
        return [definition.model for definition in self.catalog.all(kind)]

    def compiled(self, kind: str, name: str) -> Any:
        """What the kind's ``compile`` made of a definition; made once per content. Raises KeyError."""
        return self.catalog.compiled(kind, name)

    @property
    def files(self) -> Mapping[str, str]:
        """Text of the data files by path."""
        return self.catalog.files

    @cached_property
    def app(self) -> Any:
        """The model of the one app. Raises LookupError for a set without one (which cannot be published)."""
        apps = self.all("app")
        if len(apps) != 1:
            raise LookupError("there is no app")
        return apps[0]

    def measures(self) -> dict[str, CompiledMeasure]:
        """Every measure by name, those of indicators' own aggregates (``<indicator>__1``) included."""
        from engine.plan.measures import compiled_measures  # plan stands on definitions

        return compiled_measures(self.catalog)


def content_hash(catalog: Catalog) -> str:
    """SHA-256 over everything a release holds: equal content, equal hash."""
    definitions = [[*key, d.path, d.hash] for key, d in sorted(catalog.definitions.items())]
    files = [[path, text_hash(text)] for path, text in sorted(catalog.files.items())]
    return canonical.digest([definitions, files])


def preview(catalog: Catalog) -> Release:
    """A checked set as if it were published: for preview and simulation, never stored."""
    return Release(0, content_hash(catalog), catalog)


def current_release(connection: sa.Connection) -> Release | None:
    """The release that serves, or None before the first. One small SELECT where its content is known already."""
    rows = prepared(connection, current_release, _current)(connection)
    return _release(connection, rows[0]) if rows else None


def _current() -> sa.Select[Any]:
    joined = t.release.join(t.pointer, t.pointer.c.release_id == t.release.c.id)
    return sa.select(t.release).select_from(joined).where(t.pointer.c.name == CURRENT)


def release_by_number(connection: sa.Connection, number: int) -> Release:
    """A release of the history. Raises IssueError (N208) for a number there is none of."""
    row = connection.execute(sa.select(t.release).where(t.release.c.number == number)).one_or_none()
    if row is None:
        raise IssueError([Issue("N208", both(f"没有第 {number} 版发布", f"there is no release {number}"))])
    return _release(connection, row)


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
    return check(carried(documents), files).require()
