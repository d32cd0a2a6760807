"""Widget tiles (指标卡): actual, target, attainment, gap, pace, rank, course and data time of each indicator."""

from __future__ import annotations

from admin_ui.boards.scene import Card, Needs, Scene
from admin_ui.widgets.contract import Figure, Sheet, Spot, Widget, schema_beside
from admin_ui.widgets.sheets import figure, target_of
from engine.base.text import both

DAYS = 14


def needs(spot: Spot) -> Needs:
    """The course for the small line, pace and standing."""
    return Needs(days=spot.settings.get("days", DAYS), pace=True, peers=spot.settings.get("rank", True))


def data(scene: Scene, spot: Spot) -> Card:
    """A tile per indicator, in the board's order."""
    days = spot.settings.get("days", DAYS)
    return {"unit": scene.units[scene.unit], "tiles": [_tile(scene, name, days) for name in _shown(scene, spot)]}


def _shown(scene: Scene, spot: Spot) -> list[str]:
    return [name for name in spot.indicators if scene.light(scene.unit, name)]


def _tile(scene: Scene, name: str, days: int) -> Card:
    light = scene.light(scene.unit, name) or {}
    return light | {
        "pace": scene.pace.get(name),
        "standing": scene.peers.get(name),
        "course": [
            {key: point[key] for key in ("day", "actual", "target", "light")} for point in scene.course(name, days)
        ],
    }


def sheet(scene: Scene, spot: Spot) -> Sheet:
    """A row per tile."""
    heads = [
        both("指标", "Indicator"), both("实际", "Actual"), both("目标", "Target"), both("达成率", "Attainment"),
        both("差距", "Gap"), both("全期完成", "Of the whole period"), both("应完成", "Due by now"),
        both("排名", "Rank"), both("数据截至", "Data as of"),
    ]  # fmt: skip
    rows = []
    for name in _shown(scene, spot):
        light = scene.light(scene.unit, name) or {}
        pace, standing = scene.pace.get(name, {}), scene.peers.get(name)
        rank = f"{standing['place'] or '—'} / {standing['of']}" if standing else None
        rows.append([
            light["title"], figure(light, light["actual"]), figure(light, target_of(light)),
            Figure(light["attainment"], "percent", 1), figure(light, light["gap"]),
            Figure(pace.get("done"), "percent", 1), Figure(pace.get("due"), "percent", 1), rank, light["data_day"],
        ])  # fmt: skip
    return Sheet(heads, rows)


WIDGET = Widget(both("指标卡", "Tiles"), (3, 5), (12, 6), schema_beside(__file__), data, needs, sheet)
