"""Incidents as the API shows them: only those whose unit and indicator the caller's posts open."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from admin_ui.cards import Card, major, unit_card
from engine.access import Door
from engine.access.units import unit_of
from engine.org.tree import Unit, unit_select
from engine.storage.tables import incident, org_link, org_unit

_BRIEF = ("public_id", "rule", "indicator", "severity", "state", "late", "first_day", "fired_day", "fired_at")


def incident_select(door: Door) -> sa.Select[Any]:
    """Visible incidents with their unit's columns; narrow it by ``where``."""
    columns = [incident.c[name] for name in (*_BRIEF, "ended_day", "ended_at")]
    found = unit_select(door.today).add_columns(incident.c.id.label("incident_id"), *columns, incident.c.facts)
    return (
        found.join(incident, incident.c.unit_id == org_unit.c.id)
        .where(door.scope_of_values(org_link.c.path, incident.c.indicator))
        .order_by(None)
    )


def below(unit: Unit) -> sa.ColumnElement[bool]:
    """Incidents at or below a unit."""
    return sa.and_(org_link.c.path >= unit.path, org_link.c.path < unit.path_end)


def newest_first(statement: sa.Select[Any]) -> sa.Select[Any]:
    """Open ones first, then by time."""
    return statement.order_by(incident.c.state != "firing", incident.c.fired_at.desc(), incident.c.id.desc())


def briefs(door: Door, *, unit: Unit, most: int = 50) -> list[Card]:
    """The firing incidents at or below a unit, newest first."""
    firing = incident_select(door).where(below(unit), incident.c.state == "firing")
    return [brief(door, row) for row in door.connection.execute(newest_first(firing).limit(most))]


def brief(door: Door, row: Any) -> Card:
    """An ``IncidentBrief`` of a row of ``incident_select``."""
    name, _, watch = row.rule.partition(":")
    rule = {rule.name: rule for rule in door.release.all("rule")}.get(name)
    indicator = {indicator.name: indicator for indicator in door.release.all("indicator")}.get(row.indicator)
    card = {name: row._mapping[name] for name in (*_BRIEF, "ended_day", "ended_at")}
    return card | {
        "rule": name,
        "watch": watch or None,
        "title": rule.title if rule else None,
        "indicator_title": indicator.title if indicator else None,
        "display": indicator.display if indicator else None,
        "decimals": indicator.decimals if indicator else None,
        "unit": unit_card(door, unit_of(row)),
    }


def facts_card(door: Door, indicator_name: str, facts: dict[str, Any]) -> Card:
    """The counted days, with money in major units."""
    indicator = {model.name: model for model in door.release.all("indicator")}.get(indicator_name)
    if indicator is None:
        return facts
    days = [
        day | {key: major(door, indicator, day.get(key)) for key in ("actual", "target") if key in day}
        for day in facts.get("days", [])
    ]
    return facts | {"days": days}
