"""Runs what is due: looks every 15 seconds or when the bell rings, in two threads of this process: one for the slots,
one for the rounds, so that a long load keeps no message waiting.

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
from engine.jobs.identity import name_of_process
from engine.jobs.queue import QUEUES, Bell, HouseBell
from engine.jobs.schedule import Schedule
from engine.jobs.slots import tick
from engine.jobs.work import Handler, run_slot
from engine.storage.database import writing

log = logging.getLogger("navmark.jobs")
LOOK = 15.0  # seconds between looks when no bell rings


@dataclass
class Runner:
    """``handlers`` by step name; ``schedules`` is asked at every look (a release may have changed them); ``rounds``
    are called at every look, whatever is due (the sender of messages); ``closing`` is called when all has stopped.
    ``queues``: what this process does of it ("schedules", "rounds")."""

    database: sa.Engine
    handlers: Mapping[str, Handler]
    schedules: Callable[[], Iterable[Schedule]]
    rounds: Mapping[str, Callable[[], object]] = field(default_factory=dict)
    bell: Bell = field(default_factory=HouseBell)
    look: float = LOOK
    closing: Callable[[], object] = lambda: None
    queues: Iterable[str] = QUEUES
    name: str = field(default_factory=name_of_process)  # by which its claims are known

    def __post_init__(self) -> None:
        self._reaper = ledger.Reaper()
        self._stopping = threading.Event()
        self._tap = HouseBell()  # rung by the one thread for the other
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begins to run, in threads of its own."""
        if not self._threads:
            self._stopping.clear()
            for name, work in (("slots", self._run_slots), ("rounds", self._run_rounds)):
                self._threads.append(threading.Thread(target=work, name=f"navmark-{name}", daemon=True))
                self._threads[-1].start()

    def stop(self, seconds: float = 30.0) -> bool:
        """Lets the step at work finish, gives the rest of its slot back; whether that was done in time."""
        self._stopping.set()
        self.bell.wake()
        self._tap.wake()
        threads, self._threads = self._threads, []
        end = clock.monotonic() + seconds
        for thread in threads:
            thread.join(max(0.0, end - clock.monotonic()))
        self._guarded("closing", self.closing)
        return not any(thread.is_alive() for thread in threads)

    def run_once(self) -> dict[str, int]:
        """One look at the slots, then one round, in this thread. Counts what happened to the slots."""
        counts = self.run_due()
        self.go_round()
        return counts

    def run_due(self) -> dict[str, int]:
        """Makes due, takes back from the dead, runs everything due."""
        if "schedules" not in self.queues:
            return {}
        schedules = list(self.schedules())
        with writing(self.database) as connection:
            counts = {"due": len(tick(connection, schedules, clock.now()))}
            counts["reaped"] = len(self._reaper.reap(connection, clock.now()))
        by_name = {schedule.name: schedule for schedule in schedules}
        while not self._stopping.is_set():
            with writing(self.database) as connection:
                mine = ledger.claim(connection, clock.now(), self.name)
            if mine is None:
                break
            result = run_slot(self.database, mine, by_name.get(mine.schedule), self.handlers, self._stopping)
            counts[result] = counts.get(result, 0) + 1
            self._tap.ring()
        return counts

    def go_round(self) -> None:
        """Calls every round; a failing one stops none of the others."""
        for name, round_ in self.rounds.items() if "rounds" in self.queues else ():
            if not self._stopping.is_set():
                self._guarded(name, round_)

    def _run_slots(self) -> None:
        while not self._stopping.is_set():
            self._guarded("slots", self.run_due)
            self._tap.ring()
            if not self._stopping.is_set():
                self.bell.wait(self.look)

    def _run_rounds(self) -> None:
        while not self._stopping.is_set():
            self._tap.wait(self.look)
            self.go_round()

    @staticmethod
    def _guarded(name: str, work: Callable[[], object]) -> None:
        """What fails is written down and tried again; it stops nothing else."""
        try:
            work()
        except Exception:
            log.exception("%s failed; tried again at the next look", name)
