"""Runs that are held: what they brought, and a person's word on whether it is published or dropped."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Any

import sqlalchemy as sa

from connectors.history import is_superseded, usual_rows
from connectors.run import require
from engine.access import audit
from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.facts import LoadResult, fail_load
from engine.facts.loads import staged
from engine.facts.publish import publish_on
from engine.storage.database import writing
from engine.storage.tables import load


@dataclass(frozen=True)
class HeldRow:
    """A staged row: as it came, as it would be stored, and why it would not be."""

    dataset: str
    raw: str
    mapped: dict[str, Any] | None
    issues: list[Issue]


def held_loads(connection: sa.Connection, source: str | None = None) -> list[Any]:
    """The rows of the load table that wait for a decision, oldest first; of one source or of all."""
    wanted = sa.select(load).where(load.c.state == "held").order_by(load.c.id)
    return list(connection.execute(wanted.where(load.c.source == source) if source else wanted).all())


def usual_of(connection: sa.Connection, release: Any, row: Any) -> float | None:
    """How many rows the runs before it usually had; None where too few are known."""
    days = None if row.window_from is None else (row.window_to - row.window_from).days + 1
    return usual_rows(connection, row.source, days, require(release, row.source).model.hold.runs)


def first_rows(connection: sa.Connection, load_id: int, limit: int) -> list[HeldRow]:
    """The first staged rows of a load."""
    return [HeldRow(*row) for row in islice(staged(connection, load_id), limit)]


def publish_held(database: sa.Engine, release: Any, load_id: int, *, by: str = "cli", why: str = "") -> LoadResult:
    """Publishes a held load after all, once, whoever asks. Raises IssueError (N674) for one that is not held any more
    or has been overtaken by a later run."""
    with writing(database) as connection:
        row = _taken(connection, load_id)
        if is_superseded(connection, row.source, load_id):
            raise _not_held()
        audit.append(connection, by, "load.publish_held", row.source, {"load": row.public_id, "reason": why})
        return publish_on(connection, load_id, release=release, source_time=row.source_time, watermark=row.watermark)


def drop_held(database: sa.Engine, load_id: int, *, by: str = "cli", why: str = "") -> LoadResult:
    """Ends a held load without publishing it; nothing of it counts as read. Raises IssueError (N674) as above."""
    with writing(database) as connection:
        row = _taken(connection, load_id)
        audit.append(connection, by, "load.drop_held", row.source, {"load": row.public_id, "reason": why})
        zh, en = (f"：{why}", f": {why}") if why else ("", "")
        return fail_load(connection, load_id, Issue("N676", both(f"由 {by} 丢弃{zh}", f"dropped by {by}{en}")))


def _taken(connection: sa.Connection, load_id: int) -> Any:
    """The load, now this transaction's alone: of two who decide at once the second finds it decided."""
    mine = sa.and_(load.c.id == load_id, load.c.state == "held")
    if not connection.execute(sa.update(load).where(mine).values(state="running")).rowcount:
        raise _not_held()
    return connection.execute(sa.select(load).where(load.c.id == load_id)).one()


def _not_held() -> IssueError:
    words = both("这次运行没有（或不再）被扣住", "this run is not held, or not any more")
    hint = both("可能别人已经决定，或后来的一次运行已经发布", "somebody has decided, or a later run was published")
    return IssueError([Issue("N674", words, hint=hint)])
