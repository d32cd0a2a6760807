"""Which boards are a caller's, and at which unit each opens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from admin_ui.boards.read import family_of
from admin_ui.call import Call
from engine.access import Actor, Door
from engine.access.errors import not_found
from engine.access.units import Family


def meant_for(door: Door, actor: Actor, board: Any) -> bool:
    """Whether a board is for one of the caller's roles (or he makes boards), and shows something he may see."""
    roles = {post.role for post in actor.posts}
    invited = not board.roles or not roles.isdisjoint(board.roles) or door.may("edit_definitions")
    return invited and any(door.shows(name) for name in board.indicators)


def boards_of(call: Call) -> list[tuple[Any, str]]:
    """The caller's boards by name, each with the code of the unit it opens at."""
    mine = [board for board in call.release.all("dashboard") if meant_for(call.door, call.actor, board)]
    return [(board, code) for board in mine if (code := _first_unit(call, board)) is not None]


def board_named(call: Call, name: str) -> Any:
    """A board of the caller's. Raises AccessError (404) for a missing one and for one of others."""
    board = call.release.find("dashboard", name)
    if board is None or not meant_for(call.door, call.actor, board):
        raise not_found()
    return board


def family_for(call: Call, board: Any, code: str | None) -> Family:
    """The unit a board is asked for (by default where it opens). Raises AccessError (404) where it is missing,
    foreign, or of a level the board is not made for."""
    chosen = code or _first_unit(call, board)
    if chosen is None:
        raise not_found()
    family = family_of(call.door, chosen)
    if board.levels and _levels(call)[family.unit.level] not in board.levels:
        raise not_found()
    return family


def _levels(call: Call) -> Sequence[str]:
    return [level.name for level in call.release.get("org", call.release.app.org).levels]


def _first_unit(call: Call, board: Any) -> str | None:
    """The caller's highest post at a level of the board, else the first unit of such a level below a post."""
    levels = _levels(call)
    for post in call.actor.posts:
        if not board.levels or levels[post.level] in board.levels:
            return post.unit_code
    for level, name in enumerate(levels):
        if name in board.levels and any(not post.reach.exact and post.level < level for post in call.actor.posts):
            units = call.door.units(call.door.units_of_level(level)).values()
            if units:
                return min(unit.code for unit in units)
    return None
