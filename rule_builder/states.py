"""Where a unit stands under a rule, and its way there: normal → pending k/n → firing → recovering f/m → normal. Pure.

Data that stays away makes it "no_data", unless it is firing: that nothing comes in is no recovery. A unit that could
not be judged at all is in "error".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rule_builder.conditions.contract import DayFact
from rule_builder.watch import Step, Walk

Name = Literal["normal", "pending", "firing", "recovering", "no_data", "error"]
#: How a unit leaves "firing" or "recovering": it is over, or it never held.
Leave = Literal["resolved", "retracted"]
#: Days kept with a transition.
KEPT = 14


@dataclass(frozen=True)
class State:
    """``count`` of ``needed``: breaches, fine days of a recovery, or days without data."""

    name: Name
    count: int = 0
    needed: int = 0

    @property
    def key(self) -> tuple[str, int, int]:
        """What makes it another state: the count while it counts up to something."""
        counts = self.name in ("pending", "recovering")
        return (self.name, self.count, self.needed) if counts else (self.name, 0, 0)


NORMAL = State("normal")


@dataclass(frozen=True)
class Turn:
    """From one state to the next. ``day`` brought it about; ``since``: the first of the days behind it."""

    day: date
    before: Name
    after: Name | Leave
    count: int
    needed: int
    since: date | None


@dataclass(frozen=True)
class Stand:
    """A unit's state after a day."""

    day: date
    state: State
    since: date | None


def stands(breach: Walk, missing: Walk | None, needed: int, resolve_after: int, patience: int) -> list[Stand]:
    """The state after each day of the walks (over the same days). ``needed``: breaches that fire; ``patience``: days
    without data that are told of."""
    others: Sequence[Step | None] = missing.steps if missing is not None else [None] * len(breach.steps)
    return [
        _stand(one, other, needed, resolve_after, patience) for one, other in zip(breach.steps, others, strict=True)
    ]


def _stand(one: Step, other: Step | None, needed: int, resolve_after: int, patience: int) -> Stand:
    if one.firing and one.fine:
        return Stand(one.day, State("recovering", one.fine, resolve_after), one.since)
    if one.firing:
        return Stand(one.day, State("firing", one.count, needed), one.since)
    if other is not None and other.firing:
        return Stand(one.day, State("no_data", other.count, patience), other.since)
    if one.count:
        return Stand(one.day, State("pending", one.count, needed), one.since)
    return Stand(one.day, NORMAL, None)


def turns(old: State, path: Sequence[Stand], last_day: date | None, leave: Leave) -> list[Turn]:
    """The way from ``old``, the state on record as of ``last_day``, to the end of the path: one turn for what the days
    up to then now say otherwise, then one per change of a later day. Without a ``last_day`` only the end counts.

    The same path again, with its end on record, has no turns.
    """
    seen = [one for one in path if last_day is None or one.day <= last_day]
    found: list[Turn] = []
    now = old
    if seen:
        start = len(seen) - 1
        while start and seen[start - 1].state.key == seen[-1].state.key:
            start -= 1
        found += _turn(now, Stand(seen[start].day, seen[-1].state, seen[-1].since), leave)
        now = seen[-1].state
    elif last_day is not None and path and old.key != NORMAL.key:
        found += _turn(now, Stand(last_day, NORMAL, None), leave)
        now = NORMAL
    for one in path[len(seen) :]:
        found += _turn(now, one, "resolved")
        now = one.state
    return found


def _turn(old: State, new: Stand, leave: Leave) -> list[Turn]:
    if old.key == new.state.key:
        return []
    going_on = ("firing", "recovering", "error")
    if old.name not in going_on or new.state.name in going_on:
        return [Turn(new.day, old.name, new.state.name, new.state.count, new.state.needed, new.since)]
    left = Turn(new.day, old.name, leave, 0, 0, None)
    return [left, *_turn(NORMAL, new, leave)]


def behind(turn: Turn, facts: Sequence[DayFact], least: int) -> list[DayFact]:
    """The days behind a turn: those counted from its beginning, else the last ``least`` duty days up to it."""
    known = [one for one in facts if one.expected and one.day <= turn.day]
    if turn.since is not None:
        return [one for one in known if one.day >= turn.since][-KEPT:]
    return known[-min(max(least, 1), KEPT) :]
