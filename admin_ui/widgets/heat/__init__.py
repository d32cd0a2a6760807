"""Widget heat (热力表): units × indicators, each cell with its light and attainment."""

from __future__ import annotations

from admin_ui.boards.scene import CHILDREN, Card, Needs, Scene
from admin_ui.cards import rank
from admin_ui.widgets.contract import Cell, Sheet, Spot, Widget, schema_beside
from admin_ui.widgets.sheets import share
from engine.base.text import both


def needs(spot: Spot) -> Needs:
    """The units right below, or all of the last level."""
    return Needs(leaves=True, children=True) if spot.settings.get("rows") == "leaves" else CHILDREN


def data(scene: Scene, spot: Spot) -> Card:
    """A row per unit, the worst first; a cell is null where the reader does not see the indicator there."""
    names = [name for name in spot.indicators if name in scene.indicators]
    below = spot.settings.get("rows") == "leaves" and scene.leaves
    rows = [_row(scene, code, names) for code in (scene.leaves if below else scene.children)]
    rows.sort(key=_badness)
    return {
        "unit": scene.units[scene.unit],
        "indicators": [scene.indicators[name] for name in names],
        "rows": rows,
    }


def _row(scene: Scene, code: str, names: list[str]) -> Card:
    lights = [scene.light(code, name) for name in names]
    keys = ("light", "attainment", "data_day")
    days = [light["data_day"] for light in lights if light and light["data_day"]]
    return {
        "unit": scene.units[code],
        "cells": [light and {key: light[key] for key in keys} for light in lights],
        "data_day": min(days, default=None),
    }


def _badness(row: Card) -> tuple[int, int, float]:
    """By how many reds, then yellows, then the worst attainment."""
    cells = [cell for cell in row["cells"] if cell]
    count = {light: sum(cell["light"] == light for cell in cells) for light in ("red", "yellow")}
    worst = min((rank(cell["light"], cell["attainment"]) for cell in cells), default=(9, 0.0))
    return -count["red"], -count["yellow"], worst[1]


def sheet(scene: Scene, spot: Spot) -> Sheet:
    """Attainments; the light stands in the cell's own column of the screen only."""
    shown = data(scene, spot)
    heads = [both("单位", "Unit"), *(card["title"] for card in shown["indicators"])]
    rows: list[list[Cell]] = [
        [row["unit"]["title"], *(cell and share(cell["attainment"]) for cell in row["cells"])] for row in shown["rows"]
    ]
    return Sheet(heads, rows)


WIDGET = Widget(both("热力表", "Heat table"), (4, 5), (12, 8), schema_beside(__file__), data, needs, sheet, lazy=True)
