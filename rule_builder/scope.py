"""Which units of its level a rule watches, where it does not watch all: units of some groups, or below some units."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from engine.org import Unit, unit_select
from engine.storage.tables import org_unit
from rule_builder.kinds.rule.model import RuleModel


def in_scope(rule: RuleModel, unit: Unit, tops: list[Unit]) -> bool:
    """Whether a rule watches a unit of its level. ``tops``: the units that it names. Groups and units both narrow."""
    if rule.groups and not set(rule.groups) & set(unit.groups):
        return False
    return not rule.units or any(top.path <= unit.path < top.path_end for top in tops)


def units_in_scope(connection: sa.Connection, rule: RuleModel, level: int, day: date) -> frozenset[int] | None:
    """Ids of the units that a rule watches, by the tree of a day; None: every unit of its level. At most two
    statements."""
    if not rule.groups and not rule.units:
        return None
    tops: list[Unit] = []
    if rule.units:
        rows = connection.execute(unit_select(day).where(org_unit.c.code.in_(rule.units)))
        tops = [Unit(**row._mapping) for row in rows]
    rows = connection.execute(unit_select(day).where(org_unit.c.level == level))
    return frozenset(unit.id for row in rows if in_scope(rule, unit := Unit(**row._mapping), tops))
