"""Roll-up: from which share on, what the incident above says, and that corrections leave the right list."""

from __future__ import annotations

from typing import Any

import pytest

from engine.storage import tables
from rule_builder.kinds.rule.model import Rollup
from rule_builder.stages.rollup import rolled_up
from tests.rule_builder.test_evaluate import begin
from tests.rule_builder.world import World, day


@pytest.mark.parametrize(
    ("fired", "judged", "share", "least", "held"),
    [
        (7, 14, 0.5, 2, True),  # exactly half
        (6, 14, 0.5, 2, False),
        (1, 3, 0.34, 2, False),
        (2, 6, 0.34, 2, False),  # 33.3 %
        (3, 8, 0.375, 3, True),  # exactly
        (2, 2, 0.5, 3, False),  # all of them, but too few
        (3, 3, 1.0, 3, True),
        (3, 0, 0.5, 3, True),  # a unit that is not known to be watched is still one of those that fire
        (29, 100, 0.29, 2, True),  # 0.29 × 100 is 28.999… in floating point
    ],
)
def test_thresholds(fired: int, judged: int, share: float, least: int, held: bool) -> None:
    assert rolled_up({1: fired}, {1: judged}, Rollup(share=share, least=least)) == ({1} if held else set())
    assert rolled_up({1: fired}, {1: judged}, None) == set()


def weak(world: World, *codes: str) -> None:
    """Three low days of some leaves of A1 (L1–L4)."""
    world.change(rollup=Rollup(share=0.5, least=2))
    begin(world)
    world.everybody(2, 100, 100, 100)
    for code in codes:
        world.write(code, 2, 84, 83, 82)
    for number in (2, 3, 4):
        world.run(number)


def parent(world: World) -> Any:
    (row,) = [row for row in world.rows(tables.incident) if row.rule == "low:rollup"]
    return row


def listed(world: World) -> list[tuple[str, str, float]]:
    return [(one["unit"], one["state"], one["attainment"]) for one in parent(world).facts["units"]]


def told(world: World) -> list[tuple[str, str]]:
    """(purpose, why) of the messages, to and copy counted once."""
    rows = [(row.purpose, row.why, row.subject["incidents"]) for row in world.rows(tables.outbox) if not row.copy]
    return [(purpose, why) for purpose, why, _ in rows]


def test_half_of_them_are_one_incident_of_the_area(world: World) -> None:
    weak(world, "L1", "L2", "M1")
    found = {(row.rule, row.unit_id): row for row in world.rows(tables.incident)}
    above = found["low:rollup", world.units["A1"]]
    for code in ("L1", "L2"):
        row = found["low", world.units[code]]
        assert (row.muted, row.parent_id) == ("rolled_up", above.id)
    assert found["low", world.units["M1"]].parent_id is None  # the only leaf of A2: one is less than two
    assert (above.state, above.muted, above.first_day, above.fired_day) == ("firing", None, day(2), day(4))
    assert listed(world) == [("L1", "firing", 0.82), ("L2", "firing", 0.82)]
    assert told(world) == [("fired", "first")] * 2


def test_one_alone_is_told_by_itself(world: World) -> None:
    weak(world, "L1")
    assert [row.rule for row in world.rows(tables.incident)] == ["low"]
    assert world.rows(tables.incident, "muted", "parent_id") == [(None, None)]


def test_it_is_over_when_none_of_them_fires_any_more(world: World) -> None:
    weak(world, "L1", "L2")
    world.write("L1", 5, 100)
    world.write("L2", 5, 80, 100)
    world.run(5)
    assert (parent(world).state, told(world)) == ("firing", [("fired", "first")])
    assert listed(world) == [("L1", "resolved", 1.0), ("L2", "firing", 0.8)]
    world.run(6)
    assert (parent(world).state, parent(world).ended_day) == ("resolved", day(6))
    assert told(world) == [("fired", "first"), ("resolved", "over")]
    before = world.everything()
    world.run(6)
    assert world.everything() == before


def test_another_unit_joins_and_people_are_told_once_more(world: World) -> None:
    weak(world, "L1", "L2")
    world.write("L1", 5, 82)
    world.write("L2", 5, 82)
    world.write("L3", 3, 84, 84, 84)
    world.run(5)
    assert [unit for unit, _, _ in listed(world)] == ["L1", "L2", "L3"]
    assert told(world) == [("fired", "first"), ("repeat", "more")]


def test_a_late_correction_takes_a_unit_off_the_list(world: World) -> None:
    weak(world, "L1", "L2", "L3")
    world.write("L1", 5, 82)
    world.write("L2", 5, 82)
    world.write("L3", 3, 99, 99, 99)  # it never was so bad
    world.run(5)
    assert [unit for unit, _, _ in listed(world)] == ["L1", "L2"]
    assert told(world) == [("fired", "first")]  # the message has not left: it reads the right list when it does
    world.write("L1", 2, 99, 99, 99, 99)
    world.write("L2", 2, 99, 99, 99, 99)
    world.run(5)
    assert parent(world).state == "retracted"
    assert parent(world).facts["units"] == []
    states = [(row.purpose, row.state) for row in world.rows(tables.outbox)]
    assert states == [("fired", "cancelled")] * 2  # nobody had read it: nothing to correct
    world.write("L1", 2, 84, 83, 82, 82)
    world.write("L2", 2, 84, 83, 82, 82)
    world.run(5)
    assert (parent(world).state, told(world)[-1]) == ("firing", ("fired", "reopened"))
    before = world.everything()
    world.run(5)
    assert world.everything() == before
