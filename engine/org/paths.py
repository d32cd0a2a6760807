"""Paths of an effective-dated tree, worked out from parent links: pure.

A path is "/1/5/40/" (ids from the top), so that a subtree is the range ``path <= p < path_end``. When a unit
moves, every unit below it gets a new path from that day on; days before keep the old one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

#: The first and (exclusive) last ordinal day of an open-ended link.
ALWAYS_FROM, ALWAYS_TO = 1, date.max.toordinal()


@dataclass(frozen=True, order=True)
class Parent:
    """``parent`` (None = top) of a unit over the days ``first <= day < last`` (ordinals)."""

    first: int
    last: int
    parent: int | None


@dataclass(frozen=True, order=True)
class Link:
    """A unit's place over the days ``first <= day < last``."""

    unit: int
    first: int
    last: int
    parent: int | None
    depth: int
    path: str

    @property
    def path_end(self) -> str:
        return end_of(self.path)


def end_of(path: str) -> str:
    """The exclusive end of a subtree's range: "/1/5/" → "/1/50" ("0" follows "/")."""
    return path[:-1] + "0"


def links_of(parents: Mapping[int, Iterable[Parent]]) -> list[Link]:
    """Every unit's links, split where any unit above it moves.

    Raises ValueError naming the units of a cycle, or a unit whose parent does not exist on some day of the link.
    """
    history = {unit: sorted(periods) for unit, periods in parents.items()}
    done: dict[int, list[Link]] = {}
    for unit in history:
        trail = [unit]
        while trail:
            top = trail[-1]
            waiting = {p.parent for p in history[top] if p.parent is not None} - done.keys()
            if not waiting:
                done[top] = _links(top, history[top], done)
                trail.pop()
                continue
            above = min(waiting)
            if above not in history:
                raise ValueError(f"unit {top}: its parent {above} does not exist")
            if above in trail:
                raise ValueError("cycle: " + " → ".join(str(u) for u in [*trail[trail.index(above) :], above]))
            trail.append(above)
    return [link for unit in history for link in done[unit]]


def _links(unit: int, periods: list[Parent], done: Mapping[int, list[Link]]) -> list[Link]:
    found: list[Link] = []
    for period in periods:
        if period.parent is None:
            found.append(Link(unit, period.first, period.last, None, 0, f"/{unit}/"))
            continue
        covered = period.first
        for above in done[period.parent]:
            first, last = max(period.first, above.first), min(period.last, above.last)
            if first >= last:
                continue
            if first != covered:
                raise ValueError(f"unit {unit}: its parent {period.parent} does not exist on day {covered}")
            found.append(Link(unit, first, last, period.parent, above.depth + 1, f"{above.path}{unit}/"))
            covered = last
        if covered != period.last:
            raise ValueError(f"unit {unit}: its parent {period.parent} does not exist on day {covered}")
    return found


def moved(periods: Iterable[Parent], parent: int | None, first: int) -> list[Parent]:
    """The periods after a move to ``parent`` from day ``first`` on: later links are replaced, earlier days kept."""
    kept = [Parent(p.first, min(p.last, first), p.parent) for p in sorted(periods) if p.first < first]
    if kept and kept[-1].parent == parent:
        return [*kept[:-1], Parent(kept[-1].first, ALWAYS_TO, parent)]
    return [*kept, Parent(first, ALWAYS_TO, parent)]
