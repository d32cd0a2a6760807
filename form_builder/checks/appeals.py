"""Whoever filled a form may object to what was decided, once and with a reason; a decision on an appeal is final."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from engine.access import Door, audit
from engine.access.errors import not_found
from engine.base import clock
from engine.base.issue import Issue, IssueError
from engine.base.text import Text, both
from engine.storage.tables import form_submission, review
from form_builder.checks.fusing import lock, open_review

WINDOW = timedelta(days=7)
_r, _s = review.c, form_submission.c


def appeal(connection: sa.Connection, door: Door, submission: str, reason: str, *, by: str) -> str:
    """Puts one's own submission before people; the public id of the review.

    Raises AccessError (404) for a missing or foreign one, IssueError: N743 there is nothing to appeal against, N744
    too late, N745 appealed already or decided on appeal.
    """
    mine = sa.and_(_s.public_id == submission, _s.user_id == door.actor.user_id)
    key = connection.scalar(sa.select(_s.id).where(mine, _s.state != "withdrawn"))
    if key is None:
        raise not_found()
    row, now = lock(connection, key), clock.now()
    if row.outcome not in ("fail", "uncertain") or row.outcome_at is None or row.test:
        raise _refuse("N743", both("只能对未通过的判定提出申诉", "only what did not pass can be appealed against"))
    if row.outcome_by == "appeal":
        raise _refuse("N745", both("申诉已有结论，不能再次申诉", "the appeal has been decided; that is final"))
    if now - row.outcome_at > WINDOW:
        raise _refuse("N744", both(f"已超过 {WINDOW.days} 天申诉期", f"the {WINDOW.days} days for an appeal are over"))
    asked = sa.and_(_r.submission_id == key, _r.why == "appeal", _r.state != "withdrawn", _r.asked_at >= row.outcome_at)
    if connection.execute(sa.select(_r.id).where(asked)).first() is not None:
        raise _refuse("N745", both("已经提出过申诉", "an appeal has been made already"))
    made = open_review(connection, key, "appeal", before=row.outcome, at=now, by=by, reason=reason.strip())
    assert made is not None  # an open one was asked about above
    detail = {"form": row.form, "before": row.outcome, "reason": reason.strip(), "review": made}
    audit.append(connection, by, "submission.appeal", row.public_id, detail)
    return made


def may_appeal(row: Any) -> bool:
    """Whether what is in force of a submission (its row) can be appealed against at this time."""
    if row.outcome not in ("fail", "uncertain") or row.outcome_by == "appeal" or row.outcome_at is None:
        return False
    return bool(clock.now() - row.outcome_at <= WINDOW)


def _refuse(code: str, words: Text) -> IssueError:
    return IssueError([Issue(code, words)])
