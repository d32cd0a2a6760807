"""Whether an incident was worth telling: what back-tests of its rule are measured by."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from engine.definitions.release import Release
from engine.storage.tables import incident_event
from rule_builder.backtest_marks import USEFUL
from rule_builder.life.case import opened


def judge_useful(
    connection: sa.Connection,
    release: Release,
    reference: str,
    user_id: int,
    useful: bool,
    now: datetime | None = None,
) -> bool:
    """Notes that an incident was useful, or a false alarm; the last word counts. False where that has been said
    already. Raises AccessError (404), ForbiddenError."""
    case = opened(connection, release, reference, user_id, now)
    e = incident_event.c
    mine = sa.and_(e.incident_id == case.row.id, e.event == USEFUL)
    last = connection.scalar(sa.select(e.data).where(mine).order_by(e.id.desc()).limit(1))
    if last is not None and bool(last.get("useful")) is useful:
        return False
    case.put(USEFUL, {"useful": useful}, audited=USEFUL)
    return True
