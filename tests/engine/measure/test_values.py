"""Values, lights and series of the small app, every figure worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.access.actor import Actor
from engine.access.door import Door
from engine.base import clock
from engine.definitions.release import Release
from engine.measure import explain, period_of, series, values
from engine.measure.value import Value
from engine.org import units_on
from engine.storage.database import reading
from engine.storage.model import model_of
from tests.small_app import ANCHOR, NOW, load_rows, serving

ALL = ("sales", "order_value", "web_share", "margin")


@pytest.fixture
def any_database(small_database: sa.Engine) -> sa.Engine:
    """Both kinds, with the small app and its data."""
    return small_database


@pytest.fixture
def app(any_database: sa.Engine) -> Release:
    return serving(any_database)


@contextmanager
def door(database: sa.Engine, release: Release) -> Iterator[Door]:
    with reading(database) as connection:
        yield Door(connection, release, Actor.system(), ANCHOR + timedelta(days=1))


def at(database: sa.Engine, release: Release, code: str, period: str = "day", day: date = ANCHOR) -> dict[str, Value]:
    with door(database, release) as d:
        unit = units_on(d.connection, day).by_code[code].id
        found = values(d, [unit], period_of(d, period, day), ALL)
    return {name: value for (_, name), value in found.items()}


def test_a_day_at_head_office(any_database: sa.Engine, app: Release) -> None:
    """7 of 8 stores: 626.00 of 700.00 for these seven; the full target is 800.00. 7 × 5 orders."""
    found = at(any_database, app, "HQ")
    sales = found["sales"]
    assert (sales.actual, sales.targets["target"], sales.targets["baseline"]) == (62_600, 80_000, 72_000)
    assert sales.attainment == pytest.approx(626 / 700)
    assert (sales.light, sales.have, sales.expected, sales.data_day) == ("yellow", 7, 8, ANCHOR)
    assert sales.reason["zh"] == "达成率 89.42 % ≥ 85 %，且 < 95 %（按已到数据 7/8）"
    assert sales.gap == 62_600 - 70_000
    assert found["order_value"].actual == pytest.approx(62_600 / 35)
    assert found["web_share"].actual == pytest.approx(0.2)
    assert found["margin"].actual == pytest.approx(0.4)


def test_month_to_date(any_database: sa.Engine, app: Release) -> None:
    """22 days × 726.00 less the 100.00 that S22 has not delivered; 22 × 8 store-days."""
    sales = at(any_database, app, "HQ", "mtd")["sales"]
    assert sales.actual == 22 * 72_600 - 10_000
    assert sales.targets["target"] == 22 * 80_000
    assert (sales.have, sales.expected) == (175, 176)
    assert sales.attainment == pytest.approx((22 * 726 - 100) / 17_500)


def test_week_to_date_begins_on_monday(any_database: sa.Engine, app: Release) -> None:
    """22 November 2026 is a Sunday: seven days, 16 to 22."""
    assert at(any_database, app, "N11", "wtd")["sales"].actual == 7 * 10_000


def test_quarter_and_year_to_date_take_what_there_is(any_database: sa.Engine, app: Release) -> None:
    quarter, year = (at(any_database, app, "N11", kind)["sales"] for kind in ("qtd", "ytd"))
    assert quarter.actual == year.actual == 22 * 10_000
    assert quarter.expected == 31 + 22
    assert year.expected == (ANCHOR - date(2025, 12, 31)).days
    assert year.targets["target"] == year.expected * 10_000


@pytest.mark.parametrize(
    ("code", "light"),
    [
        ("N11", "green"),
        ("N12", "green"),
        ("N21", "yellow"),
        ("N22", "red"),
        ("S11", "green"),
        ("S12", "red"),
        ("S21", "green"),
    ],
)
def test_lights_of_the_stores(any_database: sa.Engine, app: Release, code: str, light: str) -> None:
    """100 %, 96 %, 90 %, 80 %, 110 %, 50 %, 100 % of target."""
    assert at(any_database, app, code)["sales"].light == light


def test_no_data_is_grey_and_neither_zero_nor_good(any_database: sa.Engine, app: Release) -> None:
    late = at(any_database, app, "S22")["sales"]
    assert (late.actual, late.attainment, late.light) == (None, None, "grey")
    month = at(any_database, app, "S22", "mtd")["sales"]
    assert (month.light, month.data_day) == ("grey", ANCHOR - timedelta(days=1))
    assert month.reason["zh"] == "数据迟到，截至 11-21"


def test_exactly_the_threshold(any_database: sa.Engine, app: Release) -> None:
    """85.00 of 100.00 is yellow, 84.99 red, 95.00 green."""
    for amount, light in (("65.00", "yellow"), ("64.99", "red"), ("75.00", "green")):  # and 20.00 on the web
        row = {
            "unit": "N11",
            "day": ANCHOR.isoformat(),
            "channel": "shop",
            "orders": 4,
            "amount": amount,
            "cost": "0.00",
        }
        with clock.frozen(NOW):
            load_rows(any_database, app, "till", {"sales": [row]})
        assert at(any_database, app, "N11")["sales"].light == light


def test_a_closed_day_is_grey_with_its_reason(any_database: sa.Engine, app: Release) -> None:
    with clock.frozen(NOW):
        load_rows(any_database, app, "till", {"closes": [{"unit": "N11", "day": ANCHOR.isoformat(), "closed": True}]})
    assert at(any_database, app, "N11")["sales"].reason["zh"] == "停业或非营业日"
    assert at(any_database, app, "HQ")["sales"].expected == 7


def test_a_series_has_every_day(any_database: sa.Engine, app: Release) -> None:
    with door(any_database, app) as d:
        unit = units_on(d.connection, ANCHOR).by_code["S2"].id
        points = series(d, unit, "sales", ANCHOR - timedelta(days=2), ANCHOR)
        empty = series(d, unit, "sales", date(2026, 10, 30), date(2026, 10, 31))
    assert [(p.actual, p.target, p.have, p.expected, p.known) for p in points] == [
        (20_000, 20_000, 2, 2, True),
        (20_000, 20_000, 2, 2, True),
        (10_000, 20_000, 1, 2, True),
    ]
    assert [(p.actual, p.target, p.known) for p in empty] == [(None, 20_000, False)] * 2


def test_values_are_one_statement(any_database: sa.Engine, app: Release) -> None:
    with door(any_database, app) as d:
        units = [unit.id for unit in units_on(d.connection, ANCHOR).by_id.values()]
        d.require_units(units)
        period = period_of(d, "mtd", ANCHOR)
        values(d, units, period, ALL)
        statements: list[str] = []
        sa.event.listen(any_database, "before_cursor_execute", lambda c, cur, text, *_: statements.append(text))
        found = values(d, units, period, ALL)
    assert len(statements) == 1
    assert len(found) == 15 * 4


def test_why_this_number(any_database: sa.Engine, app: Release) -> None:
    with door(any_database, app) as d:
        unit = units_on(d.connection, ANCHOR).by_code["N1"].id
        told = explain(d, unit, "web_share", period_of(d, "day", ANCHOR)).as_json()
    assert told["words"]["zh"] == "[网店金额] / [销售金额]"
    web, total = sorted(told["measures"], key=lambda m: m["name"], reverse=True)
    assert (web["name"], web["where"], web["rows"]) == ("web_amount", "channel == 'web'", 2)
    assert (total["rows"], total["where"]) == (4, None)
    assert (web["value"], total["value"]) == (3_920, 19_600)  # a fifth of 100.00 + 96.00
    assert {row["unit"] for row in total["sample"]} == {"N11", "N12"}
    (load,) = told["loads"]
    assert load["source"] == "till"
    assert load["rows"] == 4  # the web rows are among the four


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["N11", "N12", "N21", "S11", "S22"]),
            st.integers(0, 3),
            st.sampled_from(["shop", "web"]),
            st.integers(-5_000, 50_000),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_any_history_ends_where_a_full_recompute_ends(
    any_database: sa.Engine, app: Release, changes: list[Any]
) -> None:
    """Corrections in any order: the rollup equals an independent sum over the facts, at every unit and day."""
    for store, back, channel, cents in changes:
        day = (ANCHOR - timedelta(days=back)).isoformat()
        row = {
            "unit": store,
            "day": day,
            "channel": channel,
            "orders": 1,
            "amount": f"{cents / 100:.2f}",
            "cost": "1.00",
        }
        with clock.frozen(NOW):
            load_rows(any_database, app, "till", {"sales": [row]})
    with reading(any_database) as connection:
        tables = model_of(connection, app).tables
        facts, closes, sums = tables["sales"].facts, tables["closes"].facts, tables["sales"].sums
        tree = units_on(connection, ANCHOR)
        known = {tuple(row) for row in connection.execute(sa.select(closes.c.unit, closes.c.day))}
        expected: dict[tuple[int, int], int] = {}
        for unit, day in known:
            for above in (tree.by_id[unit], *tree.ancestors(unit)):
                expected.setdefault((above.id, day), 0)
        for unit, day, amount in connection.execute(sa.select(facts.c.unit, facts.c.day, facts.c.amount)):
            if (unit, day) in known:
                for above in (tree.by_id[unit], *tree.ancestors(unit)):
                    expected[above.id, day] += amount
        stored = connection.execute(sa.select(sums.c.unit, sums.c.day, sums.c.sales_amount))
        assert {(unit, day): total for unit, day, total in stored} == expected


def test_golden_ratio_of_the_brief(any_database: sa.Engine, app: Release) -> None:
    """12000/100, 3000/60 and 45000/250 are 60000/410 = 146.34 together, never the mean 116.67."""
    stores = {"N11": ("12000.00", 100), "N12": ("3000.00", 60), "N21": ("45000.00", 250)}
    rows = []
    for store, (amount, orders) in stores.items():
        day = {"unit": store, "day": ANCHOR.isoformat(), "cost": "0.00"}
        rows.append(day | {"channel": "shop", "orders": orders, "amount": amount})
        rows.append(day | {"channel": "web", "orders": 0, "amount": "0.00"})
    gone = {"unit": "N22", "day": ANCHOR.isoformat(), "cost": "0.00", "orders": 0, "amount": "0.00"}
    rows += [gone | {"channel": "shop"}, gone | {"channel": "web"}]
    with clock.frozen(NOW):
        load_rows(any_database, app, "till", {"sales": rows})
    assert round(at(any_database, app, "N")["order_value"].actual / 100, 2) == 146.34  # type: ignore[operator]
