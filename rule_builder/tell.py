"""From tellings to outbox rows: who is told by the posts of the day, roll-up, and all the other stages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa

from engine.base.issue import Issue
from engine.base.text import both
from engine.definitions.release import Release
from engine.storage.tables import incident, incident_event, outbox
from rule_builder.deliver import MUTING, Desk
from rule_builder.history import ROLLUP
from rule_builder.ledger import Ledger, Telling
from rule_builder.rollups import roll_up
from rule_builder.stages.notice import Notice, Route, Stop
from rule_builder.stages.posts import Posts
from rule_builder.stages.route import route
from rule_builder.stages.why import Untold

_ENDS = ("resolved", "retracted")


@dataclass
class _Told:
    """What an incident's events say about earlier messages."""

    nth: int = 0
    to: tuple[int, ...] = ()
    cc: tuple[int, ...] = ()
    kept_quiet: bool = False  # since it last fired, nobody has been told of it, for a reason
    keys: dict[int, list[str]] = field(default_factory=dict)  # user id → keys of messages since it last fired


def tell(
    ledger: Ledger,
    release: Release,
    posts: Posts,
    tellings: Sequence[Telling],
    watched: Callable[[], Collection[int]] | None = None,
) -> tuple[int, list[Issue]]:
    """Writes the messages for ``tellings``. Returns how many, and a warning per vacant post.

    ``watched``: ids of the units that the rule watches, for its roll-up; by default those of its level that are open.
    """
    desk = Desk(ledger.connection, release, ledger.rule, ledger.watch, ledger.now, posts.tree)
    notices, issues = _routed(ledger, posts, tellings)
    notices = desk.sift(notices)
    if ledger.watch == ledger.rule.name:
        notices, above = roll_up(ledger, release, posts.tree, notices, watched)
        more, more_issues = _routed(replace(ledger, watch=ledger.watch + ROLLUP), posts, above)
        notices, issues = _corrections(ledger.connection, notices) + desk.sift(more), issues + more_issues
    return desk.hand_in(notices), issues


def _routed(ledger: Ledger, posts: Posts, tellings: Sequence[Telling]) -> tuple[list[Notice], list[Issue]]:
    told = _told(ledger.connection, [telling.incident_id for telling in tellings])
    severity = _severities(ledger.connection, [telling.incident_id for telling in tellings])
    notices: list[Notice] = []
    issues: list[Issue] = []
    for telling in tellings:
        before = told.setdefault(telling.incident_id, _Told())
        way = _way(posts, ledger.rule, telling, before)
        for vacancy in way.vacancies:
            data = {"role": vacancy.role, "instead": vacancy.instead}
            ledger.event(telling.incident_id, "vacant", data)
            issues.append(_vacant(posts, telling.unit_id, vacancy.role, vacancy.instead))
        if telling.purpose == "retracted":
            way = _still_to_tell(ledger.connection, way, before)
        notices.append(
            Notice(
                telling.purpose,
                telling.incident_id,
                telling.public_id,
                max(1, before.nth),
                telling.unit_id,
                ledger.day,
                way.to,
                way.cc,
                mark=telling.mark,
                rule=ledger.watch,
                indicator=ledger.rule.indicator,
                severity=severity.get(telling.incident_id, ledger.rule.severity),
                given=telling.why,
                stop=Stop(Untold.NEVER_TOLD) if telling.purpose in _ENDS and before.kept_quiet else None,
            )
        )
    return notices, issues


def _way(posts: Posts, rule: Any, telling: Telling, before: _Told) -> Route:
    """An end is told to those who were told of the beginning; everything else to the posts of the day."""
    if telling.purpose in _ENDS and (before.to or before.cc or before.kept_quiet):
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


def _corrections(connection: sa.Connection, notices: Sequence[Notice]) -> list[Notice]:
    """A unit that turns out never to have been in breach is corrected for those who were told of it in the incident
    above; whose message has not left yet reads the right list anyway."""
    above = {
        notice.incident_id: notice.stop.data["parent_id"]
        for notice in notices
        if notice.purpose == "retracted" and notice.stop is not None and "parent_id" in notice.stop.data
    }
    told = _told(connection, sorted(set(above.values())))
    found: list[Notice] = []
    for notice in notices:
        before = told.get(above.get(notice.incident_id, 0))
        if before is not None:
            keys = [key for some in before.keys.values() for key in some]
            o = outbox.c
            left = set(connection.scalars(sa.select(o.user_id).where(o.key.in_(keys), o.request.is_not(None))))
            to, cc = (tuple(user for user in some if user in left) for some in (before.to, before.cc))
            if to or cc:
                notice = replace(notice, to=to, cc=cc, stop=None)
        if notice.stop is not None and "parent_id" in notice.stop.data:
            data = {key: value for key, value in notice.stop.data.items() if key != "parent_id"}
            notice = replace(notice, stop=Stop(notice.stop.why, data))
        found.append(notice)
    return found


def _told(connection: sa.Connection, incidents: Sequence[int]) -> dict[int, _Told]:
    found: dict[int, _Told] = {}
    e = incident_event.c
    for start in range(0, len(incidents), 1000):
        some = incidents[start : start + 1000]
        named = sa.and_(e.incident_id.in_(some), e.event.in_(("fired", "reopened", "told", "untold")))
        for row in connection.execute(sa.select(e.incident_id, e.event, e.data).where(named).order_by(e.id)):
            told = found.setdefault(row.incident_id, _Told())
            if row.event in ("fired", "reopened"):
                told.nth += 1
                told.keys = {}
                told.to, told.cc, told.kept_quiet = (), (), False
            elif row.event == "untold":
                told.kept_quiet = not told.keys and row.data.get("why") in MUTING
            else:
                _note(told, row.data)
    return found


def _note(told: _Told, data: Any) -> None:
    """Who has been told of the beginning, or that it goes on; whoever stands in takes the place of the other."""
    if data["purpose"] not in ("fired", "repeat", "escalated"):
        return
    to, cc = tuple(data["to"]), tuple(data["cc"])
    if "instead_of" in data:
        gone = data["instead_of"]
        to = tuple(dict.fromkeys((*(user for user in told.to if user != gone), *to)))
        cc = tuple(user for user in dict.fromkeys((*told.cc, *cc)) if user != gone and user not in to)
    elif data["purpose"] == "escalated":
        to, cc = (*told.to, *(user for user in to if user not in told.to)), told.cc
        cc = tuple(user for user in cc if user not in to)
    told.to, told.cc, told.kept_quiet = to, cc, False
    for user, key in data["keys"].items():
        told.keys.setdefault(int(user), []).append(key)


def _severities(connection: sa.Connection, incidents: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    i = incident.c
    for start in range(0, len(incidents), 1000):
        rows = connection.execute(sa.select(i.id, i.severity).where(i.id.in_(incidents[start : start + 1000])))
        found |= {row.id: row.severity for row in rows}
    return found


def _vacant(posts: Posts, unit_id: int, role: str, instead: str | None) -> Issue:
    unit = posts.tree.by_id[unit_id].code
    said_zh = f"由 “{instead}” 代收" if instead else "无人接收"
    said_en = f'"{instead}" is told instead' if instead else "nobody is told"
    words = both(f"{unit}：岗位 “{role}” 空缺，{said_zh}", f'{unit}: post "{role}" is vacant, {said_en}')
    return Issue("N953", words, level="warning")
