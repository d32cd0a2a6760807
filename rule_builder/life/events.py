"""The history of an incident."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engine.storage.tables import incident_event

#: Who acts where no person does.
SYSTEM = "system"


def add_event(
    connection: sa.Connection, incident_id: int, at: datetime, event: str, actor: str, data: Mapping[str, Any]
) -> None:
    """Adds to an incident's history."""
    row = {"incident_id": incident_id, "at": at, "event": event, "actor": actor, "data": dict(data)}
    connection.execute(sa.insert(incident_event).values(**row))
