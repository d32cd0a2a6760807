"""Reads a scene: everything its widgets want, in a number of statements that depends on neither units nor widgets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from admin_ui.boards.scene import Card, Needs, Scene
from admin_ui.cards import indicator_card, light_card, major, unit_card
from engine.access import Door
from engine.access.errors import not_found
from engine.access.units import Family
from engine.measure import Point, light_of, many_series, paces, period_of, standings, values
from engine.org.tree import Unit


def read_scene(door: Door, family: Family, indicators: Sequence[str], period: str, day: date, needs: Needs) -> Scene:
    """The scene of a unit. ``indicators``: those of the board; the ones the caller may not see are left out."""
    unit = family.unit
    names = door.shown([name for name in indicators if door.shows(name)], unit.id)
    over = period_of(door, period, day)
    children = [child for child in family.children if child.open_on(day)] if needs.children else []
    leaves = _leaves(door, unit, day) if needs.leaves else []
    around = {one.id: one for one in (unit, *children, *leaves)}
    found = values(door, list(around), over, list(names)) if names else {}
    course = many_series(door, unit.id, names, day - timedelta(days=needs.days - 1), day) if needs.days else {}
    pace = paces(door, unit.id, over, found, names) if needs.pace else {}
    peers = standings(door, unit, names, over, of_all=door.may("compare_peers")) if needs.peers and names else {}
    named = {one.id: one for one in (*family.ancestors, *around.values())}
    return Scene(
        unit=unit.code,
        day=day,
        period=over.kind,
        first=over.first,
        indicators={name: indicator_card(door.release.get("indicator", name)) for name in names},
        units={one.code: unit_card(door, one) for one in named.values()},
        path=[one.code for one in (*family.ancestors, unit)],
        children=[child.code for child in children],
        leaves=[leaf.code for leaf in leaves],
        lights={(around[i].code, name): light_card(door, value) for (i, name), value in found.items()},
        points={name: points_of(door, name, course[name]) for name in course},
        pace={name: vars(one) | {"whole": _major(door, name, one.whole)} for name, one in pace.items()},
        peers={name: vars(one) for name, one in peers.items()},
    )


def family_of(door: Door, code: str) -> Family:
    """The unit with those around it. Raises AccessError (404) for a foreign or missing one."""
    found = door.family(code)
    if found is None:
        raise not_found()
    return found


def points_of(door: Door, name: str, points: Iterable[Point]) -> list[Card]:
    """Days as the API shows them."""
    indicator = door.release.get("indicator", name)
    scale = door.release.get("scale", indicator.scale)
    return [
        {
            "day": point.day,
            "actual": major(door, indicator, point.actual),
            "target": major(door, indicator, point.target),
            "attainment": point.attainment,
            "light": "grey" if point.attainment is None else light_of(point.attainment, scale)[0],
            "expected": int(point.expected),
            "have": int(point.have),
        }
        for point in points
    ]


def _major(door: Door, name: str, value: Any) -> float | None:
    return major(door, door.release.get("indicator", name), value)


def _leaves(door: Door, unit: Unit, day: date) -> list[Unit]:
    """The open units of the last level below a unit, by code."""
    last = len(door.release.get("org", door.release.app.org).levels) - 1
    if unit.level == last:
        return []
    found = door.units(door.units_of_level(last, within=unit)).values()
    return sorted((leaf for leaf in found if leaf.open_on(day)), key=lambda leaf: leaf.code)
