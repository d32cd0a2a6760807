"""Makes slots due on the second and rings for them. Any number may run: the row of a slot is the lock.

Workers do the same at every look, so that without a scheduler a slot is late by a look, and never lost.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from engine.base import clock
from engine.jobs import ledger
from engine.jobs.queue import Bell
from engine.jobs.schedule import Schedule, slots_between
from engine.jobs.slots import tick
from engine.storage.database import writing

log = logging.getLogger("navmark.jobs")
LOOK = 15.0  # seconds between looks at most


@dataclass
class Scheduler:
    """``schedules`` is asked at every look."""

    database: sa.Engine
    schedules: Callable[[], Iterable[Schedule]]
    bell: Bell

    def __post_init__(self) -> None:
        self._reaper = ledger.Reaper()

    def look(self) -> int:
        """Makes due, takes back from the dead, rings; how many slots became due."""
        schedules = list(self.schedules())
        with writing(self.database) as connection:
            made = len(tick(connection, schedules, clock.now()))
            made += len(self._reaper.reap(connection, clock.now()))
        for _ in range(made):
            self.bell.ring("schedules")
        return made

    def run(self, stopping: threading.Event, each: Callable[[], object] = lambda: None) -> None:
        """Looks until ``stopping``: at every due time, and every 15 seconds. ``each`` is called at every look."""
        while not stopping.is_set():
            wait = LOOK
            try:
                self.look()
                each()
                wait = self._until_next(clock.now())
            except Exception:  # a database that is being restarted, say
                log.exception("the look failed; tried again at the next")
                wait = min(LOOK, 5.0)
            stopping.wait(wait)

    def _until_next(self, now: datetime) -> float:
        """Seconds until the next slot, not more than a look."""
        end = now + timedelta(seconds=LOOK)
        nexts = (next(slots_between(one.cron, one.zone, now, end), None) for one in self.schedules())
        soonest = min((slot for slot in nexts if slot is not None), default=end)
        return max(0.05, (soonest - now).total_seconds() + 0.05)
