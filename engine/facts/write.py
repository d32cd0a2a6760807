"""Upsert by business key: what is new, what changed (the old value is kept), what is the same. Set-based."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import sqlalchemy as sa

from engine.facts.seal import row_hash
from engine.plan.shape import DatasetShape
from engine.storage.bulk import insert_rows
from engine.storage.dataset_tables import DatasetTables
from engine.storage.model import Model
from engine.storage.tables import fact_history


@dataclass
class Written:
    """Counts, the unit-days that changed, and (for reference data) the old and new rows of changed keys."""

    added: int = 0
    changed: int = 0
    same: int = 0
    places: set[tuple[int, int]] = field(default_factory=set)
    rows: list[dict[str, Any]] = field(default_factory=list)
    hashes: list[int] = field(default_factory=list)


def upsert(
    connection: sa.Connection, model: Model, dataset: str, rows: Iterable[tuple[Any, ...]], load_id: int
) -> Written:
    """Writes rows (tuples in the order of the dataset's columns; keys unique among them).

    A row equal to what is stored touches nothing, so running twice changes nothing.
    """
    shape, tables = model.shapes[dataset], model.tables[dataset]
    parts = _Parts(shape, tables)
    names = parts.names

    def run(what: str) -> Any:
        return model.prepare(connection, ("upsert", dataset, what), partial(_statement, parts, what, connection))(
            connection
        )

    parts.staging.create(connection, checkfirst=True)
    run("clear")
    listed = list(rows)
    hashes = [row_hash(parts.physical, [row[i] for i in parts.order]) for row in listed]
    sealed = ((*row, load_id, seal) for row, seal in zip(listed, hashes, strict=True))
    count = insert_rows(connection, parts.staging, [*names, "~load", "~hash"], sealed)
    done = Written(added=run("added").scalar() or 0)
    if done.added == count:  # nothing of it is known yet: the usual morning
        run("insert")
        done.hashes = hashes
        if shape.is_fact:
            unit, day = names.index(str(tables.unit)), names.index(str(tables.day))
            done.places = {(row[unit], row[day]) for row in listed}
        else:
            done.rows = [dict(zip(names, row, strict=True)) for row in listed]
        return done
    history = run("changed").all()
    done.changed = len(history)
    done.same = count - done.added - done.changed
    if not done.added and not done.changed:
        return done
    _keep(connection, shape, tables, names, history, load_id)
    if shape.is_fact:
        done.places = {(row[0], row[1]) for row in run("places")}
    else:
        done.rows = [dict(zip(parts.staging.c.keys(), row, strict=True)) for row in run("rows")]
        done.rows += [{name: old[i] for i, name in enumerate(names)} for old in history]
    done.hashes = [row[0] for row in run("hashes")]
    run("replace")
    return done


class _Parts:
    """The expressions that the statements of one dataset share."""

    def __init__(self, shape: DatasetShape, tables: DatasetTables) -> None:
        self.names = list(shape.dataset.columns)
        self.tables = tables
        self.facts = facts = tables.facts
        columns = (
            sa.Column(c.name, c.type, key=c.key, primary_key=c.primary_key, autoincrement=False) for c in facts.c
        )
        self.staging = sa.Table(
            f"s_{facts.name}", sa.MetaData(), *columns, prefixes=["TEMPORARY"], sqlite_with_rowid=False
        )
        self.keys = [name for name in self.names if name in tables.key]
        self.rest = [name for name in self.names if name not in tables.key]
        self.newer = shape.dataset.model.keep_latest_by
        stored = [c for c in facts.c if c.key not in ("~load", "~hash")]
        self.physical = [c.name for c in stored]
        self.order = [self.names.index(c.key) for c in stored]

    @property
    def same_key(self) -> sa.ColumnElement[bool]:
        return sa.and_(*(self.facts.c[name] == self.staging.c[name] for name in self.keys))

    @property
    def differs(self) -> sa.ColumnElement[bool]:
        """A value is another one; an older row never replaces a newer one (``keep_latest_by``)."""
        facts, staging = self.facts, self.staging
        differs = sa.or_(sa.false(), *(facts.c[name].is_distinct_from(staging.c[name]) for name in self.rest))
        if not self.newer:
            return differs
        stale = sa.func.coalesce(facts.c[self.newer] > staging.c[self.newer], sa.false())
        return sa.and_(differs, sa.not_(stale))

    @property
    def moved(self) -> sa.Select[Any]:
        """The staged rows that are new or changed."""
        joined = self.staging.outerjoin(self.facts, self.same_key)
        return sa.select(self.staging).select_from(joined).where(sa.or_(self.facts.c["~load"].is_(None), self.differs))


def _statement(parts: _Parts, what: str, connection: sa.Connection) -> sa.Executable:
    facts, staging = parts.facts, parts.staging
    if what == "clear":
        return sa.delete(staging)
    if what == "changed":
        old = [facts.c[name].label(f"o{i}") for i, name in enumerate(parts.names)]
        joined = staging.join(facts, parts.same_key)
        return sa.select(*old, facts.c["~load"].label("load")).select_from(joined).where(parts.differs)
    if what == "added":
        known = sa.exists(sa.select(sa.literal(1)).select_from(facts).where(parts.same_key).correlate(staging))
        return sa.select(sa.func.count()).select_from(staging).where(~known)
    if what == "insert":
        keys = [*parts.names, "~load", "~hash"]
        return sa.insert(facts).from_select([facts.c[n] for n in keys], sa.select(*(staging.c[n] for n in keys)))
    if what == "places":
        unit, day = (staging.c[column.key] for column in parts.tables.place)
        return parts.moved.with_only_columns(unit, day, maintain_column_froms=True).distinct()
    if what == "rows":
        return parts.moved
    if what == "hashes":
        return parts.moved.with_only_columns(staging.c["~hash"], maintain_column_froms=True)
    return _replace(parts, connection.dialect.name)


def _replace(parts: _Parts, dialect: str) -> sa.Executable:
    """INSERT … SELECT … ON CONFLICT DO UPDATE, in the one form that both databases share."""
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert  # type: ignore[assignment]
    facts, names = parts.facts, [*parts.names, "~load", "~hash"]
    by_name = {column.key: column for column in parts.moved.selected_columns}
    ordered = parts.moved.with_only_columns(*(by_name[name] for name in names), maintain_column_froms=True)
    statement = insert(facts).from_select([facts.c[name] for name in names], ordered)
    rest = {name: statement.excluded[name] for name in names if name not in parts.keys}
    return statement.on_conflict_do_update(index_elements=[facts.c[k] for k in parts.keys], set_=rest)


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
