"""What happens when nobody answers: stories over the small organisation, with the clock at the hours that matter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from engine.base import clock
from engine.base.issue import IssueError
from engine.storage.database import reading, writing
from engine.storage.tables import incident, incident_action, incident_event, outbox
from rule_builder import life
from rule_builder.channels.contract import Recipient
from rule_builder.kinds.rule.model import Escalation, Respond
from rule_builder.life import actions
from rule_builder.life.round import look
from rule_builder.message import draft
from rule_builder.message_words import NAMES
from rule_builder.templates import compile_template, render
from tests.rule_builder.world import World, day, morning

RESPOND = Respond(
    within_hours=24,
    remind_hours=12,
    escalate=(
        Escalation(after_hours=24, role="director"),
        Escalation(after_hours=72, role="hq", severity="critical"),
    ),
)
FIRED = morning(day(3))


@pytest.fixture
def fired(world: World) -> World:
    """L1 fired on the third day, at 08:00 of the fourth."""
    world.change(respond=RESPOND)
    world.everybody(1, 100, 100, 100)
    world.write("L1", 1, 80, 80, 80)
    with clock.frozen(FIRED):
        world.run(3)
    return world


@contextmanager
def acting(world: World, hours: float) -> Iterator[sa.Connection]:
    """A transaction so many hours after the firing."""
    with clock.frozen(FIRED + timedelta(hours=hours)), writing(world.engine) as connection:
        yield connection


def go_round(world: World, hours: float) -> list[tuple[str, str]]:
    """What a round at that hour tells: (purpose, login)."""
    before = len(world.messages())
    with acting(world, hours) as connection:
        while look(connection, world.release, clock.now()):
            pass
    return [(purpose, login) for purpose, login, _, _ in world.messages()[before:]]


def the(world: World) -> Any:
    with reading(world.engine) as connection:
        return connection.execute(sa.select(incident)).one()


def said(world: World, login: str, purpose: str, hours: float, language: str = "zh") -> str | None:
    """The newest message of a purpose as its reader would get it at an hour; None: it is not sent any more."""
    with clock.frozen(FIRED + timedelta(hours=hours)), world.engine.connect() as connection:
        mine = sa.and_(outbox.c.user_id == world.users[login], outbox.c.purpose == purpose)
        row = connection.execute(sa.select(outbox).where(mine).order_by(outbox.c.id.desc())).mappings().first()
        assert row is not None
        reader = Recipient(world.users[login], login, "address", language)
        found = draft(connection, world.release, dict(row), reader, public_url="https://n")
    if found is None:
        return None
    return "\n".join(render(compile_template(text, NAMES), found.values) for text in (found.title, found.body))


def test_nobody_answers_reminded_then_the_director_then_head_office(fired: World) -> None:
    assert the(fired).next_at == FIRED + timedelta(hours=12)
    assert go_round(fired, 11.9) == []
    assert go_round(fired, 12) == [("remind", "manager_A1")]
    assert go_round(fired, 12.1) == []
    assert go_round(fired, 24.2) == [("remind", "manager_A1"), ("escalated", "director_D1")]
    assert (the(fired).severity, the(fired).escalation) == ("warning", 1)
    assert go_round(fired, 71) == []
    assert go_round(fired, 72) == [("escalated", "hq_H")]
    assert (the(fired).severity, the(fired).escalation, the(fired).next_at) == ("critical", 2, None)
    steps = [data for event, data in fired.rows(incident_event, "event", "data") if event == "escalated"]
    assert steps == [
        {"step": 1, "role": "director", "hours": 24},
        {"step": 2, "role": "hq", "hours": 72, "severity": "critical"},
    ]


def test_the_words_say_since_when_and_are_not_sent_after_an_answer(fired: World) -> None:
    go_round(fired, 12)
    # 08:00 on 5 November plus a day; the first cause and the data time are empty here
    assert "已 12 小时，仍待响应" in (said(fired, "manager_A1", "remind", 12) or "")
    assert "11-06 08:00" in (said(fired, "manager_A1", "remind", 12) or "")
    assert "for 12 h" in (said(fired, "manager_A1", "remind", 12, "en") or "")
    go_round(fired, 24)
    assert (said(fired, "director_D1", "escalated", 24) or "").startswith("上报：单元L1")
    with acting(fired, 25) as connection:
        assert life.acknowledge(connection, fired.release, the(fired).public_id, fired.users["manager_A1"]).new
    assert said(fired, "director_D1", "escalated", 25) is None
    assert said(fired, "manager_A1", "remind", 25) is None
    assert go_round(fired, 100) == []
    assert the(fired).next_at is None


def test_missed_rounds_are_made_up_for_at_once(fired: World) -> None:
    assert go_round(fired, 80) == [("remind", "manager_A1"), ("escalated", "director_D1"), ("escalated", "hq_H")]
    assert go_round(fired, 81) == []


def test_the_assignee_is_reminded_and_not_those_told(fired: World) -> None:
    with acting(fired, 1) as connection:
        assert life.assign(connection, fired.release, the(fired).id, fired.users["director_D1"], "manager_A1")
    assert [m[:2] for m in fired.messages()][-1] == ("assigned", "manager_A1")
    with acting(fired, 1.5) as connection:
        assert not life.assign(connection, fired.release, the(fired).id, fired.users["director_D1"], "manager_A1")
        for nobody in ("hq_H", "nobody"):  # above the director, and not named to him: as good as not there
            with pytest.raises(IssueError):
                life.assign(connection, fired.release, the(fired).id, fired.users["director_D1"], nobody)
        assert life.assign(connection, fired.release, the(fired).id, fired.users["hq_H"], "director_D1")
    assert said(fired, "manager_A1", "assigned", 2) is None  # no longer his
    assert "指派给您" in (said(fired, "director_D1", "assigned", 2) or "")
    assert go_round(fired, 12) == [("remind", "director_D1")]


def test_a_vacant_post_is_stood_in_for_by_its_deputy_or_the_next_above(fired: World) -> None:
    fired.vacate("director_D1")
    assert go_round(fired, 24) == [("remind", "manager_A1"), ("escalated", "hq_H")]
    (step,) = [data for event, data in fired.rows(incident_event, "event", "data") if event == "escalated"]
    assert step == {"step": 1, "role": "director", "hours": 24, "instead": "hq"}


def test_a_deputy_is_told_for_a_vacant_post(fired: World) -> None:
    fired.vacate("director_D1")
    with writing(fired.engine) as connection:
        fired.appoint(connection, "deputy_D1", "director", "D1", deputy=True)
    assert go_round(fired, 24)[1:] == [("escalated", "deputy_D1")]


def test_where_an_action_is_needed_an_acknowledgement_does_not_stop_the_clock(fired: World) -> None:
    fired.change(respond=Respond(within_hours=24, needs="action", escalate=RESPOND.escalate))
    manager = fired.users["manager_A1"]
    with acting(fired, 1) as connection:
        life.acknowledge(connection, fired.release, the(fired).id, manager, reason_code="other")
    assert the(fired).responded_at == FIRED + timedelta(hours=1)
    assert go_round(fired, 24) == [("escalated", "director_D1")]
    with acting(fired, 30) as connection:
        key = actions.plan(
            connection, fired.release, the(fired).id, manager, text="补货", owner="manager_A1", due_on=date(2026, 11, 7)
        )
    assert go_round(fired, 72) == []
    # due on the 7th: chased at 09:00 on the 8th and each morning after, until it is done
    late = datetime(2026, 11, 8, 1, tzinfo=FIRED.tzinfo)
    hours = (late - FIRED) / timedelta(hours=1)
    assert the(fired).next_at == late
    assert go_round(fired, hours) == [("action_overdue", "manager_A1")]
    assert "补货（11-07）" in (said(fired, "manager_A1", "action_overdue", hours) or "")
    assert go_round(fired, hours + 23.9) == []
    assert go_round(fired, hours + 24) == [("action_overdue", "manager_A1")]
    with acting(fired, hours + 25) as connection:
        assert actions.change(connection, fired.release, the(fired).id, manager, key, state="done", note="done")
        assert not actions.change(connection, fired.release, the(fired).id, manager, key, state="done")
    assert said(fired, "manager_A1", "action_overdue", hours + 25) is None
    assert go_round(fired, hours + 72) == []


def test_the_data_says_it_is_over_and_comes_back(fired: World) -> None:
    manager = fired.users["manager_A1"]
    with acting(fired, 1) as connection:
        life.acknowledge(connection, fired.release, the(fired).id, manager, note="seen")
        actions.plan(
            connection, fired.release, the(fired).id, manager, text="x", owner="manager_A1", due_on=date(2026, 11, 6)
        )
    fired.everybody(4, 100)
    with clock.frozen(morning(day(4))):
        fired.run(4)
    assert (the(fired).state, the(fired).next_at) == ("resolved", None)
    assert [state for (state,) in fired.rows(incident_action, "state")] == ["open"]
    assert go_round(fired, 200) == []  # nobody is chased about what is over
    fired.write("L1", 4, 80)  # day 4 was bad after all
    fired.write("L1", 5, 80)
    with clock.frozen(morning(day(5))):
        fired.run(5)
    row = the(fired)
    assert (row.state, row.acked_at, row.acked_by, row.escalation) == ("firing", None, None, 0)
    assert row.next_at == morning(day(5)) + timedelta(hours=12)
    since = (morning(day(5)) - FIRED) / timedelta(hours=1)
    assert ("remind", "manager_A1") in go_round(fired, since + 12)
    assert row.responded_at == FIRED + timedelta(hours=1)  # the first response stays the first


def test_closed_by_a_person_nobody_is_told_again_until_it_is_opened(fired: World) -> None:
    manager, director = fired.users["manager_A1"], fired.users["director_D1"]
    with acting(fired, 2) as connection:
        assert life.close(connection, fired.release, the(fired).id, manager, note="装修", reason_code="other")
        assert not life.close(connection, fired.release, the(fired).id, director, note="again")
        with pytest.raises(IssueError) as caught:
            life.acknowledge(connection, fired.release, the(fired).id, director)
    assert caught.value.issues[0].code == "N834"
    fired.everybody(4, 100, 100, 100)
    fired.write("L1", 4, 80, 80, 80)
    for number in (4, 5, 6):
        with clock.frozen(morning(day(number))):
            fired.run(number)
    mine = [one for one in fired.rows(incident) if one.unit_id == fired.units["L1"]]
    assert (mine[0].state, mine[0].closed_by) == ("firing", manager)
    assert not [p for p, *_ in fired.messages() if p == "repeat"]
    assert go_round(fired, 100) == []
    with acting(fired, 100) as connection:
        assert life.reopen(connection, fired.release, mine[0].id, director, note="not over")
        assert not life.reopen(connection, fired.release, mine[0].id, director, note="not over")
    reopened = next(one for one in fired.rows(incident) if one.id == mine[0].id)
    assert (reopened.closed_at, reopened.next_at) == (None, FIRED + timedelta(hours=112))


def test_a_rule_without_a_wish_chases_nobody(world: World) -> None:
    world.everybody(1, 80, 80, 80)
    with clock.frozen(FIRED):
        world.run(3)
    assert {row.next_at for row in world.rows(incident)} == {None}


def test_reading_is_noted_once_and_only_of_those_told(fired: World) -> None:
    row = the(fired)
    with acting(fired, 0.3) as connection:
        assert life.note_read(connection, [row.id], fired.users["manager_A1"], clock.now()) == 1
        assert life.note_read(connection, [row.id], fired.users["manager_A1"], clock.now(), via="inbox") == 0
        assert life.note_read(connection, [row.id, 999], fired.users["hq_H"], clock.now()) == 0
    reads = [
        (actor, data) for event, actor, data in fired.rows(incident_event, "event", "actor", "data") if event == "read"
    ]
    assert reads == [("manager_A1", {"via": "app"})]


def test_many_at_once_are_a_digest(fired: World) -> None:
    with writing(fired.engine) as connection:
        row = the(fired)._asdict()
        del row["id"]
        for code in ("L2", "L3", "L4"):
            more = {"unit_id": fired.units[code], "public_id": f"copy-{code}"}
            connection.execute(sa.insert(incident).values(**(row | more)))
        for (key,) in connection.execute(sa.select(incident.c.id).where(incident.c.public_id.startswith("copy"))).all():
            told = {"purpose": "fired", "why": "first", "to": [fired.users["manager_A1"]], "cc": [], "keys": {}}
            event = {"incident_id": key, "at": FIRED, "event": "told", "actor": "system", "data": told}
            connection.execute(sa.insert(incident_event).values(**event))
    assert go_round(fired, 12) == [("digest", "manager_A1")]
    text = said(fired, "manager_A1", "digest", 12) or ""
    assert text.startswith("待响应：")
    assert [f"单元L{n}" in text for n in (1, 2, 3, 4)] == [True] * 4
