"""Figures of cards as cells of a sheet."""

from __future__ import annotations

from admin_ui.boards.scene import Card
from admin_ui.widgets.contract import Figure

#: The tier that attainment is measured against, where a card has it.
_TARGET = "target"


def target_of(light: Card) -> float | None:
    """The target a light is measured against: the tier of that name, else the first there is."""
    targets = light["targets"]
    found: float | None = targets.get(_TARGET, next(iter(targets.values()), None))
    return found


def figure(light: Card, value: float | None) -> Figure:
    """A value written as the light's indicator is."""
    return Figure(value, light["display"], light["decimals"])


def share(value: float | None) -> Figure:
    """A fraction as a percentage with one decimal."""
    return Figure(value, "percent", 1)
