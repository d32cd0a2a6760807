"""Who runs which slot: claims with a lease and a heartbeat, so that a killed worker's slot is run again, by one other.

``worker`` names one claim of one process: a worker whose lease was taken over finds out at its next heartbeat and can
neither finish nor fail the slot any more. On its own machine a killed process is missed at the next look; the lease is
for those that cannot be looked up.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from engine.base import clock
from engine.jobs.identity import is_gone
from engine.storage.database import new_public_id
from engine.storage.tables import schedule_slot

LEASE = timedelta(seconds=60)
HEARTBEAT = 15.0  # seconds
#: An expired lease must stand unchanged this long on the observer's own monotonic clock: a jump of the wall clock
#: must not take a slot from a worker that is alive.
GRACE = 2 * HEARTBEAT
ATTEMPTS = 5

#: Between the name of a process and that of its claim.
_OF = "/"

_slot = schedule_slot.c
_TAKEN_BACK = (_slot.id, _slot.worker, _slot.attempts, _slot.detail)


@dataclass(frozen=True)
class Claim:
    """A slot that this worker runs. ``detail`` is what earlier attempts left."""

    slot: int
    schedule: str
    due_at: datetime
    worker: str
    attempt: int
    detail: dict[str, Any] = field(default_factory=dict)


def claim(connection: sa.Connection, now: datetime, process: str = "") -> Claim | None:
    """Takes the oldest due slot whose schedule has no other slot running; None where there is none.

    ``process``: who takes it, so that ``hand_back`` finds it again.
    """
    other = schedule_slot.alias()
    # a running slot, or a newer one that waits: so there is one candidate per schedule, and locking it is enough
    busy = sa.exists().where(
        other.c.schedule == _slot.schedule,
        sa.or_(other.c.state == "running", sa.and_(other.c.state == "due", other.c.due_at > _slot.due_at)),
    )
    waits = sa.and_(_slot.lease_until.is_not(None), _slot.lease_until > now)
    found = connection.execute(
        sa.select(schedule_slot)
        .where(_slot.state == "due", sa.not_(busy), sa.not_(waits))
        .order_by(_slot.due_at, _slot.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if found is None:
        return None
    worker = f"{process}{_OF}{new_public_id()}"
    attempt = found.attempts + 1
    connection.execute(
        sa.update(schedule_slot)
        .where(_slot.id == found.id)
        .values(
            state="running",
            worker=worker,
            attempts=attempt,
            lease_until=now + LEASE,
            started_at=found.started_at or now,
        )
    )
    return Claim(found.id, found.schedule, found.due_at, worker, attempt, dict(found.detail or {}))


def heartbeat(connection: sa.Connection, mine: Claim, now: datetime) -> bool:
    """Extends the lease. False: it was lost, stop working."""
    return _change(connection, mine, lease_until=now + LEASE)


def note(connection: sa.Connection, mine: Claim, detail: dict[str, Any]) -> bool:
    """Keeps what has been done so far, for the run page and for the next attempt. False: the lease was lost."""
    return _change(connection, mine, detail=detail)


def finish(connection: sa.Connection, mine: Claim, now: datetime, detail: dict[str, Any]) -> bool:
    """The slot is done. False: the lease was lost, somebody else answers for it."""
    return _change(connection, mine, state="done", ended_at=now, lease_until=None, worker=None, detail=detail)


def fail(connection: sa.Connection, mine: Claim, now: datetime, detail: dict[str, Any], *, again: bool) -> bool:
    """The attempt failed: due again after 1, 2, 4, 8 minutes, or (after five attempts, or not ``again``) failed."""
    if again and mine.attempt < ATTEMPTS:
        wait = timedelta(minutes=2 ** (mine.attempt - 1)) * random.uniform(0.9, 1.1)
        return _change(connection, mine, state="due", worker=None, lease_until=now + wait, detail=detail)
    return _change(connection, mine, state="failed", ended_at=now, worker=None, lease_until=None, detail=detail)


def release(connection: sa.Connection, mine: Claim, detail: dict[str, Any]) -> bool:
    """Gives a slot back unfinished (the process stops); does not count as an attempt."""
    return _change(
        connection, mine, state="due", worker=None, lease_until=None, attempts=mine.attempt - 1, detail=detail
    )


def hand_back(connection: sa.Connection, process: str, why: str) -> int:
    """What a process of this name still holds is due again at once: it ends, or has been found dead. How many slots.

    A slot that has been begun five times is failed instead, as one whose lease has run out.
    """
    held = sa.and_(_slot.state == "running", sa.func.substr(_slot.worker, 1, len(process) + 1) == process + _OF)
    rows = connection.execute(sa.select(*_TAKEN_BACK).where(held)).all()
    return sum(_take_back(connection, row, clock.now(), f": {why}") for row in rows)


def _take_back(connection: sa.Connection, row: Any, now: datetime, why: str, *same: sa.ColumnElement[bool]) -> bool:
    """Due again, or failed after five attempts; False where the slot is no longer as ``row`` (and ``same``) says."""
    over = row.attempts >= ATTEMPTS
    ended = {"state": "failed", "ended_at": now} if over else {"state": "due"}
    detail = {**(row.detail or {}), "lost": f"attempt {row.attempts}{why}"}
    done = connection.execute(
        sa.update(schedule_slot)
        .where(_slot.id == row.id, _slot.worker == row.worker, _slot.state == "running", *same)
        .values(worker=None, lease_until=None, detail=detail, **ended)
    )
    return done.rowcount == 1


def _change(connection: sa.Connection, mine: Claim, **values: Any) -> bool:
    done = connection.execute(
        sa.update(schedule_slot)
        .where(_slot.id == mine.slot, _slot.worker == mine.worker, _slot.state == "running")
        .values(**values)
    )
    return done.rowcount == 1


class Reaper:
    """Takes slots back from workers that are gone. Keep one per process and call it at every look.

    At once where the process has ended on this machine. Elsewhere a lease is given up when the wall clock says it is
    over (or lies further ahead than any lease can) *and* nobody has extended it for ``GRACE`` seconds of this
    process's monotonic clock.
    """

    def __init__(self) -> None:
        self._seen: dict[int, tuple[object, float]] = {}

    def reap(self, connection: sa.Connection, now: datetime) -> list[int]:
        """Slots that became due again (or failed, after five attempts) by this call."""
        running = connection.execute(sa.select(*_TAKEN_BACK, _slot.lease_until).where(_slot.state == "running")).all()
        at = clock.monotonic()
        before, self._seen = self._seen, {}
        reaped = []
        for row in running:
            same = _slot.lease_until.is_not_distinct_from(row.lease_until)
            if is_gone(row.worker.partition(_OF)[0]):
                if _take_back(connection, row, now, ": the process was killed"):
                    reaped.append(row.id)
                continue
            if row.lease_until is not None and now < row.lease_until <= now + 2 * LEASE:
                continue
            mark = (row.worker, row.lease_until)
            seen = before.get(row.id)
            since = seen[1] if seen is not None and seen[0] == mark else at
            if at - since < GRACE:
                self._seen[row.id] = (mark, since)
            elif _take_back(connection, row, now, " ended without a word", same):
                reaped.append(row.id)
        return reaped
