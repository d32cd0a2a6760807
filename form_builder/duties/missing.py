"""What was due and has not come."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa

from engine.base import clock
from engine.definitions.release import Release
from form_builder.duties.owed import Owed, owed_on
from form_builder.duties.sent import sent_for


def missing(
    connection: sa.Connection,
    release: Release,
    form: str,
    duty: str,
    day: date,
    now: datetime | None = None,
) -> list[Owed]:
    """The units that owed a form's duty due on a business day, whose time is over at ``now`` (default: the present),
    and that have sent nothing (one whose photos are still coming has sent). By code.

    A weekly or monthly duty is due on one day of its week or month: only that day has missing ones. The day of their
    row is ``owed.term.last``; ``form_builder.mapping.missing_rows`` makes the row.
    """
    at = now or clock.now()
    today = clock.today(release.app.time_zone)
    found = [
        one
        for one in owed_on(connection, release, day, today, forms=[form])
        if one.duty.name == duty and one.term.due_at <= at and one.term.last == day
    ]
    sent = sent_for(connection, found)
    return [one for one in found if one.key not in sent]
