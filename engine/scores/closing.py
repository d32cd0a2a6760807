"""Periods that are over: where a card's points are ready only then, each score gets one last change that says so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from engine.base import clock
from engine.storage.database import new_public_id, reading, writing
from engine.storage.tables import score, score_change

#: Periods that ended longer ago than this have been closed, or never will be.
LOOK_BACK = timedelta(days=100)
PORTION = 1_000


def close_periods(database: sa.Engine, release: Any) -> int:
    """Closes scores whose period has been over for the card's days. Returns how many."""
    count = 0
    for model in release.all("scorecard"):
        if model.points_ready.when != "period_end":
            continue
        wanted = _open(model, clock.today(release.app.time_zone))
        with reading(database) as connection:
            waiting = connection.execute(wanted).first() is not None
        while waiting:
            with writing(database) as connection:
                rows = connection.execute(wanted.with_for_update(skip_locked=True)).mappings().all()
                if rows:
                    connection.execute(sa.insert(score_change), [_closed(row) for row in rows])
            count += len(rows)
            waiting = len(rows) == PORTION
    return count


def _open(model: Any, today: Any) -> sa.Select[Any]:
    s, c = score.c, score_change.c
    last = today - timedelta(days=model.points_ready.closing_days + 1)
    done = sa.exists().where(
        c.scorecard == s.scorecard, c.unit_id == s.unit_id, c.period_from == s.period_from, c.points_ready
    )
    mine = sa.and_(s.scorecard == model.name, s.period_to <= last, s.period_to >= last - LOOK_BACK)
    return sa.select(score).where(mine, s.points.is_not(None), ~done).order_by(s.id).limit(PORTION)


def _closed(row: Any) -> dict[str, Any]:
    return {
        "public_id": new_public_id(),
        **{name: row[name] for name in ("scorecard", "unit_id", "period_from")},
        "day": row["period_to"],
        "at": clock.now(),
        "before": row["points"],
        "after": row["points"],
        "parts": [],
        "cause": {"closed": True},
        "caused_at": None,
        "points_ready": True,
    }
