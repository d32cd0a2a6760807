"""Acknowledge, assign, comment, close, open again: each in the caller's transaction, once however often it is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engine.base.text import both
from engine.definitions.release import Release
from engine.storage.tables import user_account
from rule_builder.life.case import Case, opened, refused, require_reason
from rule_builder.life.people import answerers
from rule_builder.life.telling import tell_people


@dataclass(frozen=True)
class Acknowledged:
    """``new``: this call did it; else ``login`` had acknowledged it at ``at`` already. ``reason_code`` as it stands."""

    new: bool
    user_id: int
    login: str
    at: datetime
    reason_code: str | None


def acknowledge(
    connection: sa.Connection,
    release: Release,
    reference: str | int,
    user_id: int,
    *,
    via: str = "app",
    reason_code: str | None = None,
    note: str | None = None,
    now: datetime | None = None,
) -> Acknowledged:
    """Somebody has seen to an incident (public id, or its id). The second acknowledgement changes nothing, but may give
    the reason that the first one left out (a button in a message asks for none).

    ``via``: the way it came ("app", or a channel's name). Raises AccessError (404), ForbiddenError, IssueError (N834).
    """
    case = opened(connection, release, reference, user_id, now)
    case.require_standing()
    require_reason(case, reason_code)
    row = case.row
    if row.acked_at is not None:
        if reason_code is not None and row.reason_code is None:
            values: dict[str, Any] = {"reason_code": reason_code, "responded_at": row.responded_at or case.now}
            case.put("reason", {"reason_code": reason_code, "note": note}, audited="reason", **values)
            case.settle()
        name = connection.scalar(sa.select(user_account.c.login).where(user_account.c.id == row.acked_by))
        return Acknowledged(False, row.acked_by, name or "", row.acked_at, case.row.reason_code)
    values = {"acked_at": case.now, "acked_by": case.person}
    if reason_code is not None:
        values |= {"reason_code": reason_code, "responded_at": row.responded_at or case.now}
    case.put("acknowledged", {"via": via, "reason_code": reason_code, "note": note}, audited="acknowledge", **values)
    case.settle()
    return Acknowledged(True, case.person, case.actor.login, case.now, case.row.reason_code)


def assign(
    connection: sa.Connection,
    release: Release,
    reference: str | int,
    user_id: int,
    login: str,
    *,
    now: datetime | None = None,
) -> bool:
    """Makes somebody answer for it. False: he does already. Whoever is assigned by another is told.

    Raises AccessError (404), ForbiddenError, IssueError (N834; the same words for a login that is unknown and for one
    that may not see the incident).
    """
    case = opened(connection, release, reference, user_id, now)
    case.require_standing()
    person = find_person(case, login, "$.login")
    if person == case.row.assignee_id:
        return False
    before = case.row.assignee_id
    case.put("assigned", {"user_id": person, "before_id": before}, audited="assign", assignee_id=person)
    case.settle()
    if person != case.person:
        tell_people(connection, release, case.row, "assigned", [person], case.now, mark=_mark(case.now))
    return True


def find_person(case: Case, login: str, path: str) -> int:
    """The id of an active person who may see and answer the incident, and whom the actor knows of."""
    for one in answerers(case.door, case.row.id, case.row.unit_id, case.row.indicator):
        if one.actor.login == login and one.known:
            assert one.actor.user_id is not None
            return one.actor.user_id
    words = both("没有这个人，或他看不到这条预警", "there is no such person, or the incident is not within his scope")
    raise refused(words, path, both("从可指派的人员中选择", "choose one of the people it can be assigned to"))


def comment(
    connection: sa.Connection, release: Release, reference: str | int, user_id: int, text: str, *,
    now: datetime | None = None,
) -> None:  # fmt: skip
    """Adds what somebody has to say. Raises AccessError (404), ForbiddenError."""
    case = opened(connection, release, reference, user_id, now)
    case.put("comment", {"text": text}, audited="comment")


def close(
    connection: sa.Connection, release: Release, reference: str | int, user_id: int, *,
    reason_code: str | None = None, note: str, now: datetime | None = None,
) -> bool:  # fmt: skip
    """Ends the work on it; the data may still say that it goes on. False: it is closed already.

    Raises AccessError (404), ForbiddenError, IssueError (N834).
    """
    case = opened(connection, release, reference, user_id, now)
    if case.row.closed_at is not None:
        return False
    require_reason(case, reason_code)
    values: dict[str, Any] = {"closed_at": case.now, "closed_by": case.person}
    if reason_code is not None:
        values["reason_code"] = reason_code
        values["responded_at"] = case.row.responded_at or case.now
    data = {"reason_code": reason_code, "note": note, "firing": case.row.state == "firing"}
    case.put("closed", data, audited="close", **values)
    case.settle()
    return True


def reopen(
    connection: sa.Connection, release: Release, reference: str | int, user_id: int, *,
    note: str, now: datetime | None = None,
) -> bool:  # fmt: skip
    """Takes the work up again: it asks for a new acknowledgement. False: it is not closed.

    Raises AccessError (404), ForbiddenError.
    """
    case = opened(connection, release, reference, user_id, now)
    if case.row.closed_at is None:
        return False
    case.put("opened_again", {"note": note}, audited="reopen", **ANEW_VALUES)
    case.settle()
    return True


#: What an incident loses when an answer is asked for anew.
ANEW_VALUES: dict[str, Any] = {
    "closed_at": None, "closed_by": None, "acked_at": None, "acked_by": None, "escalation": 0,
}  # fmt: skip


def _mark(now: datetime) -> str:
    return now.isoformat(timespec="seconds")
