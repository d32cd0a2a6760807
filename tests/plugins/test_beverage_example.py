"""The beverage example: what it must hold, and one month of two cities against a table by hand and independent SQL.

The sample files are laid out with 31 October 2026 as their last day (``days_ago`` 30 … 0 are October).
"""

from __future__ import annotations

import csv
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from connectors.run import pull
from engine.access.actor import Actor
from engine.access.door import Door
from engine.base import clock
from engine.base.settings import Settings
from engine.definitions.publish import publish
from engine.definitions.read import read_folder
from engine.definitions.release import Release
from engine.measure import explain, many_series, period_of, values
from engine.org import units_on
from engine.scores.round import recompute_scores
from engine.storage.database import open_database, reading, writing
from engine.storage.migrate import upgrade
from engine.storage.tables import score
from plugins.demo.samples import days, laid_out
from plugins.demo.stories import STORIES

FOLDER = STORIES["beverage"].folder
LAST = date(2026, 10, 31)
#: 23:00 in Shanghai on the last day.
NOW = datetime(2026, 10, 31, 15, 0, tzinfo=UTC)
CITIES = ("GZ", "TS")
NAMES = ["sell_through", "coverage", "display_rate", "outlet_sell_through", "coverage_ka", "sell_out_cases"]


def table(path: str) -> list[dict[str, str]]:
    with (FOLDER / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sample(name: str, last: date = LAST) -> list[dict[str, str]]:
    """The laid-out rows of the two cities."""
    text = laid_out((FOLDER / "sample" / name).read_text(encoding="utf-8"), last)
    return [row for row in csv.DictReader(text.splitlines()) if row["outlet"].startswith(CITIES)]


def put(inbox: Path, last: date) -> None:
    """The sample of the two cities as files in the inbox."""
    inbox.mkdir(parents=True, exist_ok=True)
    for name in ("outlet_days.csv", "sell_out.csv", "display_checks.csv"):
        rows = sample(name, last)
        lines = [",".join(rows[0]), *(",".join(row.values()) for row in rows)]
        (inbox / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


class World:
    """The example, published, with October of two cities."""

    def __init__(self, folder: Path) -> None:
        self.database = open_database(f"sqlite:///{folder / 'navmark.sqlite'}")
        self.inbox = folder / "inbox"
        self.settings = Settings(folder, f"sqlite:///{folder / 'navmark.sqlite'}", key="k" * 40)
        upgrade(self.database)
        documents, files, issues = read_folder(FOLDER)
        assert not issues
        documents = [document for document in documents if document.path != "plans/plan_2027.json"]
        with clock.frozen(NOW), writing(self.database) as connection:
            self.release: Release = publish(connection, documents, files, author="test", reason="test")
        self.load(LAST)

    def load(self, last: date) -> None:
        """Pulls every source."""
        put(self.inbox, last)
        with clock.frozen(NOW + (last - LAST)):
            for model in self.release.all("source"):
                done = pull(self.database, self.release, model.name, settings=self.settings, accept_drop=True)
                assert (done.state, done.refused) == ("published", 0), done

    def door(self, use: Callable[[Door, dict[str, int]], Any]) -> Any:
        """What ``use`` makes of a door that sees everything, and the ids by code."""
        with reading(self.database) as connection:
            door = Door(connection, self.release, Actor.system(), LAST + timedelta(days=1))
            return use(door, {unit.code: unit.id for unit in units_on(connection, LAST).by_id.values()})

    def read(self, code: str, kind: str = "mtd", day: date = LAST) -> dict[str, Any]:
        """Actual values of a unit by indicator."""

        def use(door: Door, ids: dict[str, int]) -> dict[str, Any]:
            found = values(door, [ids[code]], period_of(door, kind, day), NAMES)
            return {name: value.actual for (_, name), value in found.items()}

        found: dict[str, Any] = self.door(use)
        return found


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(tmp_path_factory.mktemp("beverage"))
    yield made
    made.database.dispose()


def test_twelve_provinces_and_three_hundred_people() -> None:
    levels = Counter(row["level"] for row in table("data/units.csv"))
    assert levels == {"hq": 1, "province": 12, "city": 24, "route": 240, "outlet": 480}
    roles = Counter(row["role"] for row in table("data/posts.csv"))
    assert roles == {"hq": 6, "province_manager": 12, "city_manager": 24, "supervisor": 240, "reviewer": 18}
    people = table("data/users.csv")
    assert len(people) == len({row["login"] for row in people}) == 300
    assert set(STORIES["beverage"].logins) <= {row["login"] for row in people}


def test_days_of_a_sample_line() -> None:
    assert list(days("34-32;7;1-0")) == [34, 33, 32, 7, 1, 0]
    text = "outlet,days_ago,seen_ago\na,2-1,3\nb,0,\n"
    assert (
        laid_out(text, date(2026, 3, 1))
        == "outlet,day,seen\na,2026-02-27,2026-02-26\na,2026-02-28,2026-02-26\nb,2026-03-01,\n"
    )


#: October by hand, from the lines of ``sample/`` (days ago 30 … 0).
#: GZ03: GZ031 sold J300 (18 days ago; 32 is September): 1 of 1 pair. GZ032 sold S250, K330, K500, T500, not W550: 4
#:       of 5. Visits 18 and 23 days before the 31st. 27 days (Monday to Saturday) each; GZ031 failed on the
#:       15th, GZ032 on the 2nd.
#: TS04: TS041 sold J300, K330 of 4; TS042 sold S250, K500, W550 of 5. Visits 4 and 12 days ago. TS041 failed on 10 duty
#:       days, TS042 on 8.
#: GZ06: GZ062 was last visited more than 60 days ago. GZ09: GZ092 is not a target outlet.
BY_HAND = {
    "GZ03": {"sell_through": 5 / 6, "coverage": 2 / 2, "display_rate": 52 / 54, "outlet_sell_through": 2 / 2},
    "GZ031": {"sell_through": 1 / 1, "coverage": 1, "display_rate": 26 / 27, "sell_out_cases": 2},
    "TS04": {"sell_through": 5 / 9, "coverage": 2 / 2, "display_rate": 36 / 54},
    "GZ06": {"coverage": 1 / 2},
    "GZ09": {"coverage": 1 / 1},
}


@pytest.mark.parametrize("code", BY_HAND)
def test_october_by_hand(world: World, code: str) -> None:
    found = world.read(code)
    for name, value in BY_HAND[code].items():
        assert found[name] == pytest.approx(value), (code, name)


def test_the_month_is_not_the_sum_of_its_days(world: World) -> None:
    """GZ03 on the days ago 26, 19, 18, 12, 5: 3 + 2 + 1 + 1 + 3 = 10 pairs moved, day by day; 5 over the month."""
    first = LAST.replace(day=1)

    def use(door: Door, ids: dict[str, int]) -> tuple[list[Any], Any]:
        period = period_of(door, "mtd", LAST)
        why = explain(door, ids["GZ03"], "sell_through", period).as_json()
        per_day = [
            explain(door, ids["GZ03"], "sell_through", period_of(door, "day", LAST - timedelta(days=ago))).as_json()
            for ago in (26, 19, 18, 12, 5)
        ]
        assert many_series(door, ids["GZ03"], ["sell_through"], first, LAST)["sell_through"][4].actual == pytest.approx(
            3 / 5
        )
        return [moved(day) for day in per_day], moved(why)

    assert world.door(use) == ([3, 2, 1, 1, 3], 5)


def moved(why: dict[str, Any]) -> Any:
    return next(part["value"] for part in why["measures"] if part["name"] == "moved_pairs")


SQL = {
    "sell_through": """
        WITH pairs AS (
          SELECT outlet, sku, max(qty > 0) AS moved, max(listed = 'true' OR stock > 0) AS stocked FROM sell_out
          WHERE day BETWEEN :first AND :last AND outlet LIKE :under
            AND (outlet, day) IN (SELECT outlet, day FROM outlet_days)
          GROUP BY outlet, sku)
        SELECT 1.0 * sum(moved) / sum(stocked) FROM pairs""",
    "coverage": """
        WITH latest AS (
          SELECT o.*, row_number() OVER (PARTITION BY outlet ORDER BY day DESC) AS n FROM outlet_days o
          WHERE day BETWEEN :first AND :last AND outlet LIKE :under)
        SELECT 1.0 * sum(listed_skus >= 1 AND last_contact <> '' AND julianday(day) - julianday(last_contact) <= 60)
               / count(*)
        FROM latest JOIN universe u USING (outlet)
        WHERE n = 1 AND u.valid_from <= day AND (u.valid_to = '' OR u.valid_to > day)""",
    "display_rate": """
        SELECT 1.0 * sum(passed = 'true') / count(*) FROM display_checks
        WHERE day BETWEEN :first AND :last AND outlet LIKE :under AND strftime('%w', day) <> '0'""",
}


def by_sql() -> sqlite3.Connection:
    """The same files in a database of their own."""
    made = sqlite3.connect(":memory:")
    for name in ("outlet_days", "sell_out", "display_checks", "universe"):
        rows = table("data/universe.csv") if name == "universe" else sample(f"{name}.csv")
        columns = [f"{c} {'INTEGER' if c in ('qty', 'stock', 'listed_skus') else 'TEXT'}" for c in rows[0]]
        made.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
        marks = ", ".join("?" * len(columns))
        made.executemany(f"INSERT INTO {name} VALUES ({marks})", [tuple(row.values()) for row in rows])  # noqa: S608
    return made


def test_october_by_independent_sql(world: World) -> None:
    """HQ, two cities and every route in them, three indicators."""
    asked = {"HQ": "%", "GZ": "GZ%", "TS": "TS%"} | {
        f"{c}{n:02d}": f"{c}{n:02d}%" for c in CITIES for n in range(1, 11)
    }
    database = by_sql()
    for code, under in asked.items():
        found = world.read(code)
        for name, query in SQL.items():
            given = {"first": "2026-10-01", "last": "2026-10-31", "under": under}
            (expected,) = database.execute(query, given).fetchone()
            assert found[name] == pytest.approx(expected), (code, name)
    database.close()


def test_the_card_of_a_route_by_hand(world: World) -> None:
    """TS04, targets 0.728, 0.8652, 0.8549: 5/9 is 76.31 % → 40.78 points; 1 is 115.6 % → 138.95, capped at 120; 2/3 is
    77.98 % → 44.95. 0.4 × 40.78 + 0.3 × 120 + 0.3 × 44.95 = 65.80."""
    with clock.frozen(NOW):
        recompute_scores(world.database)

    def use(door: Door, ids: dict[str, int]) -> Any:
        mine = sa.select(score.c.points).where(score.c.unit_id == ids["TS04"], score.c.period_from == date(2026, 10, 1))
        return door.connection.scalar(mine)

    assert world.door(use) == 65.8


def test_a_quarter_counts_its_own_pairs(world: World) -> None:
    """The sample once more, up to 5 December: the pairs of October and November together, not their sum."""
    world.load(date(2026, 12, 5))
    november = date(2026, 11, 30)

    def use(door: Door, ids: dict[str, int]) -> list[Any]:
        periods = [period_of(door, "mtd", LAST), period_of(door, "mtd", november), period_of(door, "qtd", november)]
        return [moved(explain(door, ids["GZ03"], "sell_through", period).as_json()) for period in periods]

    october, nov, quarter = world.door(use)
    pairs = {
        (row["outlet"], row["sku"])
        for last in (LAST, date(2026, 12, 5))
        for row in sample("sell_out.csv", last)
        if row["outlet"].startswith("GZ03") and int(row["qty"]) > 0 and "2026-10-01" <= row["day"] <= "2026-11-30"
    }
    assert (october, quarter) == (5, len(pairs))
    assert quarter < october + nov
