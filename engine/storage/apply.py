"""What publishing a release does to the tables: org, datasets, plan, rollups; all in the publishing transaction."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa

from engine.base import canonical, clock
from engine.base.text import LANGUAGES
from engine.definitions.kind import kinds
from engine.facts.rollup import Rollups
from engine.facts.touch import note_new_plan
from engine.org.sync import rows_of, sync_posts, sync_units, sync_users
from engine.plan.shape import PLAN, plan_columns, shapes
from engine.scores.due import note_all
from engine.storage.dataset_tables import build_tables
from engine.storage.model import fresh_model
from engine.storage.tables import dataset_table
from engine.targets.plan_table import write_plan


def on_publish(connection: sa.Connection, old: Any, new: Any) -> None:
    """Makes the tables hold what the new release says. Raises IssueError where that would lose data.

    Only what changed is done: the plan when a plan, calendar or the org changed; a rollup when its measures did.
    """
    org = new.get("org", new.app.org)
    levels = [level.name for level in org.levels]
    today = clock.today(new.app.time_zone)
    moved = sync_units(connection, rows_of(new.files[org.units]), levels, today)
    if org.users:
        sync_users(connection, rows_of(new.files[org.users]))
    if org.posts:
        sync_posts(connection, rows_of(new.files[org.posts]))
    build_tables(connection, shapes(new).values(), plan_columns(new))
    model = fresh_model(connection, new)
    rollups = Rollups(connection, model)
    marks = {row.dataset: row.rolled for row in connection.execute(sa.select(dataset_table))}
    mark = plan_mark(new)
    planned = marks.get(PLAN) != mark or moved is not None
    if planned:
        write_plan(connection, new, model.tables)
        rollups.rebuild(PLAN)
        _mark(connection, PLAN, mark)
        if old is not None:
            note_new_plan(connection, new, len(levels) - 1)
    for name, shape in model.shapes.items():
        if not shape.is_fact:
            continue
        if marks.get(name) != shape.fingerprint or planned:  # what was due decides what counts as there
            rollups.rebuild(name)
            _mark(connection, name, shape.fingerprint)
        elif moved is not None:
            rollups.rebuild(name, moved.toordinal())
    note_all(connection, new, today)


def plan_mark(release: Any) -> str:
    """A digest that changes when the plan table must be written again: what plans, calendars and the org tree say,
    and the files they rest on; titles decide nothing."""
    definitions = [d for kind in ("target_plan", "calendar", "org") for d in release.catalog.all(kind)]
    org = release.get("org", release.app.org)
    named = {one.name for d in definitions for one in kinds()[d.kind].references(d.model) if one.kind == "file"}
    files = [[path, release.files.get(path)] for path in sorted(named - {org.units, org.users, org.posts})]
    units = [
        {key: cell for key, cell in row.items() if key not in LANGUAGES} for row in rows_of(release.files[org.units])
    ]
    settings = [release.app.time_zone, release.app.money_digits, release.app.calendar]
    return canonical.digest([[_wordless(json.loads(d.text)) for d in definitions], files, units, settings])


def _wordless(value: Any) -> Any:
    """A definition without its words in two languages."""
    if isinstance(value, list):
        return [_wordless(item) for item in value]
    if not isinstance(value, dict):
        return value
    worded = (key for key, item in value.items() if isinstance(item, dict) and item and set(item) <= set(LANGUAGES))
    return {key: _wordless(value[key]) for key in value.keys() - set(worded)}


def _mark(connection: sa.Connection, dataset: str, mark: str) -> None:
    connection.execute(sa.update(dataset_table).where(dataset_table.c.dataset == dataset).values(rolled=mark))
