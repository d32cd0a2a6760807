"""Brings the system tables up to this version, by Alembic, in one transaction."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.storage.database import writing

SCRIPTS = Path(__file__).with_name("migrations")


def _config(connection: sa.Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config


def newest() -> str:
    """The revision that this code needs."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def known_revisions() -> set[str]:
    """Every revision this code can start from."""
    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def revision_of(connection: sa.Connection) -> str | None:
    """The revision of a database; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


Standing = Literal["same", "older", "newer"]


def standing(revision: str | None) -> Standing:
    """How the tables of a database stand to this program; one without tables (None) is older."""
    if revision == newest():
        return "same"
    return "older" if revision is None or revision in known_revisions() else "newer"


def upgrade(database: sa.Engine) -> None:
    """Upgrades to the newest revision; a crash leaves the old one whole.

    Raises IssueError (N901) for a database that a newer version has written.
    """
    with writing(database) as connection:
        current = revision_of(connection)
        stands = standing(current)
        if stands == "newer":
            words = both(f"数据库版本 {current} 比本程序新", f"the database ({current}) is newer than this program")
            raise IssueError([Issue("N901", words, hint=both("请升级程序", "upgrade the program"))])
        if stands == "older":
            command.upgrade(_config(connection), "head")
