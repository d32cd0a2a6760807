"""Widget lights (灯): the unit's own indicators as lamps, or the units below, worst first."""

from __future__ import annotations

from admin_ui.boards.scene import CHILDREN, NOTHING, Card, Needs, Scene
from admin_ui.cards import child_of, worst_first
from admin_ui.widgets.contract import Sheet, Spot, Widget, schema_beside
from engine.base.text import both


def needs(spot: Spot) -> Needs:
    """The units below only where they are shown."""
    return CHILDREN if spot.settings.get("of") == "units" else NOTHING


def data(scene: Scene, spot: Spot) -> Card:
    """``lights`` of the unit, or ``units`` (each as bad as its worst light)."""
    if spot.settings.get("of") != "units":
        return {"unit": scene.units[scene.unit], "lights": worst_first(scene.lights_of(scene.unit, spot.indicators))}
    cards = [child_of(scene.units[code], scene.lights_of(code, spot.indicators)) for code in scene.children]
    return {"unit": scene.units[scene.unit], "units": worst_first(cards)}


def sheet(scene: Scene, spot: Spot) -> Sheet:
    """Each lamp with its state and why."""
    shown = data(scene, spot)
    heads = [both("名称", "Name"), both("灯号", "Light"), both("原因", "Reason"), both("数据截至", "Data as of")]
    cards = shown.get("lights") or shown.get("units") or []
    rows = [
        [card["title"] if "title" in card else card["unit"]["title"], STATES[card["light"]], card["reason"],
         card.get("data_day")]
        for card in cards
    ]  # fmt: skip
    return Sheet(heads, rows)


STATES = {
    "green": both("绿 正常", "green: fine"),
    "yellow": both("黄 关注", "yellow: watch"),
    "red": both("红 干预", "red: act"),
    "grey": both("灰 无数据", "grey: no data"),
}

WIDGET = Widget(both("灯", "Lights"), (3, 3), (12, 4), schema_beside(__file__), data, needs, sheet)
