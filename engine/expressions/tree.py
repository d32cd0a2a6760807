"""Our own tree of a formula: frozen nodes with a static type and a place in the text; and the limits of the language.

A tree is small (≤ 200 parts, ≤ 25 deep), total (every evaluation ends, none raises) and says what it means alone:
money is already in minor units, ``date("…")`` is already a date, chained comparisons are already an ``and``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

Type = Literal["number", "money", "text", "boolean", "date", "timestamp", "any"]
Scalar = bool | int | float | str | date | None

MAX_CHARACTERS = 2_000
MAX_DEPTH = 25
MAX_NODES = 200
MAX_NUMBER = 1e15  # inputs, fixed values and results; past it a result is "no value"
MIN_NUMBER = 1e-15  # an input nearer to zero is zero
MAX_LITERAL_TEXT = 1_000
MAX_NAME = 100
MAX_TEXT = 10_000  # characters of a result
MAX_ARGUMENTS = 10
MAX_CHOICES = 100


@dataclass(frozen=True)
class Constant:
    """A fixed value: number, text, boolean, date or null; money in minor units."""

    value: Scalar
    type: Type
    position: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Name:
    """A declared name; ``@0``, ``@1`` … stand for aggregates that were pulled out."""

    name: str
    type: Type
    position: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Negation:
    """``-x``."""

    operand: Node
    type: Type
    position: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Not:
    """``not x``, three-valued."""

    operand: Node
    type: Type = "boolean"
    position: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Arithmetic:
    """``+ - * / %`` of two operands."""

    operator: str
    left: Node
    right: Node
    type: Type
    position: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Comparison:
    """``== != < <= > >=`` of two operands."""

    operator: str
    left: Node
    right: Node
    type: Type = "boolean"
    position: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Membership:
    """``x in (…)``: the choices are fixed values, none of them null."""

    operand: Node
    choices: tuple[Constant, ...]
    negated: bool
    type: Type = "boolean"
    position: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Logic:
    """``and`` or ``or`` of two or more, three-valued."""

    operator: str
    parts: tuple[Node, ...]
    type: Type = "boolean"
    position: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Conditional:
    """``then if test else otherwise``; an unknown test gives null."""

    test: Node
    then: Node
    otherwise: Node
    type: Type
    position: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Call:
    """A function of the table in ``functions.py``."""

    function: str
    arguments: tuple[Node, ...]
    type: Type
    position: int = field(default=0, compare=False)


@dataclass(frozen=True)
class AggregateCall:
    """``sum count count_distinct expected`` over the rows of a set."""

    function: str
    argument: Node | None
    where: Node | None
    type: Type
    position: int = field(default=0, compare=False)


Node = (
    Constant | Name | Negation | Not | Arithmetic | Comparison | Membership | Logic | Conditional | Call | AggregateCall
)


def children(node: Node) -> tuple[Node, ...]:
    """The parts of a node, in the order they are written."""
    match node:
        case Negation() | Not() | Membership():
            return (node.operand,)
        case Arithmetic() | Comparison():
            return (node.left, node.right)
        case Logic():
            return node.parts
        case Conditional():
            return (node.then, node.test, node.otherwise)
        case Call():
            return node.arguments
        case AggregateCall():
            return tuple(part for part in (node.argument, node.where) if part is not None)
        case _:
            return ()


def walk(root: Node) -> Iterator[Node]:
    """Every distinct node object once (the middle of ``a < b < c`` is shared), root first."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) not in seen:
            seen.add(id(node))
            yield node
            waiting.extend(reversed(children(node)))


@dataclass(frozen=True)
class Tree:
    """A checked formula: its text, its root, the static type of its result and the names it uses."""

    text: str
    root: Node
    type: Type
    names: frozenset[str]

    @classmethod
    def of(cls, text: str, root: Node) -> Tree:
        """The tree of a root."""
        return cls(text, root, root.type, frozenset(node.name for node in walk(root) if isinstance(node, Name)))

    def as_json(self) -> dict[str, Any]:
        """The tree as plain JSON for a browser evaluator; the shapes are described in ``as_json.py``."""
        from engine.expressions.as_json import node_as_json  # the writer needs the nodes above

        return node_as_json(self.root)
