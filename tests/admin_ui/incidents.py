"""Incidents on record, as the rules write them (tests of the reading side only)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from engine.storage.database import new_public_id, writing
from engine.storage.tables import incident, incident_event, org_unit, outbox, user_account
from tests import small_app


def incident_at(database: sa.Engine, code: str, indicator: str = "sales", **more: Any) -> str:
    """An incident of three bad days at a store; returns its public id."""
    public_id = new_public_id()
    days = [small_app.ANCHOR - timedelta(days=n) for n in (2, 1, 0)]
    facts = {
        "count": 3,
        "days": [
            {"day": day.isoformat(), "actual": 8000, "target": 10000, "attainment": 0.8, "known": True} for day in days
        ],
    }
    values: dict[str, Any] = {
        "public_id": public_id,
        "rule": "low_sales",
        "indicator": indicator,
        "severity": "warning",
        "state": "firing",
        "late": False,
        "first_day": days[0],
        "fired_day": days[-1],
        "fired_at": small_app.NOW,
        "release": 1,
        "facts": facts,
    }
    with writing(database) as connection:
        unit_id = connection.scalar(sa.select(org_unit.c.id).where(org_unit.c.code == code))
        connection.execute(sa.insert(incident).values(**(values | more), unit_id=unit_id))
    return public_id


def message_about(database: sa.Engine, incidents: list[str], login: str, text: str, **more: Any) -> None:
    """A sent message about incidents, and the event that names it."""
    key = f"test:{new_public_id()}"
    with writing(database) as connection:
        ids = list(connection.scalars(sa.select(incident.c.id).where(incident.c.public_id.in_(incidents))))
        user_id = connection.scalar(sa.select(user_account.c.id).where(user_account.c.login == login))
        values: dict[str, Any] = {
            "public_id": new_public_id(),
            "key": key,
            "channel": "wecom_app",
            "user_id": user_id,
            "copy": False,
            "purpose": "fired",
            "subject": {"incidents": ids, "rule": "low_sales"},
            "created_at": small_app.NOW,
            "not_before": small_app.NOW,
            "state": "sent",
            "sent_at": small_app.NOW,
            "request": {"msgtype": "textcard", "textcard": {"title": "预警", "description": text}},
        }
        connection.execute(sa.insert(outbox).values(**(values | more)))
        for incident_id in ids:
            data = {"purpose": "fired", "to": [user_id], "cc": [], "keys": {str(user_id): key}}
            row = {"incident_id": incident_id, "at": small_app.NOW, "event": "told", "actor": "system", "data": data}
            connection.execute(sa.insert(incident_event).values(**row))


def days_of(card: dict[str, Any]) -> list[tuple[date, float, float]]:
    """(day, actual, target) of an incident's facts."""
    return [(date.fromisoformat(d["day"]), d["actual"], d["target"]) for d in card["facts"]["days"]]
