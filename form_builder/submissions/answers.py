"""Answers against their form's own rules, and whether they came in time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from marshmallow import ValidationError

from engine.base.issue import IssueError
from engine.definitions.release import Release
from engine.storage.tables import org_unit, user_account
from engine.targets.days import Days
from form_builder.duties import term_of
from form_builder.fields.contract import Ground
from form_builder.shape.reading import CompiledForm
from form_builder.validation import issues_of, schema_of


def answers_of(
    connection: sa.Connection, release: Release, form: CompiledForm, given: Mapping[str, Any], unit: str, day: date
) -> tuple[dict[str, Any], list[str]]:
    """The clean values, and flags of what was odd about them. Raises IssueError with every issue, by field."""
    schema = schema_of(form, ground=ground_of(connection, release, unit, day))
    try:
        values: dict[str, Any] = schema.load(given)
    except ValidationError as error:
        raise IssueError(issues_of(error)) from None
    return values, schema.flags


def ground_of(connection: sa.Connection, release: Release, unit: str, day: date) -> Ground:
    """Where and when: which units and people answers may name."""
    levels = [level.name for level in release.get("org", release.app.org).levels]

    def has_unit(code: str, level: str | None) -> bool:
        wanted = [org_unit.c.code == code]
        if level is not None:
            wanted.append(org_unit.c.level == (levels.index(level) if level in levels else -1))
        return connection.execute(sa.select(org_unit.c.id).where(*wanted)).first() is not None

    def has_user(login: str, role: str | None) -> bool:
        mine = (user_account.c.login == login, user_account.c.active)
        return connection.execute(sa.select(user_account.c.id).where(*mine)).first() is not None

    return Ground(unit, day, has_unit, has_user, release.app.money_digits)


def is_late(release: Release, form: CompiledForm, duty: str | None, day: date, at: datetime) -> bool:
    """Whether it came after its duty was due (a form's only duty is meant where none is named)."""
    duties = form.model.duties
    mine = next((one for one in duties if one.name == duty), duties[0] if duty is None and len(duties) == 1 else None)
    if mine is None:
        return False
    term = term_of(release.app, Days(release.get("calendar", release.app.calendar)), mine, day)
    return term is not None and at > term.due_at
