"""Evaluates one formula on every evaluator: the tests' side of “three evaluators, the same answer”."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from engine.expressions import Tree, to_sql

SQL_TYPES: dict[str, Any] = {
    "number": sa.Double,
    "money": sa.BigInteger,
    "text": sa.Text,
    "boolean": sa.Boolean,
    "date": sa.Integer,
    "timestamp": sa.Double,
}


def column(kind: str, value: Any) -> sa.ColumnElement[Any]:
    """A typed value as a column of one row; a whole number becomes an integer column."""
    if isinstance(value, date):
        value = value.toordinal()
    sql_type = sa.BigInteger if kind == "number" and isinstance(value, int) else SQL_TYPES[kind]
    return sa.cast(sa.null(), sql_type) if value is None else sa.literal(value, sql_type)


def select(jobs: Sequence[tuple[Tree, Mapping[str, str], Mapping[str, Any]]]) -> sa.Select[Any]:
    """One statement that evaluates many formulas, each over its own record."""
    found = []
    for number, (tree, types, values) in enumerate(jobs):
        columns = {name: column(kind, values.get(name)) for name, kind in types.items()}
        found.append(to_sql(tree, columns).label(f"r{number}"))
    return sa.select(*found)


def from_sql(tree: Tree, value: Any) -> Any:
    """An answer of the database in the words of ``evaluate``."""
    if value is None:
        return None
    if tree.type == "date":
        return date.fromordinal(value)
    return bool(value) if tree.type == "boolean" else value


def same(a: Any, b: Any) -> bool:
    """Equal, numbers to 1e-9 relative; True is not 1."""
    if isinstance(a, bool) or isinstance(b, bool) or a is None or b is None:
        return a is b
    if isinstance(a, int | float) and isinstance(b, int | float):
        return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)
    return bool(type(a) is type(b) and a == b)
