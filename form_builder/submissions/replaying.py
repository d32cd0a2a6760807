"""Rows that datasets have refused of a form, tried again under the definitions that serve now."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import sqlalchemy as sa

from engine.base import clock
from engine.definitions.release import Release
from engine.facts.feeds import form_source
from engine.facts.loads import LoadResult
from engine.storage.database import reading, writing
from engine.storage.tables import form_submission, refused_row
from form_builder.shape.reading import CompiledForm
from form_builder.submissions.facts import publish_waiting
from form_builder.submissions.missing import publish_day


def replay_refused(database: sa.Engine, release: Release, name: str) -> LoadResult | None:
    """Publishes the submissions behind a form's open refused rows anew, and what is (still) missing. The last load;
    None where nothing is open. Raises KeyError for a form that does not serve."""
    form: CompiledForm = release.compiled("form", name)
    sent, missing = _open(database, form)
    if not sent and not missing:
        return None
    s = form_submission.c
    with writing(database) as connection:
        again = (s.public_id.in_(sorted(sent)), sa.not_(s.test), s.facts == "done")
        connection.execute(sa.update(form_submission).where(*again).values(facts="waiting"))
    found: LoadResult | None = None
    for one in publish_waiting(database, release, names=[name]):
        found = one
    duties = {duty.name: duty for duty in form.model.duties}
    for duty, day in sorted(missing):
        if duty in duties:
            with writing(database) as connection:
                found = publish_day(connection, release, form, duties[duty], day, clock.now()) or found
    return found


def _open(database: sa.Engine, form: CompiledForm) -> tuple[set[str], set[tuple[str, date]]]:
    """Public ids of submissions, and (duty, day), of the open refused rows."""
    c = refused_row.c
    mine = (c.source == form_source(form.model.name), c.state == "open")
    with reading(database) as connection:
        raws: list[dict[str, Any]] = [
            json.loads(raw) for raw in connection.scalars(sa.select(c.raw).where(*mine).order_by(c.id))
        ]
    sent = {raw["submission"] for raw in raws if "submission" in raw}
    return sent, {(raw["missing"], date.fromisoformat(raw["day"])) for raw in raws if "missing" in raw}
