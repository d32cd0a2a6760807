"""Where a unit stands under a rule, and every turn on its way there: by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from engine.storage import tables
from rule_builder.conditions import conditions
from rule_builder.conditions.contract import Condition, DayFact, Judgement
from tests.rule_builder.world import START, World, day


def turns(world: World, code: str = "L1") -> list[tuple[int, str, str, str]]:
    """(day, before, after, "count/needed")"""
    return [
        ((row.day - START).days + 1, row.before, row.after, f"{row._mapping['count']}/{row.needed}")
        for row in world.rows(tables.rule_transition)
        if row.unit_id == world.units[code]
    ]


def states(world: World) -> list[tuple[str, str, int, int]]:
    codes = {key: code for code, key in world.units.items()}
    rows = world.rows(tables.rule_state, "unit_id", "state", "count", "needed")
    return [(codes[unit], *rest) for unit, *rest in rows]


def mornings(world: World, first: int, cells: list[Any]) -> None:
    """A day's data and a run, day after day."""
    for number, cell in enumerate(cells, first):
        world.everybody(number, 100)
        world.write("L1", number, cell)
        world.run(number)


def test_up_over_and_down_again(world: World) -> None:
    world.change(resolve_after=2)
    mornings(world, 1, [100, 84, 84, 84, 84, 90, 80, 90, 95, 100])
    assert turns(world) == [
        (2, "normal", "pending", "1/3"),
        (3, "pending", "pending", "2/3"),
        (4, "pending", "firing", "3/3"),
        (6, "firing", "recovering", "1/2"),
        (7, "recovering", "firing", "5/3"),
        (8, "firing", "recovering", "1/2"),
        (9, "recovering", "resolved", "0/0"),
    ]
    assert states(world) == []
    rows = [row for row in world.rows(tables.rule_transition) if row.unit_id == world.units["L1"]]
    assert [one["day"] for one in rows[2].facts["days"]] == ["2026-11-03", "2026-11-04", "2026-11-05"]
    assert [one["attainment"] for one in rows[2].facts["days"]] == [0.84, 0.84, 0.84]
    assert [one["day"] for one in rows[-1].facts["days"]] == ["2026-11-09", "2026-11-10"]  # the two that ended it
    assert {row.release for row in rows} == {2}
    assert len({row.version for row in rows}) == 1


def test_the_same_day_again_adds_nothing(world: World) -> None:
    mornings(world, 1, [100, 84, 84])
    before = world.everything()
    for _ in range(3):
        world.run(3)
    assert world.everything() == before
    assert states(world) == [("L1", "pending", 2, 3)]


def test_mornings_without_a_run_are_made_up_for_day_by_day(world: World) -> None:
    mornings(world, 1, [100])
    world.everybody(2, 100, 100, 100, 100, 100)
    world.write("L1", 2, 84, 84, 84, 90, 84)
    world.run(6)
    assert turns(world) == [
        (2, "normal", "pending", "1/3"),
        (3, "pending", "pending", "2/3"),
        (4, "pending", "firing", "3/3"),
        (5, "firing", "resolved", "0/0"),
        (6, "normal", "pending", "1/3"),
    ]
    world.run(6)
    assert len(turns(world)) == 5


def test_a_correction_takes_it_back(world: World) -> None:
    """Day 3 was 86 all along: it never held; what is left of the count is one day."""
    mornings(world, 1, [100, 84, 84, 84])
    world.write("L1", 3, 86)
    world.everybody(5, 100)
    world.write("L1", 5, 84)
    world.run(5)
    assert turns(world)[3:] == [
        (4, "firing", "retracted", "0/0"),
        (4, "normal", "pending", "1/3"),
        (5, "pending", "pending", "2/3"),
    ]
    assert [one[2] for one in world.incidents()] == ["retracted"]
    world.write("L1", 4, 99)
    world.run(5)
    assert turns(world)[6:] == [(5, "pending", "pending", "1/3")]


def test_no_data_is_a_state_but_no_recovery(world: World) -> None:
    """Two duty days without data: "no_data"; a unit that fires goes on firing."""
    world.everybody(1, 100, 100, 100, 100, 100, 100)
    world.write("L1", 2, 84, None, None, None, 84)
    world.write("L2", 2, 84, 84, 84, None, None)
    for number in range(1, 7):
        world.run(number)
    assert turns(world) == [
        (2, "normal", "pending", "1/3"),
        (4, "pending", "no_data", "2/2"),
        (6, "no_data", "pending", "2/3"),
    ]
    assert turns(world, "L2")[2:] == [(4, "pending", "firing", "3/3")]
    assert states(world) == [("L1", "pending", 2, 3), ("L2", "firing", 3, 3)]


@dataclass(frozen=True)
class Touchy:
    """A test that cannot judge a day of 77 %."""

    test: Any

    def __getattr__(self, name: str) -> Any:
        return getattr(self.test, name)

    def judge(self, fact: DayFact) -> Judgement:
        if fact.actual == 770000:
            raise ArithmeticError("no idea")
        found: Judgement = self.test.judge(fact)
        return found


@dataclass(frozen=True)
class TouchyType:
    plain: Condition

    def __getattr__(self, name: str) -> Any:
        return getattr(self.plain, name)

    def prepare(self, *arguments: Any, **more: Any) -> Any:
        return Touchy(self.plain.prepare(*arguments, **more))


def test_a_unit_that_cannot_be_judged_stops_no_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    known = conditions()
    more = {**known, "touchy": TouchyType(known["consecutive_days"])}
    for module in ("prepared", "judge"):
        monkeypatch.setattr(f"rule_builder.{module}.conditions", lambda: more)
    world.change(condition={**world.rule.condition, "type": "touchy"})
    world.everybody(1, 100, 100, 100, 100, 100)
    world.write("L1", 2, 84, 77, 84)
    world.write("L2", 2, 84, 84, 84)
    for number in (1, 2, 3, 4):
        outcome = world.run(number)
    assert outcome.state == "done"
    assert [(issue.code, issue.level) for issue in outcome.issues] == [("N800", "error")]
    assert states(world) == [("L1", "error", 0, 0), ("L2", "firing", 3, 3)]
    assert turns(world) == [(2, "normal", "pending", "1/3"), (3, "pending", "error", "0/0")]
    world.write("L1", 3, 84)
    world.run(5)
    assert turns(world)[2:] == [(4, "error", "firing", "3/3"), (5, "firing", "resolved", "0/0")]


def test_a_look_begun_amid_a_count_finds_nothing_that_never_was(world: World) -> None:
    """Two of 20: 5 and 12 fire, and 13 ends it; 28 counts anew. On the 98th a correction is looked at with days from
    the 8th on: begun there, 12 and 28 would be two, and that would have ended on the 40th, within 60 days."""
    condition = {"type": "n_of_m_days", "attainment_below": 0.85, "days": 2, "of_days": 20}
    world.change(condition=condition, missing_notice_after=0)
    world.everybody(1, *[100] * 98)
    for number in (5, 12, 28):
        world.write("L1", number, 84)
    world.write("L1", 29, *[None] * 11)
    world.forget_touched()
    for number in (*range(1, 61), 97):
        world.run(number)
    assert world.incidents() == [("", "L1", "resolved", 5, 12, 13, False)]
    world.write("L1", 70, 99)
    world.run(98)
    assert world.incidents() == [("", "L1", "resolved", 5, 12, 13, False)]


def test_the_turns_say_which_wording_made_them(world: World) -> None:
    mornings(world, 1, [100, 84])
    world.change(condition={**world.rule.condition, "days": 2})
    mornings(world, 3, [84])
    rows = world.rows(tables.rule_transition)
    assert [(row.after, row._mapping["count"], row.needed) for row in rows] == [
        ("pending", 1, 3),
        ("pending", 1, 2),
        ("firing", 2, 2),
    ]
    assert rows[0].version != rows[1].version == rows[2].version
    assert [row.release for row in rows] == [1, 2, 2]
    assert rows[0].day == day(2) == date(2026, 11, 3)
