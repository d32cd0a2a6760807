"""Aggregates: pulled out of the formula, and written in SQL, against figures worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from engine.base.issue import IssueError
from engine.expressions import Aggregate, aggregate_sql, aggregates_of, evaluate, parse, to_sql
from engine.storage.database import reading, writing

NAMES: dict[str, Any] = {
    "unit": "text",
    "kind": "text",
    "amount": "money",
    "tickets": "number",
    "rate": "number",
    "sku": "text",
}
ROWS = [
    # unit, kind, amount, tickets, rate, sku
    ("S1", "sale", 12_000, 1, 0.5, "a"),
    ("S1", "sale", 3_000, 2, 0.25, "b"),
    ("S1", "return", -1_000, 1, None, "a"),
    ("S1", None, 700, None, 0.1, None),
    ("S2", "return", -500, 4, 1e300, "c"),
    ("S3", None, 100, None, None, None),
]


@pytest.fixture
def table(any_database: sa.Engine) -> tuple[sa.Engine, sa.Table]:
    table = sa.Table(
        "line",
        sa.MetaData(),
        sa.Column("unit", sa.Text),
        sa.Column("kind", sa.Text),
        sa.Column("amount", sa.BigInteger),
        sa.Column("tickets", sa.Integer),
        sa.Column("rate", sa.Double),
        sa.Column("sku", sa.Text),
    )
    table.create(any_database)
    with writing(any_database) as connection:
        names = [column.name for column in table.columns]
        connection.execute(table.insert(), [dict(zip(names, row, strict=True)) for row in ROWS])
    return any_database, table


def measure(formula: str) -> Aggregate:
    _, found = aggregates_of(parse(formula, names=NAMES, aggregates=True))
    assert len(found) == 1
    return found[0]


EXPECTED: list[tuple[str, dict[str, Any]]] = [
    ("sum(amount)", {"S1": 14_700, "S2": -500, "S3": 100}),
    # a false condition counts 0, an unknown one nothing
    ("sum(amount, where=kind == 'sale')", {"S1": 15_000, "S2": 0, "S3": None}),
    ("sum(tickets)", {"S1": 4, "S2": 4, "S3": None}),
    ("sum(-amount)", {"S1": -14_700, "S2": 500, "S3": -100}),
    ("sum(amount if kind == 'sale' else 0)", {"S1": 15_000, "S2": 0, "S3": None}),
    ("sum(amount * tickets)", {"S1": 17_000, "S2": -2_000, "S3": None}),
    # a number past 1e15 is no value
    ("sum(rate)", {"S1": 0.85, "S2": None, "S3": None}),
    ("count()", {"S1": 4, "S2": 1, "S3": 1}),
    ("count(where=kind == 'sale')", {"S1": 2, "S2": 0, "S3": None}),
    ("count(where=is_null(kind))", {"S1": 1, "S2": 0, "S3": 1}),
    ("count_distinct(sku)", {"S1": 2, "S2": 1, "S3": 0}),
    ("count_distinct(sku, where=kind == 'sale')", {"S1": 2, "S2": 0, "S3": 0}),
]


def test_per_unit(table: tuple[sa.Engine, sa.Table]) -> None:
    engine, line = table
    found = [
        aggregate_sql(measure(formula), dict(line.columns)).label(f"m{n}") for n, (formula, _) in enumerate(EXPECTED)
    ]
    with reading(engine) as connection:
        rows = connection.execute(sa.select(line.c.unit, *found).group_by(line.c.unit)).all()
    for place, (formula, expected) in enumerate(EXPECTED, 1):
        values = {row[0]: row[place] for row in rows}
        assert {unit: value if value is None else round(value, 9) for unit, value in values.items()} == expected, (
            formula
        )
        if "rate" not in formula and "*" not in formula:
            assert all(value is None or type(value) is int for value in values.values()), formula


def test_the_ratio_of_sums_is_146_34_and_never_a_mean_of_ratios(any_database: sa.Engine) -> None:
    """12000/100, 3000/60, 45000/250: 60000/410 = 146.34 (golden value)."""
    tree = parse("sum(amount) / sum(tickets)", names=NAMES, aggregates=True)
    outer, measures = aggregates_of(tree)
    stores = [(12_000_00, 100), (3_000_00, 60), (45_000_00, 250)]
    rows = sa.union_all(
        *(sa.select(sa.literal(a, sa.BigInteger).label("amount"), sa.literal(t).label("tickets")) for a, t in stores)
    ).subquery()
    sums = sa.select(*(aggregate_sql(part, dict(rows.c)).label(f"m{n}") for n, part in enumerate(measures))).subquery()
    answer = to_sql(outer, {"@0": sums.c.m0, "@1": sums.c.m1})
    with reading(any_database) as connection:
        value = connection.execute(sa.select(answer)).scalar_one()
    assert (outer.type, round(value)) == ("money", 14_634)
    assert evaluate(outer, {"@0": 60_000_00, "@1": 410}) == value


def test_equal_aggregates_are_one_measure() -> None:
    text = "sum(amount, where=kind == 'sale') / count(where = kind=='sale') + sum( amount , where=kind == \"sale\")"
    outer, measures = aggregates_of(parse(text, names=NAMES, aggregates=True))
    assert [part.function for part in measures] == ["sum", "count"]
    assert outer.names == {"@0", "@1"}
    assert (measures[0].type, measures[1].type, outer.type) == ("money", "number", "money")
    assert measures[0].names == {"amount", "kind"}


def test_names_beside_aggregates_stay() -> None:
    outer, measures = aggregates_of(parse("sum(amount) / rate", names=NAMES, aggregates=True))
    assert (outer.names, measures[0].names) == ({"@0", "rate"}, {"amount"})


def test_expected_is_no_sql() -> None:
    outer, measures = aggregates_of(parse("sum(tickets) / expected()", names=NAMES, aggregates=True))
    assert [part.function for part in measures] == ["sum", "expected"]
    assert evaluate(outer, {"@0": 6, "@1": 4}) == 1.5
    with pytest.raises(IssueError) as caught:
        aggregate_sql(measures[1], {})
    assert caught.value.issues[0].code == "N316"


def test_a_tree_with_aggregates_is_not_evaluated_on_a_record() -> None:
    tree = parse("sum(amount)", names=NAMES, aggregates=True)
    for use in (lambda: evaluate(tree, {}), lambda: to_sql(tree, {}), tree.as_json):
        with pytest.raises(IssueError) as caught:
            use()
        assert caught.value.issues[0].code == "N314"
