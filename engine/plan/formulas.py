"""What is done with formulas of definitions: parse them in their place, put one into another, take a ratio apart.

Pure: works on the nodes of ``engine.expressions`` and knows no kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any

from engine.base.issue import Issue, IssueError
from engine.definitions.kind import Definition
from engine.expressions import Tree, Type, parse
from engine.expressions.tree import (
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
    children,
)

#: Column type of a dataset → type in a formula. A unit has none: it is a place, not a value.
COLUMN_TYPES: dict[str, Type] = {
    "day": "date",
    "date": "date",
    "timestamp": "timestamp",
    "text": "text",
    "integer": "number",
    "number": "number",
    "money": "money",
    "boolean": "boolean",
}


def formula(
    definition: Definition, path: str, text: str, names: Mapping[str, Type] | None, *, aggregates: bool = False
) -> Tree:
    """The tree of a formula that stands at ``path``. Raises IssueError with the issues in their place."""
    try:
        return parse(text, names=names, aggregates=aggregates)
    except IssueError as refused:
        raise IssueError([definition.placed(replace(issue, path=path)) for issue in refused.issues]) from None


def tried(
    definition: Definition, path: str, text: str, names: Mapping[str, Type] | None, *, aggregates: bool = False
) -> tuple[Tree | None, list[Issue]]:
    """The tree, or the issues for which there is none."""
    try:
        return formula(definition, path, text, names, aggregates=aggregates), []
    except IssueError as refused:
        return None, refused.issues


def substitute(node: Node, by_name: Mapping[str, Node]) -> Node:
    """The node with names replaced by other nodes (or renamed)."""
    if isinstance(node, Name):
        return by_name.get(node.name, node)
    changed: dict[str, Any] = {}
    for field in fields(node):
        value = getattr(node, field.name)
        if isinstance(value, Node):
            changed[field.name] = substitute(value, by_name)
        elif isinstance(value, tuple) and not isinstance(node, Membership):
            changed[field.name] = tuple(substitute(item, by_name) for item in value)
    return replace(node, **changed) if changed else node


def size(node: Node, limit: int) -> int:
    """How many parts a node has when written out; stops counting past ``limit`` (parts may be shared many times)."""
    count, waiting = 0, [node]
    while waiting and count <= limit:
        count += 1
        waiting.extend(children(waiting.pop()))
    return count


def division(node: Node) -> tuple[Node, Node] | None:
    """Numerator and denominator of a ratio; a factor beside it (``a / b * 100``) belongs to the numerator."""
    if not isinstance(node, Arithmetic):
        return None
    if node.operator == "/" and not isinstance(node.right, Constant):
        return node.left, node.right
    if node.operator in ("*", "/"):
        for ratio, other in ((node.left, node.right), (node.right, node.left)):
            inside = division(ratio) if isinstance(other, Constant) else None
            if inside is not None and (node.operator == "*" or ratio is node.left):
                return Arithmetic(node.operator, inside[0], other, inside[0].type, node.position), inside[1]
    return None


def linear(node: Node, additive: Iterable[str]) -> bool:
    """Whether values may be summed over units and days: sums and multiples of additive names only."""
    match node:
        case Name():
            return node.name in set(additive)
        case Negation():
            return linear(node.operand, additive)
        case Arithmetic(operator="+" | "-"):
            return linear(node.left, additive) and linear(node.right, additive)
        case Arithmetic(operator="*"):
            return (isinstance(node.left, Constant) and linear(node.right, additive)) or (
                isinstance(node.right, Constant) and linear(node.left, additive)
            )
        case Arithmetic(operator="/"):
            return isinstance(node.right, Constant) and linear(node.left, additive)
        case Call(function="coalesce"):
            head, *rest = node.arguments
            return linear(head, additive) and all(isinstance(item, Constant) and item.value == 0 for item in rest)
        case _:
            return False


def whole(node: Node, integers: Iterable[str]) -> bool:
    """Whether the value is always a whole number: whole columns and constants, joined by ``+ - *`` and the like."""
    match node:
        case Name():
            return node.name in set(integers)
        case Constant():
            return isinstance(node.value, int) and not isinstance(node.value, bool)
        case Negation():
            return whole(node.operand, integers)
        case Arithmetic(operator="+" | "-" | "*"):
            return whole(node.left, integers) and whole(node.right, integers)
        case Call(function="min" | "max" | "abs" | "coalesce"):
            return all(whole(item, integers) for item in node.arguments)
        case Conditional():
            return whole(node.then, integers) and whole(node.otherwise, integers)
        case _:
            return False


def written(node: Node) -> str:
    """A node as text again, with every grouping in brackets: the text of trees that were put together."""
    match node:
        case Constant():
            return _constant(node)
        case Name():
            return node.name
        case Negation():
            return f"-{_inner(node.operand)}"
        case Not():
            return f"not {_inner(node.operand)}"
        case Arithmetic() | Comparison():
            return f"{_inner(node.left)} {node.operator} {_inner(node.right)}"
        case Membership():
            sign = "not in" if node.negated else "in"
            return f"{_inner(node.operand)} {sign} ({', '.join(map(_constant, node.choices))},)"
        case Logic():
            return f" {node.operator} ".join(_inner(part) for part in node.parts)
        case Conditional():
            return f"{_inner(node.then)} if {_inner(node.test)} else {_inner(node.otherwise)}"
        case Call():
            return f"{node.function}({', '.join(map(written, node.arguments))})"
        case AggregateCall():
            inside = [written(node.argument)] if node.argument is not None else []
            inside += [f"where={written(node.where)}"] if node.where is not None else []
            return f"{node.function}({', '.join(inside)})"


def _inner(node: Node) -> str:
    text = written(node)
    return text if isinstance(node, Constant | Name | Call | AggregateCall) else f"({text})"


def _constant(node: Constant) -> str:
    value = node.value
    if isinstance(value, date):
        return f'date("{value.isoformat()}")'
    if node.type == "money" and isinstance(value, int | float) and not isinstance(value, bool):
        return f'money("{int(value) // 100 if value >= 0 else -(-int(value) // 100)}.{abs(int(value)) % 100:02d}")'
    return "null" if value is None else repr(value)
