"""From a request to a scene: the steps that every way of showing a board shares."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from admin_ui.board import at_latest
from admin_ui.boards.choice import board_named, family_for
from admin_ui.boards.read import read_scene
from admin_ui.boards.scene import NOTHING, Needs, Scene
from admin_ui.boards.view import needs_of, placed
from admin_ui.call import Call
from admin_ui.cards import light_card, unit_card
from engine.access.units import Family
from engine.measure import period_of, values


@dataclass(frozen=True)
class Asked:
    """A board of the caller's at a unit, on a day, over a period."""

    call: Call
    board: Any
    family: Family
    day: date
    period: str

    def scene(self, *, lazy: bool = False, more: Needs = NOTHING, only: int | None = None) -> Scene:
        """The scene for all of its widgets (``lazy``: those that come later too), or for the one of a number."""
        door = self.call.door
        spots = [s for n, _, s in placed(self.board, self.board.indicators) if only is None or n == only]
        needs = needs_of(spots, lazy=lazy or only is not None) | more
        return read_scene(door, self.family, self.board.indicators, self.period, self.day, needs)

    def spotlight(self, scene: Scene) -> tuple[Scene, list[str]]:
        """The scene with the lights of the units the board praises (as far as they are in scope), and their codes."""
        door = self.call.door
        wanted = {unit.id: unit for unit in door.units_by_code(self.board.spotlight).values()}
        names = list(scene.indicators)
        missing = {i: unit for i, unit in wanted.items() if unit.code not in (scene.unit, *scene.children)}
        if missing and names:
            found = values(door, list(missing), period_of(door, self.period, self.day), names)
            lights = {(missing[i].code, name): light_card(door, value) for (i, name), value in found.items()}
            units = {unit.code: unit_card(door, unit) for unit in missing.values()}
            scene = replace(scene, lights={**scene.lights, **lights}, units={**scene.units, **units})
        order = {code: at for at, code in enumerate(self.board.spotlight)}
        return scene, sorted((unit.code for unit in wanted.values()), key=order.__getitem__)


def asked(call: Call, name: str, query: dict[str, Any]) -> Asked:
    """What a request asks for. Raises AccessError (404) for boards and units that are not the caller's."""
    board = board_named(call, name)
    family = family_for(call, board, query.get("unit"))
    day = at_latest(call, query.get("day"))
    return Asked(call, board, family, day, query.get("period") or board.default_period)
