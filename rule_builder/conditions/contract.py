"""What a rule condition is: it judges one day at a time; ``rule_builder.watch`` walks the days.

A condition is one module in this package (or a plugin's ``provides["condition"]``) that exposes ``CONDITION``.
A definition names it by the module's name: ``{"type": "consecutive_days", …settings}``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any, Literal, Protocol, runtime_checkable

from engine.base.issue import Issue
from engine.base.text import Text

Number = int | float
Direction = Literal["higher", "lower"]
Missing = Literal["hold", "break", "count"]


@dataclass(frozen=True)
class DayFact:
    """One business day of one unit.

    ``actual`` and ``target`` are minor units (int) for money, else plain numbers; ``expected``: a duty day on which the
    unit was open; ``known``: its data has arrived (a known day may still have no actual, e.g. where it divides by 0).
    ``partial``: where only some of the leaves below have data, the attainment against the targets of those.
    """

    day: date
    actual: Number | None
    target: Number | None
    expected: bool = True
    known: bool = True
    partial: float | None = None


class Verdict(Enum):
    """What one day says. BETWEEN is neither a breach nor good enough to end one; SKIP says nothing at all."""

    BREACH = "breach"
    FINE = "fine"
    BETWEEN = "between"
    MISSING = "missing"
    SKIP = "skip"


@dataclass(frozen=True)
class Judgement:
    """A verdict and, for SKIP on an expected day, why nothing could be said ("no_target" | "no_value")."""

    verdict: Verdict
    reason: str | None = None


class Test(Protocol):
    """A condition with its settings, ready to judge. ``days``: breaches in a row that fire."""

    @property
    def days(self) -> int: ...

    @property
    def missing(self) -> Missing: ...

    def judge(self, fact: DayFact) -> Judgement: ...

    def words(self) -> Text: ...


@runtime_checkable
class Bounded(Protocol):
    """A test that the database can look for: whatever it calls a BREACH is an attainment below ``breaches_are_below``,
    MISSING is a duty day without data, and "no_target" a value with nothing to compare it with. A test without it is
    asked about every day of every unit."""

    @property
    def breaches_are_below(self) -> Fraction: ...


@dataclass(frozen=True)
class Control:
    """How a person sets one of a condition's settings.

    ``kind``: "percent" (kept as a share: 85 % is 0.85), "integer", "number", "choice" (``choices``: value → words) or
    "text". ``default``: what counts where the setting is left out; the name of another setting where it follows that.
    """

    kind: Literal["percent", "integer", "number", "choice", "text"]
    choices: Mapping[str, Text] = field(default_factory=dict)
    default: str | int | float | None = None


class Condition(Protocol):
    """A type of condition. ``schema`` is the JSON Schema of its settings (``type`` included).

    ``sentence`` says it in words that a manager reads, with settings as holes: ``{days}``; ``{indicator}`` stands for
    what is watched. It follows "when a unit's" ("当某单元的"). ``controls``: how each setting is set, by name; those
    that are no hole of the sentence are shown below it, in this order.
    """

    @property
    def title(self) -> Text: ...

    @property
    def schema(self) -> Mapping[str, Any]: ...

    @property
    def sentence(self) -> Text: ...

    @property
    def controls(self) -> Mapping[str, Control]: ...

    def check(self, settings: Mapping[str, Any]) -> Iterable[Issue]:
        """Complaints that the schema cannot make; paths relative to the settings (``$.days``)."""
        ...

    def prepare(self, settings: Mapping[str, Any], direction: Direction) -> Test: ...
