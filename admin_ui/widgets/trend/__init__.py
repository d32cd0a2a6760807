"""Widget trend (走势): an indicator day by day with its target line."""

from __future__ import annotations

from admin_ui.boards.scene import Card, Needs, Scene
from admin_ui.widgets.contract import Cell, Sheet, Spot, Widget, schema_beside
from admin_ui.widgets.sheets import figure, share
from engine.base.text import both

DAYS = 30


def needs(spot: Spot) -> Needs:
    """So many days of the unit's own course."""
    return Needs(days=spot.settings.get("days", DAYS))


def data(scene: Scene, spot: Spot) -> Card:
    """A line per indicator; the reader picks one."""
    days = spot.settings.get("days", DAYS)
    lines = [
        {"indicator": scene.indicators[name], "points": scene.course(name, days)}
        for name in spot.indicators
        if name in scene.points
    ]
    return {"unit": scene.units[scene.unit], "lines": lines}


def sheet(scene: Scene, spot: Spot) -> Sheet:
    """A row per indicator and day that has data."""
    heads = [both("指标", "Indicator"), both("日期", "Day"), both("实际", "Actual"), both("目标", "Target"),
             both("达成率", "Attainment")]  # fmt: skip
    rows: list[list[Cell]] = []
    for line in data(scene, spot)["lines"]:
        of = line["indicator"]
        rows += [
            [of["title"], p["day"], figure(of, p["actual"]), figure(of, p["target"]), share(p["attainment"])]
            for p in line["points"]
            if p["actual"] is not None or p["target"] is not None
        ]
    return Sheet(heads, rows)


WIDGET = Widget(both("走势", "Trend"), (4, 5), (12, 7), schema_beside(__file__), data, needs, sheet, lazy=True)
