"""What a channel remembers, in the database: sealed, shared by all processes, renewed by one at a time."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from engine.base import clock
from engine.base.settings import Settings
from engine.storage import secrets
from engine.storage.database import new_public_id, reading, writing
from engine.storage.once import insert_once
from engine.storage.tables import channel_memory
from rule_builder.channels.contract import Busy

LOCK = timedelta(seconds=30)
PATIENCE = 45.0  # seconds to wait for another process to renew a value
_m = channel_memory.c


class DatabaseMemory:
    """``Memory`` of one channel definition. ``at`` gives the present instant."""

    def __init__(self, database: sa.Engine, channel: str, settings: Settings, at: Callable[[], datetime]) -> None:
        self._database = database
        self._channel = channel
        self._settings = settings
        self._at = at

    def value(self, name: str) -> Any | None:
        """See ``Memory.value``."""
        with reading(self._database) as connection:
            row = connection.execute(sa.select(_m.value, _m.expires_at).where(*self._named(name))).one_or_none()
        if row is None or (row.expires_at is not None and row.expires_at <= self._at()):
            return None
        plain = secrets.unseal(row.value, self._settings)
        return None if plain is None else json.loads(plain)

    def renew(self, name: str, stale: Any | None, make: Callable[[], tuple[Any, float]]) -> Any:
        """See ``Memory.renew``. Raises Busy, and what ``make`` raises."""
        end = clock.monotonic() + PATIENCE
        mine = new_public_id()
        while True:
            found = self.value(name)
            if found is not None and found != stale:
                return found
            if self._lock(name, mine):
                break
            if clock.monotonic() > end:
                raise Busy(name)
            time.sleep(0.05)
        try:
            found = self.value(name)  # the one before us may have renewed it between our look and our lock
            if found is not None and found != stale:
                return found
            value, seconds = make()
            self._store(name, value, self._at() + timedelta(seconds=seconds))
            return value
        finally:
            with writing(self._database) as connection:
                connection.execute(sa.delete(channel_memory).where(*self._named(f"{name} lock"), _m.value == mine))

    def _named(self, name: str) -> tuple[sa.ColumnElement[bool], ...]:
        return (_m.channel == self._channel, _m.name == name)

    def _lock(self, name: str, mine: str) -> bool:
        now = self._at()
        row: dict[str, Any] = {
            "channel": self._channel,
            "name": f"{name} lock",
            "value": mine,
            "expires_at": now + LOCK,
        }
        over = sa.or_(_m.expires_at <= now, _m.expires_at > now + 2 * LOCK)  # or left by a clock that ran ahead
        with writing(self._database) as connection:
            if insert_once(connection, channel_memory, row):
                return True
            taken = sa.update(channel_memory).where(*self._named(row["name"]), over)
            return connection.execute(taken.values(value=mine, expires_at=now + LOCK)).rowcount == 1

    def _store(self, name: str, value: Any, expires: datetime) -> None:
        sealed = secrets.seal(json.dumps(value), self._settings)
        with writing(self._database) as connection:
            connection.execute(sa.delete(channel_memory).where(*self._named(name)))
            row = {"channel": self._channel, "name": name, "value": sealed, "expires_at": expires}
            connection.execute(sa.insert(channel_memory).values(**row))
