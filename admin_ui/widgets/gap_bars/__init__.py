"""Widget gap_bars (差距条): how far each unit below is ahead of or behind its target."""

from __future__ import annotations

from admin_ui.boards.scene import CHILDREN, Card, Scene
from admin_ui.widgets.contract import Sheet, Spot, Widget, schema_beside
from admin_ui.widgets.sheets import figure, share
from engine.base.text import both

MOST = 12


def data(scene: Scene, spot: Spot) -> Card:
    """Bars per indicator, the farthest behind first. Of a lower-is-better indicator a positive gap is behind."""
    most = spot.settings.get("most", MOST)
    charts = []
    for name in (name for name in spot.indicators if name in scene.indicators):
        of = scene.indicators[name]
        sign = -1 if of["direction"] == "lower" else 1
        lights = [(code, light) for code in scene.children if (light := scene.light(code, name))]
        bars = [
            {"unit": scene.units[code]}
            | {key: light[key] for key in ("gap", "attainment", "light", "data_day", "synced_at")}
            for code, light in lights
            if light["gap"] is not None
        ]
        bars.sort(key=lambda bar: sign * bar["gap"])
        charts.append({"indicator": of, "bars": bars[:most], "more": max(0, len(bars) - most)})
    return {"unit": scene.units[scene.unit], "charts": charts}


def sheet(scene: Scene, spot: Spot) -> Sheet:
    """A row per bar."""
    heads = [both("指标", "Indicator"), both("单位", "Unit"), both("差距", "Gap"), both("达成率", "Attainment")]
    rows = [
        [chart["indicator"]["title"], bar["unit"]["title"], figure(chart["indicator"], bar["gap"]),
         share(bar["attainment"])]
        for chart in data(scene, spot)["charts"]
        for bar in chart["bars"]
    ]  # fmt: skip
    return Sheet(heads, rows)


WIDGET = Widget(both("差距条", "Gap bars"), (3, 4), (6, 7), schema_beside(__file__), data, lambda spot: CHILDREN, sheet)
