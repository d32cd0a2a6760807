"""One incident, opened by somebody who may answer for it: every act of a person begins here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engine.access import Actor, Door, actor_of, audit
from engine.access.errors import not_found
from engine.access.hidden import tells_hidden
from engine.base import clock
from engine.base.issue import Issue, IssueError
from engine.base.text import Text, both, pick
from engine.definitions.release import Release
from engine.storage.tables import incident
from rule_builder.causes import causes_of
from rule_builder.life.events import add_event
from rule_builder.life.moments import upcoming
from rule_builder.life.standing import actions_of, overdue_moments, respond_of, rule_of, since_of, standing_of

ANSWER = "answer_incidents"
#: The reason for what no cause of the library says.
OTHER = "other"
OTHER_TITLE = both("其他", "Other")


@dataclass
class Case:
    """An incident under lock in the caller's transaction, with the person who acts and his door."""

    connection: sa.Connection
    release: Release
    actor: Actor
    door: Door
    now: datetime
    row: Any

    @property
    def person(self) -> int:
        """The id of who acts."""
        assert self.actor.user_id is not None
        return self.actor.user_id

    def put(self, event: str, data: Mapping[str, Any], *, audited: str | None = None, **values: Any) -> None:
        """Changes the incident's row, adds the event and (``audited``: the act's name) a line in the audit log."""
        if values:
            self.connection.execute(sa.update(incident).where(incident.c.id == self.row.id).values(**values))
        add_event(self.connection, self.row.id, self.now, event, self.actor.login, data)
        if audited:
            audit.append(self.connection, self.actor.login, f"incident.{audited}", self.row.public_id, data)

    def settle(self) -> None:
        """Reads the incident again and notes when somebody has to look at it next."""
        chosen = sa.select(incident).where(incident.c.id == self.row.id)
        self.row = self.connection.execute(chosen).one()
        at = next_at(self.connection, self.release, self.row, self.now)
        self.connection.execute(sa.update(incident).where(incident.c.id == self.row.id).values(next_at=at))

    def require_standing(self) -> None:
        """Raises IssueError (N834) where nothing can be done about it any more."""
        if self.row.state == "retracted":
            raise refused(both("预警已撤回，无需处理", "it has been withdrawn: there is nothing to do"))
        if self.row.closed_at is not None:
            hint = both("先重新打开", "open it again first")
            raise refused(both("预警已关闭", "it is closed"), hint=hint)


def opened(
    connection: sa.Connection,
    release: Release,
    reference: str | int,
    user_id: int,
    now: datetime | None = None,
    permission: str = ANSWER,
) -> Case:
    """Locks an incident (public id, or its id) for an act of ``user_id``.

    Raises AccessError (404) where it is missing or out of his scope, ForbiddenError where he lacks ``permission``.
    """
    now = now or clock.now()
    today = clock.today(release.app.time_zone)
    actor = actor_of(connection, release, user_id, today)
    if actor is None:
        raise not_found()
    door = Door(connection, release, actor, today)
    which = incident.c.id == reference if isinstance(reference, int) else incident.c.public_id == reference
    row = connection.execute(sa.select(incident).where(which).with_for_update()).one_or_none()
    if row is None or not door.may_see_unit(row.unit_id) or not door.shows(row.indicator, row.unit_id):
        raise not_found()
    door.require(permission)
    return Case(connection, release, actor, door, now, row)


def next_at(connection: sa.Connection, release: Release, row: Any, now: datetime) -> datetime | None:
    """When the round has to look at an incident again: the first moment after what has been done so far."""
    actions = actions_of(connection, [row.id]).get(row.id, [])
    respond = respond_of(release, row.rule)
    standing = standing_of(row, respond, since_of(connection, [row])[row.id], actions)
    moment = upcoming(respond, standing, now, overdue_moments(actions, release.app.time_zone))
    return None if moment is None else moment.at


def reasons(door: Door, watch: str, unit_id: int) -> dict[str, Text]:
    """Reason codes that the reader may give an incident at a unit, with titles: the causes of its rule, then the rest
    of the library, then "other". Causes that tell of an indicator hidden from him at the unit are left out."""
    rule = rule_of(door.release, watch)
    library = {cause.name: cause.title for cause in door.release.all("cause")}
    own = [one.model.name for one in causes_of(door.release, rule)] if rule and library else []
    shown = [name for name in dict.fromkeys([*own, *library]) if not tells_hidden(door, "cause", name, unit_id)]
    return {**{name: library[name] for name in shown}, OTHER: OTHER_TITLE}


def require_reason(case: Case, code: str | None) -> None:
    """Raises IssueError (N834) for a reason code that is none."""
    known = reasons(case.door, case.row.rule, case.row.unit_id)
    if code is not None and code not in known:
        names = "、".join(f"{name} {pick(title, 'zh')}" for name, title in known.items())
        words = both(f"没有原因 “{code}”", f'unknown reason "{code}"')
        raise refused(words, "$.reason_code", both(f"可选：{names}", "one of: " + ", ".join(known)))


def refused(words: Text, path: str = "$", hint: Text | None = None) -> IssueError:
    """What cannot be done to an incident as it is."""
    return IssueError([Issue("N834", words, path, hint=hint)])
