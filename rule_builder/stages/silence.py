"""Silences: for a time nobody is told of incidents at or below a unit. They are on record all the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from engine.org import OrgTree
from engine.storage.tables import silence as silences
from rule_builder.history import base_name
from rule_builder.stages.notice import PERSONAL, Notice, Stop
from rule_builder.stages.why import Untold


@dataclass(frozen=True)
class Silence:
    """A silence that holds. ``rule`` and ``indicator``: None for all of them; ``until`` is exclusive."""

    public_id: str
    unit_id: int
    rule: str | None
    indicator: str | None
    until: datetime

    def covers(self, tree: OrgTree, unit_id: int, rule: str, indicator: str) -> bool:
        """Whether it is about an incident of a rule (with its watch) at a unit."""
        return (
            self.rule in (None, base_name(rule))
            and self.indicator in (None, indicator)
            and at_or_above(tree, self.unit_id, unit_id)
        )


def at_or_above(tree: OrgTree, upper: int, unit_id: int) -> bool:
    """Whether a unit is ``upper`` or lies below it, in the tree of the day."""
    if upper == unit_id:
        return True
    return unit_id in tree.by_id and any(one.id == upper for one in tree.ancestors(unit_id))


def read_silences(connection: sa.Connection, now: datetime) -> list[Silence]:
    """The silences that hold at ``now``, the longest first. One statement."""
    s = silences.c
    holds = sa.and_(s.starts_at <= now, s.ends_at > now, s.ended_at.is_(None))
    found = sa.select(s.public_id, s.unit_id, s.rule, s.indicator, s.ends_at).where(holds)
    return [Silence(*row) for row in connection.execute(found.order_by(s.ends_at.desc(), s.id))]


def silence(notices: Sequence[Notice], holding: Sequence[Silence], tree: OrgTree) -> list[Notice]:
    """Stops the notices that a silence is about; what one person gives another to do is not stopped."""
    return [_silenced(notice, holding, tree) for notice in notices]


def _silenced(notice: Notice, holding: Sequence[Silence], tree: OrgTree) -> Notice:
    if notice.stop is not None or notice.purpose in PERSONAL:
        return notice
    for one in holding:
        if one.covers(tree, notice.unit_id, notice.rule, notice.indicator):
            data = {"silence": one.public_id, "until": one.until.isoformat(timespec="seconds")}
            return replace(notice, stop=Stop(Untold.SILENCED, data))
    return notice
