"""Who works on the verdicts that wait: lanes of this process, each with a warm process of its own per local check.

A round of the Runner starts the lanes that are needed and returns at once: messages wait for no photo. Any number of
processes may have a crew; the queue sees to it that each verdict is made by one. Checks that call out have lanes of
their own, so that a slow provider holds up nobody.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from engine.base import clock
from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.storage.database import reading, writing
from form_builder.checks import queue
from form_builder.checks.contract import Ask, PhotoCheck, Verdict
from form_builder.checks.looker import INSTALLED, LOADING, Looker, LookFault, verdict_of
from form_builder.checks.looking import Bench, Stopping
from form_builder.checks.spoken import spoken

log = logging.getLogger("navmark.checks")
WORKERS, REMOTE = 2, 4
IDLE = 300.0  # seconds after which a process that looks is ended
#: Opens the door to the net for one look of a remote check: what ``contract.PhotoCheck`` says of ``door``.
Doors = Callable[[PhotoCheck], AbstractContextManager[Any]]


class Lane:
    """One thread's worth of work; it lasts while there is something to do, its processes last longer."""

    def __init__(self, crew: Crew, *, remote: bool, number: int) -> None:
        self.crew, self.remote, self.number = crew, remote, number
        self.lookers: dict[str, Looker] = {}
        self.thread: threading.Thread | None = None

    @property
    def busy(self) -> bool:
        """Whether it is at work."""
        return self.thread is not None and self.thread.is_alive()

    def start(self) -> None:
        """Begins, unless it is at work."""
        if not self.busy:
            name = f"navmark-{'remote-' if self.remote else ''}checks-{self.number}"
            self.thread = threading.Thread(target=self._run, name=name, daemon=True)
            self.thread.start()

    def close_idle(self, seconds: float) -> None:
        """Ends processes that have had nothing to do; only while the lane rests."""
        for name, looker in list(self.lookers.items()):
            if not self.busy and clock.monotonic() - looker.used_at >= seconds:
                looker.close()
                del self.lookers[name]

    def _run(self) -> None:
        try:
            while not self.crew.stopping.is_set() and self.crew.one(self.remote, self._look):
                pass
        except Exception:  # the database is gone, say: the next round begins again
            log.exception("a lane of checks stopped")

    def _look(self, check: PhotoCheck, ask: Ask, beat: Callable[[], None]) -> Verdict:
        if check.remote:
            return self.crew.look_outside(check, ask, beat)
        looker = self.lookers.get(check.name)
        if looker is None or looker.check != check:
            if looker is not None:
                looker.close()
            looker = self.lookers[check.name] = self.crew.looker(check)
        return looker.look(ask, self.crew.guarded(beat))


class Crew:
    """``workers`` lanes for local checks (0: none in this process), ``remote`` for those that call out."""

    def __init__(
        self,
        bench: Bench,
        *,
        doors: Doors = lambda check: nullcontext(None),
        ring: Callable[[], None] = lambda: None,
        workers: int = WORKERS,
        remote: int = REMOTE,
        source: str = INSTALLED,
        threads: int = 1,
        loading: float = LOADING,
    ) -> None:
        self.bench, self.stopping = bench, threading.Event()
        self._doors, self._ring, self._source, self._threads = doors, ring, source, threads
        self._workers, self._loading = workers, loading
        self._lanes = [Lane(self, remote=False, number=n) for n in range(workers)]
        self._lanes += [Lane(self, remote=True, number=n) for n in range(remote if workers else 0)]

    def __call__(self) -> None:
        """The round: starts lanes where something waits, ends processes that rest. Returns at once."""
        if not self._workers:
            return
        now = clock.now()
        with reading(self.bench.database) as connection:
            local = queue.any_ready(connection, now, self._which(remote=False))
            remote = queue.any_ready(connection, now, self._which(remote=True))
        for lane in self._lanes:
            if (remote if lane.remote else local) and not self.stopping.is_set():
                lane.start()
            lane.close_idle(IDLE)

    def one(self, remote: bool, look: Callable[[PhotoCheck, Ask, Callable[[], None]], Verdict]) -> bool:
        """Deals with one verdict; False: none may be worked on now."""
        with writing(self.bench.database) as connection:
            row = queue.claim(connection, clock.now(), self._which(remote=remote))
        if row is None:
            return False
        try:
            if self.bench.deal_with(row, look):
                self._ring()
        except Stopping:
            with writing(self.bench.database) as connection:  # not an attempt: nobody has looked to the end
                queue.put_back(connection, row, clock.now(), attempts=row["attempts"] - 1)
        return True

    def stop(self, seconds: float = 10.0) -> None:
        """Gives back what is being looked at and ends the processes."""
        self.stopping.set()
        end = clock.monotonic() + seconds
        for lane in self._lanes:
            if lane.thread is not None:
                lane.thread.join(max(0.0, end - clock.monotonic()))
            for looker in lane.lookers.values():
                looker.close()

    def drain(self, seconds: float = 60.0) -> bool:
        """Makes rounds until nothing is owed any more, waits included; whether that was reached in time."""
        end = clock.monotonic() + seconds
        while clock.monotonic() < end:
            self()
            with reading(self.bench.database) as connection:
                if not queue.waiting(connection)[0] and not any(lane.busy for lane in self._lanes):
                    return True
            self.stopping.wait(0.05)
        return False

    def looker(self, check: PhotoCheck) -> Looker:
        """A process for a check."""
        return Looker(check, source=self._source, threads=self._threads, loading=self._loading)

    def guarded(self, beat: Callable[[], None]) -> Callable[[], None]:
        """``beat`` that also ends the look when the crew is to stop."""

        def stops_too() -> None:
            if self.stopping.is_set():
                raise Stopping
            beat()

        return stops_too

    def look_outside(self, check: PhotoCheck, ask: Ask, beat: Callable[[], None]) -> Verdict:
        """Lets a remote check look, with the door and its time as the limit. Raises LookFault."""
        came: list[Verdict | BaseException] = []

        def work() -> None:
            try:
                with self._doors(check) as door:
                    came.append(check.look(ask, door))
            except BaseException as error:
                came.append(error)

        thread = threading.Thread(target=work, name=f"navmark-check-{check.name}", daemon=True)
        thread.start()
        end, guarded = clock.monotonic() + check.seconds, self.guarded(beat)
        while thread.is_alive() and clock.monotonic() < end:
            thread.join(0.5)
            guarded()
        if not came:
            words = both(f"{check.seconds:g} 秒内没有回答", f"no answer within {check.seconds:g} s")
            raise LookFault(Issue("N746", words))
        found = came[0]
        if isinstance(found, IssueError):
            raise LookFault(found.issues[0])
        if isinstance(found, BaseException):
            words = both(f"判定插件出错（{type(found).__name__}）", f"the check failed ({type(found).__name__})")
            raise LookFault(Issue("N748", words))
        try:
            said = spoken(found)
        except (TypeError, ValueError) as error:
            words = both(f"判定插件的回答不合约定：{error}", f"the check broke its contract: {error}")
            raise LookFault(Issue("N750", words)) from None
        return verdict_of(said, found.marked)

    def _which(self, *, remote: bool) -> queue.Which:
        """What a lane may take: of the checks that call out, or of all others (those that are not there too)."""
        checks = self.bench.checks().values()
        free = [check.name for check in checks if not check.compares]
        return queue.Which([check.name for check in checks if check.remote], not remote, free)
