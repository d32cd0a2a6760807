"""Columns that a dataset looks up in another one, as SQL.

``take`` finds the one row that matches (the newest in force); ``exists`` says whether the list in force for that
unit and day names the row: true, false, or null where no list is in force at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from engine.kinds.dataset.compile import CompiledDataset
from engine.storage.dataset_tables import DatasetTables
from engine.storage.tables import org_link

Columns = dict[str, sa.ColumnElement[Any]]


def lookup_columns(dataset: CompiledDataset, facts: sa.Table, tables: Mapping[str, DatasetTables]) -> Columns:
    """The dataset's own columns and, after them, its lookups (a lookup may match on an earlier one)."""
    columns: Columns = {name: facts.c[name] for name in dataset.columns}
    for lookup in dataset.lookups:
        columns[lookup.name] = _lookup(lookup, dataset, columns, tables[lookup.from_dataset].facts.alias())
    return columns


def _lookup(lookup: Any, dataset: CompiledDataset, columns: Columns, other: sa.FromClause) -> sa.ColumnElement[Any]:
    in_force = _in_force(lookup, dataset, columns, other)
    matches = sa.and_(*(other.c[theirs] == columns[ours] for theirs, ours in lookup.match.items()))
    if lookup.take == "exists":
        named = sa.exists(sa.select(sa.literal(1)).select_from(other).where(matches, *in_force))
        listed = sa.exists(sa.select(sa.literal(1)).select_from(other).where(*in_force)) if in_force else sa.true()
        return sa.case((named, sa.true()), (listed, sa.false()))
    found = sa.select(other.c[lookup.take]).where(matches, *in_force)
    newest = [other.c[lookup.valid_from].desc()] if lookup.valid_from else []
    return found.order_by(*newest).limit(1).scalar_subquery()


def _in_force(
    lookup: Any, dataset: CompiledDataset, columns: Columns, other: sa.FromClause
) -> list[sa.ColumnElement[bool]]:
    day = columns[dataset.day_column] if dataset.day_column else None
    conditions: list[sa.ColumnElement[bool]] = []
    if lookup.valid_from and day is not None:
        conditions.append(other.c[lookup.valid_from] <= day)
    if lookup.valid_to and day is not None:
        conditions.append(sa.or_(other.c[lookup.valid_to].is_(None), other.c[lookup.valid_to] > day))
    if lookup.within_unit and dataset.unit_column and day is not None:
        above, mine = org_link.alias(), org_link.alias()
        conditions.append(
            sa.exists(
                sa.select(sa.literal(1)).where(
                    above.c.unit_id == other.c[lookup.within_unit],
                    above.c.valid_from <= day,
                    above.c.valid_to > day,
                    mine.c.unit_id == columns[dataset.unit_column],
                    mine.c.valid_from <= day,
                    mine.c.valid_to > day,
                    mine.c.path >= above.c.path,
                    mine.c.path < above.c.path_end,
                )
            )
        )
    return conditions
