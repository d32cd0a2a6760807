"""Widget table (表格): the units below with their figures, one indicator per group of columns."""

from __future__ import annotations

from admin_ui.boards.scene import CHILDREN, Card, Scene
from admin_ui.widgets.contract import Cell, Sheet, Spot, Widget, schema_beside
from admin_ui.widgets.sheets import figure, share, target_of
from engine.base.text import Text, both

COLUMNS: dict[str, Text] = {
    "actual": both("实际", "Actual"),
    "target": both("目标", "Target"),
    "attainment": both("达成率", "Attainment"),
    "gap": both("差距", "Gap"),
}


def _columns(spot: Spot) -> list[str]:
    return list(spot.settings.get("columns", ("actual", "attainment")))


def data(scene: Scene, spot: Spot) -> Card:
    """The unit itself and the units below, in order of code; the reader sorts."""
    names = [name for name in spot.indicators if name in scene.indicators]
    return {
        "unit": scene.units[scene.unit],
        "indicators": [scene.indicators[name] for name in names],
        "columns": _columns(spot),
        "rows": [_row(scene, code, names) for code in (scene.unit, *sorted(scene.children))],
    }


def _row(scene: Scene, code: str, names: list[str]) -> Card:
    lights = [scene.light(code, name) for name in names]
    keys = ("light", "actual", "attainment", "gap", "data_day", "synced_at")
    cells = [light and {key: light[key] for key in keys} | {"target": target_of(light)} for light in lights]
    return {"unit": scene.units[code], "own": code == scene.unit, "cells": cells}


def sheet(scene: Scene, spot: Spot) -> Sheet:
    """As on the screen."""
    shown, columns = data(scene, spot), _columns(spot)
    heads = [both("单位", "Unit")]
    for of in shown["indicators"]:
        heads += [both(*(f"{of['title'][lang]} {COLUMNS[c][lang]}" for lang in ("zh", "en"))) for c in columns]
    rows: list[list[Cell]] = []
    for row in shown["rows"]:
        cells: list[Cell] = [row["unit"]["title"]]
        for of, cell in zip(shown["indicators"], row["cells"], strict=True):
            for column in columns:
                value = cell and cell[column]
                cells.append(share(value) if column == "attainment" else figure(of, value))
        rows.append(cells)
    return Sheet(heads, rows)


WIDGET = Widget(both("表格", "Table"), (4, 4), (12, 7), schema_beside(__file__), data, lambda spot: CHILDREN, sheet)
