"""Real typed tables from dataset definitions: made, widened and read back by name.

Physical names are generated (``d_3.c_7``, rollup ``r_3.m_2``); what people call a dataset or a column lives in
``dataset_table`` / ``dataset_column``, written in the transaction of the DDL. A column that leaves its definition is
kept and hidden; a renamed one (``aliases``) keeps its data.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from engine.base.issue import Issue, IssueError
from engine.plan.shape import EXPECTED, PLAN, DatasetShape, PlanColumn
from engine.storage.table_steps import Column, TableStep, table_steps
from engine.storage.tables import Bytewise, dataset_column, dataset_table

#: Physical type of each column type. Days are ordinals, instants epoch seconds, money minor units.
PHYSICAL: dict[str, sa.types.TypeEngine[Any]] = {
    "unit": sa.BigInteger(),
    "day": sa.Integer(),
    "date": sa.Integer(),
    "timestamp": sa.BigInteger(),
    "text": Bytewise,
    "integer": sa.BigInteger(),
    "money": sa.BigInteger(),
    "number": sa.Double(),
    "boolean": sa.Boolean(),
}


@dataclass(frozen=True)
class DatasetTables:
    """The tables of one dataset; columns are reached by the names people gave them (``facts.c["tickets"]``)."""

    dataset: str
    facts: sa.Table
    rollup: sa.Table | None
    key: tuple[str, ...]
    unit: str | None = None
    day: str | None = None

    @property
    def place(self) -> tuple[sa.Column[int], sa.Column[int]]:
        """The unit and day columns of the facts. Raises ValueError for a dataset that has none."""
        if self.unit is None or self.day is None:
            raise ValueError(f"{self.dataset} has no unit and day")
        return self.facts.c[self.unit], self.facts.c[self.day]

    @property
    def sums(self) -> sa.Table:
        """The rollup. Raises ValueError for a dataset that has none."""
        if self.rollup is None:
            raise ValueError(f"{self.dataset} has no rollup")
        return self.rollup


class Tables:
    """Every dataset's tables as the database has them, read once per release."""

    def __init__(self, numbers: dict[str, int], columns: Iterable[sa.Row[tuple[object, ...]]]) -> None:
        self.numbers = numbers
        self._columns: dict[str, list[sa.Row[tuple[object, ...]]]] = {}
        for column in columns:
            self._columns.setdefault(str(column.dataset), []).append(column)
        self._made: dict[str, DatasetTables] = {}

    def of(self, dataset: str, key: tuple[str, ...]) -> DatasetTables:
        """The tables of a dataset (SQLAlchemy objects; no statement is sent)."""
        if dataset not in self._made:
            self._made[dataset] = self._build(dataset, key)
        return self._made[dataset]

    def _build(self, dataset: str, key: tuple[str, ...]) -> DatasetTables:
        number = self.numbers[dataset]
        metadata = sa.MetaData()
        live = [c for c in self._columns.get(dataset, []) if not c.dropped]
        named = [(str(c.name), str(c.physical), str(c.type)) for c in live if c.role == "column"]
        facts = facts_table(metadata, number, named, key)
        sums = [(str(c.name), str(c.physical), str(c.type)) for c in live if c.role == "measure"]
        unit = next((name for name, _, kind in named if kind == "unit" and name in key), None)
        day = next((name for name, _, kind in named if kind == "day"), None)
        rollup = rollup_table(metadata, number, sums) if day else None
        return DatasetTables(dataset, facts, rollup, key, unit, day)

    @cached_property
    def plan(self) -> DatasetTables:
        """The tables of what is expected of each leaf on each day."""
        return self.of(PLAN, ("unit", "day"))


def facts_table(
    metadata: sa.MetaData, number: int, columns: list[tuple[str, str, str]], key: tuple[str, ...]
) -> sa.Table:
    """``d_<n>``: key columns first, clustered by the key (unit first: a subtree's reads touch neighbours)."""
    order = {name: place for place, name in enumerate(key)}
    ordered = sorted(columns, key=lambda c: (order.get(c[0], len(order)), int(c[1].split("_")[1])))
    made = [
        sa.Column(
            physical,
            PHYSICAL[kind],
            key=name,
            primary_key=name in order,
            nullable=name not in order,
            autoincrement=False,
        )
        for name, physical, kind in ordered
    ]
    load = sa.Column("load_id", sa.BigInteger(), key="~load", nullable=False)
    seal = sa.Column("row_hash", sa.BigInteger(), key="~hash")  # see engine.facts.seal
    return sa.Table(f"d_{number}", metadata, *made, load, seal, sqlite_with_rowid=False)


def rollup_table(metadata: sa.MetaData, number: int, columns: list[tuple[str, str, str]]) -> sa.Table:
    """``r_<n>``: sums per unit and day, and how many leaves have data (``~have``)."""
    return sa.Table(
        f"r_{number}",
        metadata,
        sa.Column("unit", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("day", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("have", sa.Integer(), key="~have", nullable=False),
        *(sa.Column(physical, PHYSICAL[kind], key=name) for name, physical, kind in columns),
        sqlite_with_rowid=False,
    )


def read_tables(connection: sa.Connection) -> Tables:
    """Two small statements: the numbers and the columns of every dataset."""
    numbers = {row.dataset: row.number for row in connection.execute(sa.select(dataset_table))}
    return Tables(numbers, connection.execute(sa.select(dataset_column)).all())


def build_tables(connection: sa.Connection, shapes: Iterable[DatasetShape], plan: list[PlanColumn]) -> None:
    """Makes and alters tables so that they hold these shapes; runs inside the publishing transaction.

    Raises IssueError (N910 type change, N911 key change) where that would lose data; nothing is changed then.
    """
    issues: list[Issue] = []
    for shape in shapes:
        issues += _build_one(connection, shape.name, *_wanted(shape))
    columns: list[Column] = [("unit", "unit", ()), ("day", "day", ()), (EXPECTED, "integer", ())]
    columns += [(c.name, "integer" if c.spread == "amount" else "number", ()) for c in plan]
    sums = [(EXPECTED, "integer"), *((c.name, "integer") for c in plan if c.spread == "amount")]
    issues += _build_one(connection, PLAN, columns, ("unit", "day"), sums)
    if issues:
        raise IssueError(issues)


def _build_one(
    connection: sa.Connection, dataset: str, columns: list[Column], key: tuple[str, ...], sums: list[tuple[str, str]]
) -> list[Issue]:
    row, steps = _steps(connection, dataset, columns, key, sums)
    if issues := [step.issue for step in steps if step.issue is not None]:
        return issues
    for step in steps:
        if step.action == "make_again":
            for table in (f"d_{row.number}", f"r_{row.number}"):
                connection.execute(sa.schema.DropTable(sa.Table(table, sa.MetaData()), if_exists=True))
            connection.execute(sa.delete(dataset_column).where(dataset_column.c.dataset == dataset))
            connection.execute(sa.delete(dataset_table).where(dataset_table.c.dataset == dataset))
        if step.role == "table":
            _create(connection, dataset, columns, key, sums)
    if row is not None:
        _alter(connection, dataset, row.number, [step for step in steps if step.role != "table"])
    return []


def _steps(
    connection: sa.Connection, dataset: str, columns: list[Column], key: tuple[str, ...], sums: list[tuple[str, str]]
) -> tuple[Any, list[TableStep]]:
    """The row of ``dataset_table`` (None for a new one), and what has to be done."""
    row = connection.execute(sa.select(dataset_table).where(dataset_table.c.dataset == dataset)).one_or_none()
    mine = sa.select(dataset_column).where(dataset_column.c.dataset == dataset)
    known = {(str(c.role), str(c.name)): c for c in connection.execute(mine)} if row is not None else {}
    number = row.number if row is not None else 0
    return row, table_steps(dataset, row, known, columns, key, sums, lambda: _empty(connection, number))


def steps_for(connection: sa.Connection, shape: DatasetShape) -> list[TableStep]:
    """What publishing this shape would do to its tables. Nothing is done."""
    return _steps(connection, shape.name, *_wanted(shape))[1]


def _wanted(shape: DatasetShape) -> tuple[list[Column], tuple[str, ...], list[tuple[str, str]]]:
    columns = [(c.name, c.type, tuple(getattr(c, "aliases", ()) or ())) for c in shape.dataset.columns.values()]
    return columns, shape.dataset.key, list(shape.rollup_columns.items()) if shape.is_fact else []


def _create(
    connection: sa.Connection,
    dataset: str,
    columns: list[Column],
    key: tuple[str, ...],
    sums: list[tuple[str, str]],
) -> None:
    number = (connection.scalar(sa.select(sa.func.max(dataset_table.c.number))) or 0) + 1
    typed = {name: kind for name, kind, _ in columns}
    named = [(name, f"c_{place}", kind) for place, (name, kind, _) in enumerate(columns, 1)]
    rolled = [(name, f"m_{place}", kind) for place, (name, kind) in enumerate(sums, 1)]
    metadata = sa.MetaData()
    facts = facts_table(metadata, number, named, key)
    connection.execute(sa.schema.CreateTable(facts))
    day = next((name for name, _, kind in named if kind == "day"), None)
    if day:
        connection.execute(sa.schema.CreateIndex(sa.Index(f"d_{number}_day", facts.c[day])))
        connection.execute(sa.schema.CreateTable(rollup_table(metadata, number, rolled)))
    connection.execute(
        sa.insert(dataset_table).values(
            dataset=dataset, number=number, shape={"key": [[name, typed[name]] for name in key]}, rolled=None
        )
    )
    rows = [("column", *c) for c in named] + [("measure", *c) for c in rolled]
    connection.execute(sa.insert(dataset_column), [_row(dataset, *row) for row in rows])


def _row(dataset: str, role: str, name: str, physical: str, kind: str) -> dict[str, object]:
    return {"dataset": dataset, "role": role, "name": name, "physical": physical, "type": kind, "dropped": False}


def _alter(connection: sa.Connection, dataset: str, number: int, steps: list[TableStep]) -> None:
    mine = sa.select(dataset_column.c.physical).where(dataset_column.c.dataset == dataset)
    fresh = max((int(str(name).split("_")[1]) for name in connection.scalars(mine)), default=0) + 1
    for step in steps:
        letter, table = ("c", f"d_{number}") if step.role == "column" else ("m", f"r_{number}")
        physical = f"{letter}_{fresh}"
        if step.action in ("add", "retype"):
            add_column(connection, table, physical, step.type)
            fresh += 1
        if step.action == "add":
            row = _row(dataset, step.role, step.name, physical, step.type)
            connection.execute(sa.insert(dataset_column).values(**row))
            continue
        values: dict[str, Any] = {"dropped": True} if step.action == "hide" else {"name": step.name, "dropped": False}
        if step.action == "retype":
            values |= {"physical": physical, "type": step.type}
        _set(connection, dataset, step.role, str(step.old.name), values)


def _set(connection: sa.Connection, dataset: str, role: str, name: str, values: dict[str, Any]) -> None:
    c = dataset_column.c
    where = sa.and_(c.dataset == dataset, c.role == role, c.name == name)
    connection.execute(sa.update(dataset_column).where(where).values(**values))


def add_column(connection: sa.Connection, table: str, physical: str, kind: str) -> None:
    """``ALTER TABLE … ADD COLUMN`` (nullable), by Alembic's operations."""
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext

    Operations(MigrationContext.configure(connection)).add_column(table, sa.Column(physical, PHYSICAL[kind]))


def _empty(connection: sa.Connection, number: int) -> bool:
    table = sa.table(f"d_{number}")
    return connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first() is None
