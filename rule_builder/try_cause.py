"""What a cause would say of units over some days, before it is published. Nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from engine.definitions.release import Release
from engine.org import OrgTree, units_on
from rule_builder.cause_inputs import Figures, Gathering, compared_with_peers
from rule_builder.causes import holds
from rule_builder.evidence import USUAL
from rule_builder.figures import system_door
from rule_builder.reading import Measured
from rule_builder.report_causes import causes


@dataclass(frozen=True)
class Tried:
    """A unit under the cause: whether there is evidence (None: it cannot be said), the cause as a report would have
    it, or the line that says what was seen in vain."""

    unit_id: int
    holds: bool | None
    cause: Mapping[str, Any] | None
    line: Mapping[str, Any] | None


def try_cause(
    connection: sa.Connection, release: Release, name: str, units: Sequence[int], first: date, last: date
) -> list[Tried]:
    """The cause at every unit over the days: those with evidence first, the strongest of them before the others.

    Raises KeyError for an unknown cause. A few statements, however many units.
    """
    cause = release.compiled("cause", name)
    reading = Measured(system_door(connection, release, last))
    tree = units_on(connection, last)
    before = (first - USUAL, first - timedelta(days=1))
    names = list(dict.fromkeys(cause.indicators.values()))
    now = reading.values(units, first, last, names) if names else {}
    usual = reading.values(units, *before, names) if names else {}
    peers = {unit: _siblings(tree, unit, last) for unit in units} if compared_with_peers([cause]) else {}
    everyone = sorted({one for some in peers.values() for one in some})
    others = reading.values(everyone, first, last, compared_with_peers([cause])) if everyone else {}
    gathering = Gathering(connection, release, reading, [cause], (first, last), before)
    given = gathering.gather(units, Figures(now, usual, others, peers))
    common = {
        "first_day": first.isoformat(),
        "fired_day": last.isoformat(),
        "time_zone": release.app.time_zone,
        "indicator": {"money_digits": release.app.money_digits},
    }
    found: list[Tried] = []
    for unit in units:
        seen, in_vain = causes({**common, "causes": given[unit]})
        found.append(Tried(unit, holds(given[unit][0]), next(iter(seen), None), next(iter(in_vain), None)))
    return sorted(found, key=lambda one: -one.cause["strength"] if one.cause else 1.0)


def _siblings(tree: OrgTree, unit_id: int, day: date) -> list[int]:
    parent = tree.by_id[unit_id].parent_id
    return [] if parent is None else [u.id for u in tree.children(parent) if u.id != unit_id and u.open_on(day)]
