"""Publishes a set of definitions: all of it or nothing, in one transaction with everything built from it.

Only what changed gets a new version. Rolling back is a new release with an old one's content, so history only grows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from engine.base import clock
from engine.base.issue import Issue, IssueError, has_errors
from engine.base.text import both
from engine.definitions.canonical_form import text_hash
from engine.definitions.check import Checked, check
from engine.definitions.kind import Catalog, Definition, losses, trials
from engine.definitions.read import Document
from engine.definitions.release import (
    CURRENT,
    Release,
    content_hash,
    current_release,
    release_by_number,
    remember,
)
from engine.storage import tables as t


def build_tables(connection: sa.Connection, old: Release | None, new: Release) -> None:
    """The first hook: organisation, dataset tables, plan and rollups follow the definitions."""
    from engine.storage.apply import on_publish  # what is built from definitions stands above them

    on_publish(connection, old, new)


#: Called inside the publishing transaction with (connection, the release before or None, the new one). A hook that
#: raises undoes the publication. Further rooms append their own.
ON_PUBLISH: list[Callable[[sa.Connection, Release | None, Release], None]] = [build_tables]


def publish(
    connection: sa.Connection,
    documents: Sequence[Document],
    files: Mapping[str, str],
    *,
    author: str,
    reason: str,
    tried: bool = False,
) -> Release:
    """Checks and publishes. Raises IssueError with every issue, and changes nothing then.

    ``tried``: what trying it out shows (rule cases) is known and does not stop it. Returns the release that serves
    already where the content is the same.
    """
    return publish_checked(connection, check(documents, files), author=author, reason=reason, tried=tried)


def publish_checked(
    connection: sa.Connection, checked: Checked, *, author: str, reason: str, tried: bool = False
) -> Release:
    """As ``publish``, for what has been checked already. ``tried``: what it changes need not be tried out."""
    catalog = checked.require()
    with connection.begin_nested():
        old = _locked(connection)
        if old is not None and old.hash == content_hash(catalog):
            return old
        if not tried and has_errors(found := trials(old.catalog if old else None, catalog)):
            raise IssueError(found)
        return _put(connection, old, catalog, author, reason, None)


def rollback(connection: sa.Connection, number: int, *, author: str, reason: str) -> Release:
    """Publishes the content of an earlier release again. Raises IssueError (N208, N209), and changes nothing then."""
    with connection.begin_nested():
        old = _locked(connection)
        wanted = release_by_number(connection, number)
        if old is not None and old.hash == wanted.hash:
            words = both(f"现行发布与第 {number} 版内容相同", f"what serves is the same as release {number}")
            raise IssueError([Issue("N209", words)])
        return _put(connection, old, wanted.catalog, author, reason, number)


def serving_for_change(connection: sa.Connection) -> Release:
    """What serves, held until the transaction ends: nobody publishes in between. Raises IssueError (N810)."""
    release = _locked(connection)
    if release is None:
        raise IssueError([Issue("N810", both("尚未发布任何定义", "Nothing has been published yet"))])
    return release


def _locked(connection: sa.Connection) -> Release | None:
    """What serves; a second publisher waits here until the first is done."""
    pointer = sa.select(t.pointer.c.release_id).where(t.pointer.c.name == CURRENT).with_for_update()
    connection.execute(pointer)
    return current_release(connection)


def _put(
    connection: sa.Connection, old: Release | None, catalog: Catalog, author: str, reason: str, again: int | None
) -> Release:
    if old is not None and has_errors(found := losses(connection, old.catalog, catalog)):
        raise IssueError(found)
    number = 1 + (connection.execute(sa.select(sa.func.max(t.release.c.number))).scalar() or 0)
    made: dict[str, Any] = {
        "number": number,
        "hash": content_hash(catalog),
        "author": author,
        "reason": reason,
        "created_at": clock.now(),
        "rolled_back_to": again,
    }
    try:
        release_id = connection.execute(sa.insert(t.release).values(**made).returning(t.release.c.id)).scalar_one()
    except sa.exc.IntegrityError:  # the number is taken: two first publications at once have no pointer to wait at
        words = both("同时有人发布了另一版", "somebody else has published at the same moment")
        raise IssueError([Issue("N212", words, hint=both("再试一次", "try again"))]) from None
    items = [
        {"release_id": release_id, "version_id": _version(connection, definition, made)}
        for definition in catalog.definitions.values()
    ]
    connection.execute(sa.insert(t.release_item), items)
    _put_files(connection, release_id, catalog.files)
    moved = sa.update(t.pointer).where(t.pointer.c.name == CURRENT).values(release_id=release_id)
    if connection.execute(moved).rowcount == 0:
        connection.execute(sa.insert(t.pointer).values(name=CURRENT, release_id=release_id))
    action = "release.publish" if again is None else "release.rollback"
    detail = {"reason": reason, "before": old.number if old else None, "content_of": again}
    entry = {"at": made["created_at"], "actor": author, "action": action, "object": f"release {number}"}
    connection.execute(sa.insert(t.audit).values(**entry, detail=detail))
    new = Release(catalog=remember(made["hash"], catalog), **made)
    for hook in ON_PUBLISH:
        hook(connection, old, new)
    return new


def _version(connection: sa.Connection, definition: Definition, made: Mapping[str, Any]) -> int:
    """The id of the definition's version: the same text at the same path is the same version."""
    v = t.definition_version
    mine = sa.and_(v.c.kind == definition.kind, v.c.name == definition.name)
    same = sa.select(v.c.id).where(mine, v.c.hash == definition.hash, v.c.path == definition.path)
    known: int | None = connection.execute(same.order_by(v.c.version.desc()).limit(1)).scalar()
    if known is not None:
        return known
    last = connection.execute(sa.select(sa.func.max(v.c.version)).where(mine)).scalar() or 0
    values = {
        "kind": definition.kind,
        "name": definition.name,
        "version": last + 1,
        "path": definition.path,
        "hash": definition.hash,
        "text": definition.text,
        **{name: made[name] for name in ("author", "reason", "created_at")},
    }
    fresh: int = connection.execute(sa.insert(v).values(**values).returning(v.c.id)).scalar_one()
    return fresh


def _put_files(connection: sa.Connection, release_id: int, files: Mapping[str, str]) -> None:
    if not files:
        return
    hashes = {path: text_hash(text) for path, text in files.items()}
    known = set(connection.execute(sa.select(t.file_version.c.hash)).scalars())
    texts = {hashes[path]: text for path, text in files.items() if hashes[path] not in known}
    if texts:
        connection.execute(sa.insert(t.file_version), [{"hash": h, "text": text} for h, text in texts.items()])
    held = [{"release_id": release_id, "path": path, "hash": hashes[path]} for path in files]
    connection.execute(sa.insert(t.release_file), held)
