"""A release bound to its tables: what every reader and writer of facts needs, worked out once per release."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from engine.plan.shape import PLAN, DatasetShape, shapes
from engine.sql.prepared import Prepared
from engine.storage.dataset_tables import DatasetTables, read_tables


@dataclass(frozen=True, eq=False)
class Model:
    """Shapes and tables by dataset name; ``tables`` also holds the plan table under ``PLAN``."""

    shapes: dict[str, DatasetShape]
    tables: dict[str, DatasetTables]
    prepared: dict[Any, Prepared] = field(default_factory=dict)

    def prepare(self, connection: sa.Connection, key: Any, make: Callable[[], sa.Executable]) -> Prepared:
        """The statement for a key, built and compiled the first time."""
        found = self.prepared.get(key)
        if found is None:
            found = self.prepared[key] = Prepared(make(), connection.dialect)
        return found


_known: WeakKeyDictionary[sa.Engine, dict[tuple[int, str], Model]] = WeakKeyDictionary()


def model_of(connection: sa.Connection, release: Any) -> Model:
    """The model of a published release: two statements the first time in a process, none after."""
    per_engine = _known.setdefault(connection.engine, {})
    key = (release.number, release.hash)
    if key not in per_engine:
        per_engine[key] = fresh_model(connection, release)
    return per_engine[key]


def forget_model(connection: sa.Connection, release: Any) -> None:
    """Drops the model of a release that was only tried out: its tables may never come to be."""
    _known.get(connection.engine, {}).pop((release.number, release.hash), None)


def fresh_model(connection: sa.Connection, release: Any) -> Model:
    """The model as the tables stand now (used while a release is being published)."""
    made = shapes(release)
    known = read_tables(connection)
    tables = {name: known.of(name, tuple(shape.dataset.key)) for name, shape in made.items()}
    tables[PLAN] = known.plan
    return Model(made, tables)
