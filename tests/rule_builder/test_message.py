"""What a message says to whom: read with the reader's rights at the moment of sending."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from engine.access import actor_of
from engine.storage import tables
from engine.storage.database import reading, writing
from rule_builder.channels.contract import Recipient
from rule_builder.message import Cancelled, draft, message_context
from rule_builder.message_words import NAMES
from rule_builder.reporting import write_reports
from rule_builder.templates import compile_template, render
from tests.rule_builder.test_evaluate import begin
from tests.rule_builder.test_report import FakeReading
from tests.rule_builder.world import CAUSE, World, day


def fire(world: World, *units: str) -> None:
    world.change(causes=(CAUSE.name,))
    begin(world)
    world.everybody(2, 100, 100, 100)
    for code in units:
        world.write(code, 2, 84.96, 84, 70)
    for number in (2, 3, 4):
        world.run(number, reporter=lambda run, some: write_reports(run, some, FakeReading()))


def context(world: World, login: str, row: Any = None) -> Any:
    with reading(world.engine) as connection:
        if row is None:
            mine = tables.outbox.c.user_id == world.users[login]
            row = connection.execute(sa.select(tables.outbox).where(mine).order_by(tables.outbox.c.id)).all()[-1]
        actor = actor_of(connection, world.release, world.users[login], day(5))
        assert actor is not None
        return message_context(connection, world.release, row._mapping, actor, today=day(5), public_url="http://x/")


def text(world: World, login: str) -> str:
    """Title and body as they leave."""
    with reading(world.engine) as connection:
        mine = tables.outbox.c.user_id == world.users[login]
        row = connection.execute(sa.select(tables.outbox).where(mine).order_by(tables.outbox.c.id)).all()[-1]
        recipient = Recipient(world.users[login], login, "address", "en")
        made = draft(connection, world.release, row._mapping, recipient)
    if made is None:
        return ""
    return "\n".join(render(compile_template(source, NAMES), made.values) for source in (made.title, made.body))


def test_the_values_of_a_message(world: World) -> None:
    fire(world, "L1")
    values = context(world, "manager_A1")
    assert set(values) == set(NAMES)
    assert values["unit"] == "单元L1"
    plain = {"target": 1000000, "compared": None, "tested": None}
    assert values["days"] == [
        {"day": date(2026, 11, 3), "actual": 849600, "attainment": 0.849, **plain},
        {"day": date(2026, 11, 4), "actual": 840000, "attainment": 0.84, **plain},
        {"day": date(2026, 11, 5), "actual": 700000, "attainment": 0.7, **plain},
    ]
    assert (values["count"], values["cause"], values["copy"], values["digest"]) == (3, "缺货", False, False)
    assert (values["to_names"], values["cc_names"]) == ("manager_A1", "director_D1")
    assert values["link"].startswith("http://x/incident/")
    assert context(world, "director_D1")["copy"] is True


def test_each_in_his_language(world: World) -> None:
    fire(world, "L1")
    with writing(world.engine) as connection:
        u = tables.user_account
        connection.execute(sa.update(u).where(u.c.login == "director_D1").values(language="en"))
    assert context(world, "director_D1")["unit"] == "Unit L1"
    assert context(world, "manager_A1")["unit"] == "单元L1"


def test_who_may_no_longer_see_the_unit_gets_nothing(world: World) -> None:
    fire(world, "L1")
    world.vacate("manager_A1")
    with writing(world.engine) as connection:
        world.appoint(connection, "manager_A1", "manager", "A2")  # answers for other units now
    found = context(world, "manager_A1")
    assert isinstance(found, Cancelled)
    assert "no longer see" in found.reason
    assert text(world, "manager_A1") == ""


def test_a_digest_names_only_what_its_reader_may_see(world: World) -> None:
    fire(world, "L1", "L2", "L3", "L4")
    values = context(world, "manager_A1")
    assert (values["digest"], values["total"]) == (True, 4)
    assert [one["unit_code"] for one in values["incidents"]] == ["L1", "L2", "L3", "L4"]
    world.vacate("manager_A1")
    with writing(world.engine) as connection:
        world.appoint(connection, "manager_A1", "keeper", "L2")
    assert [one["unit_code"] for one in context(world, "manager_A1")["incidents"]] == ["L2"]


def test_a_digest_leaves_out_what_has_been_withdrawn(world: World) -> None:
    fire(world, "L1", "L2", "L3", "L4")
    world.write("L1", 3, 99)
    world.run(4)
    assert len(world.messages()) == 2  # the waiting digests do it: no correcting message is needed
    assert [one["unit_code"] for one in context(world, "manager_A1")["incidents"]] == ["L2", "L3", "L4"]


@pytest.mark.parametrize("units", [("L1",), ("L1", "L2", "L3", "L4"), ("M1",)])
def test_no_message_names_a_foreign_unit(world: World, units: tuple[str, ...]) -> None:
    """Canaries: every unit's name is its own, so that any other name in a body is a leak."""
    fire(world, *units)
    own = {"A1": {"L1", "L2", "L3", "L4"}, "D1": {"L1", "L2", "L3", "L4"}, "A2": {"M1"}, "D2": {"M1"}}
    seen = 0
    for login in {login for _, login, _, _ in world.messages()}:
        words = text(world, login) + repr(context(world, login))
        mine = own[login.rpartition("_")[2]]
        foreign = [f"单元{code}" for code in world.units if code not in mine]
        assert [name for name in foreign if name in words] == []
        assert any(f"单元{code}" in words for code in mine)
        seen += 1
    assert seen == 2


def test_a_cause_whose_indicator_is_hidden_is_not_named(world: World) -> None:
    fire(world, "L1")
    release = world.release
    for role in release.all("role"):
        role.hidden_indicators = ("oos",) if role.name == "manager" else ()
    with reading(world.engine) as connection:
        for login, cause in (("manager_A1", ""), ("director_D1", "缺货")):
            mine = tables.outbox.c.user_id == world.users[login]
            row = connection.execute(sa.select(tables.outbox).where(mine)).one()
            actor = actor_of(connection, release, world.users[login], day(5))
            assert actor is not None
            values = message_context(connection, release, row._mapping, actor, today=day(5), public_url="http://x")
            assert isinstance(values, dict)
            assert values["cause"] == cause


def test_the_built_in_words(world: World) -> None:
    fire(world, "L1")
    world.everybody(5, 100)
    world.run(5)
    assert text(world, "manager_A1").startswith("Resolved: Unit L1 Three low days\nUnit L1: Sales is back to normal")
    world.everybody(6, 100, 100)
    world.write("L2", 6, None, None)
    world.run(6)
    world.run(7)
    assert "No data: Unit L2" in text(world, "manager_A1")
    world.everybody(8, None)
    world.run(8)
    assert text(world, "hq_H").startswith(
        'No data: Three low days\nRule "Three low days" was not judged: no data at all for Sales (5 units expected)'
    )


def test_a_resolved_message_that_came_too_late_is_not_sent(world: World) -> None:
    fire(world, "L1")
    world.everybody(5, 100)
    world.run(5)
    world.write("L1", 5, 80)  # corrected: it goes on
    world.run(5)
    assert world.incidents()[0][2] == "firing"
    rows = [row for row in world.rows(tables.outbox) if row.purpose == "resolved"]
    assert all(isinstance(context(world, "manager_A1", row), Cancelled) for row in rows)
