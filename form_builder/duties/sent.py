"""What has been sent for duties that are owed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from engine.storage.tables import form_submission
from form_builder.duties.owed import Owed

_COLUMNS = ("public_id", "form", "duty", "unit_id", "user_id", "day", "state", "outcome", "flags", "submitted_at")
#: A whole one counts before one whose photos are still coming, an old one before a new one.
_BEST = {"complete": 0, "waiting_for_photos": 1}


def sent_for(connection: sa.Connection, owed: Iterable[Owed]) -> dict[tuple[str, str, int], Any]:
    """(form, duty, unit id) → the submission that meets it: of a business day in its term, for this duty (or for none,
    where the form has only one). Tests and withdrawn ones meet nothing. A statement per form and term."""
    found: dict[tuple[str, str, int], Any] = {}
    groups: dict[tuple[str, Any, Any], list[Owed]] = {}
    for one in owed:
        groups.setdefault((one.form.name, one.term.first, one.term.last), []).append(one)
    s = form_submission.c
    for (form, first, last), some in groups.items():
        wanted = {one.key: one for one in some}
        single = len(some[0].form.duties) == 1
        only = some[0].form.duties[0].name
        query = sa.select(*(s[name] for name in _COLUMNS)).where(
            s.form == form, s.day >= first, s.day <= last, sa.not_(s.test), s.state.in_(sorted(_BEST))
        )
        for row in connection.execute(_narrowed(query, some).order_by(s.id)):
            duty = only if row.duty is None and single else row.duty
            key = (form, duty or "", row.unit_id)
            if key in wanted and (key not in found or _BEST[row.state] < _BEST[found[key].state]):
                found[key] = row
    return found


def _narrowed(query: sa.Select[Any], some: Sequence[Owed]) -> sa.Select[Any]:
    """A few units are named; for many the whole day is read."""
    units = {one.unit.id for one in some}
    return query if len(units) > 500 else query.where(form_submission.c.unit_id.in_(sorted(units)))
