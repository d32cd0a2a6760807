"""Which earlier photos a check is shown beside a new one, to tell whether it has seen it before.

Of the same form, newest first, within ``DAYS``: those of the unit, those of the person, and whatever else came in last
(a picture may be passed from hand to hand). Bounded in number and in size: a check compares with each of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from engine.base import canonical
from engine.storage.tables import attachment, form_submission
from form_builder.checks.contract import Earlier

DAYS = timedelta(days=90)
OF_UNIT, OF_PERSON, OF_ALL = 200, 300, 300
MOST = 4_000_000  # characters of what is remembered, all together
_a, _s = attachment.c, form_submission.c


def earlier_photos(connection: sa.Connection, photo: Any, unit_id: int, provider: str, now: datetime) -> list[Earlier]:
    """What ``provider`` remembers of photos that were made known before ``photo`` (a row of ``attachment``)."""
    wanted = sa.and_(
        _a.form == photo.form,
        _a.id < photo.id,
        _a.features.is_not(None),
        _a.created_at > now - DAYS,
        _s.test.is_(False),
    )
    query = (
        sa.select(_a.id, _a.public_id, _a.features, _a.taken_at, _s.unit_id)
        .join(form_submission, _s.public_id == _a.submission)
        .where(wanted)
        .order_by(_a.id.desc())
    )
    found: dict[int, Any] = {}
    for narrowed in (
        query.where(_s.unit_id == unit_id).limit(OF_UNIT),
        query.where(_a.user_id == photo.user_id).limit(OF_PERSON),
        query.limit(OF_ALL),
    ):
        found.update((row.id, row) for row in connection.execute(narrowed))
    return list(_shown((found[key] for key in sorted(found, reverse=True)), unit_id, provider))


def _shown(rows: Iterable[Any], unit_id: int, provider: str) -> Iterable[Earlier]:
    room = MOST
    for row in rows:
        if provider not in row.features:
            continue
        remembered = row.features[provider]
        room -= len(canonical.compact(remembered))
        if room < 0:
            return
        yield Earlier(row.public_id, remembered, row.taken_at, row.unit_id == unit_id)
