"""Units and values as the API shows them: money in major units, the worst first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from engine.access import Door
from engine.measure import Value
from engine.org.tree import Unit

Card = dict[str, Any]
#: Red must be acted upon, yellow watched; grey is not known, which is worse than good.
_ORDER = {"red": 0, "yellow": 1, "grey": 2, "green": 3}


def unit_card(door: Door, unit: Unit) -> Card:
    """A ``UnitRef``."""
    level = door.release.get("org", door.release.app.org).levels[unit.level]
    return {
        "code": unit.code,
        "title": unit.title,
        "level": level.name,
        "level_title": level.title,
        "closed": not unit.open_on(door.today),
    }


def indicator_card(indicator: Any) -> Card:
    """An ``IndicatorRef`` of an indicator definition."""
    return {
        "indicator": indicator.name,
        "title": indicator.title,
        "display": indicator.display,
        "decimals": indicator.decimals,
        "unit_of_measure": indicator.unit_of_measure,
        "direction": indicator.direction,
    }


def major(door: Door, indicator: Any, value: float | None) -> float | None:
    """A value as people write it: money in major units."""
    if value is None or indicator.display != "money":
        return value
    return round(value / float(10**door.release.app.money_digits), 6)


def light_card(door: Door, value: Value) -> Card:
    """A ``Light``."""
    indicator = door.release.get("indicator", value.indicator)
    return indicator_card(indicator) | {
        "light": value.light,
        "actual": major(door, indicator, value.actual),
        "targets": {tier: major(door, indicator, target) for tier, target in value.targets.items()},
        "attainment": value.attainment,
        "gap": major(door, indicator, value.gap),
        "reason": value.reason,
        "have": value.have,
        "expected": value.expected,
        "data_day": value.data_day,
        "synced_at": value.synced_at,
    }


def worst_first(cards: Iterable[Card]) -> list[Card]:
    """By light, then by how far the target is missed; equals keep their order."""
    return sorted(cards, key=lambda card: rank(card["light"], card.get("attainment")))


def rank(light: str, attainment: float | None) -> tuple[int, float]:
    """The place of a light among others: the worst is the least."""
    return _ORDER[light], attainment if attainment is not None else 9e9


def _coverage(card: Card) -> float:
    """How much of what was due is there; the least covered light speaks for its unit."""
    return card["have"] / card["expected"] if card["expected"] else 1.0


def child_card(door: Door, unit: Unit, lights: Sequence[Card]) -> Card:
    """A ``Child``: the unit is as bad as its worst light. Without lights it is grey."""
    return child_of(unit_card(door, unit), lights)


def child_of(unit: Card, lights: Sequence[Card]) -> Card:
    """As ``child_card``, of a ``UnitRef``."""
    ordered = worst_first(lights)
    worst = [card for card in ordered if card["light"] in ("red", "yellow")]
    first = ordered[0] if ordered else None
    thinnest = min(lights, key=_coverage) if lights else None
    trust = {name: thinnest[name] for name in ("have", "expected", "data_day", "synced_at")} if thinnest else {}
    return {
        **trust,
        "unit": unit,
        "light": first["light"] if first else "grey",
        "worst": worst,
        "lights": list(lights),
        "reason": first["reason"] if first else None,
        "attainment": first["attainment"] if first else None,
    }
