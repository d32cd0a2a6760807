"""A rule over days in a real database: firing, resolving, corrections, missing data, holding."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from engine.storage import tables
from engine.storage.database import writing
from rule_builder.evaluate import evaluate
from rule_builder.visible import visible_report
from tests.rule_builder.world import World, day, morning

FIRED = [("fired", "manager_A1", False, "waiting"), ("fired", "director_D1", True, "waiting")]


def begin(world: World) -> None:
    """One quiet day on which the rule is there."""
    world.everybody(1, 100)
    assert world.run(1).state == "done"


def test_fires_on_the_third_day_and_tells_the_manager_with_a_copy_to_the_director(world: World) -> None:
    begin(world)
    world.everybody(2, 100, 100, 100)
    world.write("L1", 2, 84, 84, 84)
    world.run(2)
    assert world.rows(tables.rule_state, "unit_id", "state", "count") == [(world.units["L1"], "pending", 1)]
    world.run(3)
    assert world.messages() == []
    outcome = world.run(4)
    assert outcome.counts == {"fired": 1, "messages": 2}
    assert world.incidents() == [("", "L1", "firing", 2, 4, None, False)]
    assert world.messages() == FIRED
    assert world.rows(tables.rule_state, "state", "count") == [("firing", 3)]
    assert world.events() == ["fired", "told"]
    (facts,) = [facts for (facts,) in world.rows(tables.incident, "facts")]
    assert [(d["day"], d["actual"], d["target"], d["attainment"]) for d in facts["days"]] == [
        ("2026-11-03", 840000, 1000000, 0.84),
        ("2026-11-04", 840000, 1000000, 0.84),
        ("2026-11-05", 840000, 1000000, 0.84),
    ]


def test_the_same_day_again_changes_nothing(world: World) -> None:
    test_fires_on_the_third_day_and_tells_the_manager_with_a_copy_to_the_director(world)
    before = world.everything()
    for _ in range(2):
        world.run(4)
    assert world.everything() == before


def test_messages_leave_spread_out_and_off_the_half_hours(world: World) -> None:
    begin(world)
    world.everybody(2, 84, 84, 84)
    for number in (2, 3, 4):
        world.run(number)
    for (at,) in world.rows(tables.outbox, "not_before"):
        assert timedelta(seconds=180) <= at - morning(day(4)) <= timedelta(seconds=840)
        assert at.minute % 30


def test_updates_daily_repeats_after_three_duty_days_and_resolves_to_the_same_people(world: World) -> None:
    begin(world)
    world.everybody(2, *[100] * 9)
    world.write("L1", 2, 84, 84, 84, 80, "closed", 81, 82, 83, 90)
    counts = [world.run(number).counts for number in range(2, 11)]
    assert counts[2] == {"fired": 1, "messages": 2}
    assert counts[3] == {"messages": 0} or counts[3] == {}
    assert [c.get("messages", 0) for c in counts] == [0, 0, 2, 0, 0, 0, 2, 0, 2]  # day 8: 5, 7, 8 are three duty days
    assert world.events() == ["fired", "told", "updated", "updated", "updated", "told", "updated", "resolved", "told"]
    assert [(m[0], m[1]) for m in world.messages()[2:]] == [
        ("repeat", "manager_A1"),
        ("repeat", "director_D1"),
        ("resolved", "manager_A1"),
        ("resolved", "director_D1"),
    ]
    assert world.incidents() == [("", "L1", "resolved", 2, 4, 10, False)]
    assert world.rows(tables.rule_state) == []


def test_more_serious_is_told_at_once(world: World) -> None:
    begin(world)
    world.everybody(2, 100, 100, 100, 100)
    world.write("L1", 2, 84, 84, 84, 84)
    for number in (2, 3, 4):
        world.run(number)
    world.change(severity="critical")
    assert world.run(5).counts["messages"] == 2
    assert world.run(5).counts.get("messages", 0) == 0


def test_a_correction_withdraws_with_a_correcting_message(world: World) -> None:
    begin(world)
    world.everybody(2, 100, 100, 100, 100)
    world.write("L1", 2, 84, 84, 84, 84)
    for number in (2, 3, 4):
        world.run(number)
    with writing(world.engine) as connection:  # the first messages have left
        connection.execute(sa.update(tables.outbox).values(state="sent"))
    world.write("L1", 3, 86)
    assert world.run(5).counts == {"retracted": 1, "messages": 2}
    assert world.incidents() == [("", "L1", "retracted", 2, 4, 5, False)]
    assert [m[:3] for m in world.messages()[2:]] == [
        ("retracted", "manager_A1", False),
        ("retracted", "director_D1", True),
    ]
    before = world.everything()
    world.run(5)
    assert world.everything() == before
    world.write("L1", 3, 84)  # corrected back: it held after all
    assert world.run(5).counts == {"reopened": 1, "messages": 2}
    assert world.incidents() == [("", "L1", "firing", 2, 4, None, True)]


def test_a_message_that_has_not_left_is_stopped_instead(world: World) -> None:
    begin(world)
    world.everybody(2, 100, 100, 100)
    world.write("L1", 2, 84, 84, 84)
    for number in (2, 3, 4):
        world.run(number)
    world.write("L1", 3, 86)
    world.run(4)
    assert [(m[0], m[3]) for m in world.messages()] == [("fired", "cancelled")] * 2


def test_a_correction_that_makes_it_hold_fires_late(world: World) -> None:
    begin(world)
    world.everybody(2, *[100] * 5)
    world.write("L1", 2, 84, 100, 84, 100, 100)
    for number in range(2, 7):
        world.run(number)
    assert world.incidents() == []
    world.write("L1", 3, 70)
    assert world.run(6).counts == {"fired": 1, "messages": 2}
    assert world.incidents() == [("", "L1", "resolved", 2, 4, 5, True)]  # over already, but people are told: 补报
    world.write("L2", 2, 10, 10, 10, 10, 10)
    world.run(6)
    assert world.incidents()[1] == ("", "L2", "firing", 2, 4, None, True)


def test_corrections_older_than_sixty_days_are_named_and_change_nothing(world: World) -> None:
    world.everybody(1, *[100] * 70)
    world.run(69)
    world.run(70)
    world.write("L1", 1, 10, 10, 10)
    outcome = world.run(70)
    assert [issue.code for issue in outcome.issues] == ["N954"]
    assert world.incidents() == []
    assert world.rows(tables.touched) == []


def test_an_incident_older_than_the_window_goes_on(world: World) -> None:
    begin(world)
    world.everybody(2, *[100] * 99)
    world.write("L1", 2, *[84] * 99)
    for number in range(2, 101):
        world.run(number)
    assert world.incidents() == [("", "L1", "firing", 2, 4, None, False)]
    world.write("L1", 101, 99)
    world.run(101)
    assert world.incidents() == [("", "L1", "resolved", 2, 4, 101, False)]


def test_a_first_run_tells_what_goes_on_and_leaves_the_past_alone(world: World) -> None:
    world.everybody(1, *[100] * 9)
    world.write("L1", 1, 84, 84, 84, 100)
    world.write("L2", 5, 84, 84, 84, "closed", "closed")
    world.run(9)
    assert world.incidents() == [("", "L2", "firing", 5, 7, None, True)]


def test_missing_data_of_one_unit_is_an_incident_of_its_own(world: World) -> None:
    begin(world)
    world.everybody(2, *[100] * 5)
    world.write("L1", 2, 84, None, None, 84, 84)
    for number in (2, 3):
        world.run(number)
    assert world.incidents() == []
    world.run(4)
    assert world.incidents() == [("no_data", "L1", "firing", 3, 4, None, False)]
    world.run(5)
    assert world.incidents() == [("no_data", "L1", "resolved", 3, 4, 5, False)]
    world.run(6)
    assert world.incidents()[1] == ("", "L1", "firing", 2, 6, None, False)  # hold: 2, 5, 6
    world.write("L1", 3, 100, 100)
    world.run(6)
    assert [one[2] for one in world.incidents()] == ["resolved", "retracted"]


def test_late_data_ends_the_notice_of_missing_data(world: World) -> None:
    begin(world)
    world.everybody(2, 100, 100)
    world.write("L1", 2, None, None)
    world.run(2)
    world.run(3)
    world.write("L1", 2, 100, 100)
    world.run(3)
    assert world.incidents() == [("no_data", "L1", "resolved", 2, 3, 3, False)]


def test_a_dead_feed_is_one_notice_and_fires_nothing(world: World) -> None:
    world.change(condition={**world.rule.condition, "missing": "count"})
    begin(world)
    world.everybody(2, 84, 84, None, None)
    world.run(2)
    world.run(3)
    for number in (4, 5):
        outcome = world.run(number)
        assert outcome.state == "held"
        assert [issue.code for issue in outcome.issues] == ["N952"]
    assert world.incidents() == [("no_feed", "H", "firing", 4, 4, None, False)]
    assert world.messages() == [("fired", "hq_H", False, "waiting")]
    world.everybody(6, 100)
    world.run(6)
    assert world.incidents()[0][2] == "resolved"
    assert len([one for one in world.incidents() if one[0] == "no_data"]) == 0  # nobody is told 5 times of one feed


def test_corrections_wait_while_the_feed_is_dead(world: World) -> None:
    begin(world)
    world.everybody(2, 84, None)
    world.run(2)
    world.run(3)
    assert world.rows(tables.touched) != []
    world.everybody(3, 84)
    world.everybody(4, 84)
    world.run(4)
    assert len(world.incidents()) == 6  # the feed's, and five that counted 2, 3, 4


def test_a_closed_unit_ends_its_incident(world: World) -> None:
    begin(world)
    world.everybody(2, *[100] * 5)
    world.write("L1", 2, 84, 84, 84, "closed", "closed")
    for number in (2, 3, 4, 5):
        world.run(number)
    with writing(world.engine) as connection:
        u = tables.org_unit
        connection.execute(sa.update(u).where(u.c.code == "L1").values(closed=day(5)))
    world.run(6)
    assert world.incidents() == [("", "L1", "resolved", 2, 4, 5, False)]


def test_another_wording_ends_what_goes_on_and_leaves_what_was(world: World) -> None:
    begin(world)
    world.everybody(2, *[100] * 9)
    world.write("L1", 2, 84, 84, 84, 100)
    world.write("L2", 2, 84, 84, 84, 84, 84, 84)
    for number in range(2, 7):
        world.run(number)
    world.change(condition={**world.rule.condition, "attainment_below": 0.8})
    world.run(7)
    assert world.incidents() == [
        ("", "L1", "resolved", 2, 4, 5, False),
        ("", "L2", "resolved", 2, 4, 7, False),
    ]
    world.run(8)
    assert len(world.incidents()) == 2


def test_days_whose_runs_were_missed_are_looked_at(world: World) -> None:
    begin(world)
    world.everybody(2, *[100] * 5)
    world.write("L1", 2, 84, 84, 84, 100, 100, touch=False)  # nobody notes days that no rule has seen yet
    world.write("L2", 2, 84, 84, 84, "closed", "closed", touch=False)
    world.forget_touched()
    world.run(6)
    assert world.incidents() == [("", "L1", "resolved", 2, 4, 5, True), ("", "L2", "firing", 2, 4, None, True)]


def test_an_earlier_day_does_not_unlearn_what_is_known(world: World) -> None:
    begin(world)
    world.everybody(2, 84, 84, 84)
    for number in (2, 3, 4):
        world.run(number)
    before = world.everything()
    assert world.run(2).day == day(4)
    assert world.everything() == before


def test_two_statements_of_figures_whatever_the_units(world: World) -> None:
    begin(world)
    world.everybody(2, 84)
    world.asked.clear()
    world.run(2)
    assert [units for units, _, _ in world.asked] == [None, 5]


def transitions(world: World) -> None:
    """Three units: one about to fire, one about to resolve, one about to be withdrawn; the next evaluation does it."""
    begin(world)
    world.everybody(2, *[100] * 4)
    world.write("L1", 2, 100, 84, 84, 84)
    world.write("L2", 2, 84, 84, 84, 100)
    world.write("L3", 2, 84, 84, 84, 84)
    for number in (2, 3, 4):
        world.run(number)
    with writing(world.engine) as connection:
        connection.execute(sa.update(tables.outbox).values(state="sent"))
    world.write("L3", 3, 99)


def state_of(world: World) -> dict[str, object]:
    return world.everything() | {"touched": world.rows(tables.touched), "runs": world.rows(tables.rule_run)}


class Killed(Exception):
    """The process ends here."""


WRITES = 13  # of this transition; the test below says so when it changes


@pytest.mark.parametrize("step", range(1, WRITES + 1))
def test_killed_after_any_write_nothing_half_is_left(world: World, step: int) -> None:
    transitions(world)
    before = state_of(world)
    count = 0

    def kill(connection: object, cursor: object, statement: str, *rest: object) -> None:
        nonlocal count
        if statement.split()[0] in ("INSERT", "UPDATE", "DELETE"):
            count += 1
            if count == step:
                raise Killed

    sa.event.listen(world.engine, "after_cursor_execute", kill)
    with pytest.raises(Killed), writing(world.engine) as connection:
        evaluate(connection, world.release, world.rule, day(5), now=morning(day(5)), series=world.series)
    sa.event.remove(world.engine, "after_cursor_execute", kill)
    assert state_of(world) == before
    world.run(5)
    assert [(one[1], one[2]) for one in world.incidents()] == [
        ("L2", "resolved"),
        ("L3", "retracted"),
        ("L1", "firing"),
    ]
    last = [(purpose, login) for purpose, login, _, state in world.messages() if state == "waiting"]
    assert sorted(last) == sorted(
        (purpose, login) for purpose in ("fired", "resolved", "retracted") for login in ("manager_A1", "director_D1")
    )


def test_every_write_of_the_transition_was_a_kill_point(world: World) -> None:
    transitions(world)
    writes: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if statement.split()[0] in ("INSERT", "UPDATE", "DELETE"):
            writes.append(statement)

    sa.event.listen(world.engine, "after_cursor_execute", note)
    world.run(5)
    sa.event.remove(world.engine, "after_cursor_execute", note)
    assert len(writes) == WRITES


def test_the_reader_of_a_report_sees_only_his_indicators() -> None:
    class Nothing:
        def shows(self, indicator: str, unit_id: int) -> bool:
            return indicator != "oos"

    line = {"zh": "缺货率 12%", "en": "short 12%"}

    def cause(name: str, indicator: str) -> dict[str, object]:
        words = {"title": {"zh": name, "en": name}, "evidence": {"zh": "12%", "en": "12%"}}
        return {"name": name, "indicator": indicator, **words}

    body = {
        "sections": [{"name": "causes", "lines": [line | {"indicator": "oos"}]}, {"name": "facts", "lines": [line]}],
        "causes": [cause("a", "oos"), cause("b", "staff")],
        "drivers": None,
        "top_cause": "a",
    }
    seen = visible_report(Nothing(), 1, body)  # type: ignore[arg-type]
    assert [one["name"] for one in seen["sections"]] == ["facts"]
    assert seen["top_cause"] == "b"
    assert seen["summary"] == {"zh": "b：12%", "en": "b: 12%"}
    assert [one["name"] for one in seen["causes"]] == ["b"]
    # where causes were found but none may be seen, nothing is said about causes at all: "none found" would be untrue
    assert visible_report(Nothing(), 1, body | {"causes": [cause("a", "oos")]})["summary"] is None  # type: ignore[arg-type]
