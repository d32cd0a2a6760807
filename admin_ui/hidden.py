"""What would tell of an indicator that somebody may not see."""

from __future__ import annotations

from engine.access import Door
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
