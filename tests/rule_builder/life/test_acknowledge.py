"""Twenty people press the button at once: one event, one line in the log, and the others are told who it was."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa

from engine.access.errors import AccessError, ForbiddenError
from engine.base import clock
from engine.base.issue import IssueError
from engine.storage.database import open_database, writing
from engine.storage.tables import audit, incident, incident_event, metadata
from rule_builder import life
from rule_builder.kinds.rule.model import Escalation, Respond
from rule_builder.life.round import look
from tests.rule_builder.world import World, day, morning

AT = morning(day(4))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def fired(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """L1 has fired; twenty managers answer for its area."""
    url = f"sqlite:///{tmp_path / 'n.sqlite'}"
    engine = open_database(url if request.param == "sqlite" else request.getfixturevalue("postgres_url"), pool_size=20)
    metadata.create_all(engine)
    world = World(engine).build()
    with writing(engine) as connection:
        for number in range(20):
            world.appoint(connection, f"m{number}", "manager", "A1")
    world.everybody(1, 100, 100, 100)
    world.write("L1", 1, 80, 80, 80)
    world.run(3)
    yield world
    engine.dispose()


def test_one_wins_and_the_others_are_told_who(fired: World) -> None:
    (row,) = fired.rows(incident)
    start = Barrier(20)

    def press(number: int) -> life.Acknowledged:
        start.wait()
        with writing(fired.engine) as connection:
            return life.acknowledge(connection, fired.release, row.public_id, fired.users[f"m{number}"], via="wecom")

    with clock.frozen(AT), ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(press, range(20)))
    (winner,) = [one for one in answers if one.new]
    assert {(one.login, one.user_id, one.at) for one in answers} == {(winner.login, winner.user_id, AT)}
    found: list[Any] = [r for r in fired.rows(incident_event) if r.event == "acknowledged"]
    assert [(r.actor, r.data["via"], r.at) for r in found] == [(winner.login, "wecom", AT)]
    lines = [r for r in fired.rows(audit) if r.action == "incident.acknowledge"]
    assert [(r.actor, r.object) for r in lines] == [(winner.login, row.public_id)]
    (row,) = fired.rows(incident)
    assert (row.acked_by, row.acked_at, row.responded_at) == (winner.user_id, AT, None)


def test_many_processes_go_round_and_each_thing_is_told_once(fired: World) -> None:
    fired.change(
        respond=Respond(within_hours=4, remind_hours=4, escalate=(Escalation(after_hours=4, role="director"),))
    )
    before = len(fired.messages())
    with writing(fired.engine) as connection:
        connection.execute(sa.update(incident).values(next_at=AT - timedelta(hours=20)))
    start = Barrier(8)

    def go_round(_: int) -> int:
        start.wait()
        with writing(fired.engine) as connection:
            return look(connection, fired.release, AT)

    with clock.frozen(AT), ThreadPoolExecutor(8) as pool:
        looked = list(pool.map(go_round, range(8)))
    assert sum(looked) == 1
    told = sorted((purpose, login) for purpose, login, _, _ in fired.messages()[before:])
    managers = sorted(["manager_A1", *(f"m{number}" for number in range(20))])
    assert told == [("escalated", "director_D1"), *(("remind", login) for login in managers)]


def test_a_reason_may_follow_once(fired: World) -> None:
    (row,) = fired.rows(incident)

    def acknowledge(login: str, **more: Any) -> life.Acknowledged:
        with clock.frozen(AT), writing(fired.engine) as connection:
            return life.acknowledge(connection, fired.release, row.id, fired.users[login], **more)

    acknowledge("m1", via="wecom")
    assert acknowledge("m2", reason_code="other") == life.Acknowledged(False, fired.users["m1"], "m1", AT, "other")
    assert acknowledge("m3", reason_code="other").new is False
    events = [(r.event, r.actor) for r in fired.rows(incident_event) if r.actor != "system"]
    assert events == [("acknowledged", "m1"), ("reason", "m2")]
    assert fired.rows(incident, "responded_at", "reason_code") == [(AT, "other")]
    with pytest.raises(IssueError) as caught:
        acknowledge("m4", reason_code="bad_luck")
    assert (caught.value.issues[0].code, caught.value.issues[0].path) == ("N834", "$.reason_code")


def test_only_who_may_see_and_answer_it(fired: World) -> None:
    (row,) = fired.rows(incident)
    with writing(fired.engine) as connection:
        fired.appoint(connection, "keeper_L2", "keeper", "L2")
        fired.appoint(connection, "gone", "manager", "A2")

    def acknowledge(login: str, reference: Any) -> None:
        with writing(fired.engine) as connection:
            life.acknowledge(connection, fired.release, reference, fired.users[login])

    for login, reference in (("keeper_L2", row.id), ("manager_A2", row.public_id), ("m1", "no-such"), ("m1", 99)):
        with pytest.raises(AccessError) as caught:
            acknowledge(login, reference)
        assert not isinstance(caught.value, ForbiddenError)
    assert {r.actor for r in fired.rows(incident_event)} == {"system"}
    with writing(fired.engine) as connection:
        connection.execute(sa.update(incident).values(state="retracted"))
    with pytest.raises(IssueError):
        acknowledge("m1", row.id)
