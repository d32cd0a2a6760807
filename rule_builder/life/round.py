"""The round over incidents whose time has come: reminders, escalations, actions whose day has passed.

``next_at`` says which incidents to look at. A look takes them under lock, does what is due, and writes the next instant
in the same transaction, so that any number of processes may go round.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from engine.base import clock
from engine.definitions.release import Release, current_release
from engine.storage.database import reading, writing
from engine.storage.tables import incident, incident_action, incident_event
from rule_builder.kinds.rule.model import SEVERITIES, Escalation
from rule_builder.life.events import SYSTEM, add_event
from rule_builder.life.moments import Moment, due, overdue_at, upcoming
from rule_builder.life.people import active
from rule_builder.life.standing import (
    Planned,
    actions_of,
    overdue_moments,
    respond_of,
    rule_of,
    since_of,
    standing_of,
)
from rule_builder.life.telling import Errand, run_errands
from rule_builder.stages.posts import Posts, read_posts

#: Incidents dealt with in one transaction.
AT_ONCE = 200
MOST = 5_000


def go_round(database: sa.Engine) -> int:
    """Does what is due at present; how many incidents were looked at. Looks without writing where nothing is."""
    now = clock.now()
    with reading(database) as connection:
        release = current_release(connection)
        if release is None or connection.execute(_due(now).limit(1)).first() is None:
            return 0
    looked = 0
    while looked < MOST:
        with writing(database) as connection:
            some = look(connection, release, now)
        looked += some
        if some < AT_ONCE:
            break
    return looked


def _due(now: datetime) -> sa.Select[Any]:
    return sa.select(incident).where(incident.c.next_at <= now, incident.c.muted.is_(None))


def look(connection: sa.Connection, release: Release, now: datetime) -> int:
    """Takes up to ``AT_ONCE`` incidents that are due and does what there is to do, in the caller's transaction."""
    taken = _due(now).order_by(incident.c.next_at, incident.c.id).limit(AT_ONCE).with_for_update(skip_locked=True)
    rows = connection.execute(taken).all()
    if not rows:
        return 0
    ids = [row.id for row in rows]
    since, actions = since_of(connection, rows), actions_of(connection, ids)
    posts = read_posts(connection, release, clock.today(release.app.time_zone))
    errands: list[Errand] = []
    for row in rows:
        errands += _Look(connection, release, posts, row, since[row.id], actions.get(row.id, []), now).done()
    run_errands(connection, release, errands, now)
    return len(rows)


class _Look:
    """One incident whose time has come."""

    def __init__(
        self,
        connection: sa.Connection,
        release: Release,
        posts: Posts,
        row: Any,
        since: datetime,
        actions: Sequence[Planned],
        now: datetime,
    ) -> None:
        self.connection, self.release, self.posts, self.row, self.now = connection, release, posts, row, now
        self.respond, self.actions = respond_of(release, row.rule), actions
        self.standing = standing_of(row, self.respond, since, actions)
        self.zone = release.app.time_zone

    def done(self) -> list[Errand]:
        """Does what is due and notes what comes next."""
        errands: list[Errand] = []
        values: dict[str, Any] = {}
        for moment in due(self.respond, self.standing, self.row.next_at, self.now):
            if moment.what == "remind":
                errands += self._remind(moment)
            elif moment.step is not None and self.respond is not None:
                errands += self._escalate(moment, self.respond.escalate[moment.step], values)
        errands += self._overdue() if self.standing.open else []
        taken = values.get("escalation", self.row.escalation)
        standing = replace(self.standing, taken=taken)
        late = [one for one in self.actions if one.state == "open"]
        moments = overdue_moments([_reminded(one, self.now, self.zone) for one in late], self.zone)
        after = upcoming(self.respond, standing, self.now, moments)
        values["next_at"] = None if after is None else after.at
        self.connection.execute(sa.update(incident).where(incident.c.id == self.row.id).values(**values))
        return errands

    def _remind(self, moment: Moment) -> list[Errand]:
        """Whoever is to answer for it, else those who were told that it fired."""
        users = [self.row.assignee_id] if self.row.assignee_id else self._told()
        users = active(self.connection, users)
        hours = self._hours(moment.at)
        return [Errand(self.row, "remind", tuple(users), _mark(moment), {"hours": hours})] if users else []

    def _escalate(self, moment: Moment, step: Escalation, values: dict[str, Any]) -> list[Errand]:
        """The post of the step, or who stands in for it; with the severity that the step says."""
        assert moment.step is not None
        role, users = self._post(step.role)
        data: dict[str, Any] = {"step": moment.step + 1, "role": step.role, "hours": step.after_hours}
        if role != step.role:
            data["instead"] = role
        severity = values.get("severity", self.row.severity)
        if step.severity and SEVERITIES.index(step.severity) > SEVERITIES.index(severity):
            values["severity"] = data["severity"] = step.severity
        values["escalation"] = moment.step + 1
        add_event(self.connection, self.row.id, self.now, "escalated", SYSTEM, data)
        more = {"hours": self._hours(moment.at)}
        return [Errand(self.row, "escalated", users, _mark(moment), more)] if users else []

    def _post(self, role: str) -> tuple[str | None, tuple[int, ...]]:
        """The role that is told, and its holders; the next roles above where the post is vacant."""
        rule = rule_of(self.release, self.row.rule)
        level = self.posts.levels.get(role, 0)
        above = self.posts.above(level, rule) if rule is not None else []
        for one in (role, *above):
            if users := self.posts.who(one, self.row.unit_id):
                return one, users
        return None, ()

    def _overdue(self) -> list[Errand]:
        """One errand per owner, about all his actions here that are late."""
        late = [
            one
            for one in self.actions
            if one.state == "open" and overdue_at(one.due_on, one.reminded_at, self.zone) <= self.now
        ]
        if not late:
            return []
        mine = incident_action.c.id.in_([one.id for one in late])
        self.connection.execute(sa.update(incident_action).where(mine).values(reminded_at=self.now))
        mark = self.now.date().isoformat()
        owners = active(self.connection, {one.owner_id for one in late})
        return [
            Errand(self.row, "action_overdue", (owner,), mark, {"actions": [a.id for a in late if a.owner_id == owner]})
            for owner in owners
        ]

    def _told(self) -> list[int]:
        """Those who got the message (not the copy) when it fired last."""
        e = incident_event.c
        mine = sa.and_(e.incident_id == self.row.id, e.event == "told")
        for data in self.connection.scalars(sa.select(e.data).where(mine).order_by(e.id.desc())):
            if data["purpose"] in ("fired", "repeat"):
                return list(data["to"] or data["cc"])
        return []

    def _hours(self, at: datetime) -> int:
        return round((at - self.standing.since) / timedelta(hours=1))


def _reminded(one: Planned, now: datetime, zone: str) -> Planned:
    """The action as it stands after this look."""
    late = overdue_at(one.due_on, one.reminded_at, zone) <= now
    return replace(one, reminded_at=now) if late else one


def _mark(moment: Moment) -> str:
    return moment.at.isoformat(timespec="seconds")
