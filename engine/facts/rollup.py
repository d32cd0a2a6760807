"""Keeps the rollups true: after a change only the touched (branch, day) are re-aggregated, level by level.

Re-aggregation is idempotent and survives corrections (deltas and triggers drift). It runs in the transaction of the
change, so that no reader ever sees facts and rollup apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import sqlalchemy as sa

from engine.plan.shape import EXPECTED, PLAN
from engine.sql.leaves import Narrow, leaf_rows
from engine.storage.bulk import insert_rows
from engine.storage.model import Model
from engine.storage.tables import org_link

#: The unit-days that changed, deepest first: a temporary table of the connection.
_TOUCHED = sa.Table(
    "navmark_touched",
    sa.MetaData(),
    sa.Column("unit", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("day", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("depth", sa.Integer, nullable=False),
    prefixes=["TEMPORARY"],
    sqlite_with_rowid=False,
)


class Rollups:
    """Re-aggregates datasets of one release on one connection."""

    def __init__(self, connection: sa.Connection, model: Model) -> None:
        self._connection = connection
        self._model = model
        self._shapes = model.shapes
        self._tables = model.tables

    def refresh(self, dataset: str, places: Iterable[tuple[int, int]]) -> None:
        """Re-aggregates a dataset (or the plan) for the leaves and days (ordinals) that changed, and all above."""
        depths = self._open(places)
        if not depths:
            return
        rollup = self._tables[dataset].sums
        if not self._reads_facts(dataset):
            self._run((dataset, "-leaves"), lambda: sa.delete(rollup).where(_touched(rollup.c.unit, rollup.c.day)))
            self._run((dataset, "+leaves"), lambda: self._insert(rollup, self._leaf_select(dataset, _touched)))
        for depth in depths:
            if depth > 0:
                above = _at_depth(depth - 1)(rollup.c.unit, rollup.c.day)
                self._run((dataset, "-branches", depth), partial(sa.delete(rollup).where, above))
                self._run((dataset, "+branches", depth), partial(self._branches, dataset, depth))

    def _run(self, key: tuple[Any, ...], make: Callable[[], sa.Executable]) -> None:
        """Executes a statement that is built once per release."""
        self._model.prepare(self._connection, ("rollup", *key), make)(self._connection)

    def rebuild(self, dataset: str, first: int | None = None) -> None:
        """Re-aggregates everything, or every day from ``first`` (ordinal) on: new measures, a moved unit."""
        rollup = self._tables[dataset].sums
        narrow: Narrow = _everything if first is None else lambda unit, day: day >= first
        self._connection.execute(sa.delete(rollup).where(narrow(rollup.c.unit, rollup.c.day)))
        if not self._reads_facts(dataset):
            self._connection.execute(self._insert(rollup, self._leaf_select(dataset, narrow)))
        top = self._connection.scalar(sa.select(sa.func.max(org_link.c.depth))) or 0
        for depth in range(top, 0, -1):
            self._connection.execute(self._insert(rollup, self._parents(dataset, depth, narrow)))

    # --- the touched unit-days ----------------------------------------------------------------------------------

    def _open(self, places: Iterable[tuple[int, int]]) -> list[int]:
        """Fills the temporary table with the places and every (ancestor, day) above; returns depths, deepest first."""
        connection = self._connection
        rows = [(unit, day, -1) for unit, day in sorted(set(places))]
        if not rows:
            return []
        _TOUCHED.create(connection, checkfirst=True)
        self._run(("touched", "-"), lambda: sa.delete(_TOUCHED))
        insert_rows(connection, _TOUCHED, ["unit", "day", "depth"], rows)
        self._run(("touched", "depth"), _set_depths)
        deepest = connection.exec_driver_sql("SELECT MAX(depth) FROM navmark_touched").scalar() or 0
        for depth in range(deepest, 0, -1):
            self._run(("touched", "above", depth), partial(_add_parents, depth))
        return list(range(deepest, -1, -1))

    # --- leaves and branches ------------------------------------------------------------------------------------

    def _reads_facts(self, dataset: str) -> bool:
        """Whether leaves are read from the facts, so that the rollup holds only what is above them."""
        return dataset == PLAN or self._shapes[dataset].plain

    def _leaf_select(self, dataset: str, narrow: Narrow) -> sa.Select[Any]:
        if dataset == PLAN:
            facts = self._tables[PLAN].facts
            sums = [facts.c[c.key] for c in self._sum_columns(PLAN)]
            columns = [facts.c.unit, facts.c.day, facts.c[EXPECTED].label("~have"), *sums]
            return sa.select(*columns).where(narrow(facts.c.unit, facts.c.day))
        return leaf_rows(self._shapes[dataset], self._tables, self._tables[PLAN], narrow)

    def _sum_columns(self, dataset: str) -> list[sa.Column[Any]]:
        return [c for c in self._tables[dataset].sums.c if c.key not in ("unit", "day", "~have")]

    def _branches(self, dataset: str, depth: int) -> sa.Insert:
        return self._insert(self._tables[dataset].sums, self._parents(dataset, depth, None))

    def _parents(self, dataset: str, depth: int, narrow: Narrow | None) -> sa.Select[Any]:
        """Sums of the children at ``depth`` by parent and day; no ``narrow`` means: of the touched parents."""
        chosen = narrow or _children_of_touched(depth)
        rollup = self._tables[dataset].sums
        names = [c.key for c in self._sum_columns(dataset)]
        parts = [sa.select(rollup).where(chosen(rollup.c.unit, rollup.c.day))]
        if self._reads_facts(dataset):
            parts.append(self._leaf_select(dataset, chosen))
        made = []
        for part in parts:
            rows, link = part.subquery(), org_link.alias()
            place = sa.and_(
                link.c.unit_id == rows.c.unit,
                link.c.valid_from <= rows.c.day,
                link.c.valid_to > rows.c.day,
                link.c.depth == depth,
            )
            by_name = dict(zip([c.key for c in part.selected_columns], rows.c, strict=True))
            columns = [link.c.parent_id.label("parent"), rows.c.day.label("day")]
            columns += [by_name[name].label(f"s{i}") for i, name in enumerate(["~have", *names])]
            made.append(sa.select(*columns).select_from(rows.join(link, place)))
        every = (made[0] if len(made) == 1 else sa.union_all(*made)).subquery()
        sums = [
            sa.cast(sa.func.sum(every.c[f"s{i}"]), rollup.c[name].type).label(name)
            for i, name in enumerate(["~have", *names])
        ]
        return sa.select(every.c.parent, every.c.day, *sums).group_by(every.c.parent, every.c.day)

    def _insert(self, rollup: sa.Table, rows: sa.Select[Any]) -> sa.Insert:
        names = ["unit", "day", "~have", *(c.key for c in rollup.c if c.key not in ("unit", "day", "~have"))]
        by_name = {column.key: column for column in rows.selected_columns}
        first, second, *_ = rows.selected_columns
        made = rows.with_only_columns(first, second, *(by_name[name] for name in names[2:]), maintain_column_froms=True)
        return sa.insert(rollup).from_select([rollup.c[n] for n in names], made)


def _in_force(link: sa.FromClause) -> sa.ColumnElement[bool]:
    return sa.and_(link.c.valid_from <= _TOUCHED.c.day, link.c.valid_to > _TOUCHED.c.day)


def _set_depths() -> sa.Update:
    """Every touched unit gets its depth on its day."""
    depth = sa.select(org_link.c.depth).where(org_link.c.unit_id == _TOUCHED.c.unit, _in_force(org_link))
    return sa.update(_TOUCHED).values(depth=sa.func.coalesce(depth.scalar_subquery(), 0))


def _add_parents(depth: int) -> sa.Insert:
    """The parents of the touched units at a depth, where they are not there yet."""
    at = sa.and_(org_link.c.unit_id == _TOUCHED.c.unit, _in_force(org_link))
    above = (
        sa.select(org_link.c.parent_id, _TOUCHED.c.day, sa.literal(depth - 1))
        .distinct()
        .join(org_link, at)
        .where(_TOUCHED.c.depth == depth, org_link.c.parent_id.is_not(None))
    )
    have = above.subquery()
    known = sa.select(sa.literal(1)).where(_TOUCHED.c.unit == have.c[0], _TOUCHED.c.day == have.c[1])
    fresh = sa.select(have).where(~sa.exists(known.correlate(have)))
    return sa.insert(_TOUCHED).from_select(["unit", "day", "depth"], fresh)


def _touched(unit: sa.ColumnElement[Any], day: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    return sa.tuple_(unit, day).in_(sa.select(_TOUCHED.c.unit, _TOUCHED.c.day))


def _at_depth(depth: int) -> Narrow:
    places = sa.select(_TOUCHED.c.unit, _TOUCHED.c.day).where(_TOUCHED.c.depth == depth)
    return lambda unit, day: sa.tuple_(unit, day).in_(places)


def _children_of_touched(depth: int) -> Narrow:
    link = org_link.alias()
    below = sa.and_(link.c.parent_id == _TOUCHED.c.unit, _TOUCHED.c.depth == depth - 1, _in_force(link))
    places = sa.select(link.c.unit_id, _TOUCHED.c.day).join(link, below)
    return lambda unit, day: sa.tuple_(unit, day).in_(places)


def _everything(unit: sa.ColumnElement[Any], day: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    return sa.true()
