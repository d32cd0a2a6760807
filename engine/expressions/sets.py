"""Writes a tree as a SQLAlchemy Core expression: the answers of ``evaluate``, for millions of rows, on both databases.

Columns: number as integer or float8; money as integer minor units; date as ordinal integer; timestamp as epoch
seconds; text; boolean. Integer columns are trusted to hold at most 1e15 (the facts room refuses more). Results:
number, money → float8, date → integer, text, boolean; past the limits null.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import Grouping

from engine.base.suggest import did_you_mean
from engine.base.text import both
from engine.expressions import sql_functions as sql
from engine.expressions.bounds import Cost
from engine.expressions.dialects import bytewise
from engine.expressions.functions import FUNCTIONS
from engine.expressions.nesting import check_nesting
from engine.expressions.refusal import refusal
from engine.expressions.scalar import has_aggregate
from engine.expressions.sql_functions import Sql, as_double, double
from engine.expressions.tree import (
    MAX_NUMBER,
    MAX_TEXT,
    MIN_NUMBER,
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
from engine.expressions.types import is_null

_NULLS: dict[Type, Any] = {
    "number": sa.Double,
    "money": sa.Double,
    "timestamp": sa.Double,
    "any": sa.Double,
    "text": sa.Text,
    "boolean": sa.Boolean,
    "date": sa.Integer,
}


def to_sql(tree: Tree, columns: Mapping[str, sa.ColumnElement[Any]]) -> sa.ColumnElement[Any]:
    """The formula over columns, ready for a select.

    Raises IssueError: N308 for a name without a column, N316 for what exists for one record only (functions marked
    ``scalar_only``, names of type "any"), N314 for an aggregate that was not pulled out, N317 for a formula that nests
    deeper than every database can read.
    """
    check_nesting(tree, columns)
    found = SetWriter(columns).write(tree.root, tree.type)
    if tree.type in ("number", "money", "any") and Cost().of(tree.root)[0][1] > 15:
        return sql.in_reach(found)
    if tree.type == "text":
        return sa.case((sa.func.length(found) <= MAX_TEXT, found))
    return found


class SetWriter:
    """Writes nodes over one set of columns; each node once."""

    def __init__(self, columns: Mapping[str, sa.ColumnElement[Any]]) -> None:
        self.columns = columns
        self._written: dict[tuple[int, Type], Sql] = {}

    def write(self, node: Node, wanted: Type = "any") -> Sql:
        """The SQL of a node; ``wanted`` types a null that has no type of its own."""
        kind = node.type if node.type != "any" else wanted
        key = (id(node), kind)
        if key not in self._written:
            self._written[key] = self._node(node, kind)
        return self._written[key]

    def _node(self, node: Node, kind: Type) -> Sql:
        match node:
            case Constant():
                return _constant(node, kind)
            case Name():
                return self._name(node)
            case Not():
                return sa.not_(self.write(node.operand, "boolean"))
            case Logic():
                parts = [self.write(part, "boolean") for part in node.parts]
                return sa.and_(*parts) if node.operator == "and" else sa.or_(*parts)
            case Conditional():
                then, otherwise = self.write(node.then, kind), self.write(node.otherwise, kind)
                return sa.case((sa.true(), then), (sa.false(), otherwise), value=self.write(node.test, "boolean"))
            case Negation() | Arithmetic() | Comparison() | Membership() if _null_inside(node):
                return sa.cast(sa.null(), _NULLS[kind])
            case Negation():
                return -Grouping(self.write(node.operand, kind))  # never “--”, which begins a comment
            case Arithmetic():
                return self._arithmetic(node)
            case Comparison():
                return self._comparison(node)
            case Membership():
                operand = Grouping(self.write(node.operand, node.choices[0].type))
                choices = [_constant(choice, choice.type) for choice in node.choices]
                return operand.not_in(choices) if node.negated else operand.in_(choices)
            case Call():
                return self._call(node, kind)
            case AggregateCall():
                raise has_aggregate(node)

    def _name(self, node: Name) -> Sql:
        column = self.columns.get(node.name)
        if column is None:
            hint = did_you_mean(node.name, self.columns)
            zh, en = f"没有名为 “{node.name}” 的列", f"no column named “{node.name}”"
            raise refusal("N308", zh, en, node.position, hint)
        if node.type == "any":
            zh, en = f"“{node.name}” 的类型不明，不能用于集合", f"“{node.name}” has no type; a set of rows needs one"
            raise refusal("N316", zh, en, node.position)
        if node.type in ("number", "money"):
            return _number_column(column)
        if node.type == "timestamp":
            return as_double(column)
        return sa.type_coerce(column, _NULLS[node.type]())

    def _arithmetic(self, node: Arithmetic) -> Sql:
        left, right = self.write(node.left, "number"), self.write(node.right, "number")
        if node.left.type == "date":
            if node.type == "number":
                return as_double(left - right)
            return sql.day_shifted(left, right if node.operator == "+" else -Grouping(right))
        match node.operator:
            case "+":
                return left + right
            case "-":
                return left - right
            case "*":
                return left * right
            case "/":
                return sql.divided(left, right)
            case _:
                return left - right * sql.floor(sql.divided(left, right))

    def _comparison(self, node: Comparison) -> Sql:
        kind = node.left.type if node.left.type != "any" else node.right.type
        left, right = self.write(node.left, kind), self.write(node.right, kind)
        if kind == "boolean":
            left, right = _as_bit(left), _as_bit(right)
        if kind == "text" and node.operator not in ("==", "!="):
            left, right = bytewise(left), bytewise(right)
        match node.operator:
            case "==":
                return left == right
            case "!=":
                return left != right
            case "<":
                return left < right
            case "<=":
                return left <= right
            case ">":
                return left > right
            case _:
                return left >= right

    def _call(self, node: Call, kind: Type) -> Sql:
        function = FUNCTIONS[node.function]
        if function.scalar_only:
            zh = f"“{node.function}” 只能用于一条记录"
            en = f"“{node.function}” works on one record, not over a set of rows"
            raise refusal("N316", zh, en, node.position, both("请在映射时算好", "work it out when mapping the rows"))
        if not function.sees_null and any(is_null(part) for part in node.arguments):
            return sa.cast(sa.null(), _NULLS[kind])
        inner = kind if function.result == "same" else "any"
        arguments = [self.write(part, inner) for part in node.arguments]
        match node.function:
            case "coalesce":
                return sa.func.coalesce(*arguments, type_=_NULLS[kind]())
            case "is_null":
                return Grouping(arguments[0]).is_(None)  # NOT binds looser than IS
            case "min":
                return sql.least(kind, *arguments)
            case "max":
                return sql.greatest(kind, *arguments)
            case "round":
                digits = node.arguments[1]
                return sql.rounded(arguments[0], int(digits.value) if isinstance(digits, Constant) else 0)  # type: ignore[arg-type]
            case "number":
                return sql.number(arguments[0], node.arguments[0].type)
            case name:
                return sql.SIMPLE[name](*arguments)


def _null_inside(node: Negation | Arithmetic | Comparison | Membership) -> bool:
    if isinstance(node, Negation | Membership):
        return is_null(node.operand)
    return is_null(node.left) or is_null(node.right)


def _constant(node: Constant, kind: Type) -> Sql:
    value = node.value
    if value is None:
        return sa.cast(sa.null(), _NULLS[kind])
    if isinstance(value, bool):
        return sa.true() if value else sa.false()
    if isinstance(value, str):
        return sa.literal(value, sa.Text)
    if isinstance(value, date):
        return sa.literal(value.toordinal(), sa.Integer)
    return double(value)


def _number_column(column: sa.ColumnElement[Any]) -> Sql:
    if isinstance(column.type, sa.Integer):
        return as_double(column)
    size = as_double(column)
    inside = sa.func.abs(size) <= double(MAX_NUMBER)  # neither infinite nor NaN
    return sa.case((sa.func.abs(size) < double(MIN_NUMBER), double(0)), (inside, size))


def _as_bit(condition: Sql) -> Sql:
    """A condition as 1, 0 or null, which compare everywhere."""
    return sa.case((sa.true(), 1), (sa.false(), 0), value=condition)
