"""One evaluation of a rule: what it is about, and what it reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from engine.definitions.release import Release
from engine.org import OrgTree, units_on
from rule_builder.conditions import conditions
from rule_builder.conditions.contract import DayFact, Direction, Test
from rule_builder.figures import Series, day_facts, system_door, wording
from rule_builder.history import Past, past_of
from rule_builder.kinds.rule.model import RuleModel
from rule_builder.ledger import Ledger


@dataclass(frozen=True)
class Run:
    """One evaluation in progress."""

    connection: sa.Connection
    release: Release
    rule: RuleModel
    day: date
    now: datetime
    series: Series
    tree: OrgTree
    level: int
    leaf: bool
    test: Test
    direction: Direction
    wording: str
    past: Past

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
        tree=units_on(connection, day),
        level=level,
        leaf=level == len(levels) - 1,
        test=test,
        direction=indicator.direction,
        wording=text,
        past=past,
    )
