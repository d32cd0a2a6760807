"""One formula, one answer: simpleeval, compiled, SQLite and PostgreSQL over random formulas and records."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.base.issue import IssueError
from engine.expressions import Tree, compile_scalar, evaluate, parse, to_sql
from engine.storage.database import open_database, reading
from tests.engine.expressions.random_formulas import TYPES, batch, surprise
from tests.engine.expressions.records import column, from_sql, same, select
from tests.postgres import Server

SEEDS = st.integers(0, 2**64)
COSTS = {"N302", "N303", "N304", "N317"}  # too long, too deep, too many parts, too costly


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Engine]:
    engine = open_database(f"sqlite:///{tmp_path_factory.mktemp('same') / 'a.sqlite'}")
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def postgres(postgres_server: Server) -> Iterator[sa.Engine]:
    name = postgres_server.create()
    engine = open_database(postgres_server.url(name))
    yield engine
    engine.dispose()
    postgres_server.drop(name)


def parsed(seed: int, size: int) -> list[tuple[Tree, dict[str, str], dict[str, Any]]]:
    """Random jobs; formulas that are refused for their cost fall out, and only those."""
    jobs = []
    for formula, values in batch(seed, size):
        try:
            jobs.append((parse(formula, names=TYPES), TYPES, values))  # type: ignore[arg-type]
        except IssueError as error:
            if not {issue.code for issue in error.issues} <= COSTS:
                raise
    return jobs


def scalar(tree: Tree, values: dict[str, Any]) -> Any:
    slow, fast = evaluate(tree, values), compile_scalar(tree)(values)
    assert (type(slow), slow) == (type(fast), fast), (tree.text, values)
    assert isinstance(slow, bool | int | float | str | date | None)
    return slow


def too_deep(tree: Tree) -> bool:
    """Whether SQL would nest too deeply (about one random formula in ten)."""
    try:
        to_sql(tree, {name: column(TYPES[name], None) for name in tree.names})
    except IssueError as error:
        if [issue.code for issue in error.issues] != ["N317"]:
            raise
        return True
    return False


def differences(engine: sa.Engine, jobs: list[tuple[Tree, dict[str, str], dict[str, Any]]]) -> list[Any]:
    jobs = [job for job in jobs if not too_deep(job[0])]
    with reading(engine) as connection:
        row = connection.execute(select(jobs)).one()
    found = []
    for (tree, _, values), value in zip(jobs, row, strict=True):
        expected = scalar(tree, values)
        if not same(from_sql(tree, value), expected):
            used = {name: values[name] for name in sorted(tree.names)}
            found.append((len(tree.text), tree.text, used, f"SQL {value!r}, scalar {expected!r}"))
    return sorted(found, key=lambda entry: entry[0])


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_compiled_is_simpleeval(seed: int) -> None:
    for tree, _, values in parsed(seed, 50):
        scalar(tree, values)


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_without_types_whatever_comes(seed: int) -> None:
    random = Random(seed)
    for formula, _ in batch(seed, 40):
        with suppress(IssueError):
            tree = parse(formula, names=None)
            for _ in range(3):
                scalar(tree, surprise(random))


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_sqlite_gives_the_same(sqlite: sa.Engine, seed: int) -> None:
    assert differences(sqlite, parsed(seed, 30)) == []


@pytest.mark.postgres
@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_postgresql_gives_the_same(postgres: sa.Engine, seed: int) -> None:
    assert differences(postgres, parsed(seed, 30)) == []
