"""Random days and corrections through the case runner and through evaluations on SQLite: the same states, messages and
incidents."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.base.text import both
from engine.storage.database import open_database, writing
from engine.storage.tables import metadata, outbox, rule_state
from rule_builder.cases.play import Played, play
from rule_builder.kinds.case.model import CaseModel, CaseUnit, Correction
from tests.rule_builder.world import RULE, START, World, day

CELLS = st.sampled_from([100, 90, 86, 85, 84, 80, 0, None, "closed"])
LENGTH = 9
Fix = tuple[int, int, Any]  # known from the evaluation of that day on, the day, what it becomes


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[Any], list[Fix], dict[str, Any]]:
    cells = draw(st.lists(CELLS, min_size=LENGTH, max_size=LENGTH))
    fixes: list[Fix] = []
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(1, LENGTH))
        fixes.append((draw(st.integers(at, LENGTH)), at, draw(st.sampled_from([100, 86, 84, 80]))))
    rule = {
        "resolve_after": draw(st.integers(1, 2)),
        "missing_notice_after": draw(st.sampled_from([0, 2])),
        "condition": {**RULE.condition, "days": draw(st.sampled_from([2, 3])), "missing": draw(
            st.sampled_from(["hold", "break", "count"]))},
    }  # fmt: skip
    return cells, sorted(fixes, key=lambda one: one[0]), rule


@cache
def _empty() -> tuple[bytes, World]:
    """A database with the organisation in it, made once."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder) / "navmark.sqlite"
        engine = open_database(f"sqlite:///{here}")
        metadata.create_all(engine)
        world = World(engine).build()
        engine.dispose()
        with closing(sqlite3.connect(here)) as whole:
            return whole.serialize(), world


def typed(cell: Any) -> str:
    return "_" if cell is None else "x" if cell == "closed" else str(cell)


@given(stories())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_cases_and_evaluations_say_the_same(story: tuple[list[Any], list[Fix], dict[str, Any]]) -> None:
    cells, fixes, fields = story
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder) / "navmark.sqlite"
        here.write_bytes(_empty()[0])
        engine = open_database(f"sqlite:///{here}")
        world = replace(_empty()[1], engine=engine, cells={}, asked=[], rule=replace(RULE, **fields))
        states, told, late = _evaluated(world, cells, fixes)
        played = _played(world, cells, fixes)
        (evenings,) = played.evenings.values()
        ends = {"resolved": "normal", "retracted": "normal"}
        for n, (one, state) in enumerate(zip(evenings, states, strict=True), 1):
            if one.stand.state in ends:  # on the day of an end the case says how it ended
                continue
            counts = one.stand.count if one.stand.count is not None else state[1]
            assert (one.stand.state, counts) == state, (n, states)
        assert [set(one.told) for one in evenings] == told
        assert sorted(_incidents(played)) == sorted(late)
        engine.dispose()


def _evaluated(world: World, cells: list[Any], fixes: list[Fix]) -> tuple[list[Any], list[set[str]], list[Any]]:
    states: list[Any] = []
    told: list[set[str]] = []
    unit, seen = world.units["L1"], 0
    for n, cell in enumerate(cells, 1):
        world.write("M1", n, 100)
        world.write("L1", n, cell)
        for on, at, becomes in fixes:
            if on == n:
                world.write("L1", at, becomes)
        world.run(n)
        rows = [row for row in world.rows(rule_state, "rule", "unit_id", "state", "count") if row[1] == unit]
        states.append((rows[0][2], rows[0][3]) if rows else ("normal", 0))
        messages = world.rows(outbox)
        told.append({_purpose(row) for row in messages[seen:]})
        seen = len(messages)
        with writing(world.engine) as connection:  # by the next morning they have left
            connection.execute(sa.update(outbox).values(state="sent", request={}))
    incidents = [
        (watch, state, first, fired, ended, late)
        for watch, code, state, first, fired, ended, late in world.incidents()
        if code == "L1"
    ]
    return states, told, incidents


def _purpose(row: Any) -> str:
    missing = ":no_data" in row.subject["rule"]
    return {"fired": "no_data", "resolved": "data_back"}[row.purpose] if missing else str(row.purpose)


def _played(world: World, cells: list[Any], fixes: list[Fix]) -> Played:
    unit = CaseUnit(attainment=" ".join(typed(cell) for cell in cells))
    corrections = tuple(Correction(on=day(on), unit="A", day=day(at), becomes=str(new)) for on, at, new in fixes)
    words = both("故事", "Story")
    case = CaseModel(name="story", title=words, rule="low", start=START, units={"A": unit}, corrections=corrections)
    return play(case, world.release, world.rule)


def _incidents(played: Played) -> list[Any]:
    number = lambda d: d and (d - START).days + 1  # noqa: E731
    return [
        (
            row.rule.partition(":")[2],
            row.state,
            *map(number, (row.first_day, row.fired_day, row.ended_day)),
            played.late[row.id],
        )
        for row in played.rows
    ]
