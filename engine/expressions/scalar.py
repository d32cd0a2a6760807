"""Evaluates a tree for one record, on simpleeval as the walker.

simpleeval sees neither the formula's text nor Python's tree of it, only the tree made here from our own checked nodes;
and it has our operator table, our functions, our three-valued ``and or not if in`` and scalars that were copied in.
This is the reference: ``compile_scalar`` and ``to_sql`` must give the same answers.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Any

from simpleeval import SimpleEval

from engine.expressions import operators
from engine.expressions.functions import FUNCTIONS, Function
from engine.expressions.refusal import refusal
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
    Scalar,
    Tree,
    Type,
    walk,
)
from engine.expressions.values import finish, literal, read

_PYTHON: dict[str, ast.operator] = {"+": ast.Add(), "-": ast.Sub(), "*": ast.Mult(), "/": ast.Div(), "%": ast.Mod()}
_COMPARE: dict[str, ast.cmpop] = {
    "==": ast.Eq(),
    "!=": ast.NotEq(),
    "<": ast.Lt(),
    "<=": ast.LtE(),
    ">": ast.Gt(),
    ">=": ast.GtE(),
}
_OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operators.add,
    ast.Sub: operators.subtract,
    ast.Mult: operators.multiply,
    ast.Div: operators.divide,
    ast.Mod: operators.remainder,
    ast.Eq: operators.equal,
    ast.NotEq: operators.unequal,
    ast.Lt: operators.less,
    ast.LtE: operators.at_most,
    ast.Gt: operators.greater,
    ast.GtE: operators.at_least,
    ast.In: operators.among,
    ast.NotIn: operators.not_among,
    ast.USub: operators.negate,
    ast.Not: operators.negation,
}


def strict(function: Function) -> Callable[..., Any]:
    """The function's body, null for null."""
    run = function.run
    if function.sees_null:
        return run

    def guarded(*arguments: Any) -> Any:
        return None if None in arguments else run(*arguments)

    return guarded


_FUNCTIONS: dict[str, Callable[..., Any]] = {name: strict(function) for name, function in FUNCTIONS.items()}


class _Walker(SimpleEval):  # type: ignore[misc]
    """simpleeval with the few nodes our trees have; no attribute, subscript, f-string, assignment or import."""

    def __init__(self, names: Mapping[str, Any]) -> None:
        self.operators = _OPERATORS
        self.functions = _FUNCTIONS
        self.names = names
        self.allowed_attrs = None
        self.nodes = {
            ast.Constant: self._eval_constant,
            ast.Name: self._eval_name,
            ast.UnaryOp: self._eval_unaryop,
            ast.BinOp: self._eval_binop,
            ast.Compare: self._eval_compare,
            ast.BoolOp: self._three_valued,
            ast.IfExp: self._conditional,
            ast.Call: self._eval_call,
        }

    def _three_valued(self, node: ast.BoolOp) -> bool | None:
        combine = operators.both_hold if isinstance(node.op, ast.And) else operators.either_holds
        found = self._eval(node.values[0])
        for part in node.values[1:]:
            found = combine(found, self._eval(part))
        return found  # type: ignore[no-any-return]

    def _conditional(self, node: ast.IfExp) -> Any:
        test = self._eval(node.test)
        if test is True:
            return self._eval(node.body)
        return self._eval(node.orelse) if test is False else None


def evaluate(tree: Tree, values: Mapping[str, Any]) -> Scalar:
    """The formula's value for one record: bool, int, float, str, date or None (no value); never raises for any values.

    ``values``: scalars by name; a missing name, a value of another type, a number past 1e15 or not finite is null.
    Money is in minor units; whole results are ints; an instant comes out as ISO text. Raises IssueError for a tree
    with aggregates (N314).
    """
    walker = _Walker({name: read(values.get(name), kind) for name, kind in named(tree)})
    return finish(walker.eval("", previously_parsed=python_tree(tree)))


def named(tree: Tree) -> tuple[tuple[str, Type], ...]:
    """Name and type of every value a tree uses (kept with the tree)."""
    known: tuple[tuple[str, Type], ...] | None = tree.__dict__.get("_named")
    if known is None:
        known = tuple(sorted({(node.name, node.type) for node in walk(tree.root) if isinstance(node, Name)}))
        tree.__dict__["_named"] = known
    return known


def python_tree(tree: Tree) -> ast.expr:
    """The Python tree that simpleeval walks (kept with our tree). Raises IssueError for aggregates (N314)."""
    known: ast.expr | None = tree.__dict__.get("_python")
    if known is None:
        known = _python(tree.root, {})
        tree.__dict__["_python"] = known
    return known


def _python(node: Node, made: dict[int, ast.expr]) -> ast.expr:
    if id(node) not in made:
        made[id(node)] = _made(node, made)
    return made[id(node)]


def _made(node: Node, made: dict[int, ast.expr]) -> ast.expr:
    match node:
        case Constant():
            return ast.Constant(literal(node.value))
        case Name():
            return ast.Name(node.name, ast.Load())
        case Negation():
            return ast.UnaryOp(ast.USub(), _python(node.operand, made))
        case Not():
            return ast.UnaryOp(ast.Not(), _python(node.operand, made))
        case Arithmetic():
            return ast.BinOp(_python(node.left, made), _PYTHON[node.operator], _python(node.right, made))
        case Comparison():
            return ast.Compare(_python(node.left, made), [_COMPARE[node.operator]], [_python(node.right, made)])
        case Membership():
            choices = ast.Constant(tuple(literal(choice.value) for choice in node.choices))  # type: ignore[arg-type]
            return ast.Compare(_python(node.operand, made), [ast.NotIn() if node.negated else ast.In()], [choices])
        case Logic():
            word = ast.And() if node.operator == "and" else ast.Or()
            return ast.BoolOp(word, [_python(part, made) for part in node.parts])
        case Conditional():
            return ast.IfExp(_python(node.test, made), _python(node.then, made), _python(node.otherwise, made))
        case Call():
            name = ast.Name(node.function, ast.Load())
            return ast.Call(name, [_python(part, made) for part in node.arguments], [])
        case AggregateCall():
            raise has_aggregate(node)


def has_aggregate(node: AggregateCall) -> Exception:
    """The refusal for a tree whose aggregates were not pulled out."""
    zh, en = f"“{node.function}” 是对许多行的汇总", f"“{node.function}” is over many rows, not one record"
    return refusal("N314", zh, en, node.position)
