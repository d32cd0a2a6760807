"""Verdicts that wait change hands here: claimed by one at a time under a lease, ended by whoever still holds them.

The number of the attempt is the holder's token: whoever was overtaken (its lease ran out) can no longer end the row.
A person's photos come one after the other to a check that compares, so that the second of two equal ones is known to
be that; one that had to be tried again holds up nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from engine.storage.tables import attachment, photo_verdict

LEASE = timedelta(seconds=30)
BEAT = 5.0  # seconds between extensions
ATTEMPTS = 3
#: Claimed so often, it has ended its holders as well.
GIVEN_UP = ATTEMPTS + 2
Row = Mapping[str, Any]
_v, _a = photo_verdict.c, attachment.c


@dataclass(frozen=True)
class Which:
    """Verdicts of the providers ``only``, or (``others``) of all but these; ``free``: those that do not compare."""

    only: Collection[str] = ()
    others: bool = True
    free: Collection[str] = ()


def claim(connection: sa.Connection, now: datetime, which: Which) -> Row | None:
    """Takes the oldest verdict that may be worked on at ``now``, with ``attempts`` counted up; None: there is none."""
    locked = _ready(now, which).with_for_update(of=photo_verdict, skip_locked=True)
    row = connection.execute(locked).one_or_none()
    if row is None:
        return None
    attempt = row.attempts + 1
    values = {"state": "running", "attempts": attempt, "lease_until": now + LEASE}
    connection.execute(sa.update(photo_verdict).where(_v.id == row.id).values(**values))
    return {**row._mapping, **values}


def any_ready(connection: sa.Connection, now: datetime, which: Which) -> bool:
    """Whether ``claim`` would find something."""
    return connection.execute(_ready(now, which)).first() is not None


def _ready(now: datetime, which: Which) -> sa.Select[Any]:
    only = sorted(which.only)
    named = _v.provider.not_in(only) if which.others else _v.provider.in_(only)
    waits = sa.and_(_v.state == "waiting", sa.or_(_v.lease_until.is_(None), _v.lease_until <= now))
    far = sa.or_(_v.lease_until <= now, _v.lease_until > now + timedelta(hours=1))  # the clock has jumped
    left = sa.and_(_v.state == "running", far)
    first, photo = photo_verdict.alias(), attachment.alias()
    before = (
        sa.select(first.c.id)
        .join(photo, photo.c.id == first.c.attachment_id)
        .where(
            photo.c.user_id == _a.user_id,
            first.c.provider == _v.provider,
            first.c.attachment_id < _v.attachment_id,
            sa.or_(
                sa.and_(first.c.state == "waiting", first.c.attempts == 0),
                sa.and_(first.c.state == "running", first.c.attempts == 1, first.c.lease_until > now),
            ),
        )
        .exists()
    )
    return (
        sa.select(photo_verdict)
        .join(attachment, _a.id == _v.attachment_id)
        .where(named, sa.or_(waits, left), sa.or_(_v.provider.in_(sorted(which.free)), sa.not_(before)))
        .order_by(_v.created_at, _v.id)
        .limit(1)
    )


def extend(connection: sa.Connection, row: Row, now: datetime) -> bool:
    """Holds on to a claimed row; False where it was taken over."""
    return change(connection, row, lease_until=now + LEASE)


def put_back(connection: sa.Connection, row: Row, not_before: datetime, **values: Any) -> bool:
    """Makes a claimed row wait (its lease then says until when)."""
    return change(connection, row, state="waiting", lease_until=not_before, **values)


def change(connection: sa.Connection, row: Row, **values: Any) -> bool:
    """Changes a claimed row; False where it was taken over."""
    mine = sa.and_(_v.id == row["id"], _v.state == "running", _v.attempts == row["attempts"])
    return connection.execute(sa.update(photo_verdict).where(mine).values(**values)).rowcount == 1


def waiting(connection: sa.Connection) -> tuple[int, datetime | None]:
    """How many verdicts are owed, and since when the oldest."""
    query = sa.select(sa.func.count(), sa.func.min(_v.created_at)).where(_v.state.in_(("waiting", "running")))
    count, oldest = connection.execute(query).one()
    return count, oldest


def broken_since(connection: sa.Connection, since: datetime) -> int:
    """How many checks broke down for good after an instant."""
    broken = sa.and_(_v.state == "failed", _v.ended_at > since)
    return connection.scalar(sa.select(sa.func.count()).where(broken)) or 0
