"""Tamper evidence: every fact row carries a hash of its values, every load a hash of its rows chained to the load
before of the same source. ``verify`` names what was changed behind the product's back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from engine.base.issue import Issue
from engine.base.text import both
from engine.storage.dataset_tables import DatasetTables
from engine.storage.model import model_of
from engine.storage.tables import fact_history, load

MOST = 100


def row_hash(physical: Sequence[str], values: Sequence[Any]) -> int:
    """63 bits over the non-null values by physical column name: a column added later changes no old hash."""
    pairs = [(n, int(v) if isinstance(v, bool) else v) for n, v in zip(physical, values, strict=True) if v is not None]
    return int.from_bytes(hashlib.blake2b(repr(pairs).encode(), digest_size=8).digest()) >> 1


def rows_hash(hashes: Iterable[int]) -> str:
    """SHA-256 over the hashes of a load's rows, in no particular order."""
    return hashlib.sha256(json.dumps(sorted(hashes)).encode()).hexdigest()


def chained(before: str | None, rows: str) -> str:
    """Each load's hash covers the one before: a load cannot be taken out or changed unseen."""
    return hashlib.sha256(f"{before or ''}{rows}".encode()).hexdigest()


def chain_before(connection: sa.Connection, source: str, load_id: int) -> str | None:
    """The chain hash of the source's last published load before this one."""
    earlier = sa.and_(load.c.source == source, load.c.state == "published", load.c.id < load_id)
    query = sa.select(load.c.chain_hash).where(earlier).order_by(load.c.id.desc()).limit(1)
    found: str | None = connection.scalar(query)
    return found


def verify(connection: sa.Connection, release: Any) -> list[Issue]:
    """Recomputes every hash. One issue per changed row (N550, at most 100), and one per load whose rows or place in
    the chain are not what they were (N551): a row was added, removed or changed together with its hash."""
    issues: list[Issue] = []
    found: dict[int, list[int]] = {}
    for name, tables in model_of(connection, release).tables.items():
        if not name.startswith("~"):
            issues += _verify_dataset(connection, name, tables, found)
    before: dict[str, str] = {}
    for row in connection.execute(sa.select(load).where(load.c.state == "published").order_by(load.c.id)):
        rows = rows_hash(found.get(row.id, []))
        if rows != row.row_hash or chained(before.get(row.source), row.row_hash) != row.chain_hash:
            words = both(
                f"批次 {row.public_id}（{row.source}）的数据被改动、增加或删除过",
                f"load {row.public_id} ({row.source}): rows were changed, added or removed",
            )
            issues.append(Issue("N551", words))
        before[row.source] = row.chain_hash
    return issues


def _verify_dataset(
    connection: sa.Connection, dataset: str, tables: DatasetTables, found: dict[int, list[int]]
) -> list[Issue]:
    facts = tables.facts
    columns = [c for c in facts.c if c.key not in ("~load", "~hash")]
    physical = [c.name for c in columns]
    issues: list[Issue] = []
    query = sa.select(*columns, facts.c["~load"], facts.c["~hash"])
    for row in connection.execute(query.execution_options(yield_per=10_000)):
        *values, load_id, stored = row
        right = row_hash(physical, values)
        found.setdefault(load_id, []).append(stored or 0)
        if right != stored and len(issues) < MOST:
            key = {name: row[i] for i, name in enumerate(c.key for c in columns) if name in tables.key}
            words = both(f"{dataset} 中的一行被改动：{key}", f"{dataset}: a row was changed: {key}")
            issues.append(Issue("N550", words))
    by_key = {c.key: c.name for c in columns}
    history = sa.select(fact_history.c.old, fact_history.c.old_load_id).where(fact_history.c.dataset == dataset)
    for old, load_id in connection.execute(history):
        values = json.loads(old)
        names = [name for name in values if name in by_key]
        ordered = sorted(names, key=lambda name: physical.index(by_key[name]))
        kept = row_hash([by_key[name] for name in ordered], [values[name] for name in ordered])
        found.setdefault(load_id, []).append(kept)
    return issues
