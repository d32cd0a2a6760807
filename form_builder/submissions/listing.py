"""Submissions as lists: through the reader's door, narrowed by what people look for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from engine.access import Door
from engine.access.units import in_force
from engine.org.tree import Unit
from engine.storage.tables import attachment, form_submission, org_link, org_unit, review, user_account

Row = Any
_s, _a = form_submission.c, attachment.c
#: How many entries are counted from where a page begins: to count all of a year costs many times what the page costs.
COUNTED = 1_000


@dataclass(frozen=True)
class Found:
    """A page of rows; ``total``: how many there are in all; ``more``: it is at least so many, they were counted no
    further."""

    rows: Sequence[Row]
    total: int
    more: bool = False


@dataclass(frozen=True)
class Filter:
    """What is looked for; None: whatever. ``unit``: at or below it; days are inclusive; ``test`` None: both kinds;
    ``exact``: all are counted, however many."""

    form: str | None = None
    unit: Unit | None = None
    first: date | None = None
    last: date | None = None
    state: str | None = None
    outcome: str | None = None
    flag: str | None = None
    text: str | None = None
    user_id: int | None = None
    test: bool | None = None
    page: int = 1
    size: int = 50
    exact: bool = False

    @property
    def skipped(self) -> int:
        """How many rows come before the page."""
        return (self.page - 1) * self.size


def found_rows(connection: sa.Connection, door: Door | None, wanted: Filter) -> Found:
    """One page of submissions, newest first, as ``selected`` has them. ``door`` None: one's own (``wanted.user_id``).
    One statement; a second one where the page is empty, or all are to be counted."""
    conditions = conditions_of(door, wanted)
    # every submission has its unit and its person: who does not look for their words need not join them
    plain = _joined if wanted.text else lambda *columns: sa.select(*columns).select_from(form_submission)
    most = wanted.skipped + max(wanted.size, 0 if wanted.exact else COUNTED) + 1
    seen = plain(_s.id).where(*conditions).order_by(_s.id.desc()).limit(most).cte("seen")
    page = sa.select(seen.c.id).order_by(seen.c.id.desc()).limit(wanted.size).offset(wanted.skipped)
    counted = sa.select(sa.func.count()).select_from(seen).scalar_subquery()
    query = selected(counted.label("counted")).where(_s.id.in_(page)).order_by(_s.id.desc())
    rows = connection.execute(query).all()
    if wanted.exact or (not rows and wanted.page > 1):
        return Found(rows, connection.execute(plain(sa.func.count()).where(*conditions)).scalar_one())
    total = rows[0].counted if rows else 0
    return Found(rows, min(total, most - 1), more=total == most)


def one_row(connection: sa.Connection, door: Door | None, public_id: str) -> Row | None:
    """One submission as ``found_rows`` has it; None where there is none in sight. ``door`` None: whosever it is."""
    seen = () if door is None else (in_sight(door),)
    return connection.execute(selected().where(_s.public_id == public_id, *seen)).one_or_none()


def in_sight(door: Door) -> sa.ColumnElement[bool]:
    """Of units in scope, and one's own."""
    if door.system:
        return sa.true()
    return sa.or_(_s.unit_id.in_(door.visible_units()), _s.user_id == door.actor.user_id)


def conditions_of(door: Door | None, wanted: Filter) -> list[sa.ColumnElement[bool]]:
    """The predicates of a filter, and of the door."""
    found: list[sa.ColumnElement[bool]] = [in_sight(door)] if door is not None else []
    plain = (
        (_s.form, wanted.form), (_s.state, wanted.state), (_s.outcome, wanted.outcome),
        (_s.user_id, wanted.user_id), (_s.test, wanted.test),
    )  # fmt: skip
    found += [column == value for column, value in plain if value is not None]
    if wanted.first is not None:
        found.append(_s.day >= wanted.first)
    if wanted.last is not None:
        found.append(_s.day <= wanted.last)
    if wanted.unit is not None and door is not None:
        path = org_link.c.path
        inside = (in_force(door.today), path >= wanted.unit.path, path < wanted.unit.path_end)
        found.append(_s.unit_id.in_(sa.select(org_link.c.unit_id).where(*inside)))
    if wanted.flag is not None:
        found.append(sa.type_coerce(_s.flags, sa.Text).contains(f'"{wanted.flag}"', autoescape=True))
    if wanted.text:
        everything = (
            _s.public_id, org_unit.c.code, sa.type_coerce(org_unit.c.title, sa.Text), user_account.c.login,
            sa.type_coerce(user_account.c.title, sa.Text), sa.type_coerce(_s["values"], sa.Text),
        )  # fmt: skip
        words = wanted.text.lower()
        found.append(sa.or_(*(sa.func.lower(one).contains(words, autoescape=True) for one in everything)))
    return found


def selected(*more: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Submissions with their unit and person (``unit_code``, ``unit_title``, ``unit_level``, ``login``, ``person``),
    and whether there are files and reviews of them (``has_files``, ``has_reviews``): where there are none, nobody need
    ask for them."""
    return _joined(
        form_submission,
        sa.exists().where(_a.submission == _s.public_id).label("has_files"),
        sa.exists().where(review.c.submission_id == _s.id).label("has_reviews"),
        org_unit.c.code.label("unit_code"),
        org_unit.c.title.label("unit_title"),
        org_unit.c.level.label("unit_level"),
        user_account.c.login,
        user_account.c.title.label("person"),
        *more,
    )


def photos(connection: sa.Connection, door: Door, wanted: Filter, field: str | None) -> tuple[Sequence[Row], int]:
    """One page of stored photos of submissions that a filter finds, newest first: the attachment's columns, and
    ``sent`` (public id of the submission), ``unit_code``, ``unit_title``, ``unit_level``, ``login``, ``person``,
    ``day``, ``sent_outcome``, ``sent_form``, ``submission_id``."""
    conditions = [*conditions_of(door, wanted), _a.state == "stored"]
    if field is not None:
        conditions.append(_a.field == field)
    joined = form_submission.join(attachment, _a.submission == _s.public_id)
    total = connection.execute(_joined(sa.func.count(), start=joined).where(*conditions)).scalar_one()
    query = photo_select().where(*conditions).order_by(_a.id.desc())
    rows = connection.execute(query.limit(wanted.size).offset(wanted.skipped)).all()
    return rows, int(total)


def photo_select() -> sa.Select[Any]:
    """Attachments with their submission, unit and person."""
    return _joined(
        attachment,
        _s.id.label("submission_id"),
        _s.public_id.label("sent"),
        _s.form.label("sent_form"),
        _s.day,
        _s.outcome.label("sent_outcome"),
        org_unit.c.code.label("unit_code"),
        org_unit.c.title.label("unit_title"),
        org_unit.c.level.label("unit_level"),
        user_account.c.login,
        user_account.c.title.label("person"),
        start=form_submission.join(attachment, _a.submission == _s.public_id),
    )


def _joined(*columns: Any, start: Any = form_submission) -> sa.Select[Any]:
    source = start.join(org_unit, org_unit.c.id == _s.unit_id).join(user_account, user_account.c.id == _s.user_id)
    return sa.select(*columns).select_from(source)


def files_by_submission(connection: sa.Connection, public_ids: Iterable[str]) -> dict[str, list[Row]]:
    """Public id of a submission → rows of its attachments, those let go left out."""
    wanted = sorted(set(public_ids))
    query = sa.select(attachment).where(_a.submission.in_(wanted)).order_by(_a.id)
    found: dict[str, list[Row]] = {}
    for row in connection.execute(query):
        found.setdefault(row.submission, []).append(row)
    return found
