"""Makes due what is due: one row per (schedule, due time), whoever looks first.

``tick`` may be called by any number of rivals, at any time and with a clock that jumps: the row is the lock.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from engine.base.issue import IssueError
from engine.jobs.schedule import Schedule, slots_between
from engine.storage.once import insert_once
from engine.storage.tables import schedule_slot, setting

log = logging.getLogger("navmark.jobs")
#: A missed run is caught up when it is younger than this.
CATCH_UP = timedelta(hours=24)
#: A schedule nobody has seen before starts with the slot of this moment, not with yesterday's.
FRESH = timedelta(minutes=5)
#: Skipped slots that get a row of their own; older ones share one row that says how many.
SHOWN = 50
#: How far back slots are counted after a long stop.
HORIZON = timedelta(days=400)

_slot = schedule_slot.c


def tick(connection: sa.Connection, schedules: Iterable[Schedule], now: datetime) -> list[tuple[str, datetime]]:
    """Adds the newest slot that has come since the last look as ``due`` (if younger than 24 h) and every older one as
    ``skipped``; returns what this call made due. A slot that waits yields to a newer one of its schedule."""
    made = []
    for schedule in schedules:
        after = max(_seen_up_to(connection, schedule.name, now), now - HORIZON)
        count, recent = 0, deque[datetime](maxlen=SHOWN + 2)
        try:
            for slot in slots_between(schedule.cron, schedule.zone, after, now):
                count += 1
                recent.append(slot)
        except IssueError as error:  # one bad schedule must not stop the others
            log.error("schedule %s: %s", schedule.name, error)
            continue
        if not recent:
            continue
        newest = recent.pop()
        if count > SHOWN + 1:
            first = recent.popleft()
            _skip(connection, schedule.name, first, {"why": "missed", "slots": count - 1 - SHOWN})
        for missed in recent:
            _skip(connection, schedule.name, missed, {"why": "missed"})
        if now - newest >= CATCH_UP:
            _skip(connection, schedule.name, newest, {"why": "missed by more than 24 h"})
        elif insert_once(
            connection, schedule_slot, {"schedule": schedule.name, "due_at": newest, "state": "due", "attempts": 0}
        ):
            made.append((schedule.name, newest))
    _supersede(connection, now)
    return made


def _seen_up_to(connection: sa.Connection, name: str, now: datetime) -> datetime:
    """The newest slot on record, or the moment at which the schedule was first looked at."""
    known: datetime | None = connection.scalar(sa.select(sa.func.max(_slot.due_at)).where(_slot.schedule == name))
    if known is not None:
        return known
    key = f"schedule.first_seen.{name}"
    seen = connection.scalar(sa.select(setting.c.value).where(setting.c.name == key))
    if seen is not None:
        return datetime.fromisoformat(seen)
    first = now - FRESH
    insert_once(connection, setting, {"name": key, "value": first.isoformat()})
    return first


def _skip(connection: sa.Connection, name: str, slot: datetime, detail: dict[str, Any]) -> None:
    insert_once(
        connection,
        schedule_slot,
        {"schedule": name, "due_at": slot, "state": "skipped", "attempts": 0, "detail": detail},
    )


def _supersede(connection: sa.Connection, now: datetime) -> None:
    """A slot that is not running makes way for a newer one of its schedule: after a jam one run is wanted, not a
    burst; and the newer run covers what the older one left."""
    newer = schedule_slot.alias()
    overtaken = sa.exists().where(
        newer.c.schedule == _slot.schedule, newer.c.due_at > _slot.due_at, newer.c.state.in_(("due", "running", "done"))
    )
    connection.execute(
        sa.update(schedule_slot)
        .where(_slot.state == "due", overtaken)
        .values(state="skipped", ended_at=now, detail={"why": "superseded by a newer run"})
    )
