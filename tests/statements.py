"""Which statements reach a database: for tests that count them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa


@contextmanager
def counted(database: sa.Engine) -> Iterator[list[str]]:
    """The statements that reach the database inside the block, but those that begin a transaction."""
    seen: list[str] = []

    def note(conn: Any, cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    sa.event.listen(database, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(database, "before_cursor_execute", note)
