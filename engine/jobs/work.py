"""Does the work of one claimed slot: its steps in order, from where the last attempt stopped, under a heartbeat."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa

from engine.base import clock, logs, tracing
from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.jobs import ledger
from engine.jobs.ledger import Claim
from engine.jobs.schedule import Schedule
from engine.storage.database import writing

log = logging.getLogger("navmark.jobs")
LATE = timedelta(minutes=5)
Result = Literal["done", "failed", "lost", "released"]


@dataclass(frozen=True)
class Step:
    """One step of a slot: what its handler gets. ``late``: seconds between due time and start, where it is late."""

    name: str
    argument: Any
    schedule: str
    due_at: datetime
    slot: int
    attempt: int
    late: int


#: Does one step and returns what to show on the run page (plain JSON); raises IssueError where trying again is useless.
Handler = Callable[[Step], Mapping[str, Any] | None]


class _Lost(Exception):
    """The lease was taken over: somebody else answers for the slot."""


def run_slot(
    database: sa.Engine,
    mine: Claim,
    schedule: Schedule | None,
    handlers: Mapping[str, Handler],
    stopping: threading.Event,
) -> Result:
    """Runs the steps that earlier attempts left; "released": the process stops, the rest stays due.

    The slot's detail shows attempt, lateness and, per finished step, argument, start, seconds and the handler's result.
    """
    began = clock.monotonic()
    with (
        logs.bound(schedule=mine.schedule, slot=mine.slot, attempt=mine.attempt),
        tracing.span("job", {"navmark.schedule": mine.schedule}) as span,
    ):
        result = _run(database, mine, schedule, handlers, stopping)
        if span is not None:
            span.note({"navmark.result": result})
        milliseconds = round((clock.monotonic() - began) * 1000)
        log.info("job", extra={logs.FIELDS: {"result": result, "ms": milliseconds}})
    return result


def _run(
    database: sa.Engine,
    mine: Claim,
    schedule: Schedule | None,
    handlers: Mapping[str, Handler],
    stopping: threading.Event,
) -> Result:
    late = clock.now() - mine.due_at
    detail = {**mine.detail, "attempt": mine.attempt}
    for old in ("lost", "error"):
        detail.pop(old, None)
    if late >= LATE:
        detail["late_seconds"] = int(late.total_seconds())
    try:
        with _heart(database, mine) as alive:
            if schedule is None:
                raise IssueError([_issue("这个计划已不存在", "the schedule is no longer there")])
            steps = [(name, argument) for step in schedule.steps for name, argument in step.items()]
            for name, argument in steps[len(detail.get("steps", ())) :]:
                if stopping.is_set():
                    with writing(database) as connection:
                        ledger.release(connection, mine, detail)
                    return "released"
                record = _step(handlers, mine, name, argument, detail.get("late_seconds", 0))
                detail["steps"] = [*detail.get("steps", ()), record]
                with writing(database) as connection:
                    if not (alive() and ledger.note(connection, mine, detail)):
                        raise _Lost
        with writing(database) as connection:
            return "done" if ledger.finish(connection, mine, clock.now(), detail) else "lost"
    except _Lost:
        return "lost"
    except IssueError as error:
        return _failed(database, mine, detail, error.issues[0], again=False)
    except Exception as error:
        log.exception("schedule %s failed", mine.schedule)
        kind = type(error).__name__
        return _failed(database, mine, detail, _issue(f"出错：{kind}", f"failed: {kind}"), again=True)


def _step(handlers: Mapping[str, Handler], mine: Claim, name: str, argument: Any, late: int) -> dict[str, Any]:
    handler = handlers.get(name)
    if handler is None:
        raise IssueError([_issue(f"没有步骤 {name}", f'there is no step "{name}"')])
    began = clock.now()
    with tracing.span(f"step {name}", {"navmark.schedule": mine.schedule}):
        shown = handler(Step(name, argument, mine.schedule, mine.due_at, mine.slot, mine.attempt, late))
    listed = list(argument) if isinstance(argument, tuple) else argument
    seconds = round((clock.now() - began).total_seconds(), 3)
    return {"step": name, "argument": listed, "at": began.isoformat(), "seconds": seconds, "result": dict(shown or {})}


def _failed(database: sa.Engine, mine: Claim, detail: dict[str, Any], issue: Issue, *, again: bool) -> Result:
    with writing(database) as connection:
        kept = ledger.fail(connection, mine, clock.now(), {**detail, "error": issue.as_json()}, again=again)
    return "failed" if kept else "lost"


@contextmanager
def _heart(database: sa.Engine, mine: Claim) -> Iterator[Callable[[], bool]]:
    """Extends the lease in a thread while the block runs; gives a function that says whether it still holds."""
    over, lost = threading.Event(), threading.Event()

    def beat() -> None:
        while not over.wait(ledger.HEARTBEAT):
            try:
                with writing(database) as connection:
                    if not ledger.heartbeat(connection, mine, clock.now()):
                        lost.set()
                        return
            except sa.exc.SQLAlchemyError:
                log.warning("a heartbeat of %s could not be written", mine.schedule)

    thread = threading.Thread(target=beat, name="navmark-heart", daemon=True)
    thread.start()
    try:
        yield lambda: not lost.is_set()
    finally:
        over.set()
        thread.join(5)


def _issue(zh: str, en: str) -> Issue:
    return Issue("N931", both(zh, en))
