"""The states of a rule's units in the database, and every turn they took."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from engine.storage.tables import rule_state, rule_transition
from rule_builder.states import NORMAL, State, Turn

_MANY = 1000
_FIELDS = ("state", "count", "needed", "day", "release")


@dataclass(frozen=True)
class Kept:
    """A unit's state on record."""

    state: State
    day: date
    release: int


def states_of(connection: sa.Connection, rule: str) -> dict[int, Kept]:
    """Unit → its state; units that are normal have none. One statement."""
    c = rule_state.c
    rows = connection.execute(sa.select(c.unit_id, *(c[name] for name in _FIELDS)).where(c.rule == rule))
    return {unit: Kept(State(name, count, needed), day, release) for unit, name, count, needed, day, release in rows}


def keep_states(
    connection: sa.Connection,
    rule: str,
    kept: Mapping[int, Kept],
    found: Mapping[int, State],
    day: date,
    release: int,
    now: datetime,
) -> None:
    """Puts the states ``found`` in place of those ``kept``; units that were not looked at keep theirs."""
    gone = [unit for unit, state in found.items() if unit in kept and state == NORMAL]
    values = {
        unit: {"state": state.name, "count": state.count, "needed": state.needed, "day": day, "release": release}
        for unit, state in found.items()
        if state != NORMAL
    }
    fresh = [{"rule": rule, "unit_id": u, "changed_at": now, **row} for u, row in values.items() if u not in kept]
    moved = [
        {"its_unit": unit, "its_changed_at": now, **{f"its_{name}": value for name, value in row.items()}}
        for unit, row in values.items()
        if unit in kept and Kept(found[unit], day, release) != kept[unit]
    ]
    c = rule_state.c
    for start in range(0, len(gone), _MANY):
        some = gone[start : start + _MANY]
        connection.execute(sa.delete(rule_state).where(c.rule == rule, c.unit_id.in_(some)))
    if fresh:
        connection.execute(sa.insert(rule_state), fresh)
    if moved:
        here = sa.and_(c.rule == rule, c.unit_id == sa.bindparam("its_unit"))
        changed: dict[str, Any] = {name: sa.bindparam(f"its_{name}") for name in (*_FIELDS, "changed_at")}
        connection.execute(sa.update(rule_state).where(here).values(**changed), moved)


def keep_turns(
    connection: sa.Connection,
    rule: str,
    turns: Iterable[tuple[int, Turn, Mapping[str, Any]]],
    *,
    release: int,
    version: str,
    now: datetime,
) -> int:
    """Adds (unit, turn, facts) to the rule's record of transitions. One statement; how many."""
    rows: Sequence[dict[str, Any]] = [
        {
            "rule": rule,
            "unit_id": unit,
            "day": turn.day,
            "at": now,
            "before": turn.before,
            "after": turn.after,
            "count": turn.count,
            "needed": turn.needed,
            "release": release,
            "version": version,
            "facts": dict(facts),
        }
        for unit, turn, facts in turns
    ]
    if rows:
        connection.execute(sa.insert(rule_transition), rows)
    return len(rows)
