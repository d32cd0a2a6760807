"""Days written down: what the tables of this folder say, as a condition reads it.

A series is a line of cells, one per calendar day: ``100 84.99 85x3 closed - ~80``. See ``cells`` for what they mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from engine.targets.days import Days
from rule_builder.conditions.contract import DayFact, Direction, Number

TARGET = 1_000_000  # 10000.00 in minor units
CALENDAR = SimpleNamespace(
    week_start="monday", fiscal_year_start_month=1, duty_weekdays=None, weekday_weights=None, holidays=()
)


def cells(line: str, start: date) -> list[DayFact]:
    """``84.99``: so many percent of a target of 10000.00 (money, in minor units); ``30/40``: an actual of 30 against
    40 (``30/-``: no target); ``-``: expected, but no data; ``closed``: no duty day; ``before``: not opened yet;
    ``novalue``: there is data but no value; ``~80``: only part of what lies below has data, 80 % of its targets.
    ``x3`` behind a cell: three of them."""
    found: list[DayFact] = []
    for token in line.split():
        cell, _, times = token.partition("x")
        for _ in range(int(times or 1)):
            found.append(_cell(cell, start + timedelta(days=len(found))))
    return found


def _cell(cell: str, day: date) -> DayFact:
    if cell in ("closed", "before"):
        return DayFact(day, None, TARGET if cell == "closed" else None, expected=False, known=False)
    if cell == "-":
        return DayFact(day, None, TARGET, known=False)
    if cell == "novalue":
        return DayFact(day, None, TARGET)
    if "/" in cell:
        actual, target = cell.split("/")
        return DayFact(day, _number(actual), None if target == "-" else _number(target))
    share = Decimal(cell.lstrip("~")) / 100
    minor = share * TARGET
    assert minor == int(minor), cell
    if cell.startswith("~"):
        return DayFact(day, int(minor / 2), TARGET, partial=float(share), whole=False)
    return DayFact(day, int(minor), TARGET)


def _number(text: str) -> Number:
    return float(text) if "." in text else int(text)


@dataclass
class Written:
    """Figures out of lines of cells (see ``rule_builder.conditions.contract.Figures``). What no line mentions is a day
    on which nothing was expected."""

    direction: Direction
    days: Mapping[int, Mapping[date, DayFact]]
    brothers: Mapping[int, Sequence[int]] = field(default_factory=dict)
    sons: Mapping[int, Sequence[int]] = field(default_factory=dict)
    bands: Sequence[Any] = ()
    indicator: str = "it"
    asked: int = 0

    @property
    def release(self) -> Any:
        models = {
            "calendar": CALENDAR,
            "scale": SimpleNamespace(bands=self.bands),
            "indicator": SimpleNamespace(scale="scale"),
        }
        return SimpleNamespace(app=SimpleNamespace(calendar="calendar"), get=lambda kind, name: models[kind])

    def series(self, units: Sequence[int], first: date, last: date) -> dict[int, list[DayFact]]:
        self.asked += 1
        return {unit: [self._on(unit, day) for day in _range(first, last)] for unit in units}

    def to_date(self, period: str, units: Sequence[int], first: date, last: date) -> dict[int, list[DayFact]]:
        self.asked += 1
        return {unit: [self._to(unit, period, day) for day in _range(first, last)] for unit in units}

    def siblings(self, units: Sequence[int]) -> dict[int, Sequence[int]]:
        return {unit: self.brothers.get(unit, ()) for unit in units}

    def children(self, units: Sequence[int]) -> dict[int, Sequence[int]]:
        return {unit: self.sons.get(unit, ()) for unit in units}

    def _on(self, unit: int, day: date) -> DayFact:
        return self.days[unit].get(day) or DayFact(day, None, None, expected=False, known=False)

    def _to(self, unit: int, period: str, day: date) -> DayFact:
        """Sums of amounts; where days lack data, the attainment against the targets of the others."""
        span = [self._on(unit, one) for one in _range(Days(CALENDAR).period(period, day).first, day)]
        due = [one for one in span if one.expected]
        there = [one for one in due if one.known and one.actual is not None]
        target = sum(one.target or 0 for one in due)
        actual, covered = sum(one.actual or 0 for one in there), sum(one.target or 0 for one in there)
        whole = not 0 < len(there) < len(due)
        share = Fraction(actual) / Fraction(covered) if covered else None
        if share is not None and self.direction == "lower":
            share = max(Fraction(0), 2 - share)
        part = None if whole or share is None else float(share)
        own = self._on(unit, day)
        worth = (actual if there else None, target or None)
        return DayFact(day, *worth, expected=own.expected, known=own.known, partial=part, whole=whole)


def _range(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
