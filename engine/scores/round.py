"""Takes what is due and scores it: a portion per transaction, so that nobody waits long for the database.

Idempotent: what nothing has moved writes nothing. Any number of processes may go round: one works at a time, and takes
only the rows it has seen, in the transaction that writes the scores; whoever dies leaves them to the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from engine.access.actor import Actor
from engine.access.door import Door
from engine.base import clock
from engine.definitions.release import Release, current_release
from engine.kinds.scorecard.compile import CompiledScorecard
from engine.measure.read import reader_of, values
from engine.scores.closing import close_periods
from engine.scores.judge import judge
from engine.scores.store import Cause, Span, stored, write
from engine.storage.database import reading, writing
from engine.storage.tables import org_link, org_unit, score_due
from engine.targets.days import Period

#: Rows of what is due that one transaction takes.
PORTION = 500
#: The one key of PostgreSQL's advisory lock for this round (any number that no other lock of ours has).
_LOCK = 7_740_052_011


def recompute_scores(database: sa.Engine) -> int:
    """Scores all that is due and closes what is over. Returns how many scores changed; 0 too where another process is
    at it."""
    with reading(database) as connection:
        due = connection.scalar(sa.select(score_due.c.id).limit(1)) is not None
        release = current_release(connection)
    count = 0
    while due:
        with writing(database) as connection:
            done = _portion(connection)
        if done is None:
            break
        count += done
    if release is not None:
        count += close_periods(database, release)
    return count


def _portion(connection: sa.Connection) -> int | None:
    """Scores a portion of one card's period. None: nothing is due, or somebody else is at it."""
    if connection.dialect.name == "postgresql" and not connection.scalar(
        sa.select(sa.func.pg_try_advisory_xact_lock(_LOCK))
    ):
        return None
    d = score_due.c
    head = connection.execute(sa.select(d.scorecard, d.day).order_by(d.id).limit(1)).one_or_none()
    release = current_release(connection)
    if head is None or release is None:
        return None
    same = sa.and_(d.scorecard == head.scorecard, d.day == head.day)
    rows = connection.execute(sa.select(score_due).where(same).order_by(d.id).limit(PORTION)).all()
    changed = 0
    if release.find("scorecard", head.scorecard) is not None:
        card = release.compiled("scorecard", head.scorecard)
        whole = next((row for row in rows if row.unit_id is None), None)
        if whole is not None:  # every unit of the level: as many rows, so that they too are taken in portions
            _spread(connection, release, card, whole)
            rows = [whole]
        else:
            changed = _score(connection, release, card, head.day, rows)
    connection.execute(sa.delete(score_due).where(d.id.in_([row.id for row in rows])))
    return changed


def _spread(connection: sa.Connection, release: Release, card: CompiledScorecard, row: Any) -> None:
    level = level_of(release, card)
    units = connection.scalars(sa.select(org_unit.c.id).where(org_unit.c.level == level).order_by(org_unit.c.id))
    fresh = [
        {"scorecard": row.scorecard, "unit_id": unit, "day": row.day, "release": row.release, "at": row.at}
        for unit in units
    ]
    if fresh:
        connection.execute(sa.insert(score_due), fresh)


def level_of(release: Release, card: CompiledScorecard) -> int:
    """The number of the card's level; -1 where the org has no such level."""
    levels = [level.name for level in release.get("org", release.app.org).levels]
    return levels.index(card.model.level) if card.model.level in levels else -1


def _score(
    connection: sa.Connection, release: Release, card: CompiledScorecard, first: date, rows: Sequence[Any]
) -> int:
    today = clock.today(release.app.time_zone)
    if first > today:
        return 0
    door = Door(connection, release, Actor.system(), today)
    days = reader_of(connection, release).days
    end = days.end(days.period(card.period, first))
    causes = _causes(connection, level_of(release, card), first, end, rows)
    units = sorted(causes)
    if not units:
        return 0
    span = Span(Period(card.period, min(end, today), first), end, _ready(card, end, today))
    figures = values(door, units, span.period, card.indicators)
    before = stored(connection, card, first, units)
    judged = {
        unit: judge(card, {name: figures.get((unit, name)) for name in card.indicators}, _held(before.get(unit)))
        for unit in units
    }
    return write(connection, card, span, judged, before, causes, clock.now())


def _ready(card: CompiledScorecard, end: date, today: date) -> bool:
    rule = card.model.points_ready
    return rule.when == "change" or today > end + timedelta(days=rule.closing_days)


def _held(row: Mapping[str, Any] | None) -> dict[str, float | None]:
    return {part["line"]: part["x"] for part in row["parts"]} if row is not None else {}


def _causes(connection: sa.Connection, level: int, first: date, end: date, rows: Iterable[Any]) -> dict[int, Cause]:
    """The units of the level at or above what was touched, by any place it had in the period, with what touched it."""
    by_unit: dict[int, list[Any]] = {}
    for row in rows:
        by_unit.setdefault(row.unit_id, []).append(row)
    link = org_link.c
    places = connection.execute(
        sa.select(link.unit_id, link.path).where(
            link.unit_id.in_(sorted(by_unit)), link.valid_from <= end, link.valid_to > first
        )
    ).all()
    above = {row.unit_id: set[int]() for row in places}
    for row in places:
        above[row.unit_id].update(int(part) for part in row.path.split("/") if part)
    every = sorted({unit for units in above.values() for unit in units})
    at_level: set[int] = set()
    for start in range(0, len(every), PORTION):
        some = every[start : start + PORTION]
        wanted = sa.select(org_unit.c.id).where(org_unit.c.level == level, org_unit.c.id.in_(some))
        at_level.update(connection.scalars(wanted))
    causes: dict[int, Cause] = {}
    for unit_id, units in above.items():
        for subject in units & at_level:
            cause = causes.setdefault(subject, Cause())
            for row in by_unit[unit_id]:
                cause.add(row.load_id, row.release, row.at)
    return causes
