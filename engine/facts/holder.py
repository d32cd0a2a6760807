"""Which load wrote what is stored under a business key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from engine.base import clock
from engine.facts.accept import Acceptor
from engine.facts.publish import open_units
from engine.storage.model import model_of


class Holders:
    """Asks for rows of one release, as they would be accepted today."""

    def __init__(self, connection: sa.Connection, release: Any) -> None:
        self._connection, self._release = connection, release
        self._model, self._units = model_of(connection, release), open_units(connection)
        self._acceptors: dict[str, Acceptor] = {}

    def load_of(self, dataset: str, mapped: Mapping[str, Any]) -> int | None:
        """The id of the load; None where nothing is stored under that key, or the row would be refused."""
        if dataset not in self._model.shapes:
            return None
        compiled, app = self._model.shapes[dataset].dataset, self._release.app
        if dataset not in self._acceptors:
            today = clock.today(app.time_zone)
            self._acceptors[dataset] = Acceptor(compiled, self._units, money_digits=app.money_digits, today=today)
        row, faults = self._acceptors[dataset](mapped)
        if faults:
            return None
        facts = self._model.tables[dataset].facts
        same = sa.and_(*(facts.c[name] == row[name] for name in compiled.key))
        found = self._connection.execute(sa.select(facts.c["~load"]).where(same)).scalar_one_or_none()
        return int(found) if found else None
