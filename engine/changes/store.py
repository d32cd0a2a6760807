"""Change sets and their drafts as they are stored. A save names the revision it was made from: nothing is overwritten
unseen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engine.access import audit
from engine.access.errors import not_found
from engine.base import clock
from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.storage import tables as t
from engine.storage.database import new_public_id

#: States in which drafts may be saved.
OPEN = ("open", "submitted")


@dataclass(frozen=True)
class ChangeSet:
    """``revision`` counts every save in it; ``release`` is the number it was published as."""

    id: int
    public_id: str
    title: str
    state: str
    author: str
    created_at: datetime
    changed_at: datetime
    revision: int
    release: int | None


@dataclass(frozen=True)
class Draft:
    """A definition as somebody wants it. ``text`` None: deleted; ``base_text``: what served when the draft began."""

    kind: str
    name: str
    path: str
    text: str | None
    revision: int
    base_text: str | None
    author: str
    changed_at: datetime


@dataclass(frozen=True)
class DraftFile:
    """A data file as somebody wants it. ``text`` None: deleted; ``base_hash``: of what served when it began."""

    path: str
    text: str | None
    revision: int
    base_hash: str | None
    author: str
    changed_at: datetime


class StaleError(IssueError):
    """Somebody else has saved in between: answered 409 with what is there now."""

    def __init__(self, current: int) -> None:
        self.current = current
        words = both("另一处已保存过此内容", "this was saved from elsewhere in the meantime")
        hint = both("查看双方的改动并选择", "look at both changes and choose")
        super().__init__([Issue("N820", words, hint=hint)])


def open_change_set(connection: sa.Connection, title: str, author: str) -> ChangeSet:
    """A new, empty one."""
    now = clock.now()
    values = {"public_id": new_public_id(), "title": title, "state": "open", "author": author}
    made = sa.insert(t.change_set).values(**values, created_at=now, changed_at=now).returning(t.change_set)
    found = ChangeSet(**connection.execute(made).one()._mapping)
    audit.append(connection, author, "change.open", f"change set {found.public_id}", {"title": title})
    return found


def change_sets(connection: sa.Connection, state: str | None = None, limit: int = 200) -> list[ChangeSet]:
    """The newest first. ``state`` "open" includes submitted ones."""
    query = sa.select(t.change_set).order_by(t.change_set.c.id.desc()).limit(limit)
    if state is not None:
        query = query.where(t.change_set.c.state.in_(OPEN if state == "open" else (state,)))
    return [ChangeSet(**row._mapping) for row in connection.execute(query)]


def change_set(connection: sa.Connection, public_id: str) -> ChangeSet:
    """One of them. Raises AccessError (404)."""
    row = connection.execute(sa.select(t.change_set).where(t.change_set.c.public_id == public_id)).one_or_none()
    if row is None:
        raise not_found()
    return ChangeSet(**row._mapping)


def rename(connection: sa.Connection, found: ChangeSet, title: str) -> None:
    """Gives an open change set another title. Raises IssueError (N821)."""
    require_open(found)
    connection.execute(sa.update(t.change_set).where(t.change_set.c.id == found.id).values(title=title))


def discard(connection: sa.Connection, found: ChangeSet, author: str) -> None:
    """Closes it unpublished; its drafts stay readable in the database. Raises IssueError (N821)."""
    require_open(found)
    _set(connection, found, state="discarded", changed_at=clock.now())
    audit.append(connection, author, "change.discard", f"change set {found.public_id}", {"title": found.title})


def require_open(found: ChangeSet) -> None:
    """Raises IssueError (N821) for one that was published or discarded."""
    if found.state not in OPEN:
        words = both("此变更集已发布或已放弃", "this change set was published or discarded")
        raise IssueError([Issue("N821", words, hint=both("新建一个变更集", "open a new one"))])


def drafts_of(connection: sa.Connection, found: ChangeSet) -> dict[tuple[str, str], Draft]:
    """(kind, name) → draft."""
    rows = connection.execute(sa.select(t.draft).where(t.draft.c.change_set_id == found.id))
    drafts = (Draft(**_without_owner(row._mapping)) for row in rows)
    return {(draft.kind, draft.name): draft for draft in sorted(drafts, key=lambda one: (one.kind, one.name))}


def files_of(connection: sa.Connection, found: ChangeSet) -> dict[str, DraftFile]:
    """Path → draft of the data file."""
    query = sa.select(t.draft_file).where(t.draft_file.c.change_set_id == found.id).order_by(t.draft_file.c.path)
    return {row.path: DraftFile(**_without_owner(row._mapping)) for row in connection.execute(query)}


def save_draft(
    connection: sa.Connection, found: ChangeSet, draft: Mapping[str, Any], revision: int, author: str
) -> None:
    """Writes a draft (kind, name, path, text, base_text) over the ``revision`` the caller has seen; 0 = there was none.

    Raises StaleError where another one is there by now, and IssueError (N821) for a closed change set.
    """
    require_open(found)
    mine = sa.and_(t.draft.c.kind == draft["kind"], t.draft.c.name == draft["name"])
    _save(connection, found, t.draft, mine, draft, revision, author)


def save_file(connection: sa.Connection, found: ChangeSet, file: Mapping[str, Any], revision: int, author: str) -> None:
    """As ``save_draft``, for a data file (path, text, base_hash)."""
    require_open(found)
    _save(connection, found, t.draft_file, t.draft_file.c.path == file["path"], file, revision, author)


def undo_draft(connection: sa.Connection, found: ChangeSet, kind: str, name: str, revision: int) -> None:
    """Takes a draft back: what serves counts again. Raises StaleError, IssueError (N821)."""
    require_open(found)
    _undo(connection, found, t.draft, sa.and_(t.draft.c.kind == kind, t.draft.c.name == name), revision)


def undo_file(connection: sa.Connection, found: ChangeSet, path: str, revision: int) -> None:
    """As ``undo_draft``, for a data file."""
    require_open(found)
    _undo(connection, found, t.draft_file, t.draft_file.c.path == path, revision)


def mark(connection: sa.Connection, found: ChangeSet, state: str, release: int | None = None) -> None:
    """Another state."""
    _set(connection, found, state=state, release=release, changed_at=clock.now())


def _save(
    connection: sa.Connection,
    found: ChangeSet,
    table: sa.Table,
    mine: sa.ColumnElement[bool],
    values: Mapping[str, Any],
    revision: int,
    author: str,
) -> None:
    row = {**values, "revision": revision + 1, "author": author, "changed_at": clock.now()}
    if revision:
        here = sa.and_(table.c.change_set_id == found.id, mine, table.c.revision == revision)
        if connection.execute(sa.update(table).where(here).values(**row)).rowcount == 0:
            raise StaleError(_revision(connection, found, table, mine))
    else:
        try:
            with connection.begin_nested():
                connection.execute(sa.insert(table).values(change_set_id=found.id, **row))
        except sa.exc.IntegrityError:
            raise StaleError(_revision(connection, found, table, mine)) from None
    _touch(connection, found)


def _undo(
    connection: sa.Connection, found: ChangeSet, table: sa.Table, mine: sa.ColumnElement[bool], revision: int
) -> None:
    here = sa.and_(table.c.change_set_id == found.id, mine)
    if connection.execute(sa.delete(table).where(here, table.c.revision == revision)).rowcount == 0:
        raise StaleError(_revision(connection, found, table, mine))
    _touch(connection, found)


def _revision(connection: sa.Connection, found: ChangeSet, table: sa.Table, mine: sa.ColumnElement[bool]) -> int:
    query = sa.select(table.c.revision).where(table.c.change_set_id == found.id, mine)
    return connection.execute(query).scalar() or 0


def _touch(connection: sa.Connection, found: ChangeSet) -> None:
    """Any save takes a submitted set back to work: an approval counts for what was seen."""
    _set(connection, found, state="open", revision=t.change_set.c.revision + 1, changed_at=clock.now())


def _set(connection: sa.Connection, found: ChangeSet, **values: Any) -> None:
    connection.execute(sa.update(t.change_set).where(t.change_set.c.id == found.id).values(**values))


def _without_owner(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "change_set_id"}
