"""Submissions become rows of datasets: in batches, by the path that every load takes, once and again when they change.

For every unit and day that something changed at, all that was sent there is put before the datasets anew in the order
in which it was sent, so that the last word stands whatever was corrected; rows that say the same touch nothing. A row
is never taken away: where a submission was withdrawn, or no longer meets a map's ``when``, the map's ``on_missing``
row takes its place, and without one the old row stays until something else of the same key comes.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from engine.definitions.release import Release
from engine.facts import begin_load, stage
from engine.facts.feeds import form_source
from engine.facts.loads import LoadResult, StagedRow
from engine.facts.publish import publish_on
from engine.storage.database import reading, writing
from engine.storage.tables import form_submission, org_unit, refused_row
from form_builder.mapping import Sent, missing_rows, rows_of
from form_builder.shape.reading import CompiledForm
from form_builder.versions import in_newest

BATCH = 500
Row = Any
_c = form_submission.c


def publish_waiting(
    database: sa.Engine, release: Release, batch: int = BATCH, names: Collection[str] | None = None
) -> list[LoadResult]:
    """Publishes what waits (of the named forms; None: of all), a transaction per form and ``batch`` submissions."""
    found = []
    for model in release.all("form"):
        if names is not None and model.name not in names:
            continue
        form: CompiledForm = release.compiled("form", model.name)
        while form.maps and _waits(database, form):
            done = publish_batch(database, release, form, batch)
            if done is None:
                break
            found.append(done)
    return found


def publish_batch(database: sa.Engine, release: Release, form: CompiledForm, batch: int = BATCH) -> LoadResult | None:
    """One batch of a form, in one transaction: staged, published, marked as done. None where nothing was waiting."""
    with writing(database) as connection:
        query = sa.select(form_submission).where(*ready(form)).order_by(_c.id).limit(batch)
        rows = connection.execute(query.with_for_update(skip_locked=True)).all()
        if not rows:
            return None
        load_id = begin_load(connection, form_source(form.model.name), "schedule", release_number=release.number)
        staged: dict[str, list[StagedRow]] = {}
        for dataset, row in _rows(connection, form, rows):
            staged.setdefault(dataset, []).append(row)
        for dataset, some in staged.items():
            stage(connection, load_id, dataset, some)
        came = max(row.received_at for row in rows)
        result = publish_on(connection, load_id, release=release, source_time=came)
        done = sa.update(form_submission).where(_c.id.in_([row.id for row in rows]))
        connection.execute(done.values(facts="done", load_id=load_id))
        return result


def ready(form: CompiledForm) -> tuple[sa.ColumnElement[bool], ...]:
    """Waiting submissions that may be published: complete and, where the form has checks, judged; or withdrawn."""
    judged = sa.true() if not form.model.checks else _c.outcome.in_(("pass", "fail"))
    there = sa.or_(_c.state == "withdrawn", sa.and_(_c.state == "complete", judged))
    return (_c.form == form.model.name, _c.facts == "waiting", sa.not_(_c.test), there)


def refused_of(connection: sa.Connection, row: Row) -> list[dict[str, Any]]:
    """Open refused rows that came of a submission: {"public_id", "dataset", "issues", "refused_at"}."""
    c = refused_row.c
    marked = c.raw.contains(json.dumps({"submission": row.public_id})[1:-1], autoescape=True)
    query = sa.select(c.public_id, c.dataset, c.issues, c.refused_at).where(
        c.source == form_source(row.form), c.state == "open", marked
    )
    return [dict(one) for one in connection.execute(query.order_by(c.id)).mappings()]


def _waits(database: sa.Engine, form: CompiledForm) -> bool:
    with reading(database) as connection:
        return connection.execute(sa.select(_c.id).where(*ready(form)).limit(1)).first() is not None


def _rows(connection: sa.Connection, form: CompiledForm, waiting: Sequence[Row]) -> Iterator[tuple[str, StagedRow]]:
    """Rows of every submission at the units and days of those that wait, as they were sent; where none is left of one
    that was published, the row of what is missing."""
    units = {row.id: row.code for row in connection.execute(_units(waiting))}
    there = set()
    for row in _around(connection, form, waiting):
        sent = Sent(units[row.unit_id], row.day, row.public_id, row.submitted_at, row.outcome, row.score)
        for n, (dataset, values) in enumerate(rows_of(form, sent, in_newest(form, row.values))):
            there.add((row.unit_id, row.day, dataset))
            yield dataset, (_raw(row, n), values, [])
    for row in waiting:
        if row.load_id is not None:  # it was published before; perhaps nothing of it is left
            for dataset, values in missing_rows(form, units[row.unit_id], row.day, row.duty or ""):
                if (row.unit_id, row.day, dataset) not in there:
                    yield dataset, (_raw(row, "missing"), values, [])


def _around(connection: sa.Connection, form: CompiledForm, waiting: Sequence[Row]) -> list[Row]:
    """All that counts at the units and days of those that wait, in the order in which it was sent."""
    units, days = {row.unit_id for row in waiting}, {row.day for row in waiting}
    places = {(row.unit_id, row.day) for row in waiting}
    judged = sa.true() if not form.model.checks else _c.outcome.in_(("pass", "fail"))
    mine = (_c.form == form.model.name, _c.state == "complete", sa.not_(_c.test), judged)
    near = (_c.unit_id.in_(sorted(units)), _c.day.in_(sorted(days)))
    query = sa.select(form_submission).where(*mine, *near).order_by(_c.submitted_at, _c.id)
    return [row for row in connection.execute(query) if (row.unit_id, row.day) in places]


def _units(rows: Sequence[Row]) -> sa.Select[Any]:
    wanted = sorted({row.unit_id for row in rows})
    return sa.select(org_unit.c.id, org_unit.c.code).where(org_unit.c.id.in_(wanted))


def _raw(row: Row, part: object) -> str:
    """What a refused row is known by: the same for every correction, so that a good one settles it."""
    return json.dumps({"submission": row.public_id, "part": part}, ensure_ascii=False)
