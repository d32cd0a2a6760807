"""When the last check of a submission has spoken: what is in force, and whether people are to look.

People stand above machines: what a review or an appeal decided is not touched here.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engine.definitions.release import Release
from engine.storage.database import new_public_id
from engine.storage.tables import form_submission, photo_verdict, review
from form_builder.checks.decide import Policy, Said, fuse, in_sample

_s, _v, _r = form_submission.c, photo_verdict.c, review.c
OPEN = ("waiting", "running")


def lock(connection: sa.Connection, submission_id: int) -> Any:
    """The submission, for the rest of the transaction nobody else's: two last verdicts, or a verdict and a person,
    come one after the other."""
    return connection.execute(sa.select(form_submission).where(_s.id == submission_id).with_for_update()).one()


def fuse_if_done(connection: sa.Connection, release: Release, submission_id: int, now: datetime) -> bool:
    """Sets outcome, score and facts where every check has spoken; whether that made facts to be written."""
    row = lock(connection, submission_id)
    if row.state == "withdrawn" or row.outcome_by in ("review", "appeal"):
        return False
    verdicts = connection.execute(sa.select(_v.state, _v.outcome, _v.score).where(_v.submission_id == row.id)).all()
    if any(verdict.state in OPEN for verdict in verdicts):
        return False
    form = release.find("form", row.form)
    if form is None or not (form.checks or verdicts):
        values: dict[str, Any] = {"outcome": None, "outcome_by": None, "outcome_at": None, "score": None}
        return _set(connection, row, values, facts=True)
    policy: Policy = form.review.uncertain if form.review else "review"
    share = form.review.sample if form.review else 0.0
    said = [Said(one.outcome if one.state == "done" else None, one.score) for one in verdicts]
    sampled = in_sample(f"{row.public_id} {row.received_at.isoformat()}", share)
    # without a photo it would not have been taken where one was due: nothing is missing, so nothing is wrong
    decision = fuse(said, uncertain=policy, sampled=sampled and bool(said))
    if decision.why is not None and not row.test:
        open_review(connection, row.id, decision.why, before=decision.outcome, at=now)
    values = {"outcome": decision.outcome, "outcome_by": "checks", "outcome_at": now, "score": decision.score}
    return _set(connection, row, values, facts=decision.outcome != "uncertain")


def open_review(
    connection: sa.Connection,
    submission_id: int,
    why: str,
    *,
    before: str | None,
    at: datetime,
    by: str = "system",
    reason: str = "",
) -> str | None:
    """Puts a submission before people; the public id, or None where it waits for them already, for the same reason."""
    same = sa.and_(_r.submission_id == submission_id, _r.why == why, _r.state == "open")
    if connection.execute(sa.select(_r.id).where(same)).first() is not None:
        return None
    made = new_public_id()
    row = {"public_id": made, "submission_id": submission_id, "why": why, "state": "open"}
    asked = {"asked_by": by, "asked_at": at, "asked_reason": reason, "before": before}
    connection.execute(sa.insert(review).values(**row, **asked))
    return made


def _set(connection: sa.Connection, row: Any, values: dict[str, Any], *, facts: bool) -> bool:
    wait = facts and not row.test
    values = values | {"facts": "waiting" if wait else "none"}
    connection.execute(sa.update(form_submission).where(_s.id == row.id).values(**values))
    return wait
