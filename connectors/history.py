"""What earlier runs of a source say about the next one."""

from __future__ import annotations

from datetime import date
from statistics import median

import sqlalchemy as sa

from engine.base.issue import Issue
from engine.base.text import both
from engine.facts import fail_load
from engine.storage.tables import load

LEAST_RUNS = 3
_SUPERSEDED = Issue(
    "N675", both("之后的一次运行已经发布，本次作废", "a later run has been published; this one is void")
)


def newest_day(connection: sa.Connection, source: str) -> date | None:
    """The day up to which the published runs have got everything; None before the first."""
    query = sa.select(load.c.watermark).where(
        load.c.source == source, load.c.state == "published", load.c.watermark.is_not(None)
    )
    marks = [mark["day"] for mark in connection.scalars(query.order_by(load.c.id.desc()).limit(20)) if "day" in mark]
    return date.fromisoformat(max(marks)) if marks else None


def read_before(connection: sa.Connection, source: str) -> tuple[str, ...]:
    """The marks of what the published runs have read, oldest first; each published run carries them on."""
    query = sa.select(load.c.watermark).where(
        load.c.source == source, load.c.state == "published", load.c.watermark.is_not(None)
    )
    newest = connection.scalars(query.order_by(load.c.id.desc()).limit(1)).one_or_none()
    return tuple(newest.get("read", ())) if newest else ()


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


def is_superseded(connection: sa.Connection, source: str, load_id: int) -> bool:
    """Whether a later run of the source has been published: an older one must not write over it."""
    later = sa.select(load.c.id).where(load.c.source == source, load.c.state == "published", load.c.id > load_id)
    return connection.execute(later.limit(1)).one_or_none() is not None


def void_held(connection: sa.Connection, source: str, before: int) -> None:
    """Ends the held runs of a source that are older than load ``before``, and drops their staging."""
    held = sa.select(load.c.id).where(load.c.source == source, load.c.state == "held", load.c.id < before)
    for load_id in list(connection.scalars(held)):
        fail_load(connection, load_id, _SUPERSEDED)
