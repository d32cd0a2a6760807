"""What a database must be able to do to be read from: one module in ``dialects/`` that exposes ``DIALECT``."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import sqlalchemy as sa

from connectors.http import Http
from engine.base.discover import exposed
from engine.base.issue import Issue, IssueError
from engine.base.text import Text, both


@dataclass(frozen=True)
class Target:
    """Where to read: ``door`` lends its allow-list, resolver and deadline; ``inbox`` holds database files."""

    url: sa.URL
    door: Http
    inbox: Path
    statement_seconds: float


@dataclass(frozen=True)
class Dialect:
    """``drivers``: the SQLAlchemy names it is written by; ``options``: what may stand behind the ``?`` of the URL.

    ``connect(target)`` gives a connection that can only read, made to a tested address (or to a file of the inbox),
    with the time-out set. ``timed_out(error)`` tells a statement that took too long from any other failure.
    """

    drivers: tuple[str, ...]
    options: frozenset[str]
    connect: Callable[[Target], AbstractContextManager[sa.Connection]]
    timed_out: Callable[[BaseException], bool]


@cache
def dialects() -> dict[str, Dialect]:
    """By the name of the driver in a URL: ``postgresql``, ``postgresql+psycopg``, ``sqlite``."""
    members = exposed("connectors.types.sql_query.dialects", "DIALECT").values()
    return {driver: one for one in members if isinstance(one, Dialect) for driver in one.drivers}


def refused(zh: str, en: str, hint: Text | None = None) -> IssueError:
    """A database URL that is not used (N626). The URL itself is a secret and never said."""
    return IssueError([Issue("N626", both(zh, en), hint=hint)])


def failed(code: str, zh: str, en: str, hint: Text | None = None) -> IssueError:
    """A database that did not answer as it should."""
    return IssueError([Issue(code, both(zh, en), hint=hint)])
