"""The model of a rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from engine.base.text import Text
from engine.definitions.kind import Model

Severity = Literal["info", "warning", "critical"]
SEVERITIES: tuple[Severity, ...] = ("info", "warning", "critical")


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """The post with ``role`` that answers for the unit: at the unit itself or above it."""

    role: str


@dataclass(frozen=True, kw_only=True)
class Escalation:
    """Who is told when nobody has done what is needed so many hours after it fired; ``severity`` is raised to, never
    lowered."""

    after_hours: int
    role: str
    severity: Severity | None = None


@dataclass(frozen=True, kw_only=True)
class Respond:
    """By when somebody has to respond, and what happens until he does. Hours by the calendar, from firing."""

    within_hours: int
    needs: Literal["acknowledge", "action"] = "acknowledge"
    remind_hours: int | None = None
    escalate: tuple[Escalation, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Rollup:
    """Told of as one incident of the parent where at least this share and number of its watched units fire at once."""

    share: float
    least: int = 2


@dataclass(frozen=True, kw_only=True)
class RuleModel(Model):
    """One rule: a condition on an indicator for every unit of a level."""

    indicator: str
    level: str
    groups: tuple[str, ...] = ()  # only units in one of these groups
    units: tuple[str, ...] = ()  # only units at or below one of these codes
    condition: Mapping[str, Any]
    missing_notice_after: int = 2  # duty days without data until a notice of its own; 0 = none
    resolve_after: int = 1
    repeat_every: int = 3
    respond: Respond | None = None  # None: nobody is chased
    severity: Severity = "warning"
    to: Recipient
    cc: Recipient | None = None
    fallback: Recipient | None = None  # who is told where posts are vacant; by default the next level up
    channel: str
    also: tuple[str, ...] = ()  # channels by which each message goes as well
    digest_over: int = 3
    inhibited_by: tuple[str, ...] = ()  # rules that keep this one quiet while they fire at the unit or above it
    rollup: Rollup | None = None
    message: Text
    resolved_message: Text | None = None
    retracted_message: Text | None = None
    causes: tuple[str, ...] | None = None  # names of causes; None: all that apply to the indicator
