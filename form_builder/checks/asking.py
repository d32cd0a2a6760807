"""A complete submission is put before its form's checks: one row of ``photo_verdict`` for every check of every photo.

Which checks those are stands in the form as it serves, whatever version the phone had: how photos are judged is the
office's to say. The row is queue and result in one; ``form_builder.checks.crew`` works on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from engine.base import clock
from engine.definitions.release import Release
from engine.storage.database import new_public_id
from engine.storage.once import insert_once
from engine.storage.tables import attachment, form_submission, photo_verdict
from form_builder.checks.form_parts import field_names
from form_builder.checks.fusing import fuse_if_done


def ask_for_checks(connection: sa.Connection, release: Release, submission: Any) -> int:
    """Asks every check of the form about every stored photo it is for; how many questions that added.

    ``submission``: a row of ``form_submission`` that is complete. Call it in the transaction that completes it (and
    again after an edit: what was asked is not asked twice), then ring the bell. Nothing to check leaves the outcome
    null and ``facts`` waiting; else ``facts`` wait until there is an outcome. Where a form has checks and no photo
    came for any of them (the form let it be left out: closed today, say), it passes at once.
    """
    row: Mapping[str, Any] = getattr(submission, "_mapping", submission)
    s = form_submission.c
    mine = s.id == row["id"]
    connection.execute(sa.select(s.id).where(mine).with_for_update()).one()  # one asks at a time
    form = release.find("form", row["form"])
    if form is None or not form.checks:
        if row["outcome"] is None and not row["test"]:
            connection.execute(sa.update(form_submission).where(mine).values(facts="waiting"))
        return 0
    photos = stored_photos(connection, row["public_id"])
    now, added = clock.now(), 0
    for check in form.checks:
        wanted = field_names(form, check.field)
        for photo in photos:
            if photo.field in wanted:
                added += insert_once(
                    connection,
                    photo_verdict,
                    {
                        "public_id": new_public_id(),
                        "attachment_id": photo.id,
                        "submission_id": row["id"],
                        "check": check.name,
                        "provider": check.check,
                        "standard": check.standard,
                        "standard_hash": _standard_hash(release, check.standard),
                        "state": "waiting",
                        "created_at": now,
                    },
                )
    if added:
        values = {"outcome": None, "outcome_by": None, "outcome_at": None, "score": None, "facts": "none"}
        connection.execute(sa.update(form_submission).where(mine, _by_no_person()).values(**values))
    elif row["outcome"] is None:
        fuse_if_done(connection, release, row["id"], now)
    return added


def stored_photos(connection: sa.Connection, submission: str) -> list[Any]:
    """The stored attachments of a submission (its public id), in the order in which they were made known."""
    a = attachment.c
    query = sa.select(a.id, a.public_id, a.field).where(a.submission == submission, a.state == "stored")
    return list(connection.execute(query.order_by(a.id)))


def _standard_hash(release: Release, name: str | None) -> str | None:
    found = release.catalog.get("photo_standard", name) if name else None
    return found.hash if found else None


def _by_no_person() -> sa.ColumnElement[bool]:
    """What a person has decided stays in force."""
    by = form_submission.c.outcome_by
    return sa.or_(by.is_(None), by == "checks")
