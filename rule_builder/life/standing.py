"""Where incidents stand between firing and an answer: read for many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from engine.definitions.release import Release
from engine.storage.tables import incident_action, incident_event
from rule_builder.history import NO_DATA, NO_FEED, base_name
from rule_builder.kinds.rule.model import Respond, RuleModel
from rule_builder.life.moments import Standing, overdue_at

#: Events after which an answer is asked for anew, with the clock at zero.
ANEW = ("reopened", "opened_again", "unmuted")


@dataclass(frozen=True)
class Planned:
    """An action as far as time cares."""

    id: int
    incident_id: int
    owner_id: int
    due_on: date
    state: str
    created_at: datetime
    reminded_at: datetime | None


def rule_of(release: Release, watch: str) -> RuleModel | None:
    """The rule of an incident (``watch``: its rule column); None where the release has it no more."""
    name = base_name(watch)
    return next((rule for rule in release.all("rule") if rule.name == name), None)


def respond_of(release: Release, watch: str) -> Respond | None:
    """What the rule asks for. Missing data is not answered for: it is told about."""
    rule = rule_of(release, watch)
    return None if rule is None or watch.endswith((NO_DATA, NO_FEED)) else rule.respond


def since_of(connection: sa.Connection, incidents: Sequence[Any]) -> dict[int, datetime]:
    """From when on an answer is waited for, by incident id (of rows with ``id``, ``fired_at``)."""
    found = {row.id: row.fired_at for row in incidents}
    e, ids = incident_event.c, sorted(found)
    for start in range(0, len(ids), 1000):
        named = sa.and_(e.incident_id.in_(ids[start : start + 1000]), e.event.in_(ANEW))
        latest = sa.select(e.incident_id, sa.func.max(e.at).label("at")).where(named).group_by(e.incident_id)
        rows = connection.execute(latest).all()
        found |= {row.incident_id: max(row.at, found[row.incident_id]) for row in rows}
    return found


def actions_of(connection: sa.Connection, ids: Sequence[int]) -> dict[int, list[Planned]]:
    """The actions of incidents, oldest first. One statement per 1,000."""
    found: dict[int, list[Planned]] = {}
    a, ordered = incident_action.c, sorted(ids)
    columns = (a.id, a.incident_id, a.owner_id, a.due_on, a.state, a.created_at, a.reminded_at)
    for start in range(0, len(ordered), 1000):
        mine = a.incident_id.in_(ordered[start : start + 1000])
        for row in connection.execute(sa.select(*columns).where(mine).order_by(a.id)):
            found.setdefault(row.incident_id, []).append(Planned(**row._mapping))
    return found


def standing_of(row: Any, respond: Respond | None, since: datetime, actions: Sequence[Planned]) -> Standing:
    """``row`` is an incident's row. An action that was planned before it was opened again is no answer to that."""
    planned = any(one.state != "dropped" and one.created_at >= since for one in actions)
    acknowledged = row.acked_at is not None and (respond is None or respond.needs == "acknowledge")
    return Standing(since, row.state == "firing" and row.closed_at is None, planned or acknowledged, row.escalation)


def overdue_moments(actions: Sequence[Planned], zone: str) -> list[datetime]:
    """When the owners of open actions are to be reminded."""
    return [overdue_at(one.due_on, one.reminded_at, zone) for one in actions if one.state == "open"]
