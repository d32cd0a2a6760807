"""Drafts tried on real units: the indicator that somebody is typing beside the one that serves."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from admin_ui.board import at_latest
from admin_ui.call import Call
from admin_ui.cards import Card, light_card, unit_card
from admin_ui.change_cards import issue_card
from admin_ui.explain_card import explanation_card
from engine.access import Door
from engine.access.errors import not_found
from engine.base.issue import IssueError
from engine.changes import Candidate, as_typed, trying
from engine.definitions.release import Release
from engine.measure import Value, explain, period_of, values
from engine.measure.explain import words_of
from engine.org.tree import Unit
from engine.plan.summing import summing_words
from engine.targets.days import Period

#: Units that are shown of a level.
SHOWN = 6


def levels_of(release: Release) -> list[Card]:
    """The levels of the organisation, from the top."""
    return [{"name": level.name, "title": level.title} for level in release.get("org", release.app.org).levels]


def level_number(release: Release, name: str | None) -> int:
    """The number of a level; the last one where none is named. Raises AccessError (404) for an unknown name."""
    levels = [level.name for level in release.get("org", release.app.org).levels]
    if not name:
        return len(levels) - 1
    if name not in levels:
        raise not_found()
    return levels.index(name)


def trial_day(call: Call, asked: date | None, names: Sequence[str]) -> date:
    """The day asked for; else the last one that has data of these indicators (or of those of the first screen): a
    trial on a day whose data is late would show nothing but grey."""
    if asked is not None:
        return at_latest(call, asked)
    door, last = call.door, at_latest(call, None)
    known = [name for name in names if call.release.find("indicator", name) and door.shows(name)]
    known = known or [name for name in call.release.app.home_indicators if door.shows(name)]
    found = values(door, door.units_of_level(0), period_of(door, "ytd", last), known)
    return max((value.data_day for value in found.values() if value.data_day), default=last)


def typed(call: Call, change: str, kind: str, name: str, value: Any) -> Candidate:
    """The change set with the definition as it stands in the editor. Raises AccessError (404) for a hidden one."""
    if kind == "indicator" and not call.door.shows(name):
        raise not_found()
    return as_typed(call.candidate(change), kind, name, value)


def try_indicator(call: Call, candidate: Candidate, name: str, wish: dict[str, Any]) -> Card:
    """A ``TriedIndicator``. What cannot be tried answers with its issues, never with a fault."""
    day = trial_day(call, wish["day"], [name])
    answer: Card = {
        "issues": [],
        "day": day,
        "period": wish["period"],
        "levels": levels_of(call.release),
        "words": None,
        "summing": None,
        "rows": [],
        "trace": None,
    }
    try:
        with trying(call.database, call.connection, candidate) as (connection, release):
            if release.find("indicator", name) is None:
                raise not_found()
            door = Door(connection, release, call.actor, call.today)
            answer["words"] = words_of(release, release.get("indicator", name).formula)
            answer["summing"] = summing_words(release.compiled("indicator", name))
            period = period_of(door, wish["period"], day)
            units = _units(call, door, name, period, wish)
            drafted = _cards(door, name, period, units)
            answer["levels"] = levels_of(release)
            named = {unit.id: unit_card(door, unit) for unit in units}  # units and levels of the change set, too
            if wish["trace"]:
                answer["trace"] = _trace(door, name, period, wish["trace"])
    except IssueError as refused:
        if not refused.issues or type(refused) is not IssueError:
            raise
        return answer | {"issues": [issue_card(issue) for issue in refused.issues[:50]]}
    serving = _live(call, name, day, wish["period"], units)
    rows = [{"unit": named[unit.id], "draft": drafted.get(unit.id), "live": serving.get(unit.id)} for unit in units]
    return answer | {"rows": rows}


def _live(call: Call, name: str, day: date, period: str, units: Sequence[Unit]) -> dict[int, Card]:
    if call.release.find("indicator", name) is None:
        return {}
    ids = set(call.door.units(unit.id for unit in units))
    return _cards(call.door, name, period_of(call.door, period, day), [unit for unit in units if unit.id in ids])


def _cards(door: Door, name: str, period: Period, units: Sequence[Unit]) -> dict[int, Card]:
    found = values(door, [unit.id for unit in units], period, [name])
    return {unit_id: light_card(door, value) for (unit_id, _), value in found.items()}


def _units(call: Call, door: Door, name: str, period: Period, wish: dict[str, Any]) -> list[Unit]:
    """Those named; else the top and some of a level: the worst, the best, or any."""
    if wish["units"]:
        found = [door.unit_by_code(code) for code in dict.fromkeys(wish["units"])]
        if None in found:
            raise not_found()
        return [unit for unit in found if unit is not None]
    level = level_number(door.release, wish["level"])
    ids = door.units_of_level(level)
    open_ids = [unit.id for unit in door.units(ids).values() if unit.open_on(period.last)]
    chosen = _picked(door, name, period, sorted(open_ids), wish["pick"] or "worst", wish["seed"])
    top = door.units_of_level(0)[:1] if level else []
    known = door.units([*top, *chosen])
    return [known[unit_id] for unit_id in [*top, *chosen]]


def _picked(door: Door, name: str, period: Period, ids: list[int], pick: str, seed: int) -> list[int]:
    if len(ids) <= SHOWN and pick == "random":
        return ids
    if pick == "random":
        return random.Random(seed).sample(ids, SHOWN)
    found = values(door, ids, period, [name])

    def attained(unit_id: int) -> tuple[bool, float]:
        value: Value | None = found.get((unit_id, name))
        number = None if value is None else value.attainment if value.attainment is not None else value.actual
        return number is None, (number or 0.0) * (-1 if pick == "best" else 1)

    return sorted(ids, key=attained)[:SHOWN]


def _trace(door: Door, name: str, period: Period, code: str) -> Card:
    unit = door.unit_by_code(code)
    if unit is None:
        raise not_found()
    card = explanation_card(door, explain(door, unit.id, name, period))
    return card | {"unit": unit_card(door, unit)}


def rows_in(connection: sa.Connection, facts: sa.Table, most: int = 100_001) -> int:
    """How many rows a table has, counted up to ``most``."""
    some = sa.select(sa.literal(1)).select_from(facts).limit(most).subquery()
    return connection.scalar(sa.select(sa.func.count()).select_from(some)) or 0
