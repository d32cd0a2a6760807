"""One evaluation of a rule: what it is about, and what it reads."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from engine.definitions.release import Release
from engine.org import OrgTree, in_force, units_on
from engine.storage.tables import org_link, org_unit
from rule_builder.conditions.contract import DayFact, Direction, Figured, Test
from rule_builder.figures import IndicatorFigures, Series, days_of
from rule_builder.history import Past, past_of
from rule_builder.kinds.rule.model import RuleModel
from rule_builder.ledger import Ledger, Sheet
from rule_builder.prepared import levels_of, test_of, wording
from rule_builder.scope import units_in_scope
from rule_builder.stages.posts import Posts, read_posts

#: Beyond so many ids the whole level is read.
MANY = 1000


class Watched(NamedTuple):
    """A unit of the rule's level; ``closed``: from that day on it is out of business; ``left``: the rule no longer
    watches it."""

    id: int
    closed: date | None
    left: bool = False


@dataclass
class Common:
    """What all rules of a round read alike, by day: read once, by the first that needs it."""

    trees: dict[date, OrgTree] = field(default_factory=dict)
    posts: dict[date, Posts] = field(default_factory=dict)


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
    common: Common

    @cached_property
    def tree(self) -> OrgTree:
        """The whole tree of the day; most runs do without it."""
        trees = self.common.trees
        if self.day not in trees:
            trees[self.day] = units_on(self.connection, self.day)
        return trees[self.day]

    @cached_property
    def posts(self) -> Posts:
        """Who holds which post today; only runs that tell somebody need it."""
        posts = self.common.posts
        if self.today not in posts:
            posts[self.today] = read_posts(self.connection, self.release, self.today)
        return posts[self.today]

    def watched(self, ids: Collection[int] | None) -> dict[int, Watched]:
        """The units of the rule's level among ``ids`` (None: all it watches) that have a place in the tree."""
        if ids is None:
            ids = self.scoped
        if ids is not None and not ids:
            return {}
        u = org_unit.c
        query = sa.select(u.id, u.closed).join(org_link, org_link.c.unit_id == u.id)
        query = query.where(in_force(self.day), u.level == self.level)
        if ids is not None and len(ids) <= MANY:
            query = query.where(u.id.in_(sorted(ids)))
        rows = self.connection.execute(query)
        scoped = self.scoped
        return {
            key: Watched(key, closed, scoped is not None and key not in scoped)
            for key, closed in rows
            if ids is None or key in ids
        }

    @cached_property
    def scoped(self) -> frozenset[int] | None:
        """The units that the rule watches; None: every unit of its level."""
        return units_in_scope(self.connection, self.rule, self.level, self.day)

    @property
    def today(self) -> date:
        """The day of the run itself, which decides who holds a post."""
        return self.now.astimezone(ZoneInfo(self.release.app.time_zone)).date()

    def ledger(self, watch: str = "", sheet: Sheet | None = None) -> Ledger:
        """The record of one of the rule's watches."""
        name = self.rule.name + watch
        return Ledger(self.connection, self.rule, name, self.release.number, self.day, self.now, sheet)

    def figures(self, indicator: str) -> IndicatorFigures:
        """An indicator's days, as a test reads them."""
        direction = self.release.get("indicator", indicator).direction
        return IndicatorFigures(self.connection, self.release, indicator, direction, self.day, self.series)

    def daily(self, indicator: str, units: Sequence[int] | None, first: date, last: date) -> dict[int, list[DayFact]]:
        """The daily series of any indicator by unit: a few statements."""
        return self.figures(indicator).daily(units, first, last)

    def days(self, units: Sequence[int] | None, first: date, last: date) -> Mapping[int, Sequence[DayFact]]:
        """The days that the rule judges, by unit (None: all it watches): a few statements."""
        if units is None:
            units = self._everyone()
        return days_of(self.test, self.figures(self.rule.indicator), units, first, last)

    def _everyone(self) -> list[int] | None:
        """Ids of all units that the rule watches; None (all leaves) where no list is needed."""
        if self.scoped is not None:
            return sorted(self.scoped)
        if self.leaf and not isinstance(self.test, Figured):
            return None
        return sorted(u.id for u in self.tree.by_id.values() if u.level == self.level)


def begin(
    connection: sa.Connection,
    release: Release,
    rule: RuleModel,
    day: date,
    now: datetime,
    series: Series,
    common: Common | None = None,
) -> Run:
    """Everything an evaluation needs, read once. The day is never before the last one evaluated."""
    indicator = release.get("indicator", rule.indicator)
    test = test_of(release, rule)
    text = wording(release, rule)
    past = past_of(connection, rule.name, text)
    day = max(day, past.last_day or day)
    levels = levels_of(release)
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
        common=common or Common(),
    )
