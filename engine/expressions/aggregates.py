"""Pulls the aggregates out of an indicator's formula: each distinct one is a measure; the rest works on their sums."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

import sqlalchemy as sa

from engine.expressions.nesting import check_nesting
from engine.expressions.refusal import refusal
from engine.expressions.sets import SetWriter
from engine.expressions.sql_functions import Sql, in_reach
from engine.expressions.tree import (
    MAX_NUMBER,
    AggregateCall,
    Arithmetic,
    Call,
    Comparison,
    Conditional,
    Constant,
    Logic,
    Membership,
    Name,
    Negation,
    Node,
    Not,
    Tree,
    Type,
)

_LIMIT = int(MAX_NUMBER)
AggregateFunction = Literal["sum", "count", "count_distinct", "expected"]


@dataclass(frozen=True)
class Aggregate:
    """One aggregate: its function, what is aggregated, and over which rows."""

    function: AggregateFunction
    argument: Tree | None
    where: Tree | None

    @property
    def type(self) -> Type:
        """The type of its result."""
        return self.argument.type if self.function == "sum" and self.argument else "number"

    @property
    def names(self) -> frozenset[str]:
        """The columns it uses."""
        return frozenset().union(*(part.names for part in (self.argument, self.where) if part))


def aggregates_of(tree: Tree) -> tuple[Tree, tuple[Aggregate, ...]]:
    """The formula over names ``@0``, ``@1`` … and the aggregates they stand for; equal aggregates share one name."""
    found: dict[AggregateCall, str] = {}
    outer = _without(tree.root, found)
    return Tree.of(tree.text, outer), tuple(_aggregate(call, tree.text) for call in found)


def _aggregate(call: AggregateCall, text: str) -> Aggregate:
    argument = Tree.of(text, call.argument) if call.argument is not None else None
    where = Tree.of(text, call.where) if call.where is not None else None
    return Aggregate(cast(AggregateFunction, call.function), argument, where)


def _without(node: Node, found: dict[AggregateCall, str]) -> Node:
    match node:
        case AggregateCall():
            return Name(found.setdefault(node, f"@{len(found)}"), node.type, node.position)
        case Negation() | Not() | Membership():
            return replace(node, operand=_without(node.operand, found))
        case Arithmetic() | Comparison():
            return replace(node, left=_without(node.left, found), right=_without(node.right, found))
        case Logic():
            return replace(node, parts=tuple(_without(part, found) for part in node.parts))
        case Conditional():
            then, test = _without(node.then, found), _without(node.test, found)
            return replace(node, then=then, test=test, otherwise=_without(node.otherwise, found))
        case Call():
            return replace(node, arguments=tuple(_without(part, found) for part in node.arguments))
        case _:
            return node


def aggregate_sql(aggregate: Aggregate, columns: Mapping[str, sa.ColumnElement[Any]]) -> sa.ColumnElement[Any]:
    """The aggregate over the rows of a group.

    ``sum(x, where=c)``: c true → x, false → 0, unknown → nothing. ``count(where=c)``: rows with c true; null where c is
    unknown for all. ``count_distinct(x, where=c)``: different x that are not null with c true. A sum of integer columns
    is an integer (BIGINT), any other sum float8; past 1e15 null. Raises IssueError as ``to_sql``, and N316 for
    ``expected()``, which is known only from the calendar and the org tree.
    """
    for part in (aggregate.argument, aggregate.where):
        if part is not None:
            check_nesting(part, columns)
    writer = SetWriter(columns)
    test = writer.write(aggregate.where.root, "boolean") if aggregate.where else None
    if aggregate.function == "expected":
        zh, en = "expected() 由日历与组织算出", "expected() comes from the calendar and the org tree, not from rows"
        raise refusal("N316", zh, en)
    if aggregate.function == "count":
        if test is None:
            return sa.func.count()
        return sa.cast(sa.func.sum(_chosen(test, sa.literal_column("1"), sa.literal_column("0"))), sa.BigInteger)
    root = aggregate.argument.root if aggregate.argument else Constant(None, "any")
    if aggregate.function == "count_distinct":
        kept = writer.write(root) if test is None else sa.case((sa.true(), writer.write(root)), value=test)
        return sa.func.count(sa.distinct(kept))
    exact = _exact(root, writer)
    value = exact if exact is not None else writer.write(root, "number")
    if test is not None:
        zero = sa.literal_column("0", sa.BigInteger if exact is not None else sa.Double)
        value = _chosen(test, value, zero)
    total = sa.func.sum(value)
    if exact is None:
        return in_reach(sa.cast(total, sa.Double))
    return sa.case(
        (
            total.between(sa.literal(-_LIMIT, sa.BigInteger), sa.literal(_LIMIT, sa.BigInteger)),
            sa.cast(total, sa.BigInteger),
        )
    )


def _chosen(test: Sql, value: Sql, zero: Sql) -> Sql:
    return sa.case((sa.true(), value), (sa.false(), zero), value=test)


def _exact(node: Node, writer: SetWriter) -> Sql | None:
    """The node in integers, where it is one: a sum of integers is then exact on every database and needs no cast."""
    match node:
        case Constant() if isinstance(node.value, int) and not isinstance(node.value, bool):
            return sa.literal(node.value, sa.BigInteger)
        case Name():
            column = writer.columns.get(node.name)
            return column if column is not None and isinstance(column.type, sa.Integer) else None
        case Negation():
            operand = _exact(node.operand, writer)
            return None if operand is None else -_wide(operand)
        case Arithmetic() if node.operator in "+-":
            left, right = _exact(node.left, writer), _exact(node.right, writer)
            if left is None or right is None:
                return None
            return _wide(left) + _wide(right) if node.operator == "+" else _wide(left) - _wide(right)
        case Conditional():
            then, otherwise = _exact(node.then, writer), _exact(node.otherwise, writer)
            if then is None or otherwise is None:
                return None
            return _chosen(writer.write(node.test, "boolean"), then, otherwise)
        case _:
            return None


def _wide(value: Sql) -> Sql:
    """64 bits: two 32-bit integers could overflow PostgreSQL's sum of them."""
    return value if isinstance(value.type, sa.BigInteger) else sa.cast(value, sa.BigInteger)
