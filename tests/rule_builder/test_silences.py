"""Silences and inhibition: incidents are there, nobody is told, and people are told when it is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from engine.storage import tables
from engine.storage.database import reading, writing
from rule_builder.mutes import settle
from rule_builder.rounds import chosen
from rule_builder.stages.inhibit import inhibitors_first
from rule_builder.stages.silence import read_silences
from tests.rule_builder.test_evaluate import begin
from tests.rule_builder.world import World, day, morning

HOUR = timedelta(hours=1)


def silence(world: World, unit: str, starts: datetime, ends: datetime, **more: Any) -> None:
    with writing(world.engine) as connection:
        number = connection.scalar(sa.select(sa.func.count()).select_from(tables.silence))
        row = {"public_id": f"s{number}", "unit_id": world.units[unit], "reason": "works", "created_at": starts}
        row |= {"starts_at": starts, "ends_at": ends, "created_by": world.users["hq_H"]}
        connection.execute(sa.insert(tables.silence).values(**(row | more)))


def lift(world: World, at: datetime) -> int:
    with writing(world.engine) as connection:
        return settle(connection, world.release, at)


def last(world: World, event: str) -> dict[str, Any]:
    return [data for name, data in world.rows(tables.incident_event, "event", "data") if name == event][-1]


def whys(world: World) -> list[tuple[str, str]]:
    return [(purpose, why) for purpose, why in world.rows(tables.outbox, "purpose", "why")]


def low(world: World, *codes: str, until: int = 4) -> None:
    begin(world)
    world.everybody(2, 100, 100, 100)
    for code in codes:
        world.write(code, 2, 84, 84, 84)
    for number in range(2, until + 1):
        world.run(number)


def test_it_is_there_and_muted_and_told_once_it_is_over(world: World) -> None:
    begin(world)
    silence(world, "A1", morning(day(4)) - HOUR, morning(day(4)) + 5 * HOUR)
    low(world, "L1")
    assert [row[:3] for row in world.incidents()] == [("", "L1", "firing")]
    assert world.rows(tables.incident, "muted") == [("silenced",)]
    assert world.messages() == []
    until = (morning(day(4)) + 5 * HOUR).isoformat(timespec="seconds")
    assert last(world, "untold") == {"purpose": "fired", "why": "silenced", "silence": "s0", "until": until}
    assert lift(world, morning(day(4)) + 4 * HOUR) == 0
    assert lift(world, morning(day(4)) + 5 * HOUR) == 2
    assert world.rows(tables.incident, "muted") == [(None,)]
    assert whys(world) == [("fired", "silence_over")] * 2
    assert world.events() == ["fired", "untold", "unmuted", "told"]
    before = world.everything()
    assert lift(world, morning(day(4)) + 6 * HOUR) == 0  # a second time: nothing new
    assert world.everything() == before


def test_what_is_over_before_the_silence_is_told_to_nobody(world: World) -> None:
    begin(world)
    silence(world, "L1", morning(day(4)) - HOUR, morning(day(4)) + HOUR)
    low(world, "L1")
    world.write("L1", 5, 100)
    world.run(5)
    assert world.messages() == []
    assert last(world, "untold") == {"purpose": "resolved", "why": "never_told"}
    assert lift(world, morning(day(6))) == 0


def test_a_silence_after_the_message_covers_it_and_tells_nobody_twice(world: World) -> None:
    low(world, "L1")
    silence(world, "D1", morning(day(4)) + HOUR, morning(day(4)) + 3 * HOUR)
    assert lift(world, morning(day(4)) + 2 * HOUR) == 0
    assert world.rows(tables.incident, "muted") == [("silenced",)]  # to be seen at once
    assert lift(world, morning(day(4)) + 3 * HOUR) == 0  # nothing was kept from anybody
    assert world.rows(tables.incident, "muted") == [(None,)]
    assert len(world.messages()) == 2


@pytest.mark.parametrize(
    ("unit", "more", "hours", "held"),
    [
        ("L1", {}, (0, 1), True),  # from the very instant
        ("L1", {}, (-1, 0), False),  # up to it, exclusive
        ("H", {}, (-1, 1), True),
        ("L2", {}, (-1, 1), False),
        ("A2", {}, (-1, 1), False),
        ("A1", {"rule": "low"}, (-1, 1), True),
        ("A1", {"rule": "other"}, (-1, 1), False),
        ("A1", {"indicator": "sales"}, (-1, 1), True),
        ("A1", {"indicator": "oos"}, (-1, 1), False),
        ("A1", {"rule": "low", "indicator": "oos"}, (-1, 1), False),
        ("A1", {"ended_at": morning(day(1))}, (-1, 1), False),
    ],
)
def test_what_a_silence_is_about(
    world: World, unit: str, more: dict[str, Any], hours: tuple[int, int], held: bool
) -> None:
    begin(world)
    at = morning(day(4))
    silence(world, unit, at + hours[0] * HOUR, at + hours[1] * HOUR, **more)
    low(world, "L1")
    assert (world.messages() == []) is held


def test_silences_may_overlap(world: World) -> None:
    begin(world)
    at = morning(day(4))
    silence(world, "L1", at - HOUR, at + HOUR)
    silence(world, "A1", at - HOUR, at + 3 * HOUR)
    low(world, "L1")
    with reading(world.engine) as connection:
        assert [one.public_id for one in read_silences(connection, at)] == ["s1", "s0"]
    assert lift(world, at + HOUR) == 0
    assert lift(world, at + 3 * HOUR) == 2


def inhibited(world: World) -> World:
    """``low`` is inhibited by ``dead``, a rule of the same units with a lower line."""
    dead = replace(world.rule, name="dead", condition=world.rule.condition | {"attainment_below": 0.5})
    world.change(inhibited_by=("dead",))
    world.others = (dead,)
    return world


def run_both(world: World, number: int) -> None:
    low_rule, (dead,) = world.rule, world.others
    world.rule, world.others = dead, (low_rule,)
    world.run(number)
    world.rule, world.others = low_rule, (dead,)
    world.run(number)


def test_told_once_what_inhibits_it_is_over_and_it_still_fires(world: World) -> None:
    inhibited(world)
    begin(world)
    world.everybody(2, 100, 100, 100)
    world.write("L1", 2, 40, 40, 40)
    world.write("L2", 2, 84, 84, 84)
    for number in (2, 3, 4):
        run_both(world, number)
    told = {(rule, unit): muted for rule, unit, muted in world.rows(tables.incident, "rule", "unit_id", "muted")}
    assert told == {
        ("dead", world.units["L1"]): None,
        ("low", world.units["L1"]): "inhibited",
        ("low", world.units["L2"]): None,
    }
    assert len(world.messages()) == 4  # dead of L1, low of L2: to and copy
    kept = [d for n, d in world.rows(tables.incident_event, "event", "data") if n == "untold"]
    assert [(one["why"], one["rule"]) for one in kept] == [("inhibited", "dead")]
    assert lift(world, morning(day(4)) + HOUR) == 0
    world.write("L1", 5, 70)  # over 50 %, still below 85 %
    world.forget_touched()
    run_both(world, 5)
    assert lift(world, morning(day(5)) + HOUR) == 2
    assert whys(world)[-2:] == [("fired", "inhibition_over")] * 2
    before = world.everything()
    assert lift(world, morning(day(5)) + 2 * HOUR) == 0
    assert world.everything() == before


def test_those_that_inhibit_are_evaluated_first(world: World) -> None:
    rules = [replace(world.rule, name=name, inhibited_by=by) for name, by in (("a", ("c",)), ("b", ()), ("c", ("d",)))]
    rules.append(replace(world.rule, name="d"))
    assert [rule.name for rule in inhibitors_first(rules)] == ["d", "c", "a", "b"]
    inhibited(world)
    assert [rule.name for rule in chosen(world.release, None)] == ["dead", "low"]


def test_a_dead_feed_is_one_incident_whatever_the_number_of_rules_and_units(world: World) -> None:
    inhibited(world)
    world.change(inhibited_by=())
    begin(world)
    world.everybody(2, 100, None, None, None)
    for number in (2, 3, 4, 5):
        run_both(world, number)
    feed = [row for row in world.incidents() if row[0] == "no_feed"]
    assert len(feed) == 2  # on record for each rule
    assert [row for row in world.incidents() if row[0] == "no_data"] == []
    assert len(world.messages()) == 1  # and told of once, to the head
    world.everybody(6, 100)
    for number in (6,):
        run_both(world, number)
    assert lift(world, morning(day(6)) + HOUR) == 0  # both are over: nothing to catch up on


def test_on_both_databases(any_database: sa.Engine) -> None:
    """The statements with locks: silenced, then inhibited besides, then told."""
    world = inhibited(World(any_database).build())
    begin(world)
    silence(world, "A1", morning(day(4)) - HOUR, morning(day(4)) + HOUR)
    world.everybody(2, 100, 100, 100)
    world.write("L1", 2, 40, 40, 40)
    for number in (2, 3, 4):
        run_both(world, number)
    assert {muted for (muted,) in world.rows(tables.incident, "muted")} == {"silenced"}
    assert lift(world, morning(day(4)) + HOUR) == 2  # the one that inhibits is told; the other is inhibited now
    found = world.rows(tables.incident, "rule", "muted")
    assert sorted(found, key=lambda one: one[0]) == [("dead", None), ("low", "inhibited")]
    world.write("L1", 5, 70)
    run_both(world, 5)
    assert lift(world, morning(day(5)) + HOUR) == 2
    assert [why for _, why in whys(world)] == ["silence_over"] * 2 + ["over"] * 2 + ["inhibition_over"] * 2
