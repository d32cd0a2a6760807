"""When a rule would have fired: its days walked over again, with nothing written.

The walk is the one that evaluations use (``watch``); the days are read for all units at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from engine import measure
from engine.definitions.release import Release
from engine.org import OrgTree, units_on
from rule_builder.candidates import bound_of, standing_out
from rule_builder.conditions.contract import DayFact, Test
from rule_builder.figures import IndicatorFigures, Series, days_of, system_door
from rule_builder.history import RUN_UP
from rule_builder.kinds.rule.model import RuleModel
from rule_builder.prepared import level_of, test_of
from rule_builder.scope import in_scope
from rule_builder.watch import walk

#: At most so many unit-days are read: more units, fewer days.
MOST = 400_000
#: Units read at once.
CHUNK = 1000
LONGEST = 366


@dataclass(frozen=True)
class Firing:
    """The rule would have fired for a unit: see ``watch.Episode``."""

    unit_id: int
    first_day: date
    fired_day: date
    resolved_day: date | None
    days: int


@dataclass(frozen=True)
class Backtest:
    """What the rule would have found from ``first`` to ``last``. ``units``: those it watches; ``cut``: fewer days than
    asked for were looked at, since there are so many units."""

    first: date
    last: date
    units: int
    cut: bool
    firings: tuple[Firing, ...]


def firings(
    facts: Mapping[int, Iterable[DayFact]], test: Test, resolve_after: int, first: date, last: date
) -> list[Firing]:
    """The episodes that fired from ``first`` to ``last``, by day and unit. Pure. The days before ``first`` are needed
    for the count only."""
    found = [
        Firing(unit, e.first_day, e.fired_day, e.resolved_day, len(e.days))
        for unit, days in facts.items()
        for e in walk(days, test, resolve_after).episodes
        if first <= e.fired_day <= last
    ]
    return sorted(found, key=lambda one: (one.fired_day, one.unit_id))


def backtest(
    connection: sa.Connection,
    release: Release,
    rule: RuleModel,
    first: date,
    last: date,
    series: Series = measure.leaf_series,
) -> Backtest:
    """Walks every unit that the rule watches over the days. A statement per ``CHUNK`` units, and few units are read
    where the database can say which of them stand out."""
    test = test_of(release, rule)
    tree = units_on(connection, last)
    watched = units_at(release, tree, rule)
    first = max(first, last - timedelta(days=LONGEST - 1))
    asked = first
    chosen = _standing_out(connection, release, rule, test, watched, first - RUN_UP, last, series)
    if chosen:
        room = max(1, MOST // len(chosen) - RUN_UP.days)
        first = max(first, last - timedelta(days=room - 1))
    found: list[Firing] = []
    direction = release.get("indicator", rule.indicator).direction
    figures = IndicatorFigures(connection, release, rule.indicator, direction, last, series)
    for start in range(0, len(chosen), CHUNK):
        facts = days_of(test, figures, chosen[start : start + CHUNK], first - RUN_UP, last)
        found += firings(facts, test, rule.resolve_after, first, last)
    ordered = sorted(found, key=lambda one: (one.fired_day, one.unit_id))
    return Backtest(first, last, len(watched), first > asked, tuple(ordered))


def units_at(release: Release, tree: OrgTree, rule: RuleModel) -> list[int]:
    """Ids of the units that the rule watches in a tree, in order."""
    level = level_of(release, rule)
    tops = [unit for unit in tree.by_id.values() if unit.code in rule.units]
    return sorted(unit.id for unit in tree.by_id.values() if unit.level == level and in_scope(rule, unit, tops))


def _standing_out(
    connection: sa.Connection,
    release: Release,
    rule: RuleModel,
    test: Test,
    watched: Sequence[int],
    first: date,
    last: date,
    series: Series,
) -> list[int]:
    """The units worth reading: all of them, unless the database can tell which have a day in breach."""
    bound = bound_of(test)
    if bound is None or series is not measure.leaf_series or len(watched) <= CHUNK:
        return list(watched)
    door = system_door(connection, release, last)
    level = level_of(release, rule)
    found = standing_out(door, rule.indicator, level, first, last, bound)
    return list(watched) if found is None else sorted(found.units & set(watched))
