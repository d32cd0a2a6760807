"""Which unit-days a change reaches: its own, those confirmed by it, those that look something up in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from engine.facts.write import Written
from engine.plan.shape import EXPECTED, PLAN, DatasetShape, datasets_of
from engine.sql.lookups import look_up
from engine.storage.bulk import insert_rows
from engine.storage.model import Model
from engine.storage.tables import org_unit, rule_run, touched

Places = dict[str, set[tuple[int, int]]]


def affected_places(connection: sa.Connection, release: Any, model: Model, written: Mapping[str, Written]) -> Places:
    """Dataset → the (unit id, ordinal day) pairs whose sums may have changed."""
    places: Places = {name: set(done.places) for name, done in written.items() if model.shapes[name].is_fact}
    for name, shape in model.shapes.items():
        if not shape.is_fact:
            continue
        confirmer = shape.dataset.model.confirmed_by
        if confirmer and confirmer in written:
            places.setdefault(name, set()).update(written[confirmer].places)
        if shape.counts_expected and name in written and written[name].places:
            places[name] |= _newly_expected(connection, model, name, written[name])
        for lookup in shape.dataset.lookups:
            done = written.get(lookup.from_dataset)
            if done is not None and (done.rows or done.places):
                places.setdefault(name, set()).update(_looking_up(connection, model, shape, lookup, done))
    return places


def _newly_expected(connection: sa.Connection, model: Model, name: str, done: Written) -> set[tuple[int, int]]:
    """When a dataset's newest (or oldest) day moves on, every expected leaf counts on the days it moved over."""
    plan, rollup = model.tables[PLAN].facts, model.tables[name].sums
    oldest, newest = min(day for _, day in done.places), max(day for _, day in done.places)
    first, last = connection.execute(sa.select(sa.func.min(rollup.c.day), sa.func.max(rollup.c.day))).one()
    day = plan.c.day
    moved: sa.ColumnElement[bool] = day.between(oldest, newest)
    if first is not None:
        moved = sa.or_(sa.and_(day >= oldest, day < first), sa.and_(day > last, day <= newest))
    query = sa.select(plan.c.unit, day).where(plan.c[EXPECTED] > 0, moved)
    return {(row[0], row[1]) for row in connection.execute(query)}


def _looking_up(
    connection: sa.Connection, model: Model, shape: DatasetShape, lookup: Any, done: Written
) -> set[tuple[int, int]]:
    """The unit-days with a row that matches a changed row; for a list ("exists"), all days it is in force."""
    tables = model.tables[shape.name]
    unit, day = tables.place
    query = sa.select(unit, day).distinct()
    if lookup.take == "exists" or not lookup.match:
        firsts = [row[lookup.valid_from] for row in done.rows if lookup.valid_from]
        lasts = [row[lookup.valid_to] for row in done.rows if lookup.valid_to]
        if firsts:
            query = query.where(day >= min(firsts))
        if lasts and all(last is not None for last in lasts):
            query = query.where(day < max(lasts))
        return {(row[0], row[1]) for row in connection.execute(query)}
    found = look_up(shape.dataset, model.tables)
    theirs, ours = next(iter(lookup.match.items()))
    keys = {row[theirs] for row in done.rows}
    if len(keys) <= 500:
        query = query.select_from(found.source).where(found.columns[ours].in_(sorted(keys, key=str)))
    return {(row[0], row[1]) for row in connection.execute(query)}


def note_for_rules(connection: sa.Connection, release: Any, places: Places) -> None:
    """Late changes: unit-days that a rule has looked at already are noted for its next evaluation."""
    for rule in release.all("rule"):
        evaluated = _evaluated(connection, rule.name)
        if evaluated is None:
            continue
        measures = release.compiled("indicator", rule.indicator).measures
        _note(
            connection,
            rule.name,
            {p for dataset in datasets_of(measures) for p in places.get(dataset, ()) if p[1] <= evaluated},
        )


def note_new_plan(connection: sa.Connection, release: Any, leaf_level: int) -> None:
    """Targets or calendar have changed: every rule looks at every leaf again, past days included."""
    leaves = list(connection.scalars(sa.select(org_unit.c.id).where(org_unit.c.level == leaf_level)))
    for rule in release.all("rule"):
        evaluated = _evaluated(connection, rule.name)
        if evaluated is not None:
            _note(connection, rule.name, {(leaf, evaluated) for leaf in leaves})


def _evaluated(connection: sa.Connection, rule: str) -> int | None:
    """The last day (ordinal) that a rule has been evaluated for."""
    done = sa.and_(rule_run.c.rule == rule, rule_run.c.state == "done")
    last = connection.scalar(sa.select(sa.func.max(rule_run.c.day)).where(done))
    return None if last is None else last.toordinal()


def _note(connection: sa.Connection, rule: str, places: set[tuple[int, int]]) -> None:
    if not places:
        return
    noted = connection.execute(sa.select(touched).where(touched.c.consumer == rule))
    fresh = places - {(row.unit_id, row.day.toordinal()) for row in noted}
    if fresh:
        insert_rows(
            connection, touched, ["consumer", "unit_id", "day"], [(rule, unit, day) for unit, day in sorted(fresh)]
        )
