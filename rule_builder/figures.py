"""What the rules read: the days of an indicator per unit. The source is injected, so that a rule can be run over any.

Evaluations, back-tests and explanations all read through ``days_of``: it asks the test where that has days of its own,
else the source's daily series.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Protocol

import sqlalchemy as sa

from engine import measure
from engine.access.actor import Actor
from engine.access.door import Door
from engine.base import clock
from engine.definitions.release import Release
from engine.org import in_force
from engine.storage.tables import org_link, org_unit
from rule_builder.attainment import attainment_on
from rule_builder.conditions.contract import DayFact, Direction, Figured, Figures, Number, Test, ToDate

#: Ids in one list of a statement.
_MANY = 1000


class Point(Protocol):
    """One unit and day of ``engine.measure``: ``expected`` and ``have`` count leaf-days (at a leaf 0 or 1)."""

    @property
    def day(self) -> date: ...
    @property
    def actual(self) -> Number | None: ...
    @property
    def target(self) -> Number | None: ...
    @property
    def expected(self) -> int: ...
    @property
    def have(self) -> int: ...
    @property
    def known(self) -> bool: ...
    @property
    def attainment(self) -> float | None: ...


#: (door, indicator, unit ids or None for all leaves, first day, last day) → points by unit id. A source may have an
#: attribute ``to_date`` that does what ``engine.measure.to_date`` does; else that is asked.
Series = Callable[[Door, str, Sequence[int] | None, date, date], Mapping[int, Sequence[Any]]]


def day_facts(points: Sequence[Point]) -> list[DayFact]:
    """Points as the watch takes them."""
    return [
        DayFact(
            *(p.day, p.actual, p.target),
            expected=bool(p.expected),
            known=bool(p.known and p.have),
            partial=p.attainment if 0 < p.have < p.expected else None,
            whole=not 0 < p.have < p.expected,
        )
        for p in points
    ]


def facts_to_date(points: Sequence[measure.PointToDate]) -> list[DayFact]:
    """The same of points to date: whether the day counts is up to the day itself."""
    return [
        DayFact(
            *(p.day, p.actual, p.target),
            expected=bool(p.due),
            known=bool(p.came),
            partial=p.attainment if 0 < p.have < p.expected else None,
            whole=not 0 < p.have < p.expected,
        )
        for p in points
    ]


@dataclass(frozen=True)
class IndicatorFigures:
    """An indicator as a test reads it (``conditions.contract.Figures``). ``day``: the tree of that day is asked for
    relatives."""

    connection: sa.Connection
    release: Any
    indicator: str
    direction: Direction
    day: date
    source: Series = measure.leaf_series

    @cached_property
    def door(self) -> Door:
        """Rules judge all units; who may read about them is decided per recipient, at send time."""
        return system_door(self.connection, self.release, self.day)

    def series(self, units: Sequence[int], first: date, last: date) -> Mapping[int, Sequence[DayFact]]:
        """The daily series: a few statements."""
        return self.daily(units, first, last)

    def daily(self, units: Sequence[int] | None, first: date, last: date) -> dict[int, list[DayFact]]:
        """As ``series``; None: every leaf."""
        points = self.source(self.door, self.indicator, units, first, last)
        return {unit: day_facts(found) for unit, found in points.items()}

    def to_date(self, period: ToDate, units: Sequence[int], first: date, last: date) -> Mapping[int, Sequence[DayFact]]:
        """Values to date: a few statements."""
        read = getattr(self.source, "to_date", measure.to_date)
        points = read(self.door, self.indicator, period, units, first, last)
        return {unit: facts_to_date(found) for unit, found in points.items()}

    def siblings(self, units: Sequence[int]) -> Mapping[int, Sequence[int]]:
        """The other open units of the same level under the same parent: two statements per thousand parents."""
        mine = self._links(org_link.c.unit_id, units)
        family = self._links(org_link.c.parent_id, sorted({parent for _, parent, _ in mine if parent is not None}))
        members: dict[tuple[int | None, int], list[int]] = {}
        for unit, parent, level in family:
            members.setdefault((parent, level), []).append(unit)
        return {
            unit: [other for other in members.get((parent, level), ()) if other != unit] for unit, parent, level in mine
        }

    def children(self, units: Sequence[int]) -> Mapping[int, Sequence[int]]:
        """The open units directly below: a statement per thousand."""
        found: dict[int, list[int]] = {unit: [] for unit in units}
        for child, parent, _ in self._links(org_link.c.parent_id, units):
            found[parent].append(child)
        return found

    def _links(self, column: sa.ColumnElement[Any], ids: Sequence[int]) -> list[Any]:
        """(unit, parent, level) of the units open on the day, by ids of one of the link's columns."""
        c = org_unit.c
        query = sa.select(c.id, org_link.c.parent_id, c.level).join(org_link, org_link.c.unit_id == c.id)
        opened = sa.or_(c.opened.is_(None), c.opened <= self.day)
        query = query.where(in_force(self.day), opened, sa.or_(c.closed.is_(None), c.closed > self.day)).order_by(c.id)
        found: list[Any] = []
        for start in range(0, len(ids), _MANY):
            found += self.connection.execute(query.where(column.in_(ids[start : start + _MANY]))).all()
        return found


class Readable(Figures, Protocol):
    """Figures that also know all of their units."""

    def daily(self, units: Sequence[int] | None, first: date, last: date) -> Mapping[int, Sequence[DayFact]]:
        """As ``series``; None: every unit there is (every leaf)."""
        ...


def days_of(
    test: Test, figures: Readable, units: Sequence[int] | None, first: date, last: date
) -> Mapping[int, Sequence[DayFact]]:
    """The days that a test judges, by unit: the one place where days are read. ``units`` None: every leaf, for a test
    without days of its own (ValueError for another)."""
    if not isinstance(test, Figured):
        return figures.daily(units, first, last)
    if units is None:
        raise ValueError("a test with days of its own is asked about units")
    return test.facts(figures, units, first, last)


def as_json(fact: DayFact, direction: Any) -> dict[str, Any]:
    """A day as it stands in an incident's facts; money in minor units, attainment to 6 digits. ``compared`` and
    ``tested`` (to 9 digits) only where the condition has them."""
    share = attainment_on(fact, direction)
    found = {
        "day": fact.day.isoformat(),
        "actual": fact.actual if fact.known else None,
        "target": fact.target,
        "attainment": None if share is None else round(float(share), 6),
        "known": fact.known,
    }
    if fact.compared is not None:
        found["compared"] = fact.compared
    if fact.tested is not None:
        found["tested"] = round(fact.tested, 9)
    return found


def system_door(connection: sa.Connection, release: Release, today: date | None = None) -> Door:
    """A door for jobs: rules judge all units; who may read about them is decided per recipient, at send time."""
    return Door(connection, release, Actor.system(), today or clock.today(release.app.time_zone))
