"""Who is told, in how many messages, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from engine.storage import tables
from engine.storage.database import reading, writing
from rule_builder.kinds.rule.model import Recipient
from rule_builder.stages.group import group
from rule_builder.stages.notice import Notice, Route, Vacancy
from rule_builder.stages.pace import pace
from rule_builder.stages.posts import read_posts
from rule_builder.stages.route import route
from tests.rule_builder.test_evaluate import begin
from tests.rule_builder.world import EVER, World, day, morning

TODAY = day(20)


def told(world: World, unit: str = "L1") -> tuple[list[str], list[str], list[Vacancy]]:
    logins = {key: login for login, key in world.users.items()}
    with reading(world.engine) as connection:
        way: Route = route(read_posts(connection, world.release, TODAY), world.rule, world.units[unit])
    return [logins[key] for key in way.to], [logins[key] for key in way.cc], list(way.vacancies)


def test_the_posts_that_answer_for_the_unit(world: World) -> None:
    assert told(world) == (["manager_A1"], ["director_D1"], [])
    assert told(world, "M1") == (["manager_A2"], ["director_D2"], [])


def test_a_vacant_first_post_goes_to_the_copys_post_and_the_copy_one_level_up(world: World) -> None:
    world.vacate("manager_A1")
    assert told(world) == (["director_D1"], ["hq_H"], [Vacancy("manager", "director")])


def test_a_vacant_copy_goes_one_level_up(world: World) -> None:
    world.vacate("director_D1")
    assert told(world) == (["manager_A1"], ["hq_H"], [Vacancy("director", "hq")])


def test_two_vacant_posts(world: World) -> None:
    world.vacate("manager_A1")
    world.vacate("director_D1")
    assert told(world) == (["hq_H"], [], [Vacancy("manager", "hq"), Vacancy("director", None)])
    world.vacate("hq_H")
    assert told(world) == ([], [], [Vacancy("manager", None), Vacancy("director", None)])


def test_a_deputy_only_where_the_holder_is_absent(world: World) -> None:
    with writing(world.engine) as connection:
        world.appoint(connection, "stand_in", "manager", "A1", deputy=True)
    assert told(world)[0] == ["manager_A1"]
    world.vacate("manager_A1")
    assert told(world) == (["stand_in"], ["director_D1"], [])


def test_posts_go_by_their_dates(world: World) -> None:
    world.vacate("manager_A1")
    with writing(world.engine) as connection:
        world.appoint(connection, "before", "manager", "A1", until=TODAY)
        world.appoint(connection, "after", "manager", "A1", since=TODAY)
    assert told(world)[0] == ["after"]


def test_an_inactive_user_holds_nothing(world: World) -> None:
    with writing(world.engine) as connection:
        u = tables.user_account
        connection.execute(sa.update(u).where(u.c.login == "manager_A1").values(active=False))
    assert told(world) == (["director_D1"], ["hq_H"], [Vacancy("manager", "director")])


def test_one_person_with_both_posts_gets_one_message(world: World) -> None:
    with writing(world.engine) as connection:
        world.appoint(connection, "manager_A1", "director", "D1")
    assert told(world) == (["manager_A1"], ["director_D1"], [])
    world.vacate("director_D1")  # manager_A1 still holds that post too
    assert told(world)[:2] == (["manager_A1"], [])


def test_the_rule_may_name_who_steps_in(world: World) -> None:
    world.change(fallback=Recipient(role="keeper"))
    with writing(world.engine) as connection:
        world.appoint(connection, "keeper_L1", "keeper", "L1")
    world.vacate("director_D1")
    assert told(world) == (["manager_A1"], ["keeper_L1"], [Vacancy("director", "keeper")])


def test_without_a_copy_only_one_is_told(world: World) -> None:
    world.change(cc=None)
    assert told(world) == (["manager_A1"], [], [])
    world.vacate("manager_A1")
    assert told(world) == (["director_D1"], [], [Vacancy("manager", "director")])


def test_a_move_to_another_area_changes_who_is_told_next(world: World) -> None:
    with writing(world.engine) as connection:
        k = tables.org_link
        moved = world.units["L1"]
        connection.execute(sa.update(k).where(k.c.unit_id == moved).values(valid_to=TODAY))
        path = f"/{world.units['H']}/{world.units['D2']}/{world.units['A2']}/{moved}/"
        link = {"unit_id": moved, "valid_from": TODAY, "valid_to": EVER, "parent_id": world.units["A2"], "depth": 3}
        connection.execute(sa.insert(k).values(**link, path=path, path_end=path[:-1] + "0"))
    assert told(world) == (["manager_A2"], ["director_D2"], [])


def test_vacancies_are_on_record(world: World) -> None:
    world.vacate("manager_A1")
    begin(world)
    world.everybody(2, 100, 100, 100)
    world.write("L1", 2, 84, 84, 84)
    for number in (2, 3):
        world.run(number)
    outcome = world.run(4)
    assert world.messages() == [("fired", "director_D1", False, "waiting"), ("fired", "hq_H", True, "waiting")]
    assert world.events() == ["fired", "vacant", "told"]
    (issue,) = outcome.issues
    assert (issue.code, issue.level) == ("N953", "warning")
    assert issue.message["en"] == 'L1: post "manager" is vacant, "director" is told instead'


def test_nobody_to_tell_is_on_record_too(world: World) -> None:
    for login in ("manager_A1", "director_D1", "hq_H"):
        world.vacate(login)
    begin(world)
    world.everybody(2, 100, 100, 100)
    world.write("L1", 2, 84, 84, 84)
    for number in (2, 3, 4):
        world.run(number)
    assert world.messages() == []
    assert world.events() == ["fired", "vacant", "vacant", "untold"]


def test_more_than_three_at_once_are_one_digest(world: World) -> None:
    begin(world)
    world.everybody(2, 84, 84, 84)
    for number in (2, 3, 4):
        world.run(number)
    assert len(world.incidents()) == 5  # four of A1, one of A2
    assert sorted(world.messages()) == [
        ("digest", "director_D1", True, "waiting"),
        ("digest", "manager_A1", False, "waiting"),
        ("fired", "director_D2", True, "waiting"),
        ("fired", "manager_A2", False, "waiting"),
    ]
    (subject,) = [s for s, key in world.rows(tables.outbox, "subject", "key") if ":" in key and "digest" in key][:1]
    assert len(subject["incidents"]) == 4
    before = world.everything()
    world.run(4)
    assert world.everything() == before


def test_a_message_goes_by_one_more_channel_once(world: World) -> None:
    world.change(also=("house",))
    begin(world)
    world.everybody(2, 100, 100, 100)
    world.write("L1", 2, 84, 84, 84)
    for number in (2, 3, 4, 4):
        world.run(number)
    logins = {key: login for login, key in world.users.items()}
    rows = world.rows(tables.outbox, "channel", "user_id", "copy", "key", "subject")
    assert [(channel, logins[user], copy, subject.get("also", False)) for channel, user, copy, _, subject in rows] == [
        ("phone", "manager_A1", False, False),
        ("phone", "director_D1", True, False),
        ("house", "manager_A1", False, True),
        ("house", "director_D1", True, True),
    ]
    keys = [row[3] for row in rows]
    assert keys[2:] == [f"{key} house" for key in keys[:2]]
    assert world.events() == ["fired", "told"]


def notice(number: int, **more: object) -> Notice:
    return replace(Notice("fired", number, f"i{number}", 1, 100 + number, TODAY, (1,), (2,)), **more)  # type: ignore[arg-type]


def test_keys_say_what_a_message_is_about() -> None:
    assert [e.key for e in group("low", [notice(1)], 3)] == ["fired:i1:1:1", "fired:i1:1:2"]
    assert [e.key for e in group("low", [notice(1, purpose="repeat", cc=())], 3)] == [f"repeat:i1:1:{TODAY}:1"]
    again = group("low", [notice(1, nth=2, cc=())], 3)
    assert [e.key for e in again] == ["fired:i1:2:1"]  # it fired a second time: another reason


def test_a_person_told_directly_of_some_and_by_copy_of_others_counts_once() -> None:
    notices = [notice(1), notice(2), notice(3, to=(2,), cc=()), notice(4, to=(2,), cc=())]
    envelopes = [e for e in group("low", notices, 3) if e.user_id == 2]
    assert [(e.purpose, e.copy, len(e.notices)) for e in envelopes] == [("digest", False, 4)]


@pytest.mark.parametrize("minute", range(0, 60, 7))
def test_pace(minute: int) -> None:
    now = morning(TODAY).replace(minute=minute)
    for n in range(50):
        at = pace(f"key{n}", now)
        assert at == pace(f"key{n}", now)
        assert timedelta(seconds=180) <= at - now <= timedelta(seconds=720 + 120)
        assert at.minute % 30
    assert len({pace(f"key{n}", now) for n in range(50)}) > 40
    assert pace("any", now, (0, 0)) == now
