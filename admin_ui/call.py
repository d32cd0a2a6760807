"""One request: who calls, under which release, with which door to the data."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import sqlalchemy as sa
from flask import g, request

from engine.access import Actor, Door
from engine.access.errors import forbidden, not_found
from engine.access.sessions import Session
from engine.base import clock
from engine.base.issue import Issue, IssueError
from engine.base.settings import Settings
from engine.base.text import LANGUAGES, both
from engine.changes import Candidate, candidate_of, change_set, rehearsing
from engine.definitions.release import Release
from engine.org.tree import Unit
from engine.storage.database import writing


@dataclass
class Call:
    """What a view is handed. ``connection`` reads; to write, use ``writing()``.

    In a preview ``actor`` is whom the caller looks as, and ``connection`` may be the one of ``rehearsal``.
    """

    database: sa.Engine
    settings: Settings
    connection: sa.Connection
    found_release: Release | None
    found_actor: Actor | None = None
    session: Session | None = None
    language: str = field(default="zh")
    preview_day: date | None = None  # the last whole day, as a preview has it
    looker: str | None = None  # who looks as somebody else
    rehearsal: ExitStack | None = None  # what the preview has built; closed, it is rolled back

    @property
    def release(self) -> Release:
        """The release that serves. Raises IssueError (N810, answered 503) before the first publish."""
        if self.found_release is None:
            raise IssueError([NOTHING_PUBLISHED])
        return self.found_release

    @property
    def actor(self) -> Actor:
        """Who calls (in views that are not public)."""
        if self.found_actor is None:
            raise not_found()
        return self.found_actor

    @cached_property
    def today(self) -> date:
        """The present day in the app's time zone."""
        return clock.today(self.release.app.time_zone)

    @cached_property
    def door(self) -> Door:
        """The caller's door to rows."""
        return Door(self.connection, self.release, self.actor, self.today)

    @property
    def login(self) -> str:
        """Who really calls, for the record: in a preview not whom he looks as."""
        return self.looker or self.actor.login

    def end_rehearsal(self) -> None:
        """Rolls back what the preview has built: SQLite has one writer, and it is wanted for something else.
        ``connection`` reads what serves from here on."""
        if self.rehearsal is not None:
            self.rehearsal.close()
            self.__dict__.pop("door", None)

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that writes; a preview's rehearsal ends with it."""
        self.end_rehearsal()
        with writing(self.database) as connection:
            yield connection

    @contextmanager
    def rehearsing(self, change: str) -> Iterator[tuple[sa.Connection, Release]]:
        """A connection on which a change set has been published, always rolled back: ``engine.changes.rehearsing``.
        A preview's rehearsal ends with it, and so does the reading transaction: PostgreSQL would have the new tables
        wait for it."""
        self.end_rehearsal()
        self.look_again()
        with rehearsing(self.database, change) as found:
            yield found

    def candidate(self, change: str) -> Candidate:
        """What a change set would make of what serves, checked and not built. Raises AccessError (404)."""
        return candidate_of(self.connection, self.release, change_set(self.connection, change))

    def look_again(self) -> None:
        """Ends the reading transaction: what this call has written is seen from here on."""
        self.connection.rollback()

    def require_builder(self) -> None:
        """Drafts speak of the whole organisation: for those who see all of it. Raises AccessError (404)."""
        if not self.actor.sees_all:
            raise not_found()

    def unit(self, code: str) -> Unit:
        """The unit with that code. Raises AccessError (404) where it is missing or foreign."""
        found = self.door.unit_by_code(code)
        if found is None:
            raise not_found()
        return found


NOTHING_PUBLISHED = Issue(
    "N810",
    both("尚未发布任何定义", "Nothing has been published yet"),
    hint=both("运行 navmark publish <文件夹>", "run: navmark publish <folder>"),
)


def current_call() -> Call:
    """The call that is being served."""
    call: Call = g.call
    return call


def preferred_language() -> str:
    """The best of our languages for the Accept-Language header; Chinese where it says nothing."""
    best = request.accept_languages.best_match(LANGUAGES)
    return best or "zh"


def require_either(call: Call, *permissions: str) -> None:
    """Raises ForbiddenError (403) where the caller has none of the permissions: for views that serve several rooms."""
    if not call.actor.permissions.intersection(permissions):
        raise forbidden(permissions[0])
