"""Publishes a change set inside a transaction that is always rolled back: what would be, with the real data."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.changes.candidate import Candidate, candidate_of
from engine.changes.store import change_set
from engine.definitions.kind import Catalog
from engine.definitions.publish import publish_checked
from engine.definitions.release import Release, content_hash, current_release
from engine.plan.shape import plan_columns, shapes
from engine.storage.apply import plan_mark
from engine.storage.database import BUSY_TIMEOUT
from engine.storage.model import forget_model

REHEARSER = "rehearsal"


@contextmanager
def rehearsing(database: sa.Engine, public_id: str) -> Iterator[tuple[sa.Connection, Release]]:
    """A connection on which the change set has been published: tables built, rules may run, rows be written.

    Everything is rolled back at the end. Writers wait meanwhile (SQLite has one; PostgreSQL's tables that change are
    locked), so do as little as possible in it. Raises AccessError (404) for an unknown change set and IssueError with
    every issue where it cannot be published.
    """
    with _rolled_back(database) as connection:
        found = change_set(connection, public_id)
        live = current_release(connection)
        assert live is not None  # a change set is opened over a release
        with _published(connection, candidate_of(connection, live, found)) as release:
            yield connection, release


@contextmanager
def performing(database: sa.Engine, candidate: Candidate) -> Iterator[tuple[sa.Connection, Release]]:
    """As ``rehearsing``, for a candidate that is at hand: drafts that nobody has saved may be among it."""
    with _rolled_back(database) as connection, _published(connection, candidate) as release:
        yield connection, release


#: One rehearsal at a time in a process: they would only wait for one another inside the database, and time out there.
_turn = threading.Lock()
#: How long one waits for its turn, and then for the database to be free, in seconds.
PATIENCE = 60


@contextmanager
def _rolled_back(database: sa.Engine) -> Iterator[sa.Connection]:
    if not _turn.acquire(timeout=PATIENCE):
        words = both("预览正忙，请稍后再试", "previews are busy: please try again")
        raise IssueError([Issue("N828", words)])
    try:
        with database.connect() as connection, _patient(connection):
            yield connection
    finally:
        _turn.release()


@contextmanager
def _patient(connection: sa.Connection) -> Iterator[None]:
    """A transaction that is rolled back; SQLite's one writer is waited for longer than usual, PostgreSQL's readers of
    a table not for ever."""
    driver = connection.connection.driver_connection if connection.dialect.name == "sqlite" else None
    if driver is not None:
        driver.execute(f"PRAGMA busy_timeout={PATIENCE * 1000}")
    try:
        transaction = connection.begin()
        try:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{PATIENCE}s'")
            yield
        finally:
            transaction.rollback()
    finally:
        if driver is not None:
            driver.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT}")


@contextmanager
def _published(connection: sa.Connection, candidate: Candidate) -> Iterator[Release]:
    reason = candidate.change.title
    release = publish_checked(connection, candidate.checked, author=REHEARSER, reason=reason, tried=True)
    try:
        yield release
    finally:
        if release.author == REHEARSER:
            forget_model(connection, release)


@contextmanager
def glimpse(connection: sa.Connection, candidate: Candidate) -> Iterator[Release | None]:
    """The candidate as a release over the tables that are there, for reading; None where it needs tables of its own
    (then ``rehearsing`` shows it). Raises IssueError where it is not sound."""
    catalog = candidate.checked.require()
    if needs_tables(candidate.live, catalog):
        yield None
        return
    live = candidate.live
    release = Release(live.number, content_hash(catalog), catalog, live.author, live.reason, live.created_at)
    try:
        yield release
    finally:
        if release.hash != live.hash:
            forget_model(connection, release)


def needs_tables(live: Release, catalog: Catalog) -> bool:
    """Whether publishing would change the organisation, a table, the plan or a rollup."""
    new = Release(0, content_hash(catalog), catalog)
    if plan_mark(live) != plan_mark(new) or plan_columns(live) != plan_columns(new):
        return True
    org, was = new.get("org", new.app.org), live.get("org", live.app.org)
    if org != was or any(new.files.get(p) != live.files.get(p) for p in (org.units, org.users, org.posts) if p):
        return True
    return _tables(live) != _tables(new)


def _tables(release: Release) -> dict[str, tuple[str, object]]:
    """All that decides a dataset's tables."""
    return {name: (shape.fingerprint, shape.dataset.model) for name, shape in shapes(release).items()}
