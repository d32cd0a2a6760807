"""Upsert by business key: what is new, what changed (the old value is kept), what is the same. Set-based."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from engine.plan.shape import DatasetShape
from engine.storage.bulk import insert_rows
from engine.storage.dataset_tables import DatasetTables
from engine.storage.tables import fact_history


@dataclass
class Written:
    """Counts, the unit-days that changed, and (for reference data) the old and new rows of changed keys."""

    added: int = 0
    changed: int = 0
    same: int = 0
    places: set[tuple[int, int]] = field(default_factory=set)
    rows: list[dict[str, Any]] = field(default_factory=list)


def upsert(
    connection: sa.Connection,
    shape: DatasetShape,
    tables: DatasetTables,
    rows: Iterable[tuple[Any, ...]],
    load_id: int,
) -> Written:
    """Writes rows (tuples in the order of the dataset's columns; keys unique among them).

    A row equal to what is stored touches nothing, so running twice changes nothing.
    """
    names = list(shape.dataset.columns)
    facts = tables.facts
    staging = sa.Table(
        f"s_{facts.name}",
        sa.MetaData(),
        *(sa.Column(c.name, c.type, key=c.key, primary_key=c.primary_key, autoincrement=False) for c in facts.c),
        prefixes=["TEMPORARY"],
        sqlite_with_rowid=False,
    )
    staging.create(connection, checkfirst=True)
    connection.execute(sa.delete(staging))
    count = insert_rows(connection, staging, [*names, "~load"], ((*row, load_id) for row in rows))
    keys = [name for name in names if name in tables.key]
    rest = [name for name in names if name not in tables.key]
    key = sa.and_(*(facts.c[name] == staging.c[name] for name in keys))
    differs = sa.or_(*(facts.c[name].is_distinct_from(staging.c[name]) for name in rest)) if rest else sa.false()
    newer = shape.dataset.model.keep_latest_by
    if newer:
        stale = sa.and_(differs, facts.c[newer] > staging.c[newer])
        differs = sa.and_(differs, sa.not_(sa.func.coalesce(stale, sa.false())))
    done = Written()
    history = connection.execute(
        sa.select(*(facts.c[name].label(f"o{i}") for i, name in enumerate(names)), facts.c["~load"].label("load"))
        .select_from(staging.join(facts, key))
        .where(differs)
    ).all()
    done.changed = len(history)
    _keep(connection, shape, tables, names, history, load_id)
    fresh = sa.exists(sa.select(sa.literal(1)).select_from(facts).where(key).correlate(staging))
    done.added = connection.scalar(sa.select(sa.func.count()).select_from(staging).where(~fresh)) or 0
    done.same = count - done.added - done.changed
    if not done.added and not done.changed:
        return done
    moved = (
        sa.select(staging).select_from(staging.outerjoin(facts, key)).where(sa.or_(facts.c["~load"].is_(None), differs))
    )
    if shape.is_fact:
        unit, day = (staging.c[column.key] for column in tables.place)
        places = moved.with_only_columns(unit, day, maintain_column_froms=True).distinct()
        done.places = {(row[0], row[1]) for row in connection.execute(places)}
    else:
        done.rows = [dict(zip(staging.c.keys(), row, strict=True)) for row in connection.execute(moved)]
        done.rows += [{name: old[i] for i, name in enumerate(names)} for old in history]
    _replace(connection, facts, moved, [*names, "~load"], keys)
    return done


def _replace(
    connection: sa.Connection, facts: sa.Table, moved: sa.Select[Any], names: list[str], keys: list[str]
) -> None:
    """INSERT … SELECT … ON CONFLICT DO UPDATE, in the one form that both databases share."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert  # type: ignore[assignment]
    by_name = {column.key: column for column in moved.selected_columns}
    ordered = moved.with_only_columns(*(by_name[name] for name in names), maintain_column_froms=True)
    statement = insert(facts).from_select([facts.c[name] for name in names], ordered)
    rest = {name: statement.excluded[name] for name in names if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=[facts.c[k] for k in keys], set_=rest))


def _keep(
    connection: sa.Connection,
    shape: DatasetShape,
    tables: DatasetTables,
    names: list[str],
    history: Iterable[Any],
    load_id: int,
) -> None:
    """Remembers the values that a correction replaces."""
    kept = []
    for row in history:
        old = {name: row[i] for i, name in enumerate(names)}
        kept.append(
            {
                "dataset": shape.name,
                "unit_id": old.get(tables.unit) if tables.unit else None,
                "day": old.get(tables.day) if tables.day else None,
                "key": json.dumps([old[name] for name in tables.key], ensure_ascii=False),
                "old": json.dumps(old, ensure_ascii=False),
                "old_load_id": row.load or None,
                "load_id": load_id,
            }
        )
    if kept:
        connection.execute(sa.insert(fact_history), kept)
