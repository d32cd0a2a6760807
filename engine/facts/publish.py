"""Publishes a load: accept or refuse, upsert, roll up, and note what rules must look at again: one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from engine.base import clock
from engine.base.issue import Issue
from engine.base.text import both
from engine.facts.accept import Acceptor, OpenUnit
from engine.facts.loads import LoadResult, result_of, staged, staged_datasets, sweep
from engine.facts.pins import Pins
from engine.facts.refused import Refusals
from engine.facts.rollup import Rollups
from engine.facts.seal import chain_before, chained, rows_hash
from engine.facts.touch import Places, affected_places, note_for_rules
from engine.facts.write import Written, upsert
from engine.org import ALWAYS_FROM, ALWAYS_TO
from engine.plan.shape import PLAN
from engine.scores.due import note_loaded
from engine.storage.database import writing
from engine.storage.model import Model, model_of
from engine.storage.tables import load, org_unit
from engine.targets.plan_table import close_days


def publish_load(
    database: sa.Engine,
    load_id: int,
    *,
    release: Any,
    source_time: datetime | None = None,
    watermark: Any = None,
) -> LoadResult:
    """Publishes a staged load whole. Running the same rows again changes nothing.

    Refused rows are kept with their reasons and can be replayed. Raises what the database raises; nothing of the
    load is visible then and its staging is kept.
    """
    with writing(database) as connection:
        return publish_on(connection, load_id, release=release, source_time=source_time, watermark=watermark)


def publish_on(
    connection: sa.Connection,
    load_id: int,
    *,
    release: Any,
    source_time: datetime | None = None,
    watermark: Any = None,
) -> LoadResult:
    """As ``publish_load``, inside a transaction of the caller's."""
    model = model_of(connection, release)
    units = open_units(connection)
    today = clock.today(release.app.time_zone)
    source = connection.scalar(sa.select(load.c.source).where(load.c.id == load_id)) or ""
    places = {name: (s.dataset.unit_column, s.dataset.day_column) for name, s in model.shapes.items()}
    refusals = Refusals(connection, load_id, source, places)
    pins = Pins(connection, model, source, release.app.money_digits)
    counts = {"rows_in": 0, "rows_added": 0, "rows_changed": 0, "rows_same": 0}
    written: dict[str, Written] = {}
    hashes: list[int] = []
    newest: int | None = None
    for dataset, rows in _accepted(connection, load_id, release, model, units, today, refusals, counts, pins):
        shape = model.shapes[dataset]
        ordered = sorted(rows.items(), key=itemgetter(0))
        done = upsert(connection, model, dataset, (row for _, row in ordered), load_id)
        written[dataset] = done
        hashes += done.hashes
        counts["rows_added"] += done.added
        counts["rows_changed"] += done.changed
        counts["rows_same"] += done.same
        if shape.is_fact and rows:
            place = list(shape.dataset.columns).index(str(shape.dataset.day_column))
            newest = max([day for day in (newest, max(row[place] for row in rows.values())) if day is not None])
    note_loaded(connection, release, roll_up(connection, release, model, written), load_id)
    refused = refusals.write()
    pins.write()
    sealed = rows_hash(hashes)
    values = {
        **counts,
        "rows_refused": refused,
        "state": "published",
        "ended_at": clock.now(),
        "data_date": newest,
        "source_time": source_time,
        "watermark": watermark,
        "row_hash": sealed,
        "chain_hash": chained(chain_before(connection, source, load_id), sealed),
    }
    connection.execute(sa.update(load).where(load.c.id == load_id).values(**values))
    sweep(connection, load_id)
    return result_of(connection, load_id)


def roll_up(connection: sa.Connection, release: Any, model: Model, written: Mapping[str, Written]) -> Places:
    """Brings every rollup in line with what was written, and notes the unit-days for the rules. Returns them."""
    places = affected_places(connection, release, model, written)
    closures = release.get("calendar", release.app.calendar).closures
    rollups = Rollups(connection, model)
    if closures and places.get(closures.dataset):
        closed = close_days(connection, release, model.tables, places[closures.dataset])
        if closed:
            rollups.refresh(PLAN, closed)
            for name, shape in model.shapes.items():  # a day counts as there only where it was expected
                if shape.is_fact:
                    places.setdefault(name, set()).update(closed)
    for dataset, touched in places.items():
        if touched and model.shapes[dataset].is_fact:
            rollups.refresh(dataset, touched)
    note_for_rules(connection, release, places)
    return places


def _accepted(
    connection: sa.Connection,
    load_id: int,
    release: Any,
    model: Model,
    units: Mapping[str, OpenUnit],
    today: date,
    refusals: Refusals,
    counts: dict[str, int],
    pins: Pins,
) -> Iterable[tuple[str, dict[tuple[Any, ...], tuple[Any, ...]]]]:
    """Accepted rows by business key, dataset by dataset (reference data first); refused ones go to ``refusals``."""
    order = {name: model.shapes[name].is_fact for name in staged_datasets(connection, load_id) if name in model.shapes}
    wanted = sorted(order, key=lambda name: (order[name], name))
    rows: dict[str, dict[tuple[Any, ...], tuple[Any, ...]]] = {name: {} for name in wanted}
    acceptors = {
        name: Acceptor(model.shapes[name].dataset, units, money_digits=release.app.money_digits, today=today)
        for name in wanted
    }
    for dataset, raw, mapped, issues in staged(connection, load_id):
        counts["rows_in"] += 1
        if dataset not in acceptors:
            words = both(f"没有数据集 {dataset}", f"there is no dataset {dataset}")
            refusals.refuse(dataset, raw, mapped, [Issue("N541", words)])
            continue
        if mapped is None or issues:
            refusals.refuse(dataset, raw, mapped, issues)
            continue
        row, faults = acceptors[dataset](mapped)
        if faults:
            refusals.refuse(dataset, raw, mapped, faults)
            continue
        refusals.accept(dataset, raw)
        compiled = model.shapes[dataset].dataset
        key = tuple(row[name] for name in compiled.key)
        newer = compiled.model.keep_latest_by
        known = rows[dataset].get(key)
        if newer and known is not None and known[list(compiled.columns).index(newer)] > row[newer]:
            continue
        rows[dataset][key] = tuple(pins.kept(dataset, key, row).values())
    for name in wanted:
        yield name, rows[name]


def open_units(connection: sa.Connection, codes: Iterable[str] | None = None) -> dict[str, OpenUnit]:
    """Code → id and life of the units with these codes (None: of all)."""
    found = {}
    query = sa.select(org_unit.c.id, org_unit.c.code, org_unit.c.opened, org_unit.c.closed)
    if codes is not None:
        query = query.where(org_unit.c.code.in_(sorted(codes)))
    for row in connection.execute(query):
        first = row.opened.toordinal() if row.opened else ALWAYS_FROM
        last = row.closed.toordinal() if row.closed else ALWAYS_TO
        found[row.code] = OpenUnit(row.id, first, last)
    return found
