"""The record of a load, and its staging: a run is staged whole and then published whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from engine.base import clock
from engine.base.issue import Issue
from engine.base.text import both
from engine.facts.values import Minor
from engine.storage.database import new_public_id
from engine.storage.tables import load, staged_batch

BATCH = 1000
StagedRow = tuple[str, Mapping[str, Any] | None, list[Issue]]


@dataclass(frozen=True)
class LoadResult:
    """What became of a load."""

    load_id: int
    public_id: str
    source: str
    state: str
    rows_in: int
    added: int
    changed: int
    same: int
    refused: int
    data_date: date | None
    error: Issue | None = None

    def as_json(self) -> dict[str, Any]:
        """For ``--json`` and the API."""
        return {
            "public_id": self.public_id,
            "source": self.source,
            "state": self.state,
            "rows_in": self.rows_in,
            "added": self.added,
            "changed": self.changed,
            "same": self.same,
            "refused": self.refused,
            "data_date": self.data_date.isoformat() if self.data_date else None,
            "error": self.error.as_json() if self.error else None,
        }


def begin_load(
    connection: sa.Connection,
    source: str,
    reason: str,
    window_from: date | None = None,
    window_to: date | None = None,
    release_number: int | None = None,
) -> int:
    """Opens a load (state running). ``reason``: schedule | manual | catch-up | replay."""
    values = {
        "public_id": new_public_id(),
        "source": source,
        "state": "running",
        "reason": reason,
        "started_at": clock.now(),
        "window_from": window_from,
        "window_to": window_to,
        "release": release_number,
    }
    return int(connection.execute(sa.insert(load).values(**values).returning(load.c.id)).scalar_one())


def stage(connection: sa.Connection, load_id: int, dataset: str, rows: Iterable[StagedRow]) -> int:
    """Appends rows (raw record as JSON text, mapped values or None, issues of the mapping). Returns how many."""
    mine = sa.and_(staged_batch.c.load_id == load_id, staged_batch.c.dataset == dataset)
    last = connection.execute(
        sa.select(staged_batch.c.ordinal, staged_batch.c.rows)
        .where(mine)
        .order_by(staged_batch.c.ordinal.desc())
        .limit(1)
    ).one_or_none()
    ordinal = 0 if last is None else last.ordinal + len(json.loads(last.rows))
    count = 0
    batch: list[Any] = []

    def flush() -> None:
        nonlocal ordinal, count
        if batch:
            text = json.dumps(batch, ensure_ascii=False, separators=(",", ":"), default=_plain)
            values = {"load_id": load_id, "dataset": dataset, "ordinal": ordinal, "rows": text}
            connection.execute(sa.insert(staged_batch).values(**values))
            ordinal += len(batch)
            count += len(batch)
            batch.clear()

    for raw, mapped, issues in rows:
        batch.append([raw, mapped, [issue.as_json() for issue in issues]])
        if len(batch) >= BATCH:
            flush()
    flush()
    return count


def staged(connection: sa.Connection, load_id: int) -> Iterator[tuple[str, str, dict[str, Any] | None, list[Issue]]]:
    """(dataset, raw, mapped, issues) of every staged row, in order."""
    query = sa.select(staged_batch).where(staged_batch.c.load_id == load_id)
    for batch in connection.execute(query.order_by(staged_batch.c.dataset, staged_batch.c.ordinal)):
        hook = _minor if '"~minor"' in batch.rows else None  # a hook costs as much as all the rest
        for raw, mapped, issues in json.loads(batch.rows, object_hook=hook):
            yield batch.dataset, raw, mapped, [Issue(**issue) for issue in issues]


def staged_datasets(connection: sa.Connection, load_id: int) -> list[str]:
    """The datasets that have staged rows."""
    query = sa.select(staged_batch.c.dataset).where(staged_batch.c.load_id == load_id).distinct()
    return sorted(connection.scalars(query))


def _plain(value: Any) -> Any:
    """Values of mapped rows that JSON has no form for; ``_minor`` and the column types read them back."""
    if isinstance(value, Minor):
        return {"~minor": value.units}
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"cannot stage a {type(value).__name__}")


def _minor(value: dict[str, Any]) -> Any:
    return Minor(value["~minor"]) if len(value) == 1 and "~minor" in value else value


def sweep(connection: sa.Connection, load_id: int) -> None:
    """Drops a load's staging."""
    connection.execute(sa.delete(staged_batch).where(staged_batch.c.load_id == load_id))


def fail_load(connection: sa.Connection, load_id: int, issue: Issue, state: str = "failed") -> LoadResult:
    """Ends a load without publishing it: what was good before stays. State "held" keeps the staging for a decision."""
    if state != "held":
        sweep(connection, load_id)
    values = {"state": state, "ended_at": clock.now(), "error": issue.as_json()}
    connection.execute(sa.update(load).where(load.c.id == load_id).values(**values))
    return result_of(connection, load_id, issue)


def result_of(connection: sa.Connection, load_id: int, issue: Issue | None = None) -> LoadResult:
    """The record of a load."""
    row = connection.execute(sa.select(load).where(load.c.id == load_id)).one()
    return LoadResult(
        row.id,
        row.public_id,
        row.source,
        row.state,
        row.rows_in,
        row.rows_added,
        row.rows_changed,
        row.rows_same,
        row.rows_refused,
        row.data_date,
        issue,
    )


def sweep_broken_loads(connection: sa.Connection, older_than: timedelta = timedelta(0)) -> int:
    """Loads that a crash left running are failed and their staging dropped. Returns how many.

    At the start of the only process: all of them; where others may be pulling: those ``older_than`` any run may take.
    """
    running = sa.and_(load.c.state == "running", load.c.started_at <= clock.now() - older_than)
    broken = list(connection.scalars(sa.select(load.c.id).where(running)))
    words = both("进程中断，本次同步未发布任何数据", "the process was cut off; nothing of this run was published")
    for load_id in broken:
        fail_load(connection, load_id, Issue("N540", words))
    return len(broken)
