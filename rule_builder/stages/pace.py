"""When a message may leave: spread out, off the full and the half hour, when everybody sends, not in quiet hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from rule_builder.stages.quiet import Quiet

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


def leave(key: str, now: datetime, jitter: Sequence[int], quiet: Quiet | None) -> tuple[datetime, datetime | None]:
    """The earliest instant for a message, and the end of the quiet hours that it waits for (None: it waits for none).

    A message whose delay would carry it into quiet hours waits for their end too.
    """
    at = pace(key, now, jitter)
    until = quiet.until(at) if quiet is not None else None
    return (at, None) if until is None else (pace(key, until, jitter), until)
