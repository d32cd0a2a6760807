"""What publishing a release does to the tables: org, datasets, plan, rollups; all in the publishing transaction."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from engine.base import canonical, clock
from engine.facts.rollup import Rollups
from engine.facts.touch import note_new_plan
from engine.org.sync import rows_of, sync_posts, sync_units, sync_users
from engine.plan.shape import PLAN, plan_columns, shapes
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


def plan_mark(release: Any) -> str:
    """A digest that changes when the plan table must be written again."""
    kinds = ("target_plan", "calendar", "org")
    texts = [d.text for kind in kinds for d in release.catalog.all(kind)]
    org = release.get("org", release.app.org)
    people = {org.users, org.posts}
    files = [[path, text] for path, text in sorted(release.files.items()) if path not in people]
    settings = [release.app.time_zone, release.app.money_digits, release.app.calendar]
    return canonical.digest([texts, files, settings])


def _mark(connection: sa.Connection, dataset: str, mark: str) -> None:
    connection.execute(sa.update(dataset_table).where(dataset_table.c.dataset == dataset).values(rolled=mark))
