"""The days of a case as rules read them: what stood there on the morning after a day. Pure.

Answers what ``conditions.contract.Figures`` asks, from what somebody typed instead of from a database.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from engine.targets.days import Days
from rule_builder.attainment import attainment
from rule_builder.cases.series import CLOSED, Cell, cells, dated
from rule_builder.conditions.contract import DayFact, Direction, Number, ToDate
from rule_builder.kinds.case.model import CaseModel, CaseUnit

#: 100 % where a series is one of attainments: whole numbers to six decimals of a per cent, compared exactly.
WHOLE = 10**8
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Ground:
    """A case, ready to be read. ``digits``: of the app's money where the indicator is money, else 0; ``mean``: its days
    are ratios, so units and days together are a mean and no sum. Raises SeriesError for what cannot be read."""

    case: CaseModel
    release: Any
    indicator: str
    direction: Direction
    digits: int
    mean: bool

    @cached_property
    def ids(self) -> dict[str, int]:
        """Units by name; rules know them by number."""
        return {name: place for place, name in enumerate(self.case.units, 1)}

    @cached_property
    def cells(self) -> dict[str, dict[date, Cell]]:
        """Every day that was written, as it was known first."""
        return {name: dict(self._written(unit)) for name, unit in self.case.units.items()}

    def _written(self, unit: CaseUnit) -> Iterator[tuple[date, Cell]]:
        for since, text in unit.earlier.items():
            yield from dated(date.fromisoformat(since), self.case.closed, cells(text))
        if unit.written:
            yield from dated(self.case.start, self.case.closed, cells(unit.written))
            yield from ((day, CLOSED) for day in self.case.closed)

    @cached_property
    def last(self) -> date:
        """The last day of the case: that of its longest series."""
        return max((day for days in self.cells.values() for day in days), default=self.case.start)

    @cached_property
    def watched(self) -> tuple[str, ...]:
        """See ``CaseModel.watched``."""
        return self.case.watched

    def as_known(self, on: date) -> Known:
        """The figures up to ``on`` with the corrections that had arrived by then; of later days only the targets."""
        known = {
            name: {day: cell if day <= on else _to_come(cell) for day, cell in days.items()}
            for name, days in self.cells.items()
        }
        for one in self.case.corrections:
            if one.on <= on and one.day <= on:
                known[one.unit][one.day] = cells(one.becomes)[0]
        return Known(self, on, known)


@dataclass(frozen=True)
class Known:
    """``Figures`` of a case as of a day."""

    ground: Ground
    day: date
    cells: Mapping[str, Mapping[date, Cell]]

    @property
    def indicator(self) -> str:
        return self.ground.indicator

    @property
    def release(self) -> Any:
        return self.ground.release

    @property
    def direction(self) -> Direction:
        return self.ground.direction

    @cached_property
    def facts(self) -> dict[int, list[DayFact]]:
        """All days by unit, in order."""
        found: dict[int, list[DayFact]] = {}
        for name, unit in self.ground.case.units.items():
            days = sorted(self.cells[name].items())
            found[self.ground.ids[name]] = [self._fact(unit, day, cell) for day, cell in days]
        for name, key in self.ground.ids.items():
            if not self.cells[name]:
                found[key] = self._together([found[child] for child in self.children([key])[key]])
        return found

    def _fact(self, unit: CaseUnit, day: date, cell: Cell) -> DayFact:
        if cell.what == "closed" or (unit.opens and day < unit.opens) or (unit.closes and day >= unit.closes):
            return DayFact(day, None, None, expected=False, known=False)
        if unit.attainment is not None:
            target: Number | None = WHOLE
            actual = None if cell.actual is None else _plain(cell.actual * WHOLE / 100)
        else:
            scale = 10**self.ground.digits
            common = None if unit.target is None else Decimal(unit.target)
            wanted = cell.target if cell.paired else common
            target = None if wanted is None else _plain(wanted * scale)
            actual = None if cell.actual is None else _plain(cell.actual * scale)
        return DayFact(day, actual, target, known=cell.what != "missing")

    def _together(self, some: Sequence[Sequence[DayFact]]) -> list[DayFact]:
        by_day: dict[date, list[DayFact]] = {}
        for facts in some:
            for fact in facts:
                by_day.setdefault(fact.day, []).append(fact)
        return [self._sum(day, [f for f in facts if f.expected]) for day, facts in sorted(by_day.items())]

    def _sum(self, day: date, facts: Sequence[DayFact]) -> DayFact:
        """Several days as one: sums, or means where the indicator is a ratio; targets of all, values of those that have
        data (``partial``: against their own targets)."""
        have = [fact for fact in facts if fact.known]
        actual, target = self._total([fact.actual for fact in have]), self._total([fact.target for fact in facts])
        partial = None
        if have and len(have) < len(facts) and actual is not None:
            covered = self._total([fact.target for fact in have])
            reached = None if covered is None else attainment(actual, covered, self.ground.direction)
            partial = None if reached is None else float(reached)
        return DayFact(day, actual, target, expected=bool(facts), known=bool(have), partial=partial)

    def _total(self, numbers: Sequence[Number | None]) -> Number | None:
        known = [number for number in numbers if number is not None]
        if not known:
            return None
        return sum(known) / len(known) if self.ground.mean else sum(known)

    def daily(self, units: Sequence[int] | None, first: date, last: date) -> dict[int, list[DayFact]]:
        """As ``series``; None: all."""
        wanted = self.facts if units is None else {unit: self.facts[unit] for unit in units if unit in self.facts}
        return {unit: [fact for fact in facts if first <= fact.day <= last] for unit, facts in wanted.items()}

    def series(self, units: Sequence[int], first: date, last: date) -> Mapping[int, Sequence[DayFact]]:
        """The days that were written; others are days on which nothing was expected."""
        return self.daily(units, first, last)

    def to_date(self, period: ToDate, units: Sequence[int], first: date, last: date) -> Mapping[int, Sequence[DayFact]]:
        """Sums (of ratios: means) since the period began, by the app's calendar; of the days that were written. The
        targets of a period that goes on after the case are those that were written of it."""
        found: dict[int, list[DayFact]] = {}
        for unit in units:
            if (facts := self.facts.get(unit)) is not None:
                asked = [fact for fact in facts if first <= fact.day <= last]
                if facts and facts[-1].day < last:
                    asked.append(DayFact(last, None, None, expected=False, known=False))
                found[unit] = [self._so_far(period, facts, fact) for fact in asked]
        return found

    def _so_far(self, period: ToDate, facts: Sequence[DayFact], fact: DayFact) -> DayFact:
        start = self._calendar.period(period, fact.day).first
        so_far = [one for one in facts if start <= one.day <= fact.day and one.expected]
        return replace(self._sum(fact.day, so_far), expected=fact.expected, known=fact.known)

    @cached_property
    def _calendar(self) -> Days:
        return Days(self.release.get("calendar", self.release.app.calendar))

    def siblings(self, units: Sequence[int]) -> Mapping[int, Sequence[int]]:
        """The other open units under the same one."""
        return {unit: [one for one in self._under(self._unit(unit).under) if one != unit] for unit in units}

    def children(self, units: Sequence[int]) -> Mapping[int, Sequence[int]]:
        """The open units under each."""
        names = list(self.ground.ids)
        return {unit: self._under(names[unit - 1]) for unit in units}

    def _unit(self, unit: int) -> CaseUnit:
        return list(self.ground.case.units.values())[unit - 1]

    def _under(self, above: str | None) -> list[int]:
        mine = self.ground.case.units
        return [key for name, key in self.ground.ids.items() if mine[name].under == above and self._open(mine[name])]

    def _open(self, unit: CaseUnit) -> bool:
        return (unit.opens is None or unit.opens <= self.day) and (unit.closes is None or unit.closes > self.day)


def _to_come(cell: Cell) -> Cell:
    """A day that has not come: closed days and targets are known, figures are not."""
    return cell if cell.what == "closed" else replace(cell, what="missing", actual=None)


def _plain(number: Decimal) -> Number:
    """A whole number where it is one: those are compared exactly."""
    return int(number) if number == number.to_integral_value() else float(number)
