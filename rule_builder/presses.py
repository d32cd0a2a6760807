"""What pressing a message's button does: the message's reader answers for what it is about, with his own rights."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from engine.base.issue import IssueError
from engine.base.text import both, pick
from engine.definitions.release import Release
from engine.storage.once import insert_once
from engine.storage.tables import channel_memory, outbox, user_account, user_address
from rule_builder.card_facts import ACKNOWLEDGE
from rule_builder.channels.calls import WINDOW, Pressed
from rule_builder.life import acknowledge

_DONE, _NOTHING = both("已确认", "Acknowledged"), both("无需处理", "Nothing to do")
_HEARD = "heard "
_o, _m = outbox.c, channel_memory.c


def heard_before(connection: sa.Connection, channel: str, once: str, now: datetime) -> bool:
    """Notes a proven call; True where it has been heard before. What is too old to be proven again is forgotten."""
    old = sa.and_(_m.channel == channel, _m.name.startswith(_HEARD, autoescape=True), _m.expires_at <= now)
    connection.execute(sa.delete(channel_memory).where(old))
    row: dict[str, Any] = {"channel": channel, "name": f"{_HEARD}{once}", "value": True}
    return not insert_once(connection, channel_memory, row | {"expires_at": now + 2 * WINDOW + timedelta(minutes=1)})


def press(
    connection: sa.Connection, release: Release, channel: str, kind: str, pressed: Pressed, now: datetime
) -> str | None:
    """Does what a press asks for and says what the button shows then; None: nobody of ours has pressed a button of that
    message. ``channel``: the definition's name, ``kind``: its type. Pressing twice changes nothing."""
    a, u = user_address.c, user_account.c
    mine = sa.and_(a.user_id == _o.user_id, a.channel == kind, a.address == pressed.address)
    found = connection.execute(
        sa.select(_o.user_id, _o.subject, u.language)
        .join(user_account, u.id == _o.user_id)
        .join(user_address, mine)
        .where(_o.public_id == pressed.reference, _o.channel == channel, u.active)
    ).one_or_none()
    if found is None or pressed.action != ACKNOWLEDGE:
        return None
    done = False
    for incident_id in found.subject.get("incidents", ()):
        try:
            acknowledge(connection, release, int(incident_id), found.user_id, via=kind, now=now)
            done = True
        except IssueError:  # out of his sight by now, withdrawn, closed
            continue
    return pick(_DONE if done else _NOTHING, found.language)
