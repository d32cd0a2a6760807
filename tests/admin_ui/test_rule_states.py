"""How the rules stand, in the scope of who asks: N22 (80 %) and S12 (50 %) are low on each day from 1 November on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from engine.definitions.release import current_release
from engine.storage.database import reading
from rule_builder.rounds import evaluate_rules
from tests.admin_ui.conftest import Person, World
from tests.admin_ui.test_rules import CHANNEL, RULE, chief, open_change, publish

__all__ = ["chief"]  # the fixture


def test_states_turns_and_runs(world: World, chief: Person, person: Callable[[str], Person]) -> None:
    publish(chief, open_change(chief, CHANNEL, RULE))
    with reading(world.database) as connection:
        release = current_release(connection)
    assert release is not None
    (before,) = chief.get("/rules/states")
    assert (before["rule"], before["last"], before["failures"], before["broken"]) == ("low", None, 0, False)
    for number in (2, 3, 3):
        evaluate_rules(world.database, release, date(2026, 11, number))

    (one,) = chief.get("/rules/states")
    assert one["counts"] == {"pending": 0, "firing": 2, "recovering": 0, "no_data": 0, "error": 0}
    assert (one["last"]["day"], one["last"]["state"], one["last_done"]) == ("2026-11-03", "done", "2026-11-03")
    assert [
        (row["unit"]["code"], row["state"], row["count"], row["needed"]) for row in chief.get("/rules/low/states")
    ] == [
        ("N22", "firing", 3, 3),
        ("S12", "firing", 3, 3),
    ]
    turns = chief.get("/rules/low/transitions?unit=N22")
    assert [(row["day"], row["before"], row["after"], row["count"]) for row in turns] == [
        ("2026-11-03", "pending", "firing", 3),
        ("2026-11-02", "normal", "pending", 2),
    ]
    assert [(day["day"], day["actual"], day["target"], day["attainment"]) for day in turns[0]["facts"]["days"]] == [
        (f"2026-11-0{n}", 80.0, 100.0, 0.8) for n in (1, 2, 3)
    ]
    assert turns[0]["release"] == release.number

    north = person("dir_n")
    assert [row["unit"]["code"] for row in north.get("/rules/low/states")] == ["N22"]
    assert north.get("/rules/states")[0]["counts"]["firing"] == 1
    assert {row["unit"]["code"] for row in north.get("/rules/low/transitions")} == {"N22"}
    assert north.get("/rules/low/states?state=pending") == []
    for path in ("/rules/low/transitions?unit=S12", "/rules/low/states?unit=S12", "/rules/nothing/states"):
        foreign = north.call("GET", path)
        assert (foreign.status_code, foreign.get_json()) == (404, north.call("GET", "/units/nowhere").get_json())
