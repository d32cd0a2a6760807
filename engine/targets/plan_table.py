"""Writes the plan table: for each leaf and day whether it is expected, and its targets. From definitions alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from engine.base import clock
from engine.expressions import to_sql
from engine.org import OrgTree, Unit, units_on
from engine.plan.shape import EXPECTED, PLAN, PlanColumn, plan_columns
from engine.storage.bulk import insert_rows
from engine.storage.dataset_tables import DatasetTables
from engine.targets.days import Days
from engine.targets.plan import Plan, day_targets, plans_of


def horizon(release: Any, today: date) -> tuple[date, date]:
    """The days the plan table covers: all target plans; without one, a year back and a month ahead."""
    plans = release.all("target_plan")
    if not plans:
        return today - timedelta(days=366), today + timedelta(days=31)
    return min(plan.from_ for plan in plans), max(plan.to for plan in plans)


def write_plan(connection: sa.Connection, release: Any, tables: dict[str, DatasetTables]) -> None:
    """Replaces the whole plan table. Raises IssueError for locks (N450) or a revision (N887) that cannot hold."""
    table = tables[PLAN].facts
    columns = plan_columns(release)
    connection.execute(sa.delete(table))
    names = ["unit", "day", EXPECTED, *(column.name for column in columns), "~load"]
    # Read before writing: while PostgreSQL's COPY takes the rows, the connection can answer nothing else.
    first, last = horizon(release, clock.today(release.app.time_zone))
    tree = units_on(connection, max(first, min(last, clock.today(release.app.time_zone))))
    insert_rows(connection, table, names, _rows(release, columns, tree))
    close_days(connection, release, tables)


def _rows(release: Any, columns: list[PlanColumn], tree: OrgTree) -> Iterator[tuple[Any, ...]]:
    first, last = horizon(release, clock.today(release.app.time_zone))
    calendar = Days(release.get("calendar", release.app.calendar))
    leaf_level = len(release.get("org", release.app.org).levels) - 1
    plans = plans_of(release, tree)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    duty = [(day, day.toordinal(), int(calendar.duty(day))) for day in days]
    leaves = [unit for unit in tree.by_id.values() if unit.level == leaf_level]
    return (row for leaf in leaves for row in _leaf_rows(leaf, plans, columns, duty))


def _leaf_rows(
    leaf: Unit, plans: Sequence[Plan], columns: list[PlanColumn], duty: list[tuple[date, int, int]]
) -> Iterator[tuple[Any, ...]]:
    targets = day_targets(leaf, plans)
    by_column = [targets.get(column.name, {}) for column in columns]
    for day, ordinal, expected in duty:
        if leaf.open_on(day):
            yield (leaf.id, ordinal, expected, *(values.get(day) for values in by_column), 0)


def close_days(
    connection: sa.Connection,
    release: Any,
    tables: dict[str, DatasetTables],
    places: Iterable[tuple[int, int]] | None = None,
) -> list[tuple[int, int]]:
    """Takes the expectation from the unit-days that the calendar's closures dataset says were closed.

    With ``places`` (unit id, ordinal) only those are looked at, and a day that is no longer closed is expected
    again. Returns the places whose expectation changed.
    """
    model = release.get("calendar", release.app.calendar)
    if not model.closures:
        return []
    calendar = Days(model)
    closures = tables[model.closures.dataset]
    unit, day = closures.place
    dataset = release.compiled("dataset", model.closures.dataset)
    when = to_sql(
        release.compiled("calendar", release.app.calendar).closures,
        {name: closures.facts.c[name] for name in dataset.columns},
    )
    plan = tables[PLAN].facts
    joined = sa.and_(plan.c.unit == unit, plan.c.day == day)
    query = sa.select(unit, day, when, plan.c[EXPECTED]).join(plan, joined)
    wanted = None if places is None else set(places)
    if wanted is not None:
        days = {place[1] for place in wanted}
        query = query.where(day >= min(days, default=0), day <= max(days, default=0))
    changed = []
    for unit_id, ordinal, closed, expected in connection.execute(query).all():
        if wanted is not None and (unit_id, ordinal) not in wanted:
            continue
        right = 0 if closed else int(calendar.duty(date.fromordinal(ordinal)))
        if right != expected:
            changed.append((unit_id, ordinal))
            here = sa.and_(plan.c.unit == unit_id, plan.c.day == ordinal)
            connection.execute(sa.update(plan).where(here).values({EXPECTED: right}))
    return changed
