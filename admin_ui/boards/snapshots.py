"""Snapshots: a board as it stood, kept for review meetings. Reopened later it shows the same numbers."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from admin_ui.boards.frozen import frozen
from admin_ui.boards.scene import CHILDREN, Card
from admin_ui.boards.show import Asked
from admin_ui.boards.stamp import stamp_of
from engine.access import Door, audit
from engine.access.units import in_force
from engine.base import clock
from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.storage.database import new_public_id
from engine.storage.tables import board_snapshot, org_link

#: A snapshot keeps every figure it may be asked for; past this many units a board's leaves are too many to keep.
MOST_UNITS = 1_000


def keep(what: Asked, title: str) -> str:
    """Freezes what the caller sees now, all widgets included; returns the snapshot's public id.

    Raises IssueError (N843) where the board names more units than a snapshot may hold.
    """
    call, board = what.call, what.board
    scene, praised = what.spotlight(what.scene(lazy=True, more=CHILDREN))
    if len(scene.units) > MOST_UNITS:
        words = both(
            f"看板涉及 {len(scene.units)} 个单位，快照最多 {MOST_UNITS} 个",
            f"the board names {len(scene.units)} units, a snapshot holds {MOST_UNITS}",
        )
        hint = both("在下级单位上保存快照", "keep the snapshot at a unit below")
        raise IssueError([Issue("N843", words, hint=hint)])
    ids = {unit.code: unit.id for unit in call.door.units_by_code(scene.units).values()}
    now = clock.now()
    text = call.release.definition("dashboard", board.name).text
    row = {
        "public_id": new_public_id(),
        "board": board.name,
        "unit_id": what.family.unit.id,
        "day": what.day,
        "title": title,
        "author": call.actor.login,
        "created_at": now,
        "release": call.release.number,
        "body": frozen(scene, text, stamp_of(call, board, scene, at=now), ids, praised),
    }
    with call.writing() as connection:
        connection.execute(sa.insert(board_snapshot).values(**row))
        detail = {"board": board.name, "unit": scene.unit, "day": what.day.isoformat(), "title": title}
        audit.append(connection, call.actor.login, "board.snapshot", str(row["public_id"]), detail)
    return str(row["public_id"])


def select_snapshots(door: Door, board: str, *, body: bool = False) -> sa.Select[Any]:
    """The snapshots of a board whose unit is in scope, newest first."""
    t = board_snapshot.c
    columns = [t.public_id, t.board, t.unit_id, t.day, t.title, t.author, t.created_at, t.release]
    return (
        sa.select(*columns, *([t.body] if body else []))
        .join(org_link, sa.and_(org_link.c.unit_id == t.unit_id, in_force(door.today)))
        .where(t.board == board, door.scope(org_link.c.path))
        .order_by(t.created_at.desc(), t.id.desc())
    )


def brief(row: Any, unit: Card) -> Card:
    """A snapshot in a list."""
    names = ("public_id", "board", "day", "title", "author", "created_at", "release")
    return {name: getattr(row, name) for name in names} | {"unit": unit}
