"""Whom the firings of a back-test would have reached: by the posts of the day after each, digested as messages are."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from engine.base.text import Text
from engine.definitions.release import Release
from engine.storage.tables import org_link, post_holder, user_account
from rule_builder.backtest import Firing
from rule_builder.kinds.rule.model import RuleModel
from rule_builder.stages.posts import Posts, read_posts
from rule_builder.stages.route import seats

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Reached:
    """Somebody who would have been told that the rule fired. ``to``, ``cc``: firings; ``messages``: what would have
    arrived, more than ``digest_over`` at once being one; ``worst``: messages of the ``worst_day`` (of sending).
    ``role`` and ``unit_id``: the post that he was told by last."""

    login: str
    title: Text
    role: str
    unit_id: int
    to: int
    cc: int
    messages: int
    worst_day: date
    worst: int


def reached(
    connection: sa.Connection, release: Release, rule: RuleModel, firings: Sequence[Firing]
) -> tuple[list[Reached], int]:
    """Who would have been told, the most told first, and for how many firings nobody. A few statements for each stretch
    of days on which no post changed hands."""
    if not firings:
        return [], 0
    sent = sorted({one.fired_day + _DAY for one in firings})
    starts = _stretches(connection, sent[0], sent[-1])
    posts: dict[date, Posts] = {}
    counts: dict[int, Counter[str]] = {}
    by_day: dict[int, Counter[date]] = {}
    place: dict[int, tuple[str, int]] = {}
    nobody = 0
    for one in sorted(firings, key=lambda firing: firing.fired_day):
        day = one.fired_day + _DAY
        start = starts[bisect_right(starts, day) - 1]
        known = posts.get(start)
        if known is None:
            known = posts[start] = read_posts(connection, release, day)
        told: set[int] = set()
        for seat in seats(known, rule, one.unit_id):
            for user in seat.users if seat.part else ():
                if user not in told:
                    told.add(user)
                    counts.setdefault(user, Counter())[seat.part or "to"] += 1
                    by_day.setdefault(user, Counter())[day] += 1
                    place[user] = (seat.role, seat.unit_id)
        nobody += not told
    people = _people(connection, sorted(counts))
    found = [_reached(rule, people[user], place[user], counts[user], by_day[user]) for user in counts]
    return sorted(found, key=lambda one: (-one.messages, -one.to, one.login)), nobody


def _reached(rule: RuleModel, one: Any, place: tuple[str, int], counts: Counter[str], days: Counter[date]) -> Reached:
    messages = {day: 1 if count > rule.digest_over else count for day, count in days.items()}
    worst = max(messages, key=lambda day: (messages[day], -day.toordinal()))
    total = sum(messages.values())
    return Reached(one.login, one.title, *place, counts["to"], counts["cc"], total, worst, messages[worst])


def _stretches(connection: sa.Connection, first: date, last: date) -> list[date]:
    """The first days of stretches on which neither a post nor the tree changes."""
    found = {first}
    for column in (post_holder.c.valid_from, post_holder.c.valid_to, org_link.c.valid_from, org_link.c.valid_to):
        found.update(connection.scalars(sa.select(column).where(column > first, column <= last).distinct()))
    return sorted(found)


def _people(connection: sa.Connection, ids: Sequence[int]) -> dict[int, Any]:
    u = user_account.c
    found: dict[int, Any] = {}
    for start in range(0, len(ids), 1000):
        rows = connection.execute(sa.select(u.id, u.login, u.title).where(u.id.in_(ids[start : start + 1000])))
        found |= {row.id: row for row in rows}
    return found
