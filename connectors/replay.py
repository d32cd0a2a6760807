"""Tries refused rows of a source again, under the definitions that serve now.

A row that the source has meanwhile been asked for again, and did not send again, is settled and not written: replaying
it would put an old value over a newer one. A run that read what had newly come (files read once, what was posted to
us) has asked for nothing again: there a row is settled where a later run has written the same business key.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from connectors.kinds.source.compile import CompiledSource
from connectors.mapping import Mapped, Mapper
from connectors.records import Record
from connectors.run import require
from engine.facts import LoadResult, begin_load, publish_load, stage
from engine.facts.holder import Holders
from engine.storage.database import reading, writing
from engine.storage.tables import load, refused_row


def replay(database: sa.Engine, release: Any, source: str) -> LoadResult | None:
    """A load (reason "replay") of the open refused rows that can be mapped now; None where there are none.

    Those refused once more stay open with their new reasons. Raises IssueError (N673) for an unknown source.
    """
    compiled = require(release, source)
    open_rows = sa.select(refused_row).where(refused_row.c.source == source, refused_row.c.state == "open")
    with reading(database) as connection:
        rows = connection.execute(open_rows.order_by(refused_row.c.id)).all()
        later = _answers(connection, source)
        wanted: dict[str, list[Mapped]] = {}
        settled: dict[int, int] = {}
        holders = Holders(connection, release)
        for row in rows:
            mapped, mapper = _mapped(compiled, row.dataset, row.raw)
            if mapped is None or mapper is None:
                continue
            by = _asked_again(later, row.load_id, _day(release, mapper, mapped))
            if by is None and compiled.model.window is None and mapped[1] and not mapped[2]:
                newer = holders.load_of(row.dataset, mapped[1])
                by = newer if newer and newer > row.load_id else None
            if by is not None:
                settled[row.id] = by
            else:
                wanted.setdefault(row.dataset, []).append(mapped)
    if not rows or not (wanted or settled):
        return None
    with writing(database) as connection:
        for row_id, by in settled.items():
            mine = sa.update(refused_row).where(refused_row.c.id == row_id)
            connection.execute(mine.values(state="replayed", replayed_by=by))
        if not wanted:
            return None
        load_id = begin_load(connection, source, "replay", release_number=release.number)
        for dataset, part in wanted.items():
            stage(connection, load_id, dataset, part)
    return publish_load(database, load_id, release=release)


def _answers(connection: sa.Connection, source: str) -> Sequence[Any]:
    """The published runs that asked the source (replays do not)."""
    published = sa.and_(load.c.source == source, load.c.state == "published", load.c.reason != "replay")
    query = sa.select(load.c.id, load.c.window_from, load.c.window_to, load.c.watermark).where(published)
    return connection.execute(query.order_by(load.c.id)).all()


def _asked_again(later: Sequence[Any], load_id: int, day: date | None) -> int | None:
    """The first run after ``load_id`` that asked for that day (or for everything) again."""
    for run in later:
        if run.window_from is None:
            asked = not (run.watermark or {}).get("read")
        else:
            asked = day is not None and run.window_from <= day <= run.window_to
        if run.id > load_id and asked:
            return int(run.id)
    return None


def _mapped(compiled: CompiledSource, dataset: str, raw: str) -> tuple[Mapped | None, Mapper | None]:
    """The row by the first mapper of its dataset that takes it, else by the last; None where nothing in it is known
    (a line that could not be read) or ``where`` leaves it out."""
    record = Record.of(json.loads(raw, parse_float=Decimal))
    found: tuple[Mapped | None, Mapper | None] = (None, None)
    for mapper in compiled.mappers:
        if mapper.into.dataset == dataset and mapper.names & set(record.values):
            mapped = mapper.row(record, 1)
            if mapped is not None:
                found = (mapped, mapper)
                if not mapped[2]:
                    break
    return found


def _day(release: Any, mapper: Mapper, mapped: Mapped) -> date | None:
    columns = release.get("dataset", mapper.into.dataset).columns
    name = next((column.name for column in columns if column.type == "day"), None)
    value = (mapped[1] or {}).get(name) if name else None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value.strip()) if isinstance(value, str) else None
    except ValueError:
        return None
