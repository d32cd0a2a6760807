"""What a rule would do: who would be told and why, when it would have fired, what it would say. Nothing is kept."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from engine.base.issue import IssueError
from engine.storage.database import reading, writing
from engine.storage.tables import touched, user_address
from rule_builder.audience import audiences
from rule_builder.backtest import Firing, backtest, firings
from rule_builder.conditions import conditions
from rule_builder.foresee import foresee
from rule_builder.kinds.cause.names import SUFFIXES
from rule_builder.message_words import NAMES
from rule_builder.stages.posts import read_posts
from rule_builder.templates import compile_template
from rule_builder.templates.filters import FILTERS
from rule_builder.vocabulary import CAUSE_WORDS, FILTER_WORDS, NAME_WORDS
from tests.rule_builder.test_watch import CASES, fact, test_of
from tests.rule_builder.test_watch import day as table_day
from tests.rule_builder.world import World, day, morning

HOLE = re.compile(r"\{(\w+)\}")


def test_every_condition_says_its_sentence_in_both_languages() -> None:
    for name, condition in conditions().items():
        settings = set(condition.schema["properties"]) - {"type"}
        holes = {lang: set(HOLE.findall(condition.sentence[lang])) for lang in ("zh", "en")}
        assert holes["zh"] == holes["en"], name
        assert "indicator" in holes["zh"]
        assert holes["zh"] - {"indicator"} <= settings
        assert set(condition.controls) == settings
        for setting, control in condition.controls.items():
            assert set(control.choices) == set(condition.schema["properties"][setting].get("enum", ()))


def test_every_name_and_filter_of_messages_has_words() -> None:
    listed = {f"{name}[].{key}" for name, shape in NAMES.items() if shape for key in shape[0]}
    assert set(NAME_WORDS) == set(NAMES) | listed
    assert set(FILTER_WORDS) == set(FILTERS)
    assert set(CAUSE_WORDS) == {"value", *SUFFIXES}
    for _, example in FILTER_WORDS.values():
        compile_template("{% for d in days %}" + example.replace("list", "days") + "{% endfor %}", NAMES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_back_test_finds_the_episodes_of_the_truth_table(case: dict[str, Any]) -> None:
    facts = [fact(n, cell, case.get("ceiling0", False)) for n, cell in enumerate(case["days"], 1)]
    last = table_day(len(facts))
    found = firings({7: facts}, test_of(case), case.get("resolve_after", 1), table_day(1), last)
    want = [[a and table_day(a) for a in episode] for episode in case["episodes"]]
    assert [[f.first_day, f.fired_day, f.resolved_day] for f in found] == want


def test_the_back_test_of_a_window_counts_the_days_before_it(world: World) -> None:
    world.everybody(1, *[100] * 12)
    world.write("L1", 2, 84, 84, 84, 84, 100)  # fires on 4, over on 6
    world.write("L2", 4, 84, 84, 84)  # fires on 6
    world.write("M1", 9, 80, "closed", 80, 80)  # fires on 12
    world.write("L3", 9, 84, 85, 84, 84)  # never
    with reading(world.engine) as connection:
        found = backtest(connection, world.release, world.rule, day(4), day(12), world.series)
        u = world.units
        assert found.firings == (
            Firing(u["L1"], day(2), day(4), day(6), 4),
            Firing(u["L2"], day(4), day(6), day(7), 3),
            Firing(u["M1"], day(9), day(12), None, 3),
        )
        assert (found.units, found.cut) == (5, False)
        later = backtest(connection, world.release, world.rule, day(5), day(11), world.series)
        assert [one.fired_day for one in later.firings] == [day(6)]  # L1 fired before, M1 after
        # 80 instead of 85: only M1's 80s are not below it, and none of the 84s.
        strict = replace(world.rule, condition={**world.rule.condition, "attainment_below": 0.8})
        assert backtest(connection, world.release, strict, day(4), day(12), world.series).firings == ()
    assert world.everything() == {name: [] for name in world.everything()}


def test_so_many_units_are_looked_at_over_fewer_days(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.everybody(1, *[100] * 12)
    monkeypatch.setattr("rule_builder.backtest.MOST", 5 * 37)  # 5 units: 37 days, 30 of them before the first
    with reading(world.engine) as connection:
        found = backtest(connection, world.release, world.rule, day(1), day(12), world.series)
    assert (found.first, found.last, found.cut) == (day(6), day(12), True)


def told(world: World, unit: str = "L1") -> tuple[list[str], list[str], list[tuple[str, bool]]]:
    with reading(world.engine) as connection:
        posts = read_posts(connection, world.release, day(20))
        (found,) = audiences(connection, world.release, world.rule, posts, [world.units[unit]])
    lines = [(line.words["zh"], line.warning) for line in found.lines]
    return [person.login for person in found.to], [person.login for person in found.cc], lines


def reachable(world: World, *logins: str) -> None:
    with writing(world.engine) as connection:
        rows = [{"user_id": world.users[login], "channel": "phone", "address": login} for login in logins]
        connection.execute(sa.insert(user_address), rows)


def test_who_would_be_told_and_why(world: World) -> None:
    reachable(world, "manager_A1", "director_D1", "hq_H")
    assert told(world) == (
        ["manager_A1"],
        ["director_D1"],
        [("主送：manager @ 单元A1，在任 manager_A1", False), ("抄送：director @ 单元D1，在任 director_D1", False)],
    )
    world.vacate("manager_A1")
    assert told(world) == (
        ["director_D1"],
        ["hq_H"],
        [
            ("manager @ 单元A1：岗位空缺，由director代收", True),
            ("主送：director @ 单元D1，在任 director_D1", False),
            ("抄送：hq @ 单元H，递补，hq_H", False),
        ],
    )
    with writing(world.engine) as connection:
        world.appoint(connection, "stand_in", "manager", "A1", deputy=True)
    to, cc, lines = told(world)
    assert (to, cc) == (["stand_in"], ["director_D1"])
    assert lines[:2] == [
        ("主送：manager @ 单元A1，在任者空缺，代理人 stand_in", False),
        ("stand_in 没有此渠道的地址：消息会被拒收", True),
    ]
    for login in ("director_D1", "hq_H", "stand_in"):
        world.vacate(login)
    assert told(world)[2][-1] == ("没有人会收到消息", True)


class Looked:
    """Looks ahead and rolls back."""

    def __init__(self, world: World) -> None:
        self.world = world

    def __call__(self, number: int, **more: Any) -> Any:
        world = self.world
        options: dict[str, Any] = {
            "series": world.series,
            "reporter": lambda run, some: [],
            "public_url": "http://x",
        } | more
        with world.engine.connect() as connection:
            transaction = connection.begin()
            now = morning(day(number))
            found = foresee(connection, world.release, world.rule, day(number), now=now, **options)
            transaction.rollback()
        return found


class Phone:
    """A channel that sends what it renders."""

    name, title, formats, duplicate_window, per_minute = "phone", {"zh": "电话", "en": "Phone"}, ("text",), 0, 0

    def check(self, settings: Any) -> list[Any]:
        return []

    def escape(self, format: str) -> Any:
        return "plain"

    def render(self, message: Any, recipient: Any, settings: Any) -> dict[str, Any]:
        return {"to": recipient.address, "title": message.title, "text": message.text, "copy": message.copy}

    def send(self, *given: Any) -> Any:
        raise AssertionError("a preview never sends")


@pytest.fixture
def look(world: World, monkeypatch: pytest.MonkeyPatch) -> Looked:
    monkeypatch.setattr("rule_builder.foresee.channels", lambda: {"phone": Phone()})
    release = type(world).release.fget  # type: ignore[attr-defined]

    def with_format(self: World) -> Any:
        found = release(self)
        found.get("channel", "phone").format = None
        return found

    monkeypatch.setattr(World, "release", property(with_format))
    reachable(world, "manager_A1", "director_D1", "hq_H")
    return Looked(world)


def test_what_would_be_said_on_the_day_it_fires_and_nothing_is_kept(world: World, look: Looked) -> None:
    world.everybody(1, 100, 100, 100, 100, 100)
    world.write("L1", 2, 84, 83, 82)
    world.run(1)  # the rule has run already: its record is neither used nor touched
    before = world.everything(), world.rows(touched)
    found = look(4)
    assert found.fired == (world.units["L1"],)
    assert found.total == 2
    assert [(m.login, m.copy, m.made_up, m.units) for m in found.messages] == [
        ("manager_A1", False, False, (world.units["L1"],)),
        ("director_D1", True, False, (world.units["L1"],)),
    ]
    assert found.messages[0].bodies["zh"]["text"] == "单元L1 低"
    assert found.messages[0].bodies["en"]["text"] == "Unit L1 is low"
    assert look(3).messages == ()
    assert look(5).fired == ()
    assert [m.purpose for m in look(5).messages] == ["resolved", "resolved"]
    assert look(4, unit_id=world.units["L1"]).messages[0].made_up is False
    after = world.everything(), world.rows(touched)
    assert after == before


def test_an_incident_is_made_up_of_the_units_last_days(world: World, look: Looked) -> None:
    world.everybody(1, 100, 101, 102, None, 103)
    world.change(
        message={
            "zh": "{% for d in days %}{{ d.day | day('short') }} {{ d.attainment | percent }};{% endfor %}",
            "en": "x",
        }
    )
    (to, cc) = look(5, unit_id=world.units["M1"]).messages
    assert (to.login, to.made_up, to.stopped) == (
        "manager_A2",
        True,
        {"zh": "manager_A2 没有 phone 地址", "en": "manager_A2 has no phone address"},
    )
    assert cc.copy
    (to, cc) = look(5, unit_id=world.units["L2"]).messages
    # Days 2, 3 and 5 (4 had no data): 3, 4 and 6 November.
    assert to.bodies["zh"]["text"] == "11-03 101.0%;11-04 102.0%;11-06 103.0%;"
    for purpose, start in (
        ("resolved", "已恢复：单元L2"),
        ("retracted", "已撤回：单元L2"),
        ("repeat", "仍未恢复：单元L2"),
    ):
        some = look(5, unit_id=world.units["L2"], purpose=purpose).messages
        assert str(some[0].bodies["zh"]["title"]).startswith(start)
    with pytest.raises(IssueError) as error:
        look(2, unit_id=world.units["L2"])
    assert error.value.issues[0].code == "N861"


def test_the_day_after_decides_who_holds_the_post(world: World, look: Looked) -> None:
    world.everybody(1, 100, 100, 100)
    world.vacate("manager_A1")
    with writing(world.engine) as connection:
        world.appoint(connection, "old", "manager", "A1", until=day(4))
        world.appoint(connection, "new", "manager", "A1", since=day(4))
    reachable(world, "old", "new")
    assert look(3, unit_id=world.units["L1"]).messages[0].login == "new"  # told on the morning of day 4
