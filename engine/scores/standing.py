"""The place of a unit's score among its peers: a number, never anybody's name or score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from engine.access.actor import Actor
from engine.access.door import Door
from engine.org.tree import Unit, as_units, unit_select
from engine.storage.tables import org_link, org_unit, score

#: Fewer than this make no ranking.
LEAST = 3


@dataclass(frozen=True)
class Standing:
    """``place`` 1 is the best of ``of`` units that have a score; equals share a place. ``by``: parent | level | group;
    ``group``: which one, with "group". ``place`` None: no score yet, or fewer than 3 have one."""

    place: int | None
    of: int
    by: str
    group: str | None = None


def standings_of(door: Door, card: Any, first: date, units: Sequence[Unit], *, of_all: bool) -> dict[int, Standing]:
    """Unit id → its place, for visible units of the card's level; empty where the card names no peers.

    With ``of_all`` it is that among all peers, else among those that the actor may see. Units that are closed today do
    not count. Two statements, however many units.
    """
    peers = card.model.peers
    if peers is None or not units:
        return {}
    everyone = Door(door.connection, door.release, Actor.system(), door.today) if of_all else door
    query = unit_select(door.today).where(org_unit.c.level == units[0].level, everyone.scope(org_link.c.path))
    parents = {unit.parent_id for unit in units}
    if peers.by == "parent" and len(parents) <= 500 and None not in parents:
        query = query.where(org_link.c.parent_id.in_(sorted(p for p in parents if p is not None)))
    near = {unit.id: unit for unit in as_units(door.connection.execute(query)) if unit.open_on(door.today)}
    s = score.c
    scored = sa.select(s.unit_id, s.points).where(
        s.scorecard == card.name, s.period_from == first, s.points.is_not(None)
    )
    points = {row.unit_id: row.points for row in door.connection.execute(scored) if row.unit_id in near}
    groups: dict[Any, list[float]] = {}
    for unit_id, found in points.items():
        groups.setdefault(_group(peers, near[unit_id]), []).append(found)
    return {unit.id: _placed(peers, unit, points, groups) for unit in units}


def _placed(peers: Any, unit: Unit, points: Mapping[int, float], groups: Mapping[Any, Sequence[float]]) -> Standing:
    key = _group(peers, unit)
    others, mine = groups.get(key, ()), points.get(unit.id)
    group = key if peers.by == "group" else None
    if mine is None or len(others) < LEAST:
        return Standing(None, len(others), peers.by, group)
    return Standing(1 + sum(other > mine for other in others), len(others), peers.by, group)


def _group(peers: Any, unit: Unit) -> Any:
    if peers.by == "parent":
        return unit.parent_id
    if peers.by == "group":
        return next((group for group in peers.groups if group in unit.groups), "")
    return None
