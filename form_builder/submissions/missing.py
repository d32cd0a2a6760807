"""What was due and has not come becomes a row too, where the form says so: once per duty and day, after its time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from engine.base import clock
from engine.definitions.release import Release
from engine.facts import begin_load, stage
from engine.facts.feeds import form_source
from engine.facts.loads import LoadResult, StagedRow
from engine.facts.publish import publish_on
from engine.storage.database import reading, writing
from engine.storage.tables import definition_version, setting
from engine.targets.days import Days
from form_builder.duties import business_day, missing, term_of
from form_builder.kinds.form.model import DutyModel
from form_builder.mapping import missing_rows
from form_builder.shape.reading import CompiledForm

#: So far back days are made good after a time in which nothing ran.
FURTHEST = timedelta(days=35)


def publish_missing(database: sa.Engine, release: Release, now: datetime | None = None) -> int:
    """Publishes the rows of everything that has become due since the last time; how many rows that was.

    Days before the form was first published are nobody's.
    """
    at, count = now or clock.now(), 0
    for model in release.all("form"):
        form: CompiledForm = release.compiled("form", model.name)
        if any(one.on_missing is not None for one in form.maps):
            for duty in model.duties:
                count += _of_duty(database, release, form, duty, at)
    return count


def _of_duty(database: sa.Engine, release: Release, form: CompiledForm, duty: DutyModel, now: datetime) -> int:
    with reading(database) as connection:
        days = list(_due_days(connection, release, form, duty, now))
    count = 0
    for day, due in days:
        with writing(database) as connection:
            if due:
                done = publish_day(connection, release, form, duty, day, now)
                count += done.rows_in if done else 0
            _remember(connection, _mark(form, duty), day)
    return count


def _due_days(
    connection: sa.Connection, release: Release, form: CompiledForm, duty: DutyModel, now: datetime
) -> Iterator[tuple[date, bool]]:
    """The days since the last one seen to, and whether the duty was due on them; up to the first that is not over."""
    today = business_day(release.app, now)
    seen = connection.scalar(sa.select(setting.c.value).where(setting.c.name == _mark(form, duty)))
    v = definition_version.c
    first = sa.select(sa.func.min(v.id)).where(v.kind == "form", v.name == form.model.name).scalar_subquery()
    begun = connection.scalar(sa.select(v.created_at).where(v.id == first)) or now
    day = date.fromisoformat(seen["day"]) + timedelta(days=1) if seen else business_day(release.app, begun)
    calendar = Days(release.get("calendar", release.app.calendar))
    day = max(day, today - FURTHEST)
    while day <= today:
        term = term_of(release.app, calendar, duty, day)
        due = term is not None and term.last == day
        if due and term is not None and term.due_at > now:
            return
        if not due and day == today:
            return  # the calendar may still change
        yield day, due
        day += timedelta(days=1)


def publish_day(
    connection: sa.Connection, release: Release, form: CompiledForm, duty: DutyModel, day: date, now: datetime
) -> LoadResult | None:
    """The rows of all that is missing of a duty that was due on a day; None where nothing is."""
    staged: dict[str, list[StagedRow]] = {}
    for owed in missing(connection, release, form.model.name, duty.name, day, now):
        raw = json.dumps({"missing": duty.name, "unit": owed.unit.code, "day": day.isoformat()}, ensure_ascii=False)
        for dataset, row in missing_rows(form, owed.unit.code, day, duty.name):
            staged.setdefault(dataset, []).append((raw, row, []))
    if not staged:
        return None
    source = form_source(form.model.name)
    load_id = begin_load(connection, source, "schedule", day, day, release_number=release.number)
    for dataset, rows in staged.items():
        stage(connection, load_id, dataset, rows)
    return publish_on(connection, load_id, release=release, source_time=now)


def _mark(form: CompiledForm, duty: DutyModel) -> str:
    return f"missing:{form.model.name}:{duty.name}"


def _remember(connection: sa.Connection, name: str, day: date) -> None:
    value: dict[str, Any] = {"day": day.isoformat()}
    mine = sa.update(setting).where(setting.c.name == name).values(value=value)
    if connection.execute(mine.returning(setting.c.name)).first() is None:
        connection.execute(sa.insert(setting).values(name=name, value=value))
