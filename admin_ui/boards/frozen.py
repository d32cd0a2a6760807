"""A scene as JSON and back: what a snapshot keeps, and the part of it that a reader may see."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from admin_ui.boards.scene import Card, Scene
from engine.access import Door
from engine.definitions.model import build
from engine.kinds.dashboard.model import DashboardModel

_PLAIN = ("unit", "period", "indicators", "units", "path", "children", "leaves", "points", "pace", "peers")


def frozen(scene: Scene, definition: str, stamp: Card, ids: Mapping[str, int], spotlight: list[str]) -> Card:
    """The body of a snapshot. ``definition``: the board's text; ``ids``: of every unit in the scene."""
    found = {name: getattr(scene, name) for name in _PLAIN} | {
        "day": scene.day,
        "first": scene.first,
        "lights": [[code, name, card] for (code, name), card in scene.lights.items()],
    }
    whole = {"scene": found, "definition": json.loads(definition), "stamp": stamp, "ids": ids, "spotlight": spotlight}
    body: Card = json.loads(json.dumps(whole, default=lambda value: value.isoformat()))
    return body


def board_in(body: Card) -> DashboardModel:
    """The board as it was defined then."""
    return build(DashboardModel, body["definition"])


def seen(body: Card, door: Door) -> Scene | None:
    """The part of a frozen scene that lies in a reader's scope; None where the unit itself does not.

    Rights are those of today, of the indicators too.
    """
    kept, ids = body["scene"], body["ids"]
    visible = door.units(ids.values())
    codes = {code for code, unit_id in ids.items() if unit_id in visible}
    unit = kept["unit"]
    if unit not in codes:
        return None
    every = list(kept["indicators"])
    shown = {code: set(door.shown(every, ids[code])) for code in codes}
    own = shown[unit]

    def mine(by_indicator: Mapping[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in by_indicator.items() if name in own}

    return Scene(
        unit=unit,
        day=date.fromisoformat(kept["day"]),
        period=kept["period"],
        first=date.fromisoformat(kept["first"]),
        indicators=mine(kept["indicators"]),
        units={code: card for code, card in kept["units"].items() if code in codes},
        path=[code for code in kept["path"] if code in codes],
        children=[code for code in kept["children"] if code in codes],
        leaves=[code for code in kept["leaves"] if code in codes],
        lights={
            (code, name): _revived(card)
            for code, name, card in kept["lights"]
            if code in codes and name in shown[code] and name in own
        },
        points=mine(kept["points"]),
        pace=mine(kept["pace"]),
        peers=mine(kept["peers"]) if door.may("compare_peers") else {},
    )


def _revived(light: Card) -> Card:
    """A light with its day and instant as such again."""
    day, synced = light["data_day"], light["synced_at"]
    return light | {
        "data_day": day and date.fromisoformat(day),
        "synced_at": synced and datetime.fromisoformat(synced),
    }
