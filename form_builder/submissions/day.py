"""When a submission was sent, whatever the phone's clock says; and the business day that is.

The phone says when it was sent by its own clock and what that clock shows now; the server knows what time it is now. So
the clock's error is measured with each delivery, and time spent in the queue without a network is not lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from form_builder.duties import business_day

#: A clock may be wrong by a time zone and some; beyond that it says nothing, and the server's day is used.
TOLERANCE = timedelta(hours=26)
NOTED = timedelta(minutes=10)
LONGEST_QUEUE = timedelta(days=30)
_AHEAD = timedelta(minutes=5)


@dataclass(frozen=True)
class Sent:
    """``at``: corrected instant; ``error``: server's time minus the phone's; ``flags``: "clock" (it cannot be trusted:
    the server's time is used) or "clock_off" (corrected by more than ten minutes)."""

    at: datetime
    day: date
    error: timedelta
    flags: tuple[str, ...]


def sent(submitted_at: datetime, phone_now: datetime, now: datetime, app: Any) -> Sent:
    """Instants aware; ``app``: the app's model, for its zone and when its days end."""
    error = now - phone_now
    at = submitted_at + error
    if abs(error) > TOLERANCE or at > now + _AHEAD or now - at > LONGEST_QUEUE:
        return Sent(now, business_day(app, now), error, ("clock",))
    flags = ("clock_off",) if abs(error) > NOTED else ()
    return Sent(min(at, now), business_day(app, min(at, now)), error, flags)
