"""Outbox rows change hands here: claimed by one sender at a time, in order per person, and ended with their record.

The number of the attempt is the sender's token: whoever was overtaken (its lease ran out) can no longer end the row.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from engine.storage.tables import delivery, outbox

LEASE = timedelta(seconds=120)
Row = Mapping[str, Any]
_o = outbox.c


def claim(connection: sa.Connection, now: datetime) -> Row | None:
    """Takes the oldest message that may leave: due, or left behind by a sender that is gone; never one that overtakes
    an earlier message of the same person and channel, unless that one waits for the end of quiet hours."""
    before = outbox.alias()
    earlier = sa.exists().where(
        before.c.user_id == _o.user_id,
        before.c.channel == _o.channel,
        before.c.id < _o.id,
        before.c.state.in_(("waiting", "sending")),
        sa.or_(before.c.quiet_until.is_(None), before.c.quiet_until <= now),
    )
    due = sa.and_(_o.state == "waiting", _o.not_before <= now)
    gone = sa.or_(_o.lease_until <= now, _o.lease_until > now + 2 * LEASE)
    left = sa.and_(_o.state == "sending", gone)
    found = connection.execute(
        sa.select(outbox)
        .where(sa.or_(due, left), sa.not_(earlier))
        .order_by(_o.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if found is None:
        return None
    row = {**found._mapping, "state": "sending", "attempts": found.attempts + 1}
    connection.execute(
        sa.update(outbox)
        .where(_o.id == found.id)
        .values(state="sending", attempts=row["attempts"], lease_until=now + LEASE)
    )
    return row


def change(connection: sa.Connection, row: Row, **values: Any) -> bool:
    """Changes a claimed row; False where another sender has taken it over."""
    mine = sa.and_(_o.id == row["id"], _o.state == "sending", _o.attempts == row["attempts"])
    return connection.execute(sa.update(outbox).where(mine).values(**values)).rowcount == 1


def put_back(connection: sa.Connection, row: Row, not_before: datetime, **values: Any) -> bool:
    """Makes a claimed row wait."""
    return change(connection, row, state="waiting", lease_until=None, not_before=not_before, **values)


def end(connection: sa.Connection, row: Row, state: str, **values: Any) -> bool:
    """Ends a claimed row: sent, refused, unknown or cancelled."""
    return change(connection, row, state=state, lease_until=None, **values)


def reached(connection: sa.Connection, row: Row, address: str, state: str, code: str, now: datetime) -> None:
    """Records what became of a message at one address."""
    same = sa.and_(delivery.c.outbox_id == row["id"], delivery.c.address == address)
    connection.execute(sa.delete(delivery).where(same))
    connection.execute(
        sa.insert(delivery).values(outbox_id=row["id"], address=address, state=state, code=code or None, at=now)
    )


def sent_within(connection: sa.Connection, row: Row, since: datetime, address: str | None = None) -> int:
    """How many messages this person got by this channel after ``since``; with ``address`` how many went there, to
    whomever."""
    sent = sa.and_(_o.channel == row["channel"], _o.state == "sent", _o.sent_at > since)
    counted = sa.select(sa.func.count()).select_from(outbox)
    if address is None:
        return connection.scalar(counted.where(sent, _o.user_id == row["user_id"])) or 0
    there = sa.and_(delivery.c.outbox_id == _o.id, delivery.c.address == address)
    recent = _o.not_before > since - timedelta(days=1)  # none waits longer: this is what the index knows
    return connection.scalar(counted.join(delivery, there).where(sent, recent)) or 0
