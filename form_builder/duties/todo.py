"""A person's to-do of a business day: every unit and duty he answers for, with what has become of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import sqlalchemy as sa

from engine.access.actor import Actor
from engine.definitions.release import Release
from form_builder.duties.owed import Owed, owed_on
from form_builder.duties.sent import sent_for

State = Literal["upcoming", "due", "late", "waiting_for_photos", "done"]


@dataclass(frozen=True)
class Entry:
    """One line of the to-do. ``submission``: the row that met it, or None."""

    owed: Owed
    state: State
    submission: Any | None = None


def todo_of(
    connection: sa.Connection, release: Release, actor: Actor, day: date, today: date, now: datetime
) -> list[Entry]:
    """What somebody owes on a business day by the posts he holds (deputies too), the most urgent first."""
    posts = [(post.role, post.reach) for post in actor.posts]
    owed = owed_on(connection, release, day, today, ranges=posts)
    sent = sent_for(connection, owed)
    found = [Entry(one, state_of(one, sent.get(one.key), now), sent.get(one.key)) for one in owed]
    return sorted(found, key=lambda e: (e.owed.term.due_at, e.owed.form.name, e.owed.duty.name, e.owed.unit.code))


def state_of(owed: Owed, submission: Any | None, now: datetime) -> State:
    """How it stands at an instant."""
    if submission is not None:
        return "done" if submission.state == "complete" else "waiting_for_photos"
    if now < owed.term.opens_at:
        return "upcoming"
    return "late" if now >= owed.term.due_at else "due"
