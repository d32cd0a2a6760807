"""One evaluation of a rule: what it is about, and what it reads."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from engine.definitions.release import Release
from engine.org import OrgTree, in_force, units_on
from engine.storage.tables import org_link, org_unit
from rule_builder.conditions import conditions
from rule_builder.conditions.contract import DayFact, Direction, Test
from rule_builder.figures import Series, day_facts, system_door, wording
from rule_builder.history import Past, past_of
from rule_builder.kinds.rule.model import RuleModel
from rule_builder.ledger import Ledger

#: Beyond so many ids the whole level is read.
MANY = 1000


class Watched(NamedTuple):
    """A unit of the rule's level; ``closed``: from that day on it is out of business."""

    id: int
    closed: date | None


@dataclass(frozen=True)
class Run:
    """One evaluation in progress."""

    connection: sa.Connection
    release: Release
    rule: RuleModel
    day: date
    now: datetime
    series: Series
    level: int
    leaf: bool
    test: Test
    direction: Direction
    wording: str
    past: Past

    @cached_property
    def tree(self) -> OrgTree:
        """The whole tree of the day; most runs do without it."""
        return units_on(self.connection, self.day)

    def watched(self, ids: Collection[int] | None) -> dict[int, Watched]:
        """The units of the rule's level among ``ids`` (None: all) that have a place in the tree. One statement."""
        if ids is not None and not ids:
            return {}
        u = org_unit.c
        query = sa.select(u.id, u.closed).join(org_link, org_link.c.unit_id == u.id)
        query = query.where(in_force(self.day), u.level == self.level)
        if ids is not None and len(ids) <= MANY:
            query = query.where(u.id.in_(sorted(ids)))
        rows = self.connection.execute(query)
        return {key: Watched(key, closed) for key, closed in rows if ids is None or key in ids}

    @property
    def today(self) -> date:
        """The day of the run itself, which decides who holds a post."""
        return self.now.astimezone(ZoneInfo(self.release.app.time_zone)).date()

    def ledger(self, watch: str = "") -> Ledger:
        """The record of one of the rule's watches."""
        return Ledger(self.connection, self.rule, self.rule.name + watch, self.release.number, self.day, self.now)

    def facts(self, indicator: str, units: Sequence[int] | None, first: date, last: date) -> dict[int, list[DayFact]]:
        """Days by unit: one statement."""
        points = self.series(system_door(self.connection, self.release, self.day), indicator, units, first, last)
        return {unit: day_facts(found) for unit, found in points.items()}

    def scope(self, units: set[int] | None) -> list[int] | None:
        """Unit ids for a series: None (all leaves) stays None where the rule watches leaves."""
        if units is not None:
            return sorted(units)
        return None if self.leaf else sorted(u.id for u in self.tree.by_id.values() if u.level == self.level)


def begin(
    connection: sa.Connection, release: Release, rule: RuleModel, day: date, now: datetime, series: Series
) -> Run:
    """Everything an evaluation needs, read once. The day is never before the last one evaluated."""
    indicator = release.get("indicator", rule.indicator)
    settings = dict(rule.condition)
    test = conditions()[settings["type"]].prepare(settings, indicator.direction)
    text = wording(release, rule)
    past = past_of(connection, rule.name, text)
    day = max(day, past.last_day or day)
    levels = [level.name for level in release.get("org", release.app.org).levels]
    level = levels.index(rule.level)
    return Run(
        connection=connection,
        release=release,
        rule=rule,
        day=day,
        now=now,
        series=series,
        level=level,
        leaf=level == len(levels) - 1,
        test=test,
        direction=indicator.direction,
        wording=text,
        past=past,
    )
