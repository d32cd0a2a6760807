"""The model of a rule case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from engine.definitions.kind import Model


@dataclass(frozen=True, kw_only=True)
class CaseUnit:
    """A unit's days in shorthand (``rule_builder.cases.series``): one entry per duty day from the case's start on.

    ``attainment``: per cent of the target; or ``actual`` with ``target`` (where no entry names its own), money in major
    units. Neither: the sum of the units ``under`` it. ``earlier``: days before the start, by their first day.
    ``states``, ``told``: what is expected, one entry per duty day.
    """

    attainment: str | None = None
    actual: str | None = None
    target: str | None = None
    states: str | None = None
    told: str | None = None
    under: str | None = None
    opens: date | None = None
    closes: date | None = None
    earlier: Mapping[str, str] = field(default_factory=dict)

    @property
    def written(self) -> str:
        """The days' shorthand; empty where the unit has none of its own."""
        return self.attainment or self.actual or ""


@dataclass(frozen=True, kw_only=True)
class Correction:
    """From the evaluation of ``on`` on, ``day`` reads ``becomes`` (one entry of the shorthand)."""

    on: date
    unit: str
    day: date
    becomes: str


@dataclass(frozen=True, kw_only=True)
class Expected:
    """After the evaluation of ``on`` the rule stands so for a unit, people are told so (``fired+no_data``, ``-``)."""

    on: date
    unit: str
    state: str | None = None
    told: str | None = None


@dataclass(frozen=True, kw_only=True)
class ExpectedIncident:
    """An incident on record at the end."""

    unit: str
    first: date
    fired: date
    ended: date | None = None
    state: Literal["firing", "resolved", "retracted"]
    late: bool | None = None


@dataclass(frozen=True, kw_only=True)
class CaseModel(Model):
    """One story: days of some units, corrections, and what the rule must say. ``incidents`` None: not looked at."""

    rule: str
    start: date
    units: Mapping[str, CaseUnit]
    closed: tuple[date, ...] = ()
    corrections: tuple[Correction, ...] = ()
    expect: tuple[Expected, ...] = ()
    incidents: tuple[ExpectedIncident, ...] | None = None

    @property
    def watched(self) -> tuple[str, ...]:
        """The units that the rule is about: those with units under them where there are such, else all."""
        above = {unit.under for unit in self.units.values()} & set(self.units)
        return tuple(name for name in self.units if name in above or not above)
