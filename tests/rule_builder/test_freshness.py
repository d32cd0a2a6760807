"""Data that is late or far too little holds a rule: one notice about the data, and no alert until it is in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from engine.base import clock
from engine.definitions.publish import publish
from engine.definitions.read import read_value
from engine.facts import begin_load, publish_load, stage
from engine.storage import tables
from engine.storage.database import writing
from rule_builder.evaluate import Outcome
from tests.rule_builder.test_whole import COLUMNS, FILES, LEAVES, PACKAGE, A, Shop, named, titled
from tests.rule_builder.world import World, day


def mornings(world: World, first: int, *percents: Any) -> Outcome:
    for number, cell in enumerate(percents, first):
        world.everybody(number, cell)
        outcome = world.run(number)
    return outcome


def some_low(world: World, number: int, codes: tuple[str, ...]) -> None:
    """Only these have data on a day, and it is low."""
    world.everybody(number, None)
    for code in codes:
        world.write(code, number, 84)


def test_far_fewer_units_than_usual_hold_the_rule(world: World) -> None:
    """Two of five (40 %) where all five are usual; three of five are judged."""
    mornings(world, 1, 100, 100, 100, 84, 84)
    some_low(world, 6, ("L1", "L2"))
    outcome = world.run(6)
    assert outcome.state == "held"
    (issue,) = outcome.issues
    assert issue.code == "N802"
    assert issue.message["zh"] == "2026-11-07 暂不判断：销售额只有 2/5 个单元有数据，平时约 100%"
    assert world.incidents() == [("no_feed", "H", "firing", 6, 6, None, False)]
    assert [row[:2] for row in world.messages()] == [("fired", "hq_H")]
    (facts,) = [facts for (facts,) in world.rows(tables.incident, "facts")]
    assert (facts["why"], facts["known"], facts["expected"], facts["usual"]) == ("suspect", 2, 5, 1.0)
    some_low(world, 6, ("L1", "L2", "L3"))
    assert world.run(6).state == "done"  # what was held is judged, and the notice is over
    assert [one[:3] for one in world.incidents()] == [("no_feed", "H", "resolved")] + [
        ("", code, "firing") for code in ("L1", "L2", "L3")
    ]


def test_the_days_held_are_judged_once_the_data_is_in(world: World) -> None:
    """Counted: 4 and 5 before, 6 was held: with 6 it fires. It says when: on day 6, found on the morning of 7."""
    mornings(world, 1, 100, 100, 100, 84, 84)
    some_low(world, 6, ("L1",))
    world.run(6)
    world.everybody(6, 84)
    world.everybody(7, 84)
    assert world.run(7).counts["fired"] == 5
    fired = [one for one in world.incidents() if not one[0]]
    assert {one[4] for one in fired} == {6}
    assert {one[6] for one in fired} == {True}


def test_what_goes_on_is_how_things_are(world: World) -> None:
    """Held on three days; on the fourth it is judged by what there is."""
    mornings(world, 1, *[100] * 5)
    for number in range(6, 10):
        some_low(world, number, ("L1", "L2"))
        outcome = world.run(number)
        assert outcome.state == ("held" if number < 9 else "done")
    assert [one[:2] for one in world.incidents()] == [("no_feed", "H"), ("", "L1"), ("", "L2")]
    assert day(9) == date(2026, 11, 10)


def test_without_a_past_nothing_is_suspect(world: World) -> None:
    mornings(world, 1, 100, 100, 100)
    some_low(world, 4, ("L1",))
    assert world.run(4).state == "done"


TILL = titled(
    "source",
    "till",
    connector="csv_file",
    connection={"file": "till.csv"},
    into=[{"dataset": "sales", "map": {name: name for name, _ in COLUMNS}}],
)
PARTS = titled(
    "dataset",
    "parts",
    columns=[named(name, type=kind) for name, kind in (*COLUMNS[:2], ("no", "integer"), ("sold", "money"))],
    key=["unit", "day", "no"],
    measures=[named("sum_sold", formula="sum(sold)")],
)


def arrived(shop: Shop, source: str, newest: date, at: datetime) -> None:
    """A load on record."""
    row = {"public_id": f"{source}-{newest}-{at}", "source": source, "state": "published", "reason": "schedule"}
    with writing(shop.database) as connection:
        connection.execute(sa.insert(tables.load).values(**row, started_at=at, ended_at=at, data_date=newest))


class Fed(Shop):
    """The shop with a till that is meant to feed it; what is loaded here comes from elsewhere."""

    def __init__(self, database: sa.Engine, *more: dict[str, Any], **instead: dict[str, Any]) -> None:
        self.database = database
        package = [*(instead.get(one["name"], one) for one in PACKAGE), *more]
        documents = [read_value(d, f"{d['kind']}s/{d['name']}.json") for d in package]
        with writing(database) as connection:
            self.release = publish(connection, documents, FILES, author="test", reason="test")

    def load(self, rows: list[dict[str, Any]], dataset: str = "sales") -> None:
        with writing(self.database) as connection:
            key = begin_load(connection, "elsewhere", "manual")
            stage(connection, key, dataset, ((json.dumps(row, default=str), row, []) for row in rows))
        assert publish_load(self.database, key, release=self.release).refused == 0


@pytest.fixture
def fed(any_database: sa.Engine) -> Iterator[Fed]:
    """The till came on each of the last six mornings."""
    with clock.frozen(datetime(2026, 11, 21, tzinfo=UTC)):
        shop = Fed(any_database, TILL)
        shop.days(date(2026, 10, 2), A - timedelta(4))
        for n in range(9, 3, -1):
            of = A - timedelta(n)
            arrived(shop, "till", of, datetime(of.year, of.month, of.day, tzinfo=UTC) + timedelta(days=1))
        shop.run(A - timedelta(4))
        yield shop


def test_a_late_feed_holds_although_others_have_data(fed: Shop) -> None:
    """Of the next day four units have data from elsewhere; the till, which comes every morning, has not come."""
    of = A - timedelta(3)
    fed.days(of, of, "L1")
    outcome = fed.run(of)
    assert (outcome.state, outcome.issues[0].code) == ("held", "N801")
    late = f'data of the source "Till" is late (it reaches to {of - timedelta(1)})'
    assert outcome.issues[0].message["en"].endswith(late)
    assert [one[:3] for one in fed.incidents()] == [("low:no_feed", "T", "firing")]
    arrived(fed, "till", of, datetime(2026, 11, 18, tzinfo=UTC))
    assert fed.run(of).state == "done"  # it is in; L1 alone had nothing to send
    assert [one[:3] for one in fed.incidents()] == [("low:no_feed", "T", "resolved")]


def test_where_everybody_has_data_no_feed_is_missed(fed: Shop) -> None:
    of = A - timedelta(3)
    fed.days(of, of)
    assert fed.run(of).state == "done"


def test_far_fewer_rows_than_usual(any_database: sa.Engine) -> None:
    """Five rows a unit and day are usual; on the last day there are two: all have data, and all miss the target."""
    net = next(one for one in PACKAGE if one["name"] == "net")
    net = {key: value for key, value in net.items() if key != "drivers"} | {"formula": "sum_sold"}
    with clock.frozen(datetime(2026, 11, 21, tzinfo=UTC)):
        shop = Fed(any_database, PARTS, net=net)
        for n in range(8, -1, -1):
            of, each = A - timedelta(n), 5 if n else 2
            shop.load(
                [{"unit": unit, "day": of, "no": i, "sold": "4000.00"} for unit in LEAVES for i in range(each)], "parts"
            )
            outcome = shop.run(of)
        assert (outcome.state, outcome.issues[0].code) == ("held", "N802")
        assert outcome.issues[0].message["zh"].endswith("net中的数据只有 10 行，平时约 25 行")
        assert [one[:3] for one in shop.incidents() if one[2] == "firing"] == [("low:no_feed", "T", "firing")]
