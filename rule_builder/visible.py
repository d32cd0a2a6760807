"""What of a report a reader may see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.access.door import Door


def visible_report(door: Door, unit_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """A report's body without the lines and causes that tell an indicator the reader may not see at the unit."""

    def shown(one: Mapping[str, Any]) -> bool:
        return one.get("indicator") is None or door.shows(one["indicator"], unit_id)

    sections = [{**s, "lines": [line for line in s["lines"] if shown(line)]} for s in body["sections"]]
    causes = [cause for cause in body["causes"] if shown(cause)]
    return {
        **body,
        "sections": [section for section in sections if section["lines"]],
        "causes": causes,
        "top_cause": causes[0]["name"] if causes else None,
    }
