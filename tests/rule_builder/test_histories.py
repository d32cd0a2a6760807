"""Random histories through the database: day by day with late corrections = one evaluation of the final days."""

from __future__ import annotations

import itertools
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.storage import tables
from engine.storage.database import open_database
from engine.storage.tables import metadata
from rule_builder.conditions import conditions
from rule_builder.figures import day_facts
from rule_builder.watch import episodes
from tests.rule_builder.world import World, day

cells = st.sampled_from([80, 84, 84, 90, None, "closed"])
corrections = st.lists(
    st.tuples(st.sampled_from(["L1", "L2"]), st.integers(2, 20), st.sampled_from([70, 84, 95, None]))
)
histories = st.lists(st.tuples(cells, cells, corrections.map(lambda found: found[:3])), min_size=3, max_size=18)
_numbers = itertools.count()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("histories")


def final(world: World, code: str, last: int) -> set[tuple[Any, ...]]:
    unit = world.units[code]
    facts = day_facts(world.series(None, "sales", [unit], day(1), day(last))[unit])
    test = conditions()["consecutive_days"].prepare(world.rule.condition, "higher")
    return {(e.first_day, e.fired_day, e.resolved_day) for e in episodes(facts, test, world.rule.resolve_after)}


def on_record(world: World, code: str) -> set[tuple[Any, ...]]:
    return {
        (row.first_day, row.fired_day, row.ended_day)
        for row in world.rows(tables.incident)
        if row.rule == "low" and row.unit_id == world.units[code] and row.state != "retracted"
    }


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    histories,
    st.tuples(*[st.sampled_from([80, 84, 90])] * 2),
    st.sampled_from(["hold", "break", "count"]),
    st.sets(st.integers(2, 18)),
)
def test_any_history(folder: Path, history: list[Any], ends: tuple[int, int], missing: str, skipped: set[int]) -> None:
    """The last day has its data: a day on which most of it is missing is held, and corrections wait with it."""
    database = open_database(f"sqlite:///{folder / f'{next(_numbers)}.sqlite'}")
    metadata.create_all(database)
    world = World(database).build()
    world.change(condition={**world.rule.condition, "missing": missing})
    world.everybody(1, 100)
    world.run(1)
    for number, (one, two, late) in enumerate([*history, (*ends, [])], 2):
        world.write("M1", number, 100, touch=False)
        world.write("L1", number, one, touch=False)
        world.write("L2", number, two, touch=False)
        for code, which, cell in late:
            if which <= number and world.cells.get((code, day(which)), "closed") != "closed":
                world.write(code, which, cell)  # noted, as a load does for days that the rule has seen
        if number not in skipped:  # some mornings nothing runs
            world.run(number)
    last = len(history) + 2
    world.run(last)
    for code in ("L1", "L2"):
        assert on_record(world, code) == final(world, code, last)
    keys = [key for (key,) in world.rows(tables.outbox, "key")]
    assert len(keys) == len(set(keys))
    before = world.everything()
    world.run(last)
    assert world.everything() == before
    database.dispose()


def test_the_dates_of_this_file_are_right() -> None:
    assert day(1) == date(2026, 11, 2)
