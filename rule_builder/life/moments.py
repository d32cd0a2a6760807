"""When somebody has to be reminded, and when the next step is due: pure, calendar hours from the firing.

Reminders come every ``remind_hours`` up to the deadline; after that the steps of the escalation take over. Nothing is
due any more once what is needed has been done, when the data is fine again, or when a person has closed it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from rule_builder.kinds.rule.model import Respond

#: When people are reminded of an action whose day has passed, in the app's time zone.
MORNING = time(9, 0)
What = Literal["remind", "escalate", "action_overdue"]


@dataclass(frozen=True)
class Standing:
    """What of an incident decides when something is due.

    ``since``: when it fired, or was last opened again. ``open``: the data still says so, nobody has closed it, and it
    is told of by itself. ``done``: what the rule needs has been done. ``taken``: steps of the escalation taken.
    """

    since: datetime
    open: bool
    done: bool
    taken: int = 0


@dataclass(frozen=True)
class Moment:
    """Something that is due at an instant. ``step``: number of the escalation's step, from 0."""

    at: datetime
    what: What
    step: int | None = None


def deadline(respond: Respond | None, since: datetime) -> datetime | None:
    """By when there has to be a response; None where the rule asks for none."""
    return None if respond is None else since + timedelta(hours=respond.within_hours)


def moments(respond: Respond | None, standing: Standing) -> list[Moment]:
    """Every reminder and every step that is not taken yet, by time."""
    if respond is None or not standing.open or standing.done:
        return []
    every, found = respond.remind_hours, []
    for hours in range(every, respond.within_hours + 1, every) if every else ():
        found.append(Moment(standing.since + timedelta(hours=hours), "remind"))
    for number, step in enumerate(respond.escalate):
        if number >= standing.taken:
            found.append(Moment(standing.since + timedelta(hours=step.after_hours), "escalate", number))
    return sorted(found, key=lambda one: (one.at, one.what))


def overdue_at(due_on: date, reminded_at: datetime | None, zone: str) -> datetime:
    """When the owner of an open action is reminded: the morning after its day, then each morning."""
    last = due_on if reminded_at is None else max(due_on, reminded_at.astimezone(ZoneInfo(zone)).date())
    return datetime.combine(last + timedelta(days=1), MORNING, ZoneInfo(zone))


def due(respond: Respond | None, standing: Standing, looked: datetime, now: datetime) -> list[Moment]:
    """What is due at ``now``. Reminders that were missed are one reminder; a step is never missed.

    ``looked``: since when reminders have not been looked at (the incident's ``next_at``).
    """
    passed = [one for one in moments(respond, standing) if one.at <= now]
    steps = [one for one in passed if one.what == "escalate"]
    reminders = [one for one in passed if one.what == "remind" and one.at >= looked]
    return [*reminders[-1:], *steps]


def upcoming(
    respond: Respond | None, standing: Standing, now: datetime, actions: Sequence[datetime] = ()
) -> Moment | None:
    """What happens next: the first reminder after ``now``, the first step that is not taken (it may be late), or the
    first of the instants in ``actions``."""
    found = [one for one in moments(respond, standing) if one.what == "escalate" or one.at > now]
    if standing.open:
        found += [Moment(at, "action_overdue") for at in actions]
    return min(found, key=lambda one: one.at, default=None)
