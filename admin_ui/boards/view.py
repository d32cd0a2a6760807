"""A board as the API shows it: its layout, and the data of its widgets from one scene."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Any, cast

from admin_ui.boards.scene import NOTHING, Card, Needs, Scene
from admin_ui.cards import child_of, worst_first
from admin_ui.widgets.contract import Spot, Widget
from engine.kinds.dashboard.model import Widget as Entry
from engine.kinds.dashboard.widgets import widgets as installed

#: What a board shows that says nothing of a layout.
USUAL = (Entry(type="tiles"), Entry(type="lights", settings={"of": "units"}), Entry(type="trend"))


def widget_named(name: str) -> Widget:
    """An installed widget. Raises KeyError."""
    return cast(Widget, installed()[name])


def placed(board: Any, shown: Iterable[str]) -> list[tuple[int, Entry, Spot]]:
    """The widgets of a board with their numbers from 1. One over hidden indicators only is left out, as is one that
    is no longer installed (of an old snapshot)."""
    visible = set(shown)
    found = []
    for number, entry in enumerate(board.layout or USUAL, 1):
        over = tuple(name for name in entry.over(board.indicators) if name in visible)
        if over and entry.type in installed():
            found.append((number, entry, Spot(entry.type, over, entry.settings, entry.title)))
    return found


def needs_of(spots: Iterable[Spot], *, lazy: bool) -> Needs:
    """What is to be read for these widgets together; those that come later are counted only with ``lazy``."""
    chosen = [(widget_named(spot.type), spot) for spot in spots]
    return reduce(lambda a, b: a | b, (w.needs(s) for w, s in chosen if lazy or not w.lazy), NOTHING)


def widget_card(number: int, entry: Entry, spot: Spot, scene: Scene | None) -> Card:
    """A widget's place and, where the scene is given, its data."""
    widget = widget_named(spot.type)
    place = {name: getattr(entry, name) for name in ("x", "y", "w", "h")}
    return place | {
        "number": number,
        "type": spot.type,
        "title": entry.title,
        "settings": dict(entry.settings),
        "indicators": list(spot.indicators),
        "lazy": widget.lazy,
        "data": None if scene is None else widget.data(scene, spot),
    }


def widget_cards(board: Any, scene: Scene, *, lazy: bool) -> list[Card]:
    """Every widget of the board; the lazy ones without data unless ``lazy``."""
    return [
        widget_card(number, entry, spot, scene if lazy or not widget_named(spot.type).lazy else None)
        for number, entry, spot in placed(board, scene.indicators)
    ]


def head_card(board: Any, scene: Scene) -> Card:
    """What a board is of: names, unit, period."""
    return {
        "name": board.name,
        "title": board.title,
        "description": board.description,
        "unit": scene.units[scene.unit],
        "path": [scene.units[code] for code in scene.path],
        "day": scene.day,
        "period": scene.period,
        "first": scene.first,
        "indicators": list(scene.indicators.values()),
    }


def data_days(scene: Scene) -> tuple[Any, Any, Any]:
    """Of the unit's own figures: the newest and the oldest day with data, and when the oldest was fetched."""
    own = [card for (code, _), card in scene.lights.items() if code == scene.unit]
    days = [card["data_day"] for card in own if card["data_day"]]
    fetched = [card["synced_at"] for card in own if card["synced_at"]]
    return max(days, default=None), min(days, default=None), min(fetched, default=None)


def agenda(scene: Scene, indicators: Sequence[str], spotlight: Sequence[str] = ()) -> Card:
    """What a review meeting goes through: the unit's own lights, the units below with reds and then yellows, and the
    best. ``spotlight``: units to be praised by name; by default the three with the highest attainment of the first
    indicator, of those without a red."""
    names = [name for name in indicators if name in scene.indicators]
    below = worst_first(child_of(scene.units[code], scene.lights_of(code, names)) for code in scene.children)
    red = sorted((c for c in below if c["light"] == "red"), key=lambda c: -sum(w["light"] == "red" for w in c["worst"]))
    best = [code for code in spotlight if code in scene.units]
    if not best and names:
        reached = {
            code: light["attainment"]
            for code in scene.children
            if (light := scene.light(code, names[0])) and light["attainment"] is not None
            if all(card["light"] != "red" for card in scene.lights_of(code, names))
        }
        best = sorted(reached, key=lambda code: (-reached[code], code))[:3]
    return {
        "own": child_of(scene.units[scene.unit], scene.lights_of(scene.unit, names)),
        "red": red,
        "yellow": [card for card in below if card["light"] == "yellow"],
        "grey": [card for card in below if card["light"] == "grey"],
        "spotlight": [child_of(scene.units[code], scene.lights_of(code, names)) for code in best],
    }
