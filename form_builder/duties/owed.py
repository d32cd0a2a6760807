"""Which units owe which duties on a business day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from engine.access.scope import Bounds, any_of
from engine.access.units import unit_of
from engine.definitions.release import Release
from engine.org.tree import Unit, unit_select
from engine.plan.shape import EXPECTED, PLAN
from engine.storage.model import model_of
from engine.storage.tables import org_link, org_unit
from engine.targets.days import Days
from form_builder.duties.days import Term, term_of
from form_builder.kinds.form.model import DutyModel, FormModel


@dataclass(frozen=True)
class Owed:
    """A unit owes a form for a duty, once in this term."""

    form: FormModel
    duty: DutyModel
    unit: Unit
    term: Term

    @property
    def key(self) -> tuple[str, str, int]:
        """Form, duty, unit."""
        return self.form.name, self.duty.name, self.unit.id


def duties_on(release: Release, day: date) -> list[tuple[FormModel, DutyModel, Term]]:
    """The duties of open forms whose term a business day falls into."""
    days = Days(release.get("calendar", release.app.calendar))
    return [
        (form, duty, term)
        for form in release.all("form")
        if form.state != "closed"
        for duty in form.duties
        if (term := term_of(release.app, days, duty, day)) is not None
    ]


def owed_on(
    connection: sa.Connection,
    release: Release,
    day: date,
    today: date,
    *,
    ranges: Iterable[tuple[str, Any]] | None = None,
    forms: Iterable[str] | None = None,
    within: Unit | None = None,
) -> list[Owed]:
    """What is owed on a business day, by form, duty and code of the unit: units of the form's level in today's tree
    that are open on the day it is due.

    ``ranges``: only for what these (role, range) pairs answer for (a person's posts); ``forms``: of these only;
    ``within``: at or below this unit only. A statement per form.
    """
    wanted = None if forms is None else set(forms)
    posts = None if ranges is None else list(ranges)
    found: list[Owed] = []
    for form, duty, term in duties_on(release, day):
        if wanted is not None and form.name not in wanted:
            continue
        mine = None if posts is None else [reach for role, reach in posts if role in duty.roles]
        if mine is not None and not mine:
            continue
        units = units_of(connection, release, form, today, mine, within)
        closed = _closed(connection, release, form, term.last)
        found += [Owed(form, duty, u, term) for u in units if u.open_on(term.last) and u.id not in closed]
    return found


def units_of(
    connection: sa.Connection,
    release: Release,
    form: FormModel,
    today: date,
    ranges: Iterable[Any] | None = None,
    within: Unit | None = None,
) -> list[Unit]:
    """Units of a form's level, by code, in ranges of the tree and at or below a unit where given."""
    level = level_of(release, form)
    query = unit_select(today).where(org_unit.c.level == level)
    if ranges is not None:
        query = query.where(any_of(Bounds.of(one).holds(org_link.c.path) for one in ranges))
    if within is not None:
        query = query.where(org_link.c.path >= within.path, org_link.c.path < within.path_end)
    return [unit_of(row) for row in connection.execute(query)]


def level_of(release: Release, form: FormModel) -> int:
    """The number of a form's level; -1 where the organisation has it no more."""
    names = [level.name for level in release.get("org", release.app.org).levels]
    return names.index(form.level) if form.level in names else -1


def _closed(connection: sa.Connection, release: Release, form: FormModel, day: date) -> set[int]:
    """Units of the last level that the calendar's closures say were closed on a duty day."""
    calendar = release.get("calendar", release.app.calendar)
    levels = release.get("org", release.app.org).levels
    if not calendar.closures or form.level != levels[-1].name or not Days(calendar).duty(day):
        return set()
    plan = model_of(connection, release).tables[PLAN].facts
    query = sa.select(plan.c.unit).where(plan.c.day == day.toordinal(), plan.c[EXPECTED] == 0)
    return set(connection.scalars(query))
