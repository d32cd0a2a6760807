"""The static types and what fits where.

``any`` (a value whose type is only known at run time, as in a mapping of foreign records) fits everywhere; a value
that then does not fit gives null. Null literals and, beside money, the literal 0 take the type of their neighbour.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.base.text import Text, both
from engine.expressions.tree import Constant, Node, Type

TYPES: tuple[Type, ...] = ("number", "money", "text", "boolean", "date", "timestamp", "any")
NUMERIC: frozenset[Type] = frozenset({"number", "money"})
ORDERED: frozenset[Type] = frozenset({"number", "money", "text", "date", "timestamp"})

TITLES: dict[Type, Text] = {
    "number": both("数字", "number"),
    "money": both("金额", "money"),
    "text": both("文字", "text"),
    "boolean": both("是/否", "boolean"),
    "date": both("日期", "date"),
    "timestamp": both("时刻", "timestamp"),
    "any": both("任意", "any"),
}

_SAME: dict[tuple[str, Type, Type], Type] = {
    ("+", "number", "number"): "number",
    ("+", "money", "money"): "money",
    ("+", "date", "number"): "date",
    ("-", "number", "number"): "number",
    ("-", "money", "money"): "money",
    ("-", "date", "number"): "date",
    ("-", "date", "date"): "number",
    ("*", "number", "number"): "number",
    ("*", "money", "number"): "money",
    ("*", "number", "money"): "money",
    ("/", "number", "number"): "number",
    ("/", "money", "number"): "money",
    ("/", "money", "money"): "number",
    ("%", "number", "number"): "number",
    ("%", "money", "money"): "money",
}


def arithmetic(operator: str, left: Type, right: Type) -> Type | None:
    """The type of ``left operator right``; None where the two do not fit."""
    possible = {
        result
        for (sign, a, b), result in _SAME.items()
        if sign == operator and left in (a, "any") and right in (b, "any")
    }
    if not possible:
        return None
    return possible.pop() if len(possible) == 1 else "any"


def is_null(node: Node) -> bool:
    """Whether the node is the literal null."""
    return isinstance(node, Constant) and node.value is None


def is_zero(node: Node) -> bool:
    """Whether the node is the literal 0, which is as well no money."""
    return isinstance(node, Constant) and node.type == "number" and node.value == 0


def adapted(node: Node, wanted: Type) -> Node:
    """A null literal, or a literal 0 beside money, with the wanted type; any other node unchanged."""
    if isinstance(node, Constant) and (
        (node.value is None and node.type == "any") or (wanted == "money" and is_zero(node))
    ):
        return Constant(node.value, wanted, node.position)
    return node


def common(types: Iterable[Type]) -> Type | None:
    """The one type of values that may stand for one another; None where they differ."""
    found = set(types)
    known = found - {"any"}
    if len(known) > 1:
        return None
    return known.pop() if known and "any" not in found else "any"


def leading(nodes: Iterable[Node]) -> Type:
    """The type the neighbours of a literal null or 0 ask for."""
    kinds = [node.type for node in nodes if not is_null(node)]
    return "money" if "money" in kinds else next((kind for kind in kinds if kind != "any"), "any")
