"""What a rule condition is: it judges one day at a time; ``rule_builder.watch`` walks the days.

A condition is one module in this package (or a plugin's ``provides["condition"]``) that exposes ``CONDITION``.
A definition names it by the module's name: ``{"type": "consecutive_days", …settings}``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any, Literal, Protocol, runtime_checkable

from engine.base.issue import Issue
from engine.base.text import Text

Number = int | float
Direction = Literal["higher", "lower"]
Missing = Literal["hold", "break", "count"]
ToDate = Literal["wtd", "mtd", "qtd", "ytd"]


@dataclass(frozen=True)
class DayFact:
    """One business day of one unit.

    ``actual`` and ``target`` are minor units (int) for money, else plain numbers; ``expected``: a duty day on which the
    unit was open; ``known``: its data has arrived (a known day may still have no actual, e.g. where it divides by 0).
    ``partial``: where only some of the leaves below have data, the attainment against the targets of those; ``whole``
    is False there, with or without targets.

    ``compared``: the other figure where a condition compares with one (last year's value, the best of the siblings),
    in the unit of ``actual`` or a ratio, as the condition says. ``tested``: the quantity that is held against the line
    where that is not ``actual`` ÷ ``target``; rounded to 9 digits (``rule_builder.attainment.exactly``) before it is
    compared. Both are kept with an incident and shown to people.
    """

    day: date
    actual: Number | None
    target: Number | None
    expected: bool = True
    known: bool = True
    partial: float | None = None
    compared: Number | None = None
    tested: float | None = None
    whole: bool = True


class Verdict(Enum):
    """What one day says. BETWEEN is neither a breach nor good enough to end one; SKIP says nothing at all."""

    BREACH = "breach"
    FINE = "fine"
    BETWEEN = "between"
    MISSING = "missing"
    SKIP = "skip"


@dataclass(frozen=True)
class Judgement:
    """A verdict and, where an expected day could not be judged, why: a key of ``conditions.reasons.REASONS``."""

    verdict: Verdict
    reason: str | None = None


class Test(Protocol):
    """A condition with its settings, ready to judge. ``days`` breaches (N) among the last ``window`` judged duty days
    (M >= N) fire; M == N: in a row."""

    @property
    def days(self) -> int: ...

    @property
    def window(self) -> int: ...

    @property
    def missing(self) -> Missing: ...

    def judge(self, fact: DayFact) -> Judgement: ...

    def words(self) -> Text: ...


class Figures(Protocol):
    """Where a test that is ``Figured`` reads. Everything is read for all the units at once; ``rule_builder.figures``
    reads the engine, a test of a condition may bring its own.

    ``release`` and ``direction`` are those of the indicator. Units that are not known are left out of the answers.
    """

    @property
    def indicator(self) -> str: ...

    @property
    def release(self) -> Any: ...

    @property
    def direction(self) -> Direction: ...

    def series(self, units: Sequence[int], first: date, last: date) -> Mapping[int, Sequence[DayFact]]:
        """The daily series: every day of the range per unit, closed days and days without data included."""
        ...

    def to_date(self, period: ToDate, units: Sequence[int], first: date, last: date) -> Mapping[int, Sequence[DayFact]]:
        """As ``series``, but actual and target are those from the beginning of the period up to and including the day
        (sums first, then the formula). ``expected`` and ``known`` are about the day itself."""
        ...

    def siblings(self, units: Sequence[int]) -> Mapping[int, Sequence[int]]:
        """The other open units of the same level under the same parent, by the tree of the day of the run."""
        ...

    def children(self, units: Sequence[int]) -> Mapping[int, Sequence[int]]:
        """The open units directly below, by the tree of the day of the run."""
        ...


@runtime_checkable
class Figured(Protocol):
    """A test whose days are not the unit's own daily series. It is asked for the days of many units at once and must
    answer with a handful of statements for all of them. What it says of a day may not depend on ``first``.

    Days come back per unit, one per calendar day from ``first`` to ``last`` (days may be left out where nothing is
    expected). A unit for which nothing can be said may be left out.
    """

    def facts(
        self, figures: Figures, units: Sequence[int], first: date, last: date
    ) -> Mapping[int, Sequence[DayFact]]: ...


@dataclass(frozen=True)
class Bound:
    """A line that the database can look for: ``of`` a day's "attainment" or "value" (minor units for money)."""

    of: Literal["attainment", "value"]
    side: Literal["below", "above"]
    line: float


@runtime_checkable
class Bounded(Protocol):
    """A test that the database can look for: whatever it calls a BREACH lies on the side of the ``bound`` (or nearer
    to it than 1e-8), MISSING is a duty day without data, and "no_target" a value with nothing to compare it with. A
    test without it, one whose bound is None and one that is ``Figured`` are asked about every day of every unit."""

    @property
    def bound(self) -> Bound | None: ...


@runtime_checkable
class AboutData(Protocol):
    """A test, and its type, about data and not about business: what it finds are data incidents, as where a rule
    misses data, but in the rule's own words."""

    @property
    def about_data(self) -> bool: ...


@runtime_checkable
class Kin(Protocol):
    """A test that also looks at other units: those whose days may judge otherwise once days of ``units`` have been
    corrected (``units`` themselves need not be among them)."""

    def moved_by(self, figures: Figures, units: Sequence[int]) -> Collection[int]: ...


@dataclass(frozen=True)
class Control:
    """How a person sets one of a condition's settings.

    ``kind``: "percent" (kept as a share: 85 % is 0.85), "integer", "number", "choice" (``choices``: value → words),
    "text", or "value": a value of the indicator in the unit it is shown in (money in major units; a percentage as
    "percent"), but a percent where the condition has a setting ``of`` that says "attainment".
    ``default``: what counts where the setting is left out; the name of another setting where it follows that.
    """

    kind: Literal["percent", "integer", "number", "choice", "text", "value"]
    choices: Mapping[str, Text] = field(default_factory=dict)
    default: str | int | float | None = None


@dataclass(frozen=True)
class Place:
    """Where a rule stands: ``level`` (0 = top) of levels down to ``lowest``."""

    level: int
    lowest: int


@runtime_checkable
class Placed(Protocol):
    """A type of condition that does not fit everywhere."""

    def fits(self, settings: Mapping[str, Any], place: Place) -> Iterable[Issue]:
        """Complaints about the place, as those of ``Condition.check``."""
        ...


@runtime_checkable
class Targeted(Protocol):
    """A type of condition that can say whether it needs targets; one that cannot needs them."""

    def needs_target(self, settings: Mapping[str, Any]) -> bool: ...


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

    def prepare(self, settings: Mapping[str, Any], direction: Direction, *, digits: int = 0) -> Test:
        """The test with its settings. ``digits``: of the app's money where the indicator is money, else 0; settings
        that are values are written in major units, facts hold minor ones (settings × 10^digits)."""
        ...
