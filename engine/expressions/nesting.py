"""How deep the SQL of a formula nests, for databases whose parser has a fixed stack.

SQLite before 3.46 keeps at most 100 words open while it reads a statement and refuses deeper ones ("parser stack
overflow"). The figures count the words that SQL leaves open before each part; a test holds them against SQLite itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from engine.base.text import both
from engine.expressions.refusal import refusal
from engine.expressions.tree import (
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
    children,
)

#: Of SQLite's 100; the rest is for the statement round the formula.
MAX_OPEN = 70
_ROUND_IT = 12  # the guards that to_sql and aggregate_sql put round a formula

_EACH: dict[str, tuple[int, int]] = {  # function → (before the first argument, before the others)
    "abs": (4, 4),
    "floor": (15, 15),
    "ceil": (15, 15),
    "round": (12, 12),
    "min": (10, 12),
    "max": (10, 12),
    "coalesce": (4, 6),
    "is_null": (2, 2),
    "number": (28, 28),
    "concat": (2, 4),
    "lower": (5, 5),
    "upper": (5, 5),
    "trim": (5, 5),
    "length": (6, 6),
    "starts_with": (4, 9),
    "contains": (5, 7),
    "year": (20, 20),
    "month": (18, 18),
    "day_of_month": (18, 18),
    "weekday": (8, 8),
    "days_between": (4, 6),
}


def check_nesting(tree: Tree, columns: Mapping[str, sa.ColumnElement[Any]]) -> None:
    """Raises IssueError (N317) for a formula whose SQL a database could not read."""
    if words_open(tree, columns) + _ROUND_IT > MAX_OPEN:
        hint = both("请拆成几步，如先在映射时算好一列", "split it up: work out a column when mapping the rows")
        zh, en = "公式对集合来说套得太深", "the formula nests too deeply for a set of rows"
        raise refusal("N317", zh, en, tree.root.position, hint)


def words_open(tree: Tree, columns: Mapping[str, sa.ColumnElement[Any]]) -> int:
    """The most words a parser has open inside the formula's SQL."""
    known: dict[int, int] = {}

    def of(node: Node) -> int:
        if id(node) not in known:
            known[id(node)] = max((before + of(part) for before, part in _parts(node)), default=_own(node, columns))
        return known[id(node)]

    return of(tree.root)


def _own(node: Node, columns: Mapping[str, sa.ColumnElement[Any]]) -> int:
    if not isinstance(node, Name):
        return 4
    column = columns.get(node.name)
    return 5 if column is not None and isinstance(column.type, sa.Integer | sa.Text | sa.Boolean) else 13


def _parts(node: Node) -> list[tuple[int, Node]]:
    match node:
        case Negation() | Not() | Membership():
            return [(3, node.operand)]
        case Arithmetic() if node.type == "date":
            return [(11, node.left), (14, node.right)]
        case Arithmetic(operator="%"):
            return [(24, node.left), (29, node.right)]
        case Arithmetic(operator="/"):
            return [(2, node.left), (7, node.right)]
        case Arithmetic() if node.left.type == "date":
            return [(4, node.left), (6, node.right)]
        case Arithmetic():
            return [(2, node.left), (4, node.right)]
        case Comparison():
            return [(4, node.left), (7, node.right)]
        case Logic():
            return [(2 if place == 0 else 4, part) for place, part in enumerate(node.parts)]
        case Conditional():
            return [(3, node.test), (6, node.then), (7, node.otherwise)]
        case Call():
            first, others = _EACH.get(node.function, (0, 0))  # others have no SQL, which is told elsewhere
            return [(others if place else first, part) for place, part in enumerate(node.arguments)]
        case Constant() | _:
            return [(0, part) for part in children(node)]
