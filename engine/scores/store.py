"""Writes scores and their changes; where nothing has changed, nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from engine.kinds.scorecard.compile import CompiledScorecard
from engine.scores.judge import Judgement
from engine.storage.database import new_public_id
from engine.storage.tables import load, score, score_change
from engine.targets.days import Period

AT_ONCE = 1_000


@dataclass
class Cause:
    """What made a unit's score due. ``at``: when the first of it came in."""

    loads: set[int] = field(default_factory=set)
    release: int | None = None
    at: datetime | None = None

    def add(self, load_id: int | None, release: int | None, at: datetime) -> None:
        """One more row of what is due."""
        if load_id is not None:
            self.loads.add(load_id)
        self.release = release if release is not None else self.release
        self.at = at if self.at is None else min(self.at, at)

    def as_json(self, loads: Mapping[int, tuple[str, str]]) -> dict[str, Any]:
        """As it is stored. ``loads``: id → (public id, source)."""
        known = [loads[one] for one in sorted(self.loads) if one in loads]
        found = {"loads": [public for public, _ in known][-20:], "sources": sorted({source for _, source in known})}
        return found if self.release is None else found | {"release": self.release}


@dataclass(frozen=True)
class Span:
    """A card's period: ``period`` to date, the whole of it up to ``end``; ``ready``: changes are final enough for
    rewards."""

    period: Period
    end: date
    ready: bool


def stored(
    connection: sa.Connection, card: CompiledScorecard, first: date, unit_ids: Sequence[int]
) -> dict[int, dict[str, Any]]:
    """Unit id → its row of the card's period."""
    found: dict[int, dict[str, Any]] = {}
    s = score.c
    for start in range(0, len(unit_ids), AT_ONCE):
        some = unit_ids[start : start + AT_ONCE]
        mine = sa.select(score).where(s.scorecard == card.name, s.period_from == first, s.unit_id.in_(some))
        found |= {row["unit_id"]: dict(row) for row in connection.execute(mine).mappings()}
    return found


def write(
    connection: sa.Connection,
    card: CompiledScorecard,
    span: Span,
    judged: Mapping[int, Judgement],
    before: Mapping[int, Mapping[str, Any]],
    causes: Mapping[int, Cause],
    now: datetime,
) -> int:
    """Writes what has changed. Returns how many changes.

    A score whose lines, points and veto stay has no change; should a figure behind it have moved by less than counts,
    the row is brought up to date in silence. A unit that never had anything to be judged by gets no row.
    """
    loads = _loads(connection, {one for cause in causes.values() for one in cause.loads})
    fresh: list[dict[str, Any]] = []
    moved: list[dict[str, Any]] = []
    changes: list[dict[str, Any]] = []
    for unit_id, found in judged.items():
        old = before.get(unit_id)
        if old is None and found.points is None:
            continue
        parts = [part.as_json() for part in found.parts]
        state = {
            "day": span.period.last, "points": found.points, "parts": parts, "vetoed": found.vetoed,
            "hash": card.hash, "changed_at": now,
        }  # fmt: skip
        moves = moves_of(parts, found.points, found.vetoed, found.taken, old)
        if moves is None and old is not None:
            if old["parts"] != parts or old["hash"] != card.hash:
                moved.append(state | {"changed_at": old["changed_at"], "its": old["id"]})
            continue
        key = {"scorecard": card.name, "unit_id": unit_id, "period_from": span.period.first}
        if old is None:
            fresh.append(key | {"period_to": span.end} | state)
        else:
            moved.append(state | {"its": old["id"]})
        cause = causes.get(unit_id, Cause())
        changes.append(
            key
            | {
                "public_id": new_public_id(), "day": span.period.last, "at": now,
                "before": None if old is None else old["points"], "after": found.points, "parts": moves or [],
                "cause": cause.as_json(loads), "caused_at": cause.at, "points_ready": span.ready,
            }
        )  # fmt: skip
    if fresh:
        connection.execute(sa.insert(score), fresh)
    if moved:
        names = ("day", "points", "parts", "vetoed", "hash", "changed_at")
        set_to: dict[str, Any] = {name: sa.bindparam(f"to_{name}") for name in names}
        rows = [{"its": row["its"], **{f"to_{name}": row[name] for name in names}} for row in moved]
        connection.execute(sa.update(score).where(score.c.id == sa.bindparam("its")).values(**set_to), rows)
    if changes:
        connection.execute(sa.insert(score_change), changes)
    return len(changes)


def moves_of(
    parts: Sequence[Mapping[str, Any]],
    points: float | None,
    vetoed: str | None,
    taken: float,
    old: Mapping[str, Any] | None,
) -> list[dict[str, Any]] | None:
    """[{"line", "before", "after", "delta"}] of the lines (weighted points) and vetoes (what they take) that moved: the
    deltas add up to that of the score. None where nothing moved; an empty list where only being judged did."""
    was: dict[str, float] = {}
    if old is not None and old["points"] is not None:
        was = {part["line"]: part["weighted"] for part in old["parts"]}
        if old["vetoed"] and (lost := round(old["points"] - sum(was.values()), 6)):
            was[old["vetoed"]] = lost
    now = {part["line"]: part["weighted"] for part in parts} if points is not None else {}
    if vetoed and taken:
        now[vetoed] = round(taken, 6)
    moves = []
    for name in dict.fromkeys([*now, *was]):
        before, after = was.get(name), now.get(name)
        delta = round((after or 0.0) - (before or 0.0), 6)
        if delta:
            moves.append({"line": name, "before": before, "after": after, "delta": delta})
    if moves:
        return moves
    same = old is not None and (old["points"], old["vetoed"]) == (points, vetoed)
    return None if same else []


def _loads(connection: sa.Connection, ids: set[int]) -> dict[int, tuple[str, str]]:
    found: dict[int, tuple[str, str]] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), AT_ONCE):
        rows = connection.execute(
            sa.select(load.c.id, load.c.public_id, load.c.source).where(load.c.id.in_(wanted[start : start + AT_ONCE]))
        )
        found |= {row.id: (row.public_id, row.source) for row in rows}
    return found
