"""The explanation of a figure as the API shows it: money in major units, down to the sample rows."""

from __future__ import annotations

from typing import Any

from admin_ui.cards import Card, major
from admin_ui.hidden import tells_hidden
from engine.access import Door
from engine.base.text import both
from engine.measure.explain import Explanation


def explanation_card(door: Door, explanation: Explanation) -> Card:
    """An explanation with every amount in major units; without the way to it where that shows a hidden indicator."""
    card = explanation.as_json()
    indicator = door.release.get("indicator", card["indicator"])
    if tells_hidden(door, "indicator", card["indicator"], explanation.value.unit_id):
        card |= {"formula": "", "words": both("", ""), "measures": [], "steps": [], "adjustments": []}
    return card | {
        "display": indicator.display,
        "decimals": indicator.decimals,
        "actual": major(door, indicator, card["actual"]),
        "targets": {tier: major(door, indicator, value) for tier, value in card["targets"].items()},
        "measures": [_measure(door, measure) for measure in card["measures"]],
        "steps": [_step(door, step) for step in card["steps"]],
    }


def _step(door: Door, step: Card) -> Card:
    if step["type"] != "money" or step["value"] is None:
        return step
    return step | {"value": round(step["value"] / 10**door.release.app.money_digits, 6)}


def _measure(door: Door, measure: Card) -> Card:
    inside = [str(measure["argument"])] if measure.get("argument") else []
    if measure.get("where"):
        inside.append(f"where={measure['where']}")
    columns = door.release.get("dataset", measure["dataset"]).columns
    money = {column.name for column in columns if column.type == "money"}
    cents = 10**door.release.app.money_digits

    def shown(name: str, value: Any) -> Any:
        return round(value / cents, 6) if name in money and isinstance(value, int | float) else value

    more: Card = {"formula": f"{measure['aggregate']}({', '.join(inside)})"}
    if "value" in measure and measure.get("type") == "money" and measure["value"] is not None:
        more["value"] = round(measure["value"] / cents, 6)
    rows = [{name: shown(name, value) for name, value in row.items()} for row in measure["sample"]]
    return measure | more | {"sample": rows}
