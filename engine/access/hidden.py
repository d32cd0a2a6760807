"""What would tell of an indicator that somebody may not see."""

from __future__ import annotations

from collections.abc import Iterable

from engine.access.door import Door
from engine.definitions.kind import kinds


def tells_hidden(door: Door, kind: str, name: str, unit_id: int | None = None) -> bool:
    """Whether a definition is, or names, or rests on an indicator hidden from the actor (at the unit, if given)."""
    seen: set[str] = set()

    def tells(kind: str, name: str) -> bool:
        found = door.release.catalog.get(kind, name)
        if found is None:  # a formula's measures
            return False
        if kind == "indicator":
            if name in seen:
                return False
            seen.add(name)
            if not door.shows(name, unit_id):
                return True
        named = (one for one in kinds()[kind].references(found.model) if one.kind == "indicator")
        return any(tells(one.kind, one.name) for one in named)

    return tells(kind, name)


def columns_shown(door: Door, dataset: str, unit_ids: Iterable[int | None] = (None,)) -> frozenset[str] | None:
    """The columns of a dataset that somebody may know of at all of the units; None: all of them.

    Where some indicator is hidden, these are the business key and what the shown indicators are made of.
    """
    names = [model.name for model in door.release.all("indicator")]
    shown: frozenset[str] | None = None
    for unit_id in unit_ids:
        if all(door.shows(name, unit_id) for name in names):
            continue
        compiled = door.release.compiled("dataset", dataset)
        found = set(compiled.key)
        for name in names:
            if tells_hidden(door, "indicator", name, unit_id):
                continue
            for measure in door.release.compiled("indicator", name).measures:
                if measure.dataset == dataset:
                    trees = (measure.aggregate.argument, measure.aggregate.where)
                    found |= {column for tree in trees if tree is not None for column in tree.names}
        shown = frozenset(found) if shown is None else shown & found
    return shown
