"""Widget ranking (排名): the units below in order of attainment; for a unit without any, its own place only."""

from __future__ import annotations

from admin_ui.boards.scene import Card, Needs, Scene
from admin_ui.widgets.contract import Sheet, Spot, Widget, schema_beside
from admin_ui.widgets.sheets import figure, share, target_of
from engine.base.text import both

MOST = 10


def needs(spot: Spot) -> Needs:
    """The units below, and where this unit itself stands."""
    return Needs(children=True, peers=True)


def data(scene: Scene, spot: Spot) -> Card:
    """An order per indicator: equals (at 6 digits) share the better place and stand in order of code."""
    worst, most = spot.settings.get("order") == "worst", spot.settings.get("most", MOST)
    orders = []
    for name in (name for name in spot.indicators if name in scene.indicators):
        ranked = _ranked(scene, name)
        shown = ranked[::-1] if worst else ranked
        orders.append(
            {
                "indicator": scene.indicators[name],
                "rows": shown[:most],
                "of": len(ranked),
                "unranked": len(scene.children) - len(ranked),
                "standing": scene.peers.get(name),
            }
        )
    return {"unit": scene.units[scene.unit], "orders": orders}


def _ranked(scene: Scene, name: str) -> list[Card]:
    found = [(code, light) for code in sorted(scene.children) if (light := scene.light(code, name))]
    reached = [(round(light["attainment"], 6), code, light) for code, light in found if light["attainment"] is not None]
    reached.sort(key=lambda one: -one[0])
    rows: list[Card] = []
    for at, (attainment, code, light) in enumerate(reached):
        rank = rows[-1]["rank"] if rows and rows[-1]["attainment"] == attainment else at + 1
        keys = ("light", "actual", "gap", "data_day", "synced_at")
        row = {"rank": rank, "unit": scene.units[code], "attainment": attainment, "target": target_of(light)}
        rows.append(row | {key: light[key] for key in keys})
    return rows


def sheet(scene: Scene, spot: Spot) -> Sheet:
    """A row per indicator and place."""
    heads = [both("指标", "Indicator"), both("名次", "Rank"), both("单位", "Unit"), both("达成率", "Attainment"),
             both("实际", "Actual"), both("目标", "Target")]  # fmt: skip
    rows = [
        [order["indicator"]["title"], str(row["rank"]), row["unit"]["title"], share(row["attainment"]),
         figure(order["indicator"], row["actual"]), figure(order["indicator"], row["target"])]
        for order in data(scene, spot)["orders"]
        for row in order["rows"]
    ]  # fmt: skip
    return Sheet(heads, rows)


WIDGET = Widget(both("排名", "Ranking"), (3, 4), (6, 7), schema_beside(__file__), data, needs, sheet)
