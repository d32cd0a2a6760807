"""Incidents as the API shows them: only those whose unit and indicator the caller's posts open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from admin_ui.cards import Card, major, unit_card
from admin_ui.incident_people import Names
from engine.access import Door
from engine.access.units import unit_of
from engine.base import clock
from engine.org.tree import Unit, unit_select
from engine.storage.tables import incident, incident_action, incident_event, org_link, org_unit, rule_state
from rule_builder.history import base_name
from rule_builder.life.case import reasons
from rule_builder.life.moments import Standing, deadline
from rule_builder.life.standing import ANEW, respond_of

_BRIEF = ("public_id", "rule", "indicator", "severity", "state", "late", "first_day", "fired_day", "fired_at")
_LIFE = ("ended_day", "ended_at", "muted", "acked_at", "reason_code", "responded_at", "closed_at")
_MORE = ("facts", "assignee_id", "escalation", "acked_by", "closed_by", "next_at")


def incident_select(door: Door) -> sa.Select[Any]:
    """Visible incidents with their unit's columns; narrow it by ``where``."""
    columns = [incident.c[name] for name in (*_BRIEF, *_LIFE, *_MORE)]
    recovering = sa.exists().where(
        rule_state.c.rule == incident.c.rule,
        rule_state.c.unit_id == incident.c.unit_id,
        rule_state.c.state == "recovering",
        incident.c.state == "firing",
    )
    found = unit_select(door.today).add_columns(
        incident.c.id.label("incident_id"), incident.c.parent_id.label("part_of"), *columns,
        _since().label("since"), _planned().label("planned"),
        recovering.label("recovering"),
    )  # fmt: skip
    return (
        found.join(incident, incident.c.unit_id == org_unit.c.id)
        .where(door.scope_of_values(org_link.c.path, incident.c.indicator))
        .order_by(None)
    )


def _since() -> sa.ScalarSelect[Any]:
    """When an answer was asked for anew (null: never)."""
    e = incident_event.c
    return sa.select(sa.func.max(e.at)).where(e.incident_id == incident.c.id, e.event.in_(ANEW)).scalar_subquery()


def _planned() -> sa.ScalarSelect[Any]:
    """When the newest action that still counts was planned (null: there is none)."""
    a = incident_action.c
    mine = sa.and_(a.incident_id == incident.c.id, a.state != "dropped")
    return sa.select(sa.func.max(a.created_at)).where(mine).scalar_subquery()


def count_of(door: Door, statement: sa.Select[Any]) -> int:
    """How many rows a statement of ``incident_select`` has."""
    only = statement.with_only_columns(incident.c.id, maintain_column_froms=True)
    return door.connection.execute(sa.select(sa.func.count()).select_from(only.subquery())).scalar_one()


def below(unit: Unit) -> sa.ColumnElement[bool]:
    """Incidents at or below a unit."""
    return sa.and_(org_link.c.path >= unit.path, org_link.c.path < unit.path_end)


def newest_first(statement: sa.Select[Any]) -> sa.Select[Any]:
    """Open ones first, then by time."""
    return statement.order_by(incident.c.state != "firing", incident.c.fired_at.desc(), incident.c.id.desc())


def briefs(door: Door, *, unit: Unit, most: int = 50) -> list[Card]:
    """The firing incidents at or below a unit, newest first."""
    firing = incident_select(door).where(below(unit), incident.c.state == "firing")
    return brief_cards(door, door.connection.execute(newest_first(firing).limit(most)).all())


def brief_cards(door: Door, rows: Sequence[Any]) -> list[Card]:
    """``IncidentBrief``s of rows of ``incident_select``; a statement more where somebody is to answer for one."""
    names = Names(door, [row.assignee_id for row in rows])
    return [brief(door, row, names) for row in rows]


def brief(door: Door, row: Any, names: Names) -> Card:
    """An ``IncidentBrief`` of a row of ``incident_select``."""
    name, _, watch = row.rule.partition(":")
    rule = {rule.name: rule for rule in door.release.all("rule")}.get(name)
    indicator = {indicator.name: indicator for indicator in door.release.all("indicator")}.get(row.indicator)
    card = {name: row._mapping[name] for name in (*_BRIEF, *_LIFE)}
    standing = standing_in(door, row)
    until = deadline(respond_of(door.release, row.rule), standing.since)
    return card | {
        "rule": name,
        "watch": watch or None,
        "title": rule.title if rule else None,
        "indicator_title": indicator.title if indicator else None,
        "display": indicator.display if indicator else None,
        "decimals": indicator.decimals if indicator else None,
        "unit": unit_card(door, unit_of(row)),
        "assignee": names.of(row.assignee_id),
        "due_at": until if standing.open and not standing.done else None,
        "overdue": bool(until and standing.open and not standing.done and until <= clock.now()),
        "reason_code": _reason(door, row),
        "recovering": bool(row.recovering),
        "escalation": row.escalation,
    }


def _reason(door: Door, row: Any) -> str | None:
    """The reason that was given; none where it would tell of an indicator that the reader may not see."""
    code: str | None = row.reason_code
    return code if code is not None and code in reasons(door, row.rule, row.id) else None


def standing_in(door: Door, row: Any) -> Standing:
    """Where a row of ``incident_select`` stands between firing and an answer."""
    respond = respond_of(door.release, row.rule)
    since = max(row.since, row.fired_at) if row.since else row.fired_at
    acknowledged = row.acked_at is not None and (respond is None or respond.needs == "acknowledge")
    planned = row.planned is not None and row.planned >= since
    return Standing(since, row.state == "firing" and row.closed_at is None, planned or acknowledged, row.escalation)


def names_of_rules(door: Door, role: str) -> list[str]:
    """Rules that a role's holders answer for before others."""
    return [rule.name for rule in door.release.all("rule") if rule.to.role == role]


def facts_card(door: Door, indicator_name: str, facts: dict[str, Any]) -> Card:
    """The counted days, with money in major units, and of a parent's units those that the caller may see."""
    if listed := facts.get("units"):
        seen = door.units_by_code([one["unit"] for one in listed if one["unit"]])
        shown = [one for one in listed if one["unit"] in seen and door.shows(indicator_name, seen[one["unit"]].id)]
        facts = facts | {"units": [one | {"title": seen[one["unit"]].title} for one in shown]}
    indicator = {model.name: model for model in door.release.all("indicator")}.get(indicator_name)
    if indicator is None:
        return facts
    days = [
        day | {key: major(door, indicator, day.get(key)) for key in ("actual", "target") if key in day}
        for day in facts.get("days", [])
    ]
    return facts | {"days": days}


def rule_is(name: str) -> sa.ColumnElement[bool]:
    """Incidents of a rule, whichever of its watches found them."""
    return sa.or_(
        incident.c.rule == base_name(name), incident.c.rule.startswith(f"{base_name(name)}:", autoescape=True)
    )
