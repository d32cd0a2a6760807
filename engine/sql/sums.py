"""Sums of datasets over a range of days: branches from the rollup, leaves from wherever their rows are.

Statements are built once per (datasets, kinds of units) of a release and executed with parameters: units, first, last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.sql.visitors import replacement_traverse

from engine.plan.over_time import Rule
from engine.plan.shape import EXPECTED, PLAN
from engine.sql.leaves import leaf_rows
from engine.sql.over_time import sums_over_time
from engine.sql.parameters import FIRST, LAST, LEAVES, UNITS
from engine.storage.dataset_tables import DatasetTables
from engine.storage.model import Model
from engine.storage.tables import load, org_unit

#: A list of ids is filled up to one of these lengths, so that few statements serve all.
LENGTHS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096)
#: Instead of a number of leaves: every unit of the last level.
ALL = -1


def length(ids: Sequence[int]) -> int:
    """How many parameters a list of ids is given; 0 for none. Raises ValueError past the longest (4,096)."""
    if not ids:
        return 0
    found = next((size for size in LENGTHS if len(ids) <= size), None)
    if found is None:
        raise ValueError(f"{len(ids)} units at once: ask for at most {LENGTHS[-1]}")
    return found


def filled(name: str, ids: Sequence[int]) -> dict[str, int]:
    """The parameters of a list of ids: the last one again where the list is shorter than its length."""
    return {f"{name}_{i}": ids[min(i, len(ids) - 1)] for i in range(length(ids))}


def sized(statement: sa.Select[Any], branches: int, leaves: int, leaf_level: int) -> sa.Select[Any]:
    """The statement with its two lists laid out as so many single parameters (``ALL``: as a sub-select)."""
    sizes = {"units": branches, "leaves": leaves}

    def lay_out(element: Any, **_: Any) -> Any:
        if not isinstance(element, sa.BindParameter) or not element.expanding or element.key not in sizes:
            return None
        if sizes[element.key] == ALL:
            return sa.select(org_unit.c.id).where(org_unit.c.level == leaf_level).scalar_subquery()
        names = [f"{element.key}_{i}" for i in range(sizes[element.key])]
        return sa.tuple_(*(sa.bindparam(name, type_=sa.BigInteger) for name in names))

    return cast("sa.Select[Any]", replacement_traverse(statement, {}, lay_out))


def day_rows(model: Model, dataset: str, columns: Sequence[str], branches: bool, leaves: bool) -> sa.Select[Any]:
    """unit, day, ~have and the columns, a row per unit and day of the parameters' units and range."""
    tables = model.tables[dataset]
    reads_facts = dataset == PLAN or model.shapes[dataset].plain
    parts: list[sa.Select[Any]] = []
    if branches or not reads_facts:
        rollup = tables.sums.c
        units = rollup.unit.in_(LEAVES if not branches else UNITS)
        where = (
            sa.or_(rollup.unit.in_(UNITS), rollup.unit.in_(LEAVES))
            if branches and leaves and not reads_facts
            else units
        )
        kept = [rollup.unit.label("unit"), rollup.day.label("day"), rollup["~have"].label("~have")]
        parts.append(
            sa.select(*kept, *(rollup[c].label(c) for c in columns)).where(where, rollup.day.between(FIRST, LAST))
        )
    if leaves and reads_facts:
        parts.append(_leaf_part(model, dataset, columns))
    if len(parts) == 1:
        return parts[0]
    every = sa.union_all(*parts).subquery()
    return sa.select(every)


def _leaf_part(model: Model, dataset: str, columns: Sequence[str]) -> sa.Select[Any]:
    if dataset == PLAN:
        plan = model.tables[PLAN].facts.c
        kept = [plan.unit.label("unit"), plan.day.label("day"), plan[EXPECTED].label("~have")]
        where = sa.and_(plan.unit.in_(LEAVES), plan.day.between(FIRST, LAST))
        return sa.select(*kept, *(plan[c].label(c) for c in columns)).where(where)
    rows = leaf_rows(
        model.shapes[dataset],
        model.tables,
        model.tables[PLAN],
        lambda unit, day: sa.and_(unit.in_(LEAVES), day.between(FIRST, LAST)),
    ).subquery()
    return sa.select(rows.c.unit, rows.c.day, rows.c["~have"], *(rows.c[c] for c in columns))


def period_sums(
    model: Model,
    columns: Mapping[str, Sequence[str]],
    plan: Sequence[str],
    sources: Mapping[str, Sequence[str]],
    branches: bool,
    leaves: bool,
    level: int,
) -> sa.Select[Any]:
    """One statement: a row per unit with, for each dataset, its values over the range (sums of days, or by the
    column's own rule over time), leaf-days that have data, newest day and the time of its sources' last load; and the
    plan's expectation. Column labels: ``<dataset>|<column>``. ``level``: the number of the leaves' level."""
    source: Any = org_unit
    chosen: list[sa.ColumnElement[Any]] = [org_unit.c.id.label("unit")]
    for dataset, wanted in {**columns, PLAN: list(plan)}.items():
        rules = {} if dataset == PLAN else _rules(model, dataset, wanted)
        added = [c for c in wanted if c not in rules]
        rows = day_rows(model, dataset, added, branches, leaves).subquery()
        typed = _types(model.tables[dataset])
        sums = [sa.cast(sa.func.sum(rows.c[c]), typed[c]).label(f"{dataset}|{c}") for c in added]
        sums.append(sa.cast(sa.func.sum(rows.c["~have"]), sa.BigInteger).label(f"{dataset}|~have"))
        seen = rows.c.day if dataset != PLAN else sa.case((rows.c["~have"] > 0, rows.c.day))
        sums.append(sa.func.max(seen).label(f"{dataset}|~day"))
        summed = sa.select(rows.c.unit, *sums).group_by(rows.c.unit).subquery()
        source = source.outerjoin(summed, summed.c.unit == org_unit.c.id)
        chosen += [column for column in summed.c if column.key != "unit"]
        if rules:
            worth = sums_over_time(model, dataset, rules, level, branches, leaves).subquery()
            source = source.outerjoin(worth, worth.c.unit == org_unit.c.id)
            chosen += [worth.c[c].label(f"{dataset}|{c}") for c in rules]
        if dataset != PLAN:
            chosen.append(_synced(sources.get(dataset, ())).label(f"{dataset}|~synced"))
    units = sa.or_(org_unit.c.id.in_(UNITS), org_unit.c.id.in_(LEAVES)) if branches and leaves else None
    if units is None:
        units = org_unit.c.id.in_(UNITS if branches else LEAVES)
    return sa.select(*chosen).select_from(source).where(units)


def _rules(model: Model, dataset: str, wanted: Sequence[str]) -> dict[str, Rule]:
    """The wanted columns that are not the sum of their days."""
    known = model.shapes[dataset].over_time
    return {column: known[column] for column in wanted if column in known}


def _types(tables: DatasetTables) -> dict[str, sa.types.TypeEngine[Any]]:
    found: dict[str, sa.types.TypeEngine[Any]] = {c.key: c.type for c in tables.facts.c}
    if tables.rollup is not None:
        found |= {c.key: c.type for c in tables.rollup.c}
    return found


def _synced(sources: Sequence[str]) -> sa.ScalarSelect[Any]:
    newest = sa.select(sa.func.max(load.c.ended_at))
    mine = sa.or_(sa.false(), *(load.c.source == source for source in sources))  # no list: statements are prepared
    return newest.where(load.c.state == "published", mine).scalar_subquery()
