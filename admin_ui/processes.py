"""The processes of server mode: what ``navmark worker`` and ``navmark scheduler`` run until they are told to stop."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable, Sequence
from functools import partial
from types import FrameType

import sqlalchemy as sa

from admin_ui.work import runner_of, schedules_of
from engine.base.settings import Settings
from engine.jobs import ledger
from engine.jobs.presence import BEAT, Presence
from engine.jobs.queue import QUEUES, door
from engine.jobs.scheduler import Scheduler
from engine.storage.database import writing

log = logging.getLogger("navmark.jobs")


def work(database: sa.Engine, settings: Settings, queues: Sequence[str], grace: float) -> bool:
    """Works until SIGTERM or SIGINT; then lets the step at work end, or hands its slot back after ``grace`` seconds.

    Returns whether all had ended in time; where not, the caller must end the process: a thread is still at work.
    """
    stopping = _told_to_stop()
    here = Presence(database, "worker", queues)
    runner = runner_of(database, settings, queues)
    runner.start()
    log.info("worker %s: %s", here.name, ", ".join(queues))
    while not stopping.is_set():
        _quietly(here.beat)
        stopping.wait(BEAT)
    log.info("worker %s stops", here.name)
    ended = runner.stop(grace)
    if not ended:
        with writing(database) as connection:
            handed = ledger.hand_back(connection, here.name, "the worker was stopped")
        log.warning("not ended after %.0f s; %d slots were handed back", grace, handed)
        runner.bell.ring("schedules")
    _quietly(here.leave)
    return ended


def schedule(database: sa.Engine, settings: Settings) -> None:
    """Makes due until SIGTERM or SIGINT."""
    stopping = _told_to_stop()
    here = Presence(database, "scheduler")
    log.info("scheduler %s", here.name)
    Scheduler(database, partial(schedules_of, database), door(settings)).run(stopping, here.beat)
    _quietly(here.leave)


def chosen_queues(words: str | None) -> tuple[str, ...]:
    """``"schedules,rounds"`` → its names; all where nothing is said. Raises ValueError with the unknown name."""
    names = tuple(dict.fromkeys(word.strip() for word in (words or "").split(",") if word.strip())) or QUEUES
    for name in names:
        if name not in QUEUES:
            raise ValueError(name)
    return names


def end_now(code: int) -> None:
    """Ends this process although threads are at work."""
    logging.shutdown()
    os._exit(code)


def _told_to_stop() -> threading.Event:
    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    return stopping


def _quietly(do: Callable[[], object]) -> None:
    """What only tells people stops no work."""
    try:
        do()
    except sa.exc.SQLAlchemyError as error:
        log.warning("the database did not answer (%s)", type(error).__name__)
