"""The count of open words against SQLite's own parser: never less than it needs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from engine.base.issue import IssueError
from engine.expressions import parse, to_sql
from engine.expressions.nesting import words_open
from engine.expressions.tree import Tree
from tests.engine.expressions.random_formulas import TYPES, batch
from tests.engine.expressions.records import SQL_TYPES

COLUMNS = {name: sa.column(name, SQL_TYPES[kind]) for name, kind in TYPES.items()}


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute(f"CREATE TABLE r ({', '.join(TYPES)})")
    yield connection
    connection.close()


def brackets_left(connection: sqlite3.Connection, sql: str) -> int:
    """How many brackets more fit round an expression."""
    fits, too_many = -1, 101
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        try:
            connection.execute(f"EXPLAIN SELECT {'(' * middle}{sql}{')' * middle} FROM r")  # noqa: S608
            fits = middle
        except sqlite3.OperationalError as error:
            if "stack" not in str(error):
                raise
            too_many = middle
    return fits


def test_never_less_than_sqlite_needs(connection: sqlite3.Connection) -> None:
    if sqlite3.sqlite_version_info >= (3, 46):
        pytest.skip(f"SQLite {sqlite3.sqlite_version} has no fixed stack")
    empty = brackets_left(connection, "1")
    checked = 0
    for seed in range(12):
        for formula, _ in batch(seed, 30):
            try:
                tree = parse(formula, names=TYPES)  # type: ignore[arg-type]
                found = to_sql(tree, COLUMNS)
            except IssueError:
                continue
            sql = str(found.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))
            assert empty - brackets_left(connection, sql) <= words_open(tree, COLUMNS) + 12, formula
            checked += 1
    assert checked > 200


def test_too_deep_for_sets_is_refused_there_and_works_for_one_record() -> None:
    tree: Tree = parse("a % (a % (a % 7))", names={"a": "number"})
    with pytest.raises(IssueError) as caught:
        to_sql(tree, {"a": sa.column("a", sa.Double)})
    assert [issue.code for issue in caught.value.issues] == ["N317"]


@pytest.mark.parametrize(
    "formula",
    [
        "round(m / n, 2)",
        "min(max(a / b, 0), 1)",
        "'red' if a < 0.85 else 'yellow' if a < 1 else 'green' if a < 2 else 'blue' if a < 3 else 'other'",
        "(a - b) / b * 100",
        "m if kind in ('sale', 'return') and not is_null(d) else 0",
        "a + b + c + a + b + c + a + b + c + a + b + c",
        "f and (g or f and (g or f and (g or not f)))",
        "money(round(a * b, 2)) == m",
    ],
)
def test_ordinary_formulas_pass(formula: str) -> None:
    types = {**TYPES, "kind": "text"}
    tree = parse(formula, names=types)  # type: ignore[arg-type]
    to_sql(tree, {**COLUMNS, "kind": sa.column("kind", sa.Text)})
