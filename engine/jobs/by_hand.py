"""Running a schedule because a person wants it: the ledger still sees to it that each slot is run once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from engine.base import clock
from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.jobs.schedule import Schedule, slots_between
from engine.storage.tables import schedule_slot

_slot = schedule_slot.c
#: How far ahead the next run is looked for (a schedule of one day a year has one).
AHEAD = timedelta(days=370)


def run_now(connection: sa.Connection, schedule: str) -> datetime:
    """Makes a slot of this moment due and returns its time. Raises IssueError (N895) while one runs or waits."""
    open_ones = sa.select(sa.func.count()).where(_slot.schedule == schedule, _slot.state.in_(("due", "running")))
    if connection.scalar(open_ones):
        raise IssueError([Issue("N895", both("已在运行或等待中", "it runs already, or waits to"))])
    now = clock.now()
    connection.execute(sa.insert(schedule_slot).values(schedule=schedule, due_at=now, state="due", attempts=0))
    return now


def retry(connection: sa.Connection, schedule: str, due_at: datetime) -> None:
    """A failed slot is due again and goes on where it stopped.

    Raises IssueError (N895) where there is no such failed slot, or a newer run has covered it.
    """
    mine = sa.and_(_slot.schedule == schedule, _slot.due_at == due_at, _slot.state == "failed")
    newer = sa.select(sa.func.count()).where(
        _slot.schedule == schedule, _slot.due_at > due_at, _slot.state.in_(("due", "running", "done"))
    )
    if connection.scalar(newer):
        raise IssueError([Issue("N895", both("更新的一次运行已涵盖它", "a newer run has covered it"))])
    done = connection.execute(
        sa.update(schedule_slot).where(mine).values(state="due", attempts=0, ended_at=None, lease_until=None)
    )
    if done.rowcount != 1:
        raise IssueError([Issue("N895", both("没有这次失败的运行", "there is no such failed run"))])


def next_run(schedule: Schedule, now: datetime) -> datetime | None:
    """When a schedule is due next; None where that is more than a year away."""
    return next(slots_between(schedule.cron, schedule.zone, now, now + AHEAD), None)


def newest(connection: sa.Connection, names: Iterable[str]) -> dict[str, Any]:
    """Schedule → its newest slot that was not skipped."""
    last = (
        sa.select(sa.func.max(_slot.due_at).label("at"), _slot.schedule)
        .where(_slot.state != "skipped", _slot.schedule.in_(sorted(names)))
        .group_by(_slot.schedule)
        .subquery()
    )
    query = sa.select(schedule_slot).join(last, sa.and_(last.c.schedule == _slot.schedule, last.c.at == _slot.due_at))
    return {row.schedule: row for row in connection.execute(query)}
