"""What travels through the stages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from rule_builder.stages.why import Untold, Why

Purpose = Literal[
    "fired", "resolved", "retracted", "repeat", "remind", "escalated", "action_overdue", "assigned", "action"
]
#: Between one person and another: neither silenced nor inhibited.
PERSONAL: tuple[Purpose, ...] = ("assigned", "action")
_WHY: dict[str, Why] = {
    "fired": Why.FIRST,
    "repeat": Why.AGAIN,
    "resolved": Why.OVER,
    "retracted": Why.WITHDRAWN,
    "remind": Why.REMINDER,
    "escalated": Why.ESCALATION,
    "action_overdue": Why.OVERDUE,
    "assigned": Why.ASSIGNED,
    "action": Why.ASSIGNED,
}


@dataclass(frozen=True)
class Stop:
    """Why nobody is told; ``data`` names the silence or the incident that does it, for the record."""

    why: Untold
    data: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Notice:
    """People are to be told something about one incident. ``nth``: how many times it has fired (it may reopen)."""

    purpose: Purpose
    incident_id: int
    public_id: str
    nth: int
    unit_id: int
    day: date
    to: tuple[int, ...] = ()  # user ids
    cc: tuple[int, ...] = ()
    mark: str = ""  # which time this is, of what is told more than once
    more: Mapping[str, Any] = field(default_factory=dict, hash=False)  # what the words need besides the incident
    rule: str = ""  # with the watch's suffix
    indicator: str = ""
    severity: str = "warning"
    given: Why | None = None  # the reason, where the purpose does not say it
    waits: bool = True  # for the end of quiet hours
    stop: Stop | None = None

    @property
    def why(self) -> Why:
        """The reason for telling."""
        if self.given is not None:
            return self.given
        return Why.REOPENED if self.purpose == "fired" and self.nth > 1 else _WHY[self.purpose]


@dataclass(frozen=True)
class Envelope:
    """One message for one person; ``notices`` are more than one in a digest."""

    key: str
    user_id: int
    copy: bool
    purpose: str  # a notice's purpose, or "digest"
    notices: tuple[Notice, ...]

    @property
    def why(self) -> Why:
        """The reason for the message."""
        return Why.DIGEST if self.purpose == "digest" else self.notices[0].why

    @property
    def waits(self) -> bool:
        """Whether it waits for the end of quiet hours: not where one of its notices does not."""
        return all(notice.waits for notice in self.notices)

    def subject(self, rule: str) -> dict[str, Any]:
        """The outbox row's subject: names of things, never their content, which is read at send time."""
        return {
            "rule": rule,
            "incidents": [notice.incident_id for notice in self.notices],
            "purpose": self.notices[0].purpose,
            "day": self.notices[0].day.isoformat(),
            "to": sorted({user for notice in self.notices for user in notice.to}),
            "cc": sorted({user for notice in self.notices for user in notice.cc}),
            "waits": self.waits,
            **self.notices[0].more,
        }


@dataclass(frozen=True)
class Seat:
    """A post that answers for a unit, with those who fill it (user ids; empty: vacant).

    ``part``: its holders get the message ("to") or the copy ("cc"); None where others are told before them.
    ``wanted``: the rule names its role itself; ``deputy``: deputies fill it, since nobody holds it.
    """

    role: str
    unit_id: int
    users: tuple[int, ...]
    part: str | None = None
    wanted: bool = False
    deputy: bool = False


@dataclass(frozen=True)
class Vacancy:
    """A post that nobody holds, and the role that stands in for it (None: nobody does)."""

    role: str
    instead: str | None


@dataclass(frozen=True)
class Route:
    """Who is told about a unit. The same person is never in both."""

    to: tuple[int, ...]
    cc: tuple[int, ...]
    vacancies: tuple[Vacancy, ...] = field(default=())
