"""Inhibition: while another incident at the unit or above it says it already, nobody is told of this one.

Rules name what inhibits them. Besides, data that is late as a whole is told of once: not per unit, and not once more by
every other rule that waits for the same data.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from engine.definitions.release import Release
from engine.org import OrgTree
from engine.storage.tables import incident
from rule_builder.conditions import conditions
from rule_builder.conditions.contract import AboutData
from rule_builder.history import NO_DATA, NO_FEED
from rule_builder.kinds.rule.model import RuleModel
from rule_builder.stages.notice import PERSONAL, Notice, Stop
from rule_builder.stages.silence import at_or_above
from rule_builder.stages.why import Untold

#: An end is told to whoever was told of the beginning.
_ENDS = ("resolved", "retracted")


@dataclass(frozen=True)
class Inhibitor:
    """An incident that fires."""

    public_id: str
    rule: str  # with the watch's suffix
    unit_id: int


def watches_over(release: Release, rule: RuleModel, watch: str) -> list[str]:
    """The rules (with their watches) whose incidents inhibit those of ``watch``."""
    if watch.endswith(NO_FEED):
        return [
            one.name + NO_FEED for one in release.all("rule") if one.name != rule.name and _same(release, one, rule)
        ]
    found = [rule.name + NO_FEED] if watch.endswith(NO_DATA) else []
    rules = {one.name: one for one in release.all("rule")}
    for name in rule.inhibited_by:
        found.append(name)
        if name in rules and isinstance(conditions().get(rules[name].condition["type"]), AboutData):
            found += [name + NO_DATA, name + NO_FEED]
    return found


def _same(release: Release, one: RuleModel, other: RuleModel) -> bool:
    """Whether two rules wait for the same data."""
    if one.indicator == other.indicator:
        return True
    mine, its = (
        {measure.dataset for measure in release.compiled("indicator", rule.indicator).measures} for rule in (one, other)
    )
    return bool(mine) and mine == its


def read_inhibitors(connection: sa.Connection, watches: Iterable[str]) -> list[Inhibitor]:
    """What fires under these rules, and is itself not inhibited, oldest first. At most one statement."""
    names = sorted(set(watches))
    if not names:
        return []
    i = incident.c
    free = sa.or_(i.muted.is_(None), i.muted != Untold.INHIBITED)
    found = sa.select(i.public_id, i.rule, i.unit_id).where(i.rule.in_(names), i.state == "firing", free)
    return [Inhibitor(*row) for row in connection.execute(found.order_by(i.id))]


def inhibit(notices: Sequence[Notice], firing: Sequence[Inhibitor], tree: OrgTree) -> list[Notice]:
    """Stops the notices about units at or below one of the incidents that fire."""
    return [_inhibited(notice, firing, tree) for notice in notices]


def _inhibited(notice: Notice, firing: Sequence[Inhibitor], tree: OrgTree) -> Notice:
    if notice.stop is not None or notice.purpose in PERSONAL or notice.purpose in _ENDS:
        return notice
    for one in firing:
        if one.public_id != notice.public_id and at_or_above(tree, one.unit_id, notice.unit_id):
            return replace(notice, stop=Stop(Untold.INHIBITED, {"rule": one.rule, "incident": one.public_id}))
    return notice


def inhibitors_first(rules: Sequence[RuleModel]) -> list[RuleModel]:
    """The rules in an order in which each comes after those that inhibit it; otherwise as given."""
    by_name = {rule.name: rule for rule in rules}
    found: dict[str, RuleModel] = {}

    def add(rule: RuleModel, on_the_way: frozenset[str]) -> None:
        for name in rule.inhibited_by:
            if name in by_name and name not in found and name not in on_the_way:
                add(by_name[name], on_the_way | {name})
        found.setdefault(rule.name, rule)

    for rule in rules:
        add(rule, frozenset({rule.name}))
    return list(found.values())
