"""Measures that are not the sum of their days: every figure worked out by hand, or by plain Python over the rows."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.access.actor import Actor
from engine.access.door import Door
from engine.base import clock
from engine.base.issue import IssueError
from engine.definitions.release import Release
from engine.measure import explain, many_series, period_of, values
from engine.measure.value import Value
from engine.org import units_on
from engine.plan.summing import summing_words
from engine.storage.database import reading, writing
from engine.storage.model import model_of
from engine.targets.days import Period
from tests.small_app import APP, NOW, load_rows, publish_app

OCT, NOV = date(2026, 10, 31), date(2026, 11, 22)
DAYS = [{"name": "unit", "type": "unit"}, {"name": "day", "type": "day"}]


def titled(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "title": {"zh": f"{name}量", "en": name}, **more}


def dataset(name: str, columns: list[dict[str, Any]], key: list[str], measures: list[dict[str, Any]]) -> dict[str, Any]:
    return titled(
        name,
        kind="dataset",
        columns=[titled(**column) for column in (*DAYS, *columns)],
        key=key,
        measures=[titled(**measure) for measure in measures],
    )


def indicator(name: str, formula: str, **more: Any) -> dict[str, Any]:
    return titled(name, kind="indicator", direction="higher", formula=formula, scale="standard", **more)


SHELF = dataset(
    "shelf",
    [{"name": "sku", "type": "text"}, {"name": "sold", "type": "integer"}, {"name": "listed", "type": "boolean"}],
    ["unit", "day", "sku"],
    [
        {"name": "moved", "formula": "count_distinct(sku, where=sold > 0)"},
        {"name": "kept", "formula": "count_distinct(sku, where=listed)"},
        {"name": "sku_days", "formula": "count_distinct(sku, where=sold > 0)", "over_time": "sum"},
        {"name": "pieces", "formula": "sum(sold)"},
        {"name": "shelf_end", "formula": "sum(sold)", "over_time": "last"},
    ],
)
STOCK = dataset(
    "stock",
    [
        {"name": "worth", "type": "money"},
        {"name": "heads", "type": "integer"},
        {"name": "covered", "type": "integer", "required": False},
    ],
    ["unit", "day"],
    [
        {"name": "end_worth", "formula": "sum(worth)", "over_time": "last"},
        {"name": "mean_worth", "formula": "sum(worth)", "over_time": "average"},
        {"name": "mean_heads", "formula": "sum(heads)", "over_time": "average"},
        {"name": "peak_heads", "formula": "sum(heads)", "over_time": "max"},
        {"name": "covered_units", "formula": "sum(covered)", "over_time": "last"},
        {"name": "universe", "formula": "count()", "over_time": "last"},
        {"name": "turned", "formula": "sum(worth)"},
    ],
)
VISITS = dataset(
    "visits",
    [{"name": "made", "type": "integer"}],
    ["unit", "day"],
    [
        {"name": "visits_end", "formula": "sum(made)", "over_time": "last"},
        {"name": "due_end", "formula": "expected()", "over_time": "last"},
        {"name": "due_days", "formula": "expected()"},
    ],
)
INDICATORS = [
    indicator("visited", "visits_end / due_end"),
    indicator("due", "due_end"),
    indicator("due_sum", "due_days"),
    indicator("sell_through", "moved / kept"),
    indicator("moved_count", "moved"),
    indicator("moved_days", "sku_days"),
    indicator("end_stock", "end_worth", display="money"),
    indicator("mean_stock", "mean_worth", display="money"),
    indicator("heads_mean", "mean_heads"),
    indicator("heads_peak", "peak_heads"),
    indicator("coverage", "covered_units / universe"),
    indicator("turnover", "turned / mean_worth"),
    indicator("ending", "shelf_end"),
]
NAMES = [one["name"] for one in INDICATORS]


def package(folder: Path) -> Path:
    """The small app with a shelf and a stock."""
    shutil.copytree(APP, folder)
    for one in (SHELF, STOCK, VISITS, *INDICATORS):
        (folder / f"{one['kind']}_{one['name']}.json").write_text(json.dumps(one, ensure_ascii=False))
    plan = json.loads((folder / "plans/plan_2026.json").read_text())
    rate = {"spread": "rate", "value": {"baseline": 0.4, "target": 0.5, "stretch": 0.6}}
    plan["lines"] += [{"indicator": name, **rate} for name in ("sell_through", "coverage")]
    (folder / "plans/plan_2026.json").write_text(json.dumps(plan))
    till = json.loads((folder / "sources/till.json").read_text())
    for one in (SHELF, STOCK, VISITS):
        names = [column["name"] for column in one["columns"]]
        till["into"].append({"dataset": one["name"], "map": {name: name for name in names}})
    (folder / "sources/till.json").write_text(json.dumps(till))
    return folder


@pytest.fixture
def app(any_database: sa.Engine, tmp_path: Path) -> Release:
    return publish_app(any_database, package(tmp_path / "app"))


def load(database: sa.Engine, release: Release, **rows: Iterable[Mapping[str, Any]]) -> None:
    with clock.frozen(NOW):
        load_rows(database, release, "till", rows)


def on_shelf(store: str, day: date, sku: str, sold: int, listed: bool = True) -> dict[str, Any]:
    return {"unit": store, "day": day.isoformat(), "sku": sku, "sold": sold, "listed": listed}


def in_stock(store: str, day: date, worth: str, heads: int, covered: int | None = 1) -> dict[str, Any]:
    return {"unit": store, "day": day.isoformat(), "worth": worth, "heads": heads, "covered": covered}


@contextmanager
def door(database: sa.Engine, release: Release) -> Iterator[Door]:
    with reading(database) as connection:
        yield Door(connection, release, Actor.system(), NOV + timedelta(days=1))


def read(database: sa.Engine, release: Release, period: str, day: date = NOV) -> dict[tuple[str, str], Value]:
    """Every indicator at every unit, in one call."""
    with door(database, release) as d:
        codes = {unit.id: unit.code for unit in units_on(d.connection, day).by_id.values()}
        found = values(d, list(codes), period_of(d, period, day), NAMES)
    return {(codes[unit], name): value for (unit, name), value in found.items()}


def test_different_goods_of_a_month_and_a_quarter(any_database: sa.Engine, app: Release) -> None:
    """N11 sells a, b on the 1st and a on the 2nd: 2 in November, not 3. N12 sells a as well: a pair of its own.
    October: N11 sold a and d. The quarter is {a, b, d} + {a} = 4, not 3 + 2."""
    first, second = NOV.replace(day=1), NOV.replace(day=2)
    load(
        any_database,
        app,
        shelf=[
            on_shelf("N11", OCT, "a", 1),
            on_shelf("N11", OCT, "d", 2),
            on_shelf("N11", first, "a", 1),
            on_shelf("N11", first, "b", 4),
            on_shelf("N11", first, "c", 0),
            on_shelf("N11", second, "a", 2),
            on_shelf("N12", second, "a", 1),
            on_shelf("N12", second, "e", 0),
            on_shelf("S11", second, "a", 0, listed=False),
        ],
    )
    month, quarter = (read(any_database, app, kind) for kind in ("mtd", "qtd"))
    assert [month[code, "moved_count"].actual for code in ("N11", "N12", "N1", "HQ", "S11")] == [2, 1, 3, 3, 0]
    assert month["HQ", "moved_days"].actual == 2 + 1 + 1  # the days' counts, added: what a distinct count is not
    assert month["HQ", "sell_through"].actual == pytest.approx(3 / 5)  # a, b of a, b, c and a of a, e
    assert month["HQ", "sell_through"].attainment == pytest.approx(3 / 5 / 0.5)
    assert [quarter[code, "moved_count"].actual for code in ("N11", "N12", "HQ")] == [3, 1, 4]
    assert quarter["HQ", "sell_through"].actual == pytest.approx(4 / 6)
    assert month["S11", "sell_through"].actual is None  # nothing was on its list
    day = read(any_database, app, "day", second)
    assert day["HQ", "moved_count"].actual == 2
    with door(any_database, app) as d:
        top = units_on(d.connection, NOV).by_code["HQ"].id
        points = many_series(d, top, ["moved_count"], first, second)["moved_count"]
        why = explain(d, top, "sell_through", period_of(d, "mtd", NOV)).as_json()
    assert [point.actual for point in points] == [2, 2]
    moved = next(part for part in why["measures"] if part["name"] == "moved")
    assert (moved["value"], moved["rows"], moved["over_time"]) == (3, 4, "distinct")
    assert moved["rule"] == {"zh": "全期去重计数", "en": "distinct over the period"}
    assert why["steps"][0]["filled"] == "3 / 5"


def test_a_late_row_moves_the_count(any_database: sa.Engine, app: Release) -> None:
    """b was sold on the 3rd already: nothing new. c, corrected to nothing sold, leaves."""
    days = [NOV.replace(day=n) for n in (3, 5)]
    load(any_database, app, shelf=[on_shelf("N11", days[1], "b", 1), on_shelf("N11", days[1], "c", 1)])
    assert read(any_database, app, "mtd")["N", "moved_count"].actual == 2
    load(any_database, app, shelf=[on_shelf("N11", days[0], "b", 1)])
    assert read(any_database, app, "mtd")["N", "moved_count"].actual == 2
    load(any_database, app, shelf=[on_shelf("N11", days[1], "c", 0)])
    assert read(any_database, app, "mtd")["N", "moved_count"].actual == 1
    load(any_database, app, shelf=[on_shelf("N11", days[0], "z", 9)])
    assert read(any_database, app, "mtd")["N", "moved_count"].actual == 2


def test_last_average_and_greatest_day(any_database: sa.Engine, app: Release) -> None:
    """N11: 100.00 and 40.00; N12: 10.00, last heard of on the 4th. Heads 3, 6 and 5."""
    a, b = NOV.replace(day=4), NOV.replace(day=6)
    load(
        any_database,
        app,
        stock=[
            in_stock("N11", a, "100.00", 3, covered=0),
            in_stock("N11", b, "40.01", 6, covered=1),
            in_stock("N12", a, "10.00", 5, covered=0),
        ],
        shelf=[on_shelf("N11", a, "a", 7), on_shelf("N11", b, "a", 1), on_shelf("N11", b, "b", 1)],
    )
    month = read(any_database, app, "mtd")

    def at(name: str) -> list[Any]:
        return [month[code, name].actual for code in ("N11", "N12", "N1", "HQ")]

    assert at("end_stock") == [4_001, 1_000, 5_001, 5_001]
    assert at("mean_stock") == [7_001, 1_000, 8_001, 8_001]  # 70.005 is 70.01
    assert at("heads_mean") == [4.5, 5.0, 9.5, 9.5]
    assert at("heads_peak") == [6, 5, 11, 11]
    assert at("coverage") == [1, 0, 0.5, 0.5]
    assert at("ending") == [2, None, 2, 2]
    assert at("turnover") == pytest.approx([14_001 / 7_001, 1, 15_001 / 8_001, 15_001 / 8_001])
    assert month["HQ", "coverage"].attainment == pytest.approx(1)  # half of the target of one half
    assert (month["HQ", "coverage"].have, month["HQ", "coverage"].data_day) == (3, b)
    with door(any_database, app) as d:
        unit = units_on(d.connection, NOV).by_code["N1"].id
        why = explain(d, unit, "end_stock", period_of(d, "mtd", NOV)).as_json()
    (part,) = why["measures"]
    assert sorted((row["unit"], row["day"]) for row in part["sample"]) == [
        ("N11", b.isoformat()),
        ("N12", a.isoformat()),
    ]


def test_who_was_expected_and_never_heard_of_still_counts(any_database: sa.Engine, app: Release) -> None:
    """Two days of 8 stores: N11 had a visit on the first, N12 on both. On the last days 2 of 8 were visited."""
    first, second = NOV.replace(day=10), NOV.replace(day=11)
    rows = [("N11", first, 1), ("N12", first, 0), ("N12", second, 1)]
    load(any_database, app, visits=[{"unit": s, "day": d.isoformat(), "made": n} for s, d, n in rows])
    month = read(any_database, app, "mtd")
    assert [month[code, "due"].actual for code in ("HQ", "N1", "N11", "S11")] == [8, 2, 1, 1]
    assert [month[code, "due_sum"].actual for code in ("HQ", "N1", "S11")] == [16, 4, 2]
    assert [month[code, "visited"].actual for code in ("HQ", "N1", "S11")] == [2 / 8, 2 / 2, None]


def test_a_unit_that_moved_counts_once(any_database: sa.Engine, app: Release, tmp_path: Path) -> None:
    """N11 goes over to S1 on the 10th: its last day decides, above and below the line."""
    early, late = NOV.replace(day=5), NOV.replace(day=15)
    load(
        any_database,
        app,
        stock=[
            in_stock("N11", early, "100.00", 3),
            in_stock("N11", late, "30.00", 5),
            in_stock("N12", late, "1.00", 1),
        ],
        shelf=[on_shelf("N11", early, "a", 1), on_shelf("N11", late, "b", 1)],
    )
    folder = package(tmp_path / "moved")
    head, *rows = (folder / "data/units.csv").read_text().splitlines()
    moved_rows = [f"{row},2026-11-10".replace(",N1,", ",S1,") if row.startswith("N11,") else f"{row}," for row in rows]
    ordered = sorted(moved_rows, key=lambda row: ("company", "division", "area", "store").index(row.split(",")[3]))
    (folder / "data/units.csv").write_text("\n".join([f"{head},from", *ordered]) + "\n")
    moved = publish_app(any_database, folder, "moved")
    month = read(any_database, moved, "mtd")
    for name, at in {"end_stock": (3_000, 100, 3_100), "moved_count": (2, None, 2), "heads_peak": (5, 1, 6)}.items():
        assert tuple(month[code, name].actual for code in ("S1", "N1", "HQ")) == at, name


def test_one_statement_whatever_the_rules(any_database: sa.Engine, app: Release) -> None:
    load(any_database, app, shelf=[on_shelf("N11", NOV, "a", 1)])
    read(any_database, app, "mtd")
    statements: list[str] = []
    with door(any_database, app) as d:
        units = list(units_on(d.connection, NOV).by_id)
        period = period_of(d, "mtd", NOV)
        values(d, units, period, NAMES)
        sa.event.listen(any_database, "before_cursor_execute", lambda c, cur, text, *_: statements.append(text))
        values(d, units, period, NAMES)
    assert len(statements) == 1


def test_the_rule_in_words(any_database: sa.Engine, app: Release) -> None:
    said = {name: summing_words(app.compiled("indicator", name)) for name in NAMES}
    assert "在整期内数不同的值" in said["sell_through"]["zh"]
    assert said["sell_through"]["zh"].endswith("再分别对单位求和后相除，从不取比率的平均")
    assert said["end_stock"]["zh"] == "每个末级单位：“end_worth量”取期内最后一个有数据日的值；再对单位求和"
    assert "mean_worth”: it counts as the mean of its days with data" in said["turnover"]["en"]
    assert not app.compiled("indicator", "end_stock").additive


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("turned - end_worth", "N781"),
        ("coalesce(mean_heads, peak_heads)", "N781"),
        ("1 if turned > end_worth else 0", "N781"),
        ("pieces / kept", None),
        ("turned / mean_worth - covered_units / universe", None),
        ("end_worth if universe > 3 else 0 * end_worth", None),
    ],
)
def test_what_may_be_mixed(tmp_path: Path, any_database: sa.Engine, formula: str, code: str | None) -> None:
    folder = package(tmp_path / "app")
    kind = {"display": "money"} if formula.startswith(("turned -", "end_worth")) else {}
    (folder / "mixed.json").write_text(json.dumps(indicator("mixed", formula, **kind)))
    if code is None:
        publish_app(any_database, folder)
        return
    with pytest.raises(IssueError) as refused:
        publish_app(any_database, folder)
    assert [issue.code for issue in refused.value.issues] == [code]


STORES = ("N11", "N12", "N21", "S11")
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(STORES),
        st.integers(0, 9),
        st.sampled_from("abc"),
        st.integers(0, 2),
        st.booleans(),
        st.integers(0, 9_999),
    ),
    min_size=1,
    max_size=15,
)


def test_any_rows_and_any_range_give_what_plain_python_gives(any_database: sa.Engine, app: Release) -> None:
    @settings(max_examples=8, deadline=None)
    @given(CHANGES, st.integers(0, 9), st.integers(0, 9))
    def compare(changes: list[Any], one: int, other: int) -> None:
        _empty(any_database, app)
        _compare(any_database, app, changes, one, other)

    compare()


def _compare(any_database: sa.Engine, app: Release, changes: list[Any], one: int, other: int) -> None:
    first, last = (NOV - timedelta(days=max(one, other)), NOV - timedelta(days=min(one, other)))
    shelf: dict[tuple[str, date, str], tuple[int, bool]] = {}
    stock: dict[tuple[str, date], int] = {}
    for store, back, sku, sold, listed, cents in changes:
        day = NOV - timedelta(days=back)
        shelf[store, day, sku], stock[store, day] = (sold, listed), cents
    load(
        any_database,
        app,
        shelf=[on_shelf(*key, *row) for key, row in shelf.items()],
        stock=[in_stock(*key, f"{cents / 100:.2f}", cents) for key, cents in stock.items()],
    )
    with door(any_database, app) as d:
        tree = units_on(d.connection, NOV)
        found = values(d, list(tree.by_id), Period("range", last, first), NAMES)
        every = list(tree.by_id.values())
        inside = {
            unit.code: {u.code for u in every if unit.id in {u.id, *(above.id for above in tree.ancestors(u.id))}}
            for unit in every
        }
        ids = {unit.code: unit.id for unit in every}
    for code, below in inside.items():
        rows = [(s, k, v) for (s, day, k), v in shelf.items() if s in below and first <= day <= last]
        days = {s: {day: n for (t, day), n in stock.items() if t == s and first <= day <= last} for s in below}
        days = {s: d for s, d in days.items() if d}
        expected = {
            "moved_count": len({(s, k) for s, k, (sold, _) in rows if sold > 0}) if rows else None,
            "end_stock": sum(d[max(d)] for d in days.values()) if days else None,
            "heads_peak": sum(max(d.values()) for d in days.values()) if days else None,
            "heads_mean": sum(Fraction(sum(d.values()), len(d)) for d in days.values()) if days else None,
            "coverage": 1 if days else None,
        }
        for name, value in expected.items():
            actual = found[ids[code], name].actual
            assert actual == (None if value is None else pytest.approx(float(value))), (code, name)


def _empty(database: sa.Engine, release: Release) -> None:
    """No rows from an earlier example."""
    with writing(database) as connection:
        for name in ("shelf", "stock"):
            tables = model_of(connection, release).tables[name]
            connection.execute(sa.delete(tables.facts))
            connection.execute(sa.delete(tables.sums))
