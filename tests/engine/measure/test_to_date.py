"""Values to date, day by day, are the values of each day's period: read at once, or one by one by ``values``."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine.access import Actor, Door
from engine.definitions.release import Release
from engine.measure import period_of, to_date, unit_series, values
from engine.org import units_on
from engine.storage.database import reading
from tests.engine.measure.test_over_time import NOV, in_stock, load, on_shelf, package
from tests.rule_builder.test_look import A, odd
from tests.rule_builder.test_whole import Shop
from tests.small_app import publish_app

__all__ = ["odd"]  # the fixture

FIRST = NOV - timedelta(days=34)  # 2026-10-19
STORES = ("N11", "N12", "S11")


@pytest.fixture
def app(any_database: sa.Engine, tmp_path: Path) -> Release:
    """Five weeks of odd days: gaps, a store that is late, several articles a day."""
    release = publish_app(any_database, package(tmp_path / "app"))
    draw = random.Random(5)
    days = [FIRST + timedelta(days=n) for n in range(-3, 35)]
    stock = [
        in_stock(code, day, f"{draw.randint(0, 90000)}.{draw.randint(10, 99)}", draw.randint(1, 9), draw.randint(0, 1))
        for code in STORES
        for day in days
        if draw.random() < 0.8 and not (code == "S11" and day.day in (1, 2, 3))
    ]
    shelf = [
        on_shelf(code, day, sku, draw.randint(0, 3))
        for code in STORES
        for day in days
        for sku in "abc"
        if draw.random() < 0.5
    ]
    load(any_database, release, stock=stock, shelf=shelf)
    return release


def same(connection: sa.Connection, release: Release, indicator: str, period: str, first: date, last: date) -> None:
    """Every unit and day as ``values`` says it."""
    door = Door(connection, release, Actor.system(), last + timedelta(days=1))
    units = sorted(units_on(connection, last).by_id)
    found = to_date(door, indicator, period, units, first, last)
    daily = unit_series(door, indicator, units, first, last)
    assert set(found) == set(units)
    known = 0
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        worth = values(door, units, period_of(door, period, day), [indicator])
        for unit in units:
            one, value, point = found[unit][n], worth[unit, indicator], daily[unit][n]
            assert (one.day, one.have, one.expected) == (day, value.have, value.expected)
            assert (one.due, one.came) == (point.expected, point.have if point.known else 0)
            wanted = (value.actual, value.targets.get("target"), value.attainment)
            for mine, theirs in zip((one.actual, one.target, one.attainment), wanted, strict=True):
                assert mine == (theirs if theirs is None else pytest.approx(theirs, rel=1e-12)), (unit, day)
            known += value.actual is not None
    assert known > 50


@pytest.mark.parametrize(
    ("indicator", "period"), [("moved_days", "qtd"), ("turnover", "mtd"), ("end_stock", "wtd"), ("sell_through", "wtd")]
)
def test_each_day_is_the_period_that_ends_on_it(
    any_database: sa.Engine, app: Release, indicator: str, period: str
) -> None:
    with reading(any_database) as connection:
        same(connection, app, indicator, period, FIRST, NOV)
        door = Door(connection, app, Actor.system(), NOV)
        assert to_date(door, indicator, period, [], FIRST, NOV) == {}
        with pytest.raises(ValueError, match="unknown period"):
            to_date(door, indicator, "decade", [1], NOV, NOV)


@pytest.mark.parametrize("indicator", ["net", "short_rate"])
def test_with_targets(odd: Shop, indicator: str) -> None:
    """Amounts and rates: the target to date, and what a part of the leaves has of it."""
    with reading(odd.database) as connection:
        for period in ("wtd", "mtd", "ytd"):
            same(connection, odd.release, indicator, period, A - timedelta(days=25), A)


def test_what_adds_up_takes_few_statements_however_many_days(any_database: sa.Engine, app: Release) -> None:
    """The levels of the units, the sums before, a dataset and the plan; none per day or unit."""
    statements: list[str] = []
    with reading(any_database) as connection:
        units = sorted(units_on(connection, NOV).by_id)
        door = Door(connection, app, Actor.system(), NOV + timedelta(days=1))
        to_date(door, "moved_days", "mtd", units, FIRST, NOV)
        sa.event.listen(any_database, "before_cursor_execute", lambda c, cur, text, *_: statements.append(text))
        to_date(door, "moved_days", "mtd", units, FIRST, NOV)
    assert len(statements) <= 4, statements
