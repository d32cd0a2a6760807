"""From tellings to outbox rows, through the stages; and who has been told what is put on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from engine.base.issue import Issue
from engine.base.text import both
from engine.definitions.release import Release
from engine.storage.tables import incident_event, outbox
from rule_builder.ledger import Ledger, Telling
from rule_builder.stages.dedup import dedup
from rule_builder.stages.group import group
from rule_builder.stages.notice import Envelope, Notice, Route
from rule_builder.stages.posts import Posts
from rule_builder.stages.record import record
from rule_builder.stages.route import route


@dataclass
class _Told:
    """What an incident's events say about earlier messages."""

    nth: int = 0
    to: tuple[int, ...] = ()
    cc: tuple[int, ...] = ()
    keys: dict[int, list[str]] = field(default_factory=dict)  # user id → keys of messages since it last fired


def tell(ledger: Ledger, release: Release, posts: Posts, tellings: Sequence[Telling]) -> tuple[int, list[Issue]]:
    """Writes the messages for ``tellings``. Returns how many, and a warning per vacant post."""
    connection, rule = ledger.connection, ledger.rule
    told = _told(connection, [telling.incident_id for telling in tellings])
    notices: list[Notice] = []
    issues: list[Issue] = []
    for telling in tellings:
        before = told.setdefault(telling.incident_id, _Told())
        way = _way(posts, rule, telling, before)
        for vacancy in way.vacancies:
            data = {"role": vacancy.role, "instead": vacancy.instead}
            ledger.event(telling.incident_id, "vacant", data)
            issues.append(_vacant(posts, telling.unit_id, vacancy.role, vacancy.instead))
        if telling.purpose == "retracted":
            way = _still_to_tell(connection, way, before)
        nth = max(1, before.nth)
        notices.append(
            Notice(
                telling.purpose,
                telling.incident_id,
                telling.public_id,
                nth,
                telling.unit_id,
                ledger.day,
                way.to,
                way.cc,
            )
        )
    envelopes = dedup(connection, group(ledger.watch, notices, rule.digest_over))
    channel = release.get("channel", rule.channel)
    jitter = channel.jitter_seconds
    record(connection, ledger.watch, rule.channel, envelopes, now=ledger.now, jitter=jitter)
    _remember(ledger, notices, envelopes)
    return len(envelopes), issues


def _way(posts: Posts, rule: Any, telling: Telling, before: _Told) -> Route:
    """An end is told to those who were told of the beginning; everything else to the posts of the day."""
    if telling.purpose in ("resolved", "retracted") and (before.to or before.cc):
        return Route(before.to, before.cc)
    return route(posts, rule, telling.unit_id)


def _still_to_tell(connection: sa.Connection, way: Route, before: _Told) -> Route:
    """Withdraws messages that have not left yet; who got none needs no correction.

    A waiting digest stays: at send time it leaves out what has been withdrawn.
    """
    keys = [key for keys in before.keys.values() for key in keys]
    unsent = sa.and_(outbox.c.key.in_(keys), outbox.c.state == "waiting", outbox.c.request.is_(None))
    rows = connection.execute(sa.select(outbox.c.key, outbox.c.purpose).where(unsent)).all()
    stopped = set(
        connection.scalars(
            sa.update(outbox)
            .where(unsent, outbox.c.purpose != "digest")
            .values(state="cancelled", error="retracted")
            .returning(outbox.c.key)
        )
    ) | {row.key for row in rows if row.purpose == "digest"}
    spared = {user for user, keys in before.keys.items() if all(key in stopped for key in keys)}
    return Route(
        tuple(user for user in way.to if user not in spared), tuple(user for user in way.cc if user not in spared)
    )


def _told(connection: sa.Connection, incidents: Sequence[int]) -> dict[int, _Told]:
    found: dict[int, _Told] = {}
    e = incident_event.c
    for start in range(0, len(incidents), 1000):
        some = incidents[start : start + 1000]
        named = sa.and_(e.incident_id.in_(some), e.event.in_(("fired", "reopened", "told")))
        for row in connection.execute(sa.select(e.incident_id, e.event, e.data).where(named).order_by(e.id)):
            told = found.setdefault(row.incident_id, _Told())
            if row.event != "told":
                told.nth += 1
                told.keys = {}
            elif row.data["purpose"] in ("fired", "repeat"):
                told.to, told.cc = tuple(row.data["to"]), tuple(row.data["cc"])
                for user, key in row.data["keys"].items():
                    told.keys.setdefault(int(user), []).append(key)
    return found


def _remember(ledger: Ledger, notices: Sequence[Notice], envelopes: Sequence[Envelope]) -> None:
    keys: dict[tuple[int, str], dict[str, str]] = {}
    for envelope in envelopes:
        for notice in envelope.notices:
            keys.setdefault((notice.incident_id, notice.purpose), {})[str(envelope.user_id)] = envelope.key
    for notice in notices:
        mine = keys.get((notice.incident_id, notice.purpose), {})
        data = {"purpose": notice.purpose, "to": list(notice.to), "cc": list(notice.cc), "keys": mine}
        ledger.event(notice.incident_id, "told" if notice.to or notice.cc else "untold", data)


def _vacant(posts: Posts, unit_id: int, role: str, instead: str | None) -> Issue:
    unit = posts.tree.by_id[unit_id].code
    said_zh = f"由 “{instead}” 代收" if instead else "无人接收"
    said_en = f'"{instead}" is told instead' if instead else "nobody is told"
    words = both(f"{unit}：岗位 “{role}” 空缺，{said_zh}", f'{unit}: post "{role}" is vacant, {said_en}')
    return Issue("N953", words, level="warning")
