"""Who works: each process says that it is there, so that people can see it. Nothing is decided by it."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from engine.base import clock
from engine.jobs.identity import name_of_process
from engine.storage.database import writing
from engine.storage.once import insert_once
from engine.storage.tables import process

BEAT = 15.0  # seconds
#: Not heard of for so long: no longer there.
GONE = timedelta(seconds=4 * BEAT)
_FORGOTTEN = timedelta(days=1)


@dataclass
class Presence:
    """One process. ``role``: worker or scheduler."""

    database: sa.Engine
    role: str
    queues: Iterable[str] = ()
    name: str = field(default_factory=name_of_process)

    def beat(self) -> None:
        """Says that it is there; forgets those who have not been heard of for a day."""
        now = clock.now()
        row = {"role": self.role, "host": platform.node(), "pid": os.getpid(), "queues": ",".join(self.queues)}
        with writing(self.database) as connection:
            known = sa.update(process).where(process.c.name == self.name).values(seen_at=now)
            if not connection.execute(known).rowcount:
                insert_once(connection, process, {"name": self.name, **row, "started_at": now, "seen_at": now})
            connection.execute(sa.delete(process).where(process.c.seen_at < now - _FORGOTTEN))

    def leave(self) -> None:
        """Takes its leave."""
        with writing(self.database) as connection:
            connection.execute(sa.delete(process).where(process.c.name == self.name))


def present(connection: sa.Connection) -> list[dict[str, Any]]:
    """The processes that have been heard of within a minute, by role and name."""
    found = sa.select(process).where(process.c.seen_at >= clock.now() - GONE)
    return [dict(row._mapping) for row in connection.execute(found.order_by(process.c.role, process.c.name))]
