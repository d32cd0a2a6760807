"""What earlier runs of a source say about the next one."""

from __future__ import annotations

from datetime import date
from statistics import median

import sqlalchemy as sa

from engine.storage.tables import load

LEAST_RUNS = 3


def newest_day(connection: sa.Connection, source: str) -> date | None:
    """The day up to which the published runs have got everything; None before the first."""
    query = sa.select(load.c.watermark).where(
        load.c.source == source, load.c.state == "published", load.c.watermark.is_not(None)
    )
    marks = [mark["day"] for mark in connection.scalars(query.order_by(load.c.id.desc()).limit(20)) if "day" in mark]
    return date.fromisoformat(max(marks)) if marks else None


def usual_rows(connection: sa.Connection, source: str, days: int | None, runs: int) -> float | None:
    """The median row count of the last published runs over the same number of days; None for fewer than three."""
    query = sa.select(load.c.window_from, load.c.window_to, load.c.rows_in).where(
        load.c.source == source, load.c.state == "published", load.c.reason != "replay"
    )
    counts = [
        row.rows_in
        for row in connection.execute(query.order_by(load.c.id.desc()).limit(200))
        if (None if row.window_from is None else (row.window_to - row.window_from).days + 1) == days
    ][:runs]
    return float(median(counts)) if len(counts) >= LEAST_RUNS else None
