"""What the rules read: points of an indicator per unit and day. Injected, so that a rule can be run over any source."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

import sqlalchemy as sa

from engine.access.actor import Actor
from engine.access.door import Door
from engine.base import canonical, clock
from engine.definitions.release import Release
from rule_builder.conditions.consecutive_days import attainment_on
from rule_builder.conditions.contract import DayFact, Number
from rule_builder.kinds.rule.model import RuleModel


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


#: (door, indicator, unit ids or None for all leaves, first day, last day) → points by unit id.
Series = Callable[[Door, str, Sequence[int] | None, date, date], Mapping[int, Sequence[Any]]]


def day_facts(points: Sequence[Point]) -> list[DayFact]:
    """Points as the watch takes them."""
    return [
        DayFact(
            *(p.day, p.actual, p.target),
            expected=bool(p.expected),
            known=bool(p.known and p.have),
            partial=p.attainment if 0 < p.have < p.expected else None,
        )
        for p in points
    ]


def as_json(fact: DayFact, direction: Any) -> dict[str, Any]:
    """A day as it stands in an incident's facts; money in minor units, attainment to 6 digits."""
    share = attainment_on(fact, direction)
    return {
        "day": fact.day.isoformat(),
        "actual": fact.actual if fact.known else None,
        "target": fact.target,
        "attainment": None if share is None else round(float(share), 6),
        "known": fact.known,
    }


def wording(release: Release, rule: RuleModel) -> str:
    """A digest of what decides whether the rule holds: another wording, another rule. Texts and posts are not in it."""
    indicator = release.get("indicator", rule.indicator)
    parts = [
        rule.indicator,
        indicator.formula,
        indicator.direction,
        rule.level,
        dict(rule.condition),
        rule.resolve_after,
    ]
    return canonical.digest(parts)


def system_door(connection: sa.Connection, release: Release, today: date | None = None) -> Door:
    """A door for jobs: rules judge all units; who may read about them is decided per recipient, at send time."""
    return Door(connection, release, Actor.system(), today or clock.today(release.app.time_zone))
