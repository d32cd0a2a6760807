"""Runs what is due: looks every 15 seconds or when the bell rings, in one thread of this process.

Any number of processes may run one; the ledger sees to it that each slot is run by one of them.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from engine.base import clock
from engine.jobs import ledger
from engine.jobs.queue import Bell, HouseBell
from engine.jobs.schedule import Schedule
from engine.jobs.slots import tick
from engine.jobs.work import Handler, run_slot
from engine.storage.database import writing

log = logging.getLogger("navmark.jobs")
LOOK = 15.0  # seconds between looks when no bell rings


@dataclass
class Runner:
    """``handlers`` by step name; ``schedules`` is asked at every look (a release may have changed them); ``rounds``
    are called at every look, whatever is due (the sender of messages)."""

    database: sa.Engine
    handlers: Mapping[str, Handler]
    schedules: Callable[[], Iterable[Schedule]]
    rounds: Mapping[str, Callable[[], object]] = field(default_factory=dict)
    bell: Bell = field(default_factory=HouseBell)
    look: float = LOOK

    def __post_init__(self) -> None:
        self._reaper = ledger.Reaper()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begins to run, in a thread of its own."""
        if self._thread is None:
            self._stopping.clear()
            self._thread = threading.Thread(target=self._run, name="navmark-jobs", daemon=True)
            self._thread.start()

    def stop(self, seconds: float = 30.0) -> bool:
        """Lets the step at work finish, gives the rest of its slot back; whether that was done in time."""
        self._stopping.set()
        self.bell.wake()
        thread, self._thread = self._thread, None
        if thread is None:
            return True
        thread.join(seconds)
        return not thread.is_alive()

    def run_once(self) -> dict[str, int]:
        """One look: makes due, takes back, runs everything due, does the rounds. Counts what happened."""
        schedules = list(self.schedules())
        with writing(self.database) as connection:
            counts = {"due": len(tick(connection, schedules, clock.now()))}
            counts["reaped"] = len(self._reaper.reap(connection, clock.now()))
        by_name = {schedule.name: schedule for schedule in schedules}
        while not self._stopping.is_set():
            with writing(self.database) as connection:
                mine = ledger.claim(connection, clock.now())
            if mine is None:
                break
            result = run_slot(self.database, mine, by_name.get(mine.schedule), self.handlers, self._stopping)
            counts[result] = counts.get(result, 0) + 1
        for name, round_ in self.rounds.items():
            if not self._stopping.is_set():
                self._guarded(name, round_)
        return counts

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._guarded("look", self.run_once)
            if not self._stopping.is_set():
                self.bell.wait(self.look)

    @staticmethod
    def _guarded(name: str, work: Callable[[], object]) -> None:
        """One failing round stops neither the others nor the next look."""
        try:
            work()
        except Exception:
            log.exception("%s failed; tried again at the next look", name)
