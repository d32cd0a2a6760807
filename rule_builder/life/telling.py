"""Messages to people who are named, not found by their posts: reminders, escalations, what somebody is given to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from engine.definitions.release import Release
from rule_builder.deliver import Desk
from rule_builder.life.standing import rule_of
from rule_builder.stages.notice import Notice, Purpose


@dataclass(frozen=True)
class Errand:
    """Somebody is to be told something about an incident (``row``: its row). ``mark``: which time this is, so that the
    same thing is told once; ``more``: what the words need besides (hours, ids of actions)."""

    row: Any
    purpose: Purpose
    users: tuple[int, ...]
    mark: str
    more: Mapping[str, Any] = field(default_factory=dict)


def tell_people(
    connection: sa.Connection,
    release: Release,
    row: Any,
    purpose: Purpose,
    users: Iterable[int],
    now: datetime,
    *,
    mark: str,
    more: Mapping[str, Any] | None = None,
) -> int:
    """One errand: see ``run_errands``."""
    return run_errands(connection, release, [Errand(row, purpose, tuple(users), mark, more or {})], now)


def run_errands(connection: sa.Connection, release: Release, errands: Sequence[Errand], now: datetime) -> int:
    """Writes the messages of errands, in the caller's transaction, with an event that says who is told; how many.

    Several of one rule and purpose to one person become a digest, as everywhere. Without the rule there is no channel:
    nobody is told.
    """
    by_watch: dict[str, list[Errand]] = {}
    for errand in errands:
        if errand.users:
            by_watch.setdefault(errand.row.rule, []).append(errand)
    written = 0
    today = now.astimezone(ZoneInfo(release.app.time_zone)).date()
    for watch, some in by_watch.items():
        rule = rule_of(release, watch)
        if rule is None:
            continue
        desk = Desk(connection, release, rule, watch, now)
        notices = [
            Notice(
                one.purpose, one.row.id, one.row.public_id, 1, one.row.unit_id, today, to=one.users,
                mark=one.mark, more=one.more, rule=watch, indicator=one.row.indicator, severity=one.row.severity,
            )
            for one in some
        ]  # fmt: skip
        written += desk.hand_in(desk.sift(notices))
    return written
