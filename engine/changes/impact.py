"""What a change set would change for people: who uses what is changed, and which lights would differ on a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from engine.access.actor import Actor
from engine.access.door import Door
from engine.base.text import Text
from engine.definitions.kind import Catalog
from engine.definitions.links import references_of
from engine.definitions.release import Release
from engine.measure import Value, period_of, values
from engine.storage.tables import org_link, org_unit

#: Differing lights that are named one by one.
MOST_NAMED = 100


@dataclass(frozen=True)
class User:
    """A definition that uses something changed, itself or through others (``via``)."""

    kind: str
    name: str
    title: Text
    via: tuple[str, str]


@dataclass(frozen=True)
class Flip:
    """A light that would be another."""

    unit: str
    unit_title: Text
    level: int
    indicator: str
    indicator_title: Text
    before: str
    after: str
    before_attainment: float | None
    after_attainment: float | None


@dataclass(frozen=True)
class Impact:
    """``lights`` counts those compared; ``flips`` names the first that differ, ``changed`` counts all of them."""

    day: date
    period: str
    used_by: tuple[User, ...]
    lights: int
    changed: int
    moves: dict[str, int]
    flips: tuple[Flip, ...]


Lights = dict[tuple[str, str], tuple[int, Text, Value]]


def users_of(old: Catalog, new: Catalog, changed: Iterable[tuple[str, str]]) -> tuple[User, ...]:
    """Everything that rests on what is changed, directly or through others, before or after."""
    touched = set(changed)
    uses: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for catalog in (old, new):
        for key, definition in catalog.definitions.items():
            for reference in references_of(definition):
                uses.setdefault((reference.kind, reference.name), set()).add(key)
    found: dict[tuple[str, str], tuple[str, str]] = {}
    waiting = sorted(touched)
    while waiting:
        via = waiting.pop(0)
        for key in sorted(uses.get(via, ())):
            if key not in found and key not in touched:
                found[key] = via
                waiting.append(key)
    titles = {key: d.title for catalog in (old, new) for key, d in catalog.definitions.items()}
    return tuple(User(*key, titles[key], via) for key, via in sorted(found.items()))


def lights_on(connection: sa.Connection, release: Release, day: date, period: str, today: date) -> Lights:
    """The light of every indicator at every open unit, all of the tree."""
    door = Door(connection, release, Actor.system(), today)
    rows = connection.execute(
        sa.select(org_unit.c.id)
        .join(org_link, org_link.c.unit_id == org_unit.c.id)
        .where(org_link.c.valid_from <= day, org_link.c.valid_to > day)
    ).scalars()
    units = {unit.id: unit for unit in door.units(rows).values() if unit.open_on(day)}
    names = [indicator.name for indicator in release.all("indicator")]
    if not names or not units:
        return {}
    found = values(door, sorted(units), period_of(door, period, day), names)
    return {
        (units[unit].code, name): (units[unit].level, units[unit].title, value) for (unit, name), value in found.items()
    }


def impact_of(
    old: tuple[Release, Lights], new: tuple[Release, Lights], changed: Sequence[tuple[str, str]], day: date, period: str
) -> Impact:
    """Compares the lights of two releases over the same data. Pure."""
    (was, before), (now, after) = old, new
    titles = {one.name: one.title for release in (was, now) for one in release.all("indicator")}
    flips: list[Flip] = []
    for code, name in sorted({*before, *after}):
        first, then = before.get((code, name)), after.get((code, name))
        a, b = first[2].light if first else "none", then[2].light if then else "none"
        if a != b:
            level, title, _ = then or first  # type: ignore[misc]  # one of them is there
            shares = first[2].attainment if first else None, then[2].attainment if then else None
            flips.append(Flip(code, title, level, name, titles[name], a, b, *shares))
    moves = Counter(f"{flip.before}→{flip.after}" for flip in flips)
    users = users_of(was.catalog, now.catalog, changed)
    named = tuple(sorted(flips, key=lambda flip: (-flip.level, flip.unit, flip.indicator))[:MOST_NAMED])
    return Impact(day, period, users, len({*before, *after}), len(flips), dict(moves), named)
