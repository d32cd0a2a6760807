"""Makes a plain Python function of a tree: for mappings and for many rows, with the answers of ``evaluate``.

Straight-line code, one step per node: every step is total, so nothing needs to be skipped. No text of the formula gets
into the code: names and fixed values are keys of a table, variables are numbered.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from engine.expressions import operators, values
from engine.expressions.functions import FUNCTIONS
from engine.expressions.scalar import has_aggregate, named
from engine.expressions.tree import (
    MAX_NUMBER,
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
    Scalar,
    Tree,
    Type,
)
from engine.expressions.types import NUMERIC

_GENERAL = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide", "%": "remainder"}
_COMPARE = {"==": "equal", "!=": "unequal", "<": "less", "<=": "at_most", ">": "greater", ">=": "at_least"}
Function = Callable[[Mapping[str, Any]], Scalar]


def compile_scalar(tree: Tree) -> Function:
    """``f(values) -> scalar``: the answers of ``evaluate(tree, values)``, many times faster; kept with the tree.

    Raises IssueError for a tree with aggregates (N314).
    """
    known: Function | None = tree.__dict__.get("_compiled")
    if known is None:
        known = _Writer(tree).function()
        tree.__dict__["_compiled"] = known
    return known


class _Writer:
    """Writes the lines of one function; ``table`` holds what they refer to."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.lines: list[str] = []
        self.table: dict[str, Any] = {"read": values.read, "finish": values.finish, "floor": math.floor}
        self.variables: dict[int, str] = {}
        self.names: dict[tuple[str, Type], str] = {}

    def function(self) -> Function:
        for name, kind in named(self.tree):
            self._input(name, kind)
        result = self.write(self.tree.root)
        self._output(result)
        body = "\n ".join(self.lines)
        exec(compile(f"def formula(values):\n get = values.get\n {body}", "<formula>", "exec"), self.table)
        made: Function = self.table["formula"]
        return made

    def _keep(self, value: Any) -> str:
        key = f"k{len(self.table)}"
        self.table[key] = value
        return key

    def _new(self, code: str) -> str:
        variable = f"t{len(self.lines)}"
        self.lines.append(f"{variable} = {code}")
        return variable

    def _input(self, name: str, kind: Type) -> None:
        variable = self._new(f"get({self._keep(name)})")
        self.names[(name, kind)] = variable
        wanted = self._keep(kind)
        if kind in NUMERIC:
            low, high, limit = repr(MIN_NUMBER), repr(MAX_NUMBER), int(MAX_NUMBER)
            whole = f"{variable}.__class__ is int and -{limit} <= {variable} <= {limit}"
            plain = f"{low} <= {variable} <= {high} or {variable} == 0.0 or -{high} <= {variable} <= -{low}"
            self.lines += [
                f"if {variable}.__class__ is float:",
                f" if not ({plain}): {variable} = read({variable}, {wanted})",
                f"elif {whole}: {variable} = float({variable})",
                f"elif {variable} is not None: {variable} = read({variable}, {wanted})",
            ]
        elif kind == "boolean":
            self.lines.append(f"if {variable}.__class__ is not bool: {variable} = None")
        else:
            self.lines.append(f"{variable} = read({variable}, {wanted})")

    def _output(self, result: str) -> None:
        kind = self.tree.type
        if kind == "boolean":
            self.lines.append(f"return {result}")
        elif kind in NUMERIC:
            self.lines.append(f"if {result} is None or not {-MAX_NUMBER!r} <= {result} <= {MAX_NUMBER!r}: return None")
            self.lines.append(f"return int({result}) if {result}.is_integer() else {result}")
        else:
            self.lines.append(f"return finish({result})")

    def write(self, node: Node) -> str:
        """The variable that holds a node's value."""
        if id(node) not in self.variables:
            self.variables[id(node)] = self._written(node)
        return self.variables[id(node)]

    def _written(self, node: Node) -> str:
        match node:
            case Constant():
                return "None" if node.value is None else self._keep(values.literal(node.value))
            case Name():
                return self.names[(node.name, node.type)]
            case Negation():
                operand = self.write(node.operand)
                if node.operand.type in NUMERIC:
                    return self._new(f"None if {operand} is None else -{operand}")
                return self._general("negate", operand)
            case Not():
                return self._not(self.write(node.operand), node.operand)
            case Arithmetic():
                return self._arithmetic(node)
            case Comparison():
                return self._comparison(node)
            case Membership():
                choices = self._keep(tuple(values.literal(choice.value) for choice in node.choices))
                return self._general("not_among" if node.negated else "among", self.write(node.operand), choices)
            case Logic():
                return self._logic(node)
            case Conditional():
                test, then, otherwise = self.write(node.test), self.write(node.then), self.write(node.otherwise)
                return self._new(f"{then} if {test} is True else {otherwise} if {test} is False else None")
            case Call():
                return self._call(node)
            case AggregateCall():
                raise has_aggregate(node)

    def _general(self, operator: str, *operands: str) -> str:
        self.table.setdefault(operator, getattr(operators, operator))
        return self._new(f"{operator}({', '.join(operands)})")

    def _nulls(self, *parts: tuple[Node, str]) -> str:
        tests = [
            f"{variable} is None" for node, variable in parts if not isinstance(node, Constant) or node.value is None
        ]
        return " or ".join(dict.fromkeys(tests))

    def _unless_null(self, code: str, *parts: tuple[Node, str], also: str = "") -> str:
        tests = " or ".join(test for test in (self._nulls(*parts), also) if test)
        return self._new(f"None if {tests} else {code}" if tests else code)

    def _not(self, operand: str, node: Node) -> str:
        if node.type == "boolean":
            return self._new(f"None if {operand} is None else not {operand}")
        return self._general("negation", operand)

    def _arithmetic(self, node: Arithmetic) -> str:
        a, b = self.write(node.left), self.write(node.right)
        if node.left.type not in NUMERIC or node.right.type not in NUMERIC:
            return self._general(_GENERAL[node.operator], a, b)
        by_zero = f"{b} == 0.0" if node.operator in "/%" else ""
        code = f"{a} - {b} * floor({a} / {b})" if node.operator == "%" else f"{a} {node.operator} {b}"
        return self._unless_null(code, (node.left, a), (node.right, b), also=by_zero)

    def _comparison(self, node: Comparison) -> str:
        a, b = self.write(node.left), self.write(node.right)
        if node.left.type != node.right.type or node.left.type in ("any", "timestamp"):
            return self._general(_COMPARE[node.operator], a, b)
        return self._unless_null(f"{a} {node.operator} {b}", (node.left, a), (node.right, b))

    def _logic(self, node: Logic) -> str:
        found = self.write(node.parts[0])
        if all(part.type == "boolean" for part in node.parts):
            stop, other = ("False", "True") if node.operator == "and" else ("True", "False")
            parts = [self.write(part) for part in node.parts]
            ends = " or ".join(f"{part} is {stop}" for part in parts)
            unknown = " or ".join(f"{part} is None" for part in parts)
            return self._new(f"{stop} if {ends} else None if {unknown} else {other}")
        for part in node.parts[1:]:
            found = self._general("both_hold" if node.operator == "and" else "either_holds", found, self.write(part))
        return found

    def _call(self, node: Call) -> str:
        function = FUNCTIONS[node.function]
        arguments = [self.write(part) for part in node.arguments]
        body = f"f_{node.function}"
        self.table.setdefault(body, function.run)
        code = f"{body}({', '.join(arguments)})"
        if function.sees_null:
            return self._new(code)
        return self._unless_null(code, *zip(node.arguments, arguments, strict=True))
