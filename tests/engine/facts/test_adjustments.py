"""Adjustments against corrections of the source, on both databases; every figure worked out by hand."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.base import clock
from engine.base.issue import IssueError
from engine.definitions.release import Release
from engine.facts import adjustments
from engine.facts.seal import verify
from engine.org import units_on
from engine.org.tree import Unit
from engine.storage.database import open_database, reading, writing
from engine.storage.model import model_of
from engine.storage.tables import adjustment, fact_history, load
from tests.conftest import Moulds
from tests.small_app import ANCHOR, NOW, load_rows, serving

KEY = {"channel": "shop"}


@pytest.fixture
def any_database(small_database: sa.Engine) -> sa.Engine:
    """Both kinds, with the small app and its data."""
    return small_database


@pytest.fixture
def app(any_database: sa.Engine) -> Release:
    return serving(any_database)


def unit(connection: sa.Connection, code: str) -> Unit:
    return next(one for one in units_on(connection, ANCHOR).by_id.values() if one.code == code)


def ask(database: sa.Engine, release: Release, values: dict[str, Any], store: str = "N11") -> int:
    with clock.frozen(NOW), writing(database) as connection:
        there = unit(connection, store)
        return adjustments.request(connection, release, "sales", there, ANCHOR, values, "till typed twice", by="ann")


def settle(database: sa.Engine, release: Release, number: int, verdict: Any = "approved", by: str = "bob") -> None:
    with clock.frozen(NOW), writing(database) as connection:
        row = connection.execute(sa.select(adjustment).where(adjustment.c.id == number)).one()
        there = next(u for u in units_on(connection, ANCHOR).by_id.values() if u.id == row.unit_id)
        adjustments.decide(connection, release, row, there, verdict, "", by=by)


def say(database: sa.Engine, release: Release, amount: str, orders: int = 4, channel: str = "shop") -> Any:
    """The source sends the store's row (again)."""
    row = {"unit": "N11", "day": ANCHOR.isoformat(), "channel": channel, "orders": orders, "cost": "48.00"}
    with clock.frozen(NOW):
        return load_rows(database, release, "till", {"sales": [row | {"amount": amount}]})


def stored(database: sa.Engine, release: Release, channel: str = "shop") -> tuple[int, int] | None:
    with reading(database) as connection:
        facts = model_of(connection, release).tables["sales"].facts
        query = sa.select(facts.c.amount, facts.c.orders).where(
            facts.c.unit == unit(connection, "N11").id,
            facts.c.day == ANCHOR.toordinal(),
            facts.c.channel == channel,
        )
        row = connection.execute(query).one_or_none()
        return None if row is None else (row[0], row[1])


def total(database: sa.Engine, release: Release) -> int:
    """The amount of the top unit on the anchor, as the rollup has it."""
    with reading(database) as connection:
        sums = model_of(connection, release).tables["sales"].sums
        top = unit(connection, "HQ").id
        return int(
            connection.scalar(
                sa.select(sums.c.sales_amount).where(sums.c.unit == top, sums.c.day == ANCHOR.toordinal())
            )
        )


def state(database: sa.Engine, number: int) -> tuple[str, Any]:
    with reading(database) as connection:
        row = connection.execute(sa.select(adjustment).where(adjustment.c.id == number)).one()
        return row.state, row.source_says


def test_an_approved_adjustment_is_a_load_and_survives_re_sends(any_database: sa.Engine, app: Release) -> None:
    # N11 sells 100.00 a day: 80.00 in the shop, 20.00 on the web. All stores but S22: 100+96+90+80+110+50+100 = 626.00.
    assert stored(any_database, app) == (8000, 4)
    assert total(any_database, app) == 62600
    number = ask(any_database, app, {**KEY, "amount": "70.00"})
    assert stored(any_database, app) == (8000, 4)  # asking changes nothing
    settle(any_database, app, number)
    assert stored(any_database, app) == (7000, 4)
    assert total(any_database, app) == 61600
    with reading(any_database) as connection:
        row = connection.execute(sa.select(adjustment)).one()
        assert row.before == {"amount": 80.0}
        made = connection.execute(sa.select(load).where(load.c.id == row.load_id)).one()
        assert (made.source, made.reason, made.rows_changed, made.data_date) == ("adjustment", "adjustment", 1, ANCHOR)
        assert '"amount":8000' in connection.scalar(sa.select(fact_history.c.old)).replace(" ", "")
        assert verify(connection, app) == []

    same = say(any_database, app, "80.00")  # the source sends the same again: nothing is undone
    assert (same.same, same.changed) == (1, 0)
    assert stored(any_database, app) == (7000, 4)
    assert state(any_database, number) == ("approved", {"amount": 80.0})
    other = say(any_database, app, "85.00", orders=5)  # a correction: what was adjusted holds, the rest follows
    assert (other.same, other.changed) == (0, 1)
    assert stored(any_database, app) == (7000, 5)
    assert state(any_database, number) == ("approved", {"amount": 85.0})
    say(any_database, app, "70.00", orders=5)  # the source has come to say the same: the adjustment has done its work
    assert state(any_database, number)[0] == "met"
    say(any_database, app, "71.00", orders=5)
    assert stored(any_database, app) == (7100, 5)
    assert total(any_database, app) == 61700
    with reading(any_database) as connection:
        assert verify(connection, app) == []


def test_a_row_of_its_own_and_a_later_adjustment(any_database: sa.Engine, app: Release) -> None:
    with writing(any_database) as connection:  # N11's web row of that day never came
        facts = model_of(connection, app).tables["sales"].facts
        there = unit(connection, "N11").id
        connection.execute(sa.delete(facts).where(facts.c.unit == there, facts.c.channel == "web"))
    values = {"channel": "web", "amount": "20.00", "orders": 1, "cost": "12.00"}
    first = ask(any_database, app, values)
    settle(any_database, app, first)
    assert stored(any_database, app, "web") == (2000, 1)
    second = ask(any_database, app, {**values, "amount": "30.00", "orders": 2})
    settle(any_database, app, second)
    assert stored(any_database, app, "web") == (3000, 2)
    assert state(any_database, first)[0] == "superseded"
    third = ask(any_database, app, {**values, "amount": "31.00"})
    settle(any_database, app, third, "rejected")
    assert stored(any_database, app, "web") == (3000, 2)


def test_what_is_refused(any_database: sa.Engine, app: Release) -> None:
    def codes(dataset: str, values: dict[str, Any], day: date = ANCHOR) -> list[tuple[str, str]]:
        with clock.frozen(NOW), writing(any_database) as connection:
            with pytest.raises(IssueError) as caught:
                adjustments.request(connection, app, dataset, unit(connection, "N11"), day, values, "why", by="ann")
            return [(issue.code, issue.path) for issue in caught.value.issues]

    assert codes("nothing", {}) == [("N890", "$.dataset")]
    assert codes("sales", {**KEY, "amout": 1}) == [("N891", "$.values.amout")]
    assert codes("sales", {"amount": 1}) == [("N892", "$.values.channel")]
    assert codes("sales", KEY) == [("N892", "$.values")]
    assert codes("sales", {**KEY, "unit": "S11", "amount": 1}) == [("N891", "$.values.unit")]
    assert codes("sales", {**KEY, "amount": "80.00"}) == [("N893", "$.values")]
    assert codes("sales", {**KEY, "amount": "NaN"}) == [("N512", "$.values.amount")]
    assert codes("sales", {**KEY, "orders": -1}) == [("N520", "$.values.orders")]
    assert codes("sales", {"channel": "fax", "amount": 1, "orders": 1, "cost": 1}) == [
        ("N530", "$.accept.known_channel")
    ]
    assert codes("sales", {**KEY, "amount": 1, "orders": 1, "cost": 1}, date(2026, 11, 24))[0] == ("N521", "$.day")
    number = ask(any_database, app, {**KEY, "amount": "70.00"})
    for by, code in (("ann", "N894"), ("bob", None), ("eve", "N895")):
        if code is None:
            settle(any_database, app, number, "rejected", by)
            continue
        with pytest.raises(IssueError) as caught:
            settle(any_database, app, number, by=by)
        assert caught.value.issues[0].code == code
    assert stored(any_database, app) == (8000, 4)


EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("say"), st.integers(1, 4), st.integers(1, 3)),
        st.tuples(st.just("adjust"), st.integers(1, 4), st.integers(0, 3)),
    ),
    max_size=8,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=EVENTS)
def test_whatever_comes_in_whatever_order(moulds: Moulds, events: list[tuple[str, int, int]]) -> None:
    """The row is what a plain model of "the last word of each column, a pin until the source agrees" says."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "n.sqlite"
        shutil.copyfile(moulds.small_app(), file)
        database = open_database(f"sqlite:///{file}")
        app = serving(database)
        row = {"amount": 8000, "orders": 4}
        pins: list[dict[str, int]] = []
        for what, amount, orders in events:
            if what == "say":
                said = {"amount": amount * 1000, "orders": orders}
                say(database, app, f"{amount}0.00", orders)
                row = dict(said)
                for pin in pins:
                    row |= pin
                pins = [pin for pin in pins if {name: said[name] for name in pin} != pin]
                continue
            wish = {"amount": amount * 1000} | ({"orders": orders} if orders else {})
            if all(row[name] == value for name, value in wish.items()):
                continue
            settle(database, app, ask(database, app, KEY | wish | {"amount": f"{amount}0.00"}))
            row |= wish
            pins = [pin for pin in pins if not set(pin) <= set(wish)] + [wish]
        assert stored(database, app) == (row["amount"], row["orders"])
        assert total(database, app) == 62600 - 8000 + row["amount"]
        with reading(database) as connection:
            assert verify(connection, app) == []
        database.dispose()
