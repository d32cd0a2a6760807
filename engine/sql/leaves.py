"""A dataset's rows per leaf and day as SQL: (unit, day, have, one column per sum).

From this one select come the rollup's leaf rows, the reads of leaves and the numbers that rules look at, so that
no two of them can differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from engine.expressions import Aggregate, Tree, aggregate_sql, to_sql
from engine.expressions.tree import Name
from engine.plan.shape import EXPECTED, DatasetShape
from engine.sql.lookups import Narrow, look_up
from engine.storage.dataset_tables import DatasetTables

__all__ = ["Narrow", "leaf_rows", "row_value"]


def leaf_rows(
    shape: DatasetShape, tables: Mapping[str, DatasetTables], plan: DatasetTables, narrow: Narrow
) -> sa.Select[Any]:
    """Columns ``unit``, ``day``, ``~have`` and every rollup column of the shape, for leaves.

    Sums are null where nothing is known. With ``confirmed_by`` a day exists only where it is confirmed, and then
    absent rows count as zero; with ``expected()`` it exists where the leaf was expected, from the oldest day of the
    dataset to its newest.
    """
    sums = _grouped(shape, tables, narrow)
    if shape.dataset.model.confirmed_by:
        confirmed = tables[shape.dataset.model.confirmed_by]
        unit, day = confirmed.place
        base = _over(confirmed.facts, unit, day, shape, sums, plan, narrow, zero=True)
    elif shape.counts_expected:
        at = tables[shape.name].place[1]
        # what was due before the first row ever came says nothing about the leaf
        oldest, newest = (sa.select(edge(at)).scalar_subquery() for edge in (sa.func.min, sa.func.max))  # by the index
        p = plan.facts.c
        extra = sa.and_(p[EXPECTED] > 0, p.day.between(oldest, newest))
        base = _over(plan.facts, p.unit, p.day, shape, sums, plan, narrow, zero=False, extra=extra)
    else:
        rows = sums.subquery()
        base = sa.select(rows.c.unit, rows.c.day, *(rows.c[m.name] for m in shape.measures if m.name in rows.c))
    return _with_plan(shape, base, plan)


def _grouped(shape: DatasetShape, tables: Mapping[str, DatasetTables], narrow: Narrow) -> sa.Select[Any]:
    """Aggregates of the facts by unit and day; a dataset of one row per unit and day needs no grouping."""
    unit, day = tables[shape.name].place
    counted = [m for m in shape.measures if m.aggregate.function != "expected"]
    found = look_up(shape.dataset, tables, narrow, {name for m in counted for name in m.aggregate.names})
    one = shape.dataset.grain_is_unit_day and all(m.aggregate.function != "count_distinct" for m in counted)
    made = [(row_value if one else aggregate_sql)(m.aggregate, found.columns).label(m.name) for m in counted]
    rows = sa.select(unit.label("unit"), day.label("day"), *made).select_from(found.source).where(narrow(unit, day))
    return rows if one else rows.group_by(unit, day)


def plain(tree: Tree, columns: Mapping[str, sa.ColumnElement[Any]]) -> sa.ColumnElement[Any]:
    """A formula as SQL; a mere name is the column itself: exact integers, and none of a formula's range checks."""
    return columns[tree.root.name] if isinstance(tree.root, Name) else to_sql(tree, columns)


def row_value(aggregate: Aggregate, columns: Mapping[str, sa.ColumnElement[Any]]) -> sa.ColumnElement[Any]:
    """What one row contributes to an aggregate."""
    where = None if aggregate.where is None else to_sql(aggregate.where, columns)
    if aggregate.function == "count":
        return sa.literal(1) if where is None else sa.case((where, 1), (sa.not_(where), 0))
    if aggregate.argument is None:
        raise ValueError(f"{aggregate.function} needs an argument")
    value = plain(aggregate.argument, columns)
    return value if where is None else sa.case((where, value), (sa.not_(where), 0))


def _over(
    universe: sa.Table,
    unit: sa.ColumnElement[Any],
    day: sa.ColumnElement[Any],
    shape: DatasetShape,
    sums: sa.Select[Any],
    plan: DatasetTables,
    narrow: Narrow,
    *,
    zero: bool,
    extra: sa.ColumnElement[bool] | None = None,
) -> sa.Select[Any]:
    """The sums laid over the unit-days that exist; where no row came they are zero (confirmed) or null."""
    rows = sums.subquery()
    values: list[sa.ColumnElement[Any]] = []
    for measure in shape.measures:
        if measure.aggregate.function == "expected":
            values.append(plan.facts.c[EXPECTED].label(measure.name))
        elif zero:
            values.append(sa.case((rows.c.unit.is_(None), 0), else_=rows.c[measure.name]).label(measure.name))
        else:
            values.append(rows.c[measure.name].label(measure.name))
    source = universe.outerjoin(rows, sa.and_(rows.c.unit == unit, rows.c.day == day))
    if universe is not plan.facts and shape.counts_expected:
        p = plan.facts.c
        source = source.outerjoin(plan.facts, sa.and_(p.unit == unit, p.day == day))
    found = sa.select(unit.label("unit"), day.label("day"), *values)
    found = found.select_from(source).where(narrow(unit, day))
    return found if extra is None else found.where(extra)


def _with_plan(shape: DatasetShape, base: sa.Select[Any], plan: DatasetTables) -> sa.Select[Any]:
    """Adds what the plan says of each leaf-day: ``~have`` (1 where data was expected and is there) and the target
    columns: the targets of leaf-days that have a value, rates times their denominator."""
    rows = base.subquery()
    p = plan.facts.c
    values = {m.name: rows.c[m.name] for m in shape.measures if m.name in rows.c}
    have = sa.case((p[EXPECTED] > 0, 1), else_=0).label("~have")
    made: list[sa.ColumnElement[Any]] = []
    for need in shape.targets:
        weight = plain(need.weight, values)
        if need.spread == "rate":
            first = p[need.plan_column("target" if "target" in need.tiers else need.tiers[0])]
            made.append(sa.case((first.is_not(None), sa.cast(weight, sa.Double))).label(need.weight_column))
        for tier in need.tiers:
            target = p[need.plan_column(tier)]
            known = sa.case((weight.is_not(None), target))
            value = target * sa.cast(weight, sa.Double) if need.spread == "rate" else known
            made.append(value.label(need.column(tier)))
    joined = rows.outerjoin(plan.facts, sa.and_(p.unit == rows.c.unit, p.day == rows.c.day))
    return sa.select(rows.c.unit, rows.c.day, have, *values.values(), *made).select_from(joined)
