"""When a message may leave: spread out, and off the full and the half hour, when everybody sends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

#: Seconds after the run within which messages leave, where a channel says nothing else.
JITTER = (180, 720)


def pace(key: str, now: datetime, jitter: Sequence[int] = JITTER) -> datetime:
    """The earliest instant for a message: the same key always gets the same delay. (0, 0) means at once."""
    low, high = jitter
    draw = int.from_bytes(sha256(key.encode()).digest()[:8], "big")
    at = now + timedelta(seconds=low + draw % (high - low + 1))
    if high and at.minute % 30 == 0:
        at += timedelta(seconds=60 + draw % 60)
    return at
