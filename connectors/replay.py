"""Refused rows once more: mapped by the definitions that serve now, and accepted where their cause is mended."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from connectors.kinds.source.compile import CompiledSource
from connectors.mapping import Mapped
from connectors.records import Record
from engine.base.issue import Issue, IssueError
from engine.base.suggest import did_you_mean
from engine.base.text import both
from engine.facts import LoadResult, begin_load, publish_load, stage
from engine.storage.database import reading, writing
from engine.storage.tables import refused_row


def replay(database: sa.Engine, release: Any, source: str) -> LoadResult | None:
    """Stages every open refused row of a source again and publishes them as one load; None where there are none.

    Rows that are refused again stay open, with their new reasons. Raises IssueError (N673) for an unknown source.
    """
    names = [model.name for model in release.all("source")]
    if source not in names:
        words = both(f"没有数据来源 “{source}”", f'there is no source "{source}"')
        raise IssueError([Issue("N673", words, hint=did_you_mean(source, names))])
    compiled: CompiledSource = release.compiled("source", source)
    wanted = sa.select(refused_row.c.dataset, refused_row.c.raw).where(
        refused_row.c.source == source, refused_row.c.state == "open"
    )
    with reading(database) as connection:
        rows = connection.execute(wanted.order_by(refused_row.c.id)).all()
    if not rows:
        return None
    by_dataset: dict[str, list[Mapped]] = {}
    for ordinal, row in enumerate(rows, start=1):
        mapped = _mapped(compiled, row.dataset, row.raw, ordinal)
        if mapped is not None:
            by_dataset.setdefault(row.dataset, []).append(mapped)
    with writing(database) as connection:
        load_id = begin_load(connection, source, "replay", None, None, release.number)
        for dataset, some in by_dataset.items():
            stage(connection, load_id, dataset, some)
    return publish_load(database, load_id, release=release)


def _mapped(compiled: CompiledSource, dataset: str, raw: str, ordinal: int) -> Mapped | None:
    """The row by the first mapping that takes it; ``raw`` stays the same text, so that the row stays one."""
    record = Record.of(json.loads(raw, parse_float=Decimal))
    for mapper in compiled.mappers:
        if mapper.into.dataset == dataset:
            row = mapper.row(record, ordinal)
            if row is not None:
                return raw, row[1], row[2]
    return None
