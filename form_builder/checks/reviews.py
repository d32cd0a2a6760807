"""People look again: the queue of reviews, who may decide one, and what a decision sets in motion.

May decide: who holds ``review_submissions``, by a post whose reach holds the unit and (where the form names roles for
it) whose role is among them; never one's own submission, and never an appeal against one's own decision.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from engine.access import Door, audit
from engine.access.errors import not_found
from engine.access.scope import Bounds, any_of
from engine.base import clock
from engine.base.issue import Issue, IssueError
from engine.base.text import Text, both
from engine.definitions.release import Release
from engine.org.tree import unit_select
from engine.storage.tables import form_submission, org_link, org_unit, photo_verdict, review, user_account
from form_builder.checks.decide import Said, fuse
from form_builder.checks.fusing import lock

WHYS = ("uncertain", "broken_check", "appeal", "sample")
_r, _s, _v = review.c, form_submission.c, photo_verdict.c


def reviewable(door: Door) -> sa.ColumnElement[bool]:
    """What keeps reviews to those that the actor's posts let him look at (columns of ``review_select``)."""
    if door.system:
        return sa.true()
    if not door.may("review_submissions"):
        return sa.false()
    narrow = {form.name: form.review.roles for form in door.release.all("form") if form.review and form.review.roles}
    posts = door.actor.posts
    ranges = {
        name: any_of(Bounds.of(post.reach).holds(org_link.c.path) for post in posts if post.role in roles)
        for name, roles in narrow.items()
    }
    rest = sa.and_(_s.form.not_in(sorted(narrow)), door.scope(org_link.c.path))
    return sa.or_(rest, *(sa.and_(_s.form == name, where) for name, where in sorted(ranges.items())))


def review_select(door: Door) -> sa.Select[Any]:
    """Reviews the actor may look at, with their unit, submission and submitter; narrow it by ``where``."""
    asked = [column.label(f"review_{column.name}") for column in review.columns]
    sent = [_s[name].label(f"submission_{name}") for name in _OF_SUBMISSION]
    who = [user_account.c.login.label("submitter"), user_account.c.title.label("submitter_title")]
    return (
        unit_select(door.today)
        .add_columns(*asked, *sent, *who)
        .join(form_submission, _s.unit_id == org_unit.c.id)
        .join(review, _r.submission_id == _s.id)
        .join(user_account, user_account.c.id == _s.user_id)
        .where(reviewable(door), _s.state != "withdrawn")
        .order_by(None)
    )


_OF_SUBMISSION = (
    *("id", "public_id", "form", "day", "user_id", "values", "flags", "submitted_at", "state", "outcome", "outcome_by"),
    "score",
)


class DecidedError(IssueError):
    """Somebody has decided it meanwhile (N741)."""


@dataclass(frozen=True)
class Decided:
    """What a decision did: the submission's public id; ``moved``: facts are to be written, ring the bell."""

    submission: str
    moved: bool


def why_not(connection: sa.Connection, door: Door, row: Any) -> Text | None:
    """Why the actor may not decide a review that he may look at (a row of ``review_select``); None: he may."""
    if row.submission_user_id == door.actor.user_id:
        return both("不能复核自己的提交", "One's own submission is for others to review")
    if row.review_why == "appeal" and _last_decider(connection, row.submission_id) == door.actor.login:
        return both("针对您本人所作决定的申诉由他人处理", "An appeal against your own decision is for others")
    return None


def decide(
    connection: sa.Connection, door: Door, public_id: str, outcome: Literal["pass", "fail"], reason: str, *, by: str
) -> Decided:
    """Decides an open review, and with it every other open one of the submission.

    ``connection`` writes, ``door`` is on it. ``by``: login for the record. Raises AccessError (404), DecidedError
    (N741: meanwhile), IssueError (N740 no reason where one is needed: against the checks, and on an appeal; N742 not
    for this person).
    """
    row = connection.execute(review_select(door).where(_r.public_id == public_id)).one_or_none()
    if row is None:
        raise not_found()
    before = lock(connection, row.submission_id)
    state = connection.scalar(sa.select(_r.state).where(_r.id == row.review_id))
    if state != "open" or before.state == "withdrawn":
        raise DecidedError(
            [Issue("N741", both("已有人作出决定，请刷新", "this has been decided meanwhile: look again"))]
        )
    if (words := why_not(connection, door, row)) is not None:
        raise IssueError([Issue("N742", words)])
    said = machine_said(connection, door.release, before)
    agrees = None if said in (None, "uncertain") else said == outcome
    if not reason.strip() and (agrees is False or row.review_why == "appeal"):
        words = both("请写明理由：与判定不同，或答复申诉", "say why: it differs from the checks, or answers an appeal")
        raise IssueError([Issue("N740", words, "$.reason")])
    now = clock.now()
    ended = {"state": "done", "decided_by": by, "decided_at": now, "outcome": outcome, "reason": reason.strip()}
    connection.execute(sa.update(review).where(_r.id == row.review_id).values(**ended, agrees=agrees))
    others = sa.and_(_r.submission_id == row.submission_id, _r.state == "open")
    connection.execute(sa.update(review).where(others).values(state="withdrawn", decided_at=now))
    way = "appeal" if row.review_why == "appeal" else "review"
    values: dict[str, Any] = {"outcome": outcome, "outcome_by": way, "outcome_at": now}
    moved = before.outcome != outcome and not before.test
    if moved:
        values["facts"] = "waiting"
    connection.execute(sa.update(form_submission).where(_s.id == before.id).values(**values))
    detail = {"review": public_id, "form": before.form, "unit": row.code, "before": before.outcome, "after": outcome}
    audit.append(connection, by, f"review.{way}", before.public_id, detail | {"reason": reason.strip()})
    return Decided(before.public_id, moved)


def machine_said(connection: sa.Connection, release: Release, submission: Any) -> str | None:
    """What the checks alone made of a submission, by the form's policy; None: they said nothing, or one broke down."""
    verdicts = connection.execute(sa.select(_v.state, _v.outcome, _v.score).where(_v.submission_id == submission.id))
    said = [Said(one.outcome if one.state == "done" else None, one.score) for one in verdicts]
    if not said or any(one.outcome is None for one in said):
        return None
    form = release.find("form", submission.form)
    return fuse(said, uncertain=form.review.uncertain if form is not None and form.review else "review").outcome


def _last_decider(connection: sa.Connection, submission_id: int) -> str | None:
    done = sa.and_(_r.submission_id == submission_id, _r.state == "done")
    return connection.scalar(sa.select(_r.decided_by).where(done).order_by(_r.decided_at.desc()).limit(1))
