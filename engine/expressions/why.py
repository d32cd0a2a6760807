"""Why a formula has no value for a record: the innermost part that had none, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.base.text import Text, both
from engine.expressions.functions import FUNCTIONS
from engine.expressions.scalar import evaluate
from engine.expressions.tree import Arithmetic, Call, Conditional, Constant, Logic, Name, Node, Tree, children
from engine.expressions.values import read


def reason(tree: Tree, values: Mapping[str, Any]) -> Text | None:
    """The reason in words, or None where the formula does have a value."""
    if evaluate(tree, values) is not None:
        return None
    return _reason(tree.root, values)


def _value(node: Node, values: Mapping[str, Any]) -> Any:
    return evaluate(Tree.of("", node), values)


def _reason(node: Node, values: Mapping[str, Any]) -> Text:
    match node:
        case Constant():
            return both("公式里写的是空值", "the formula itself says null")
        case Name():
            return _of_name(node, values)
        case Conditional():
            test = _value(node.test, values)
            chosen = node.test if test is None else node.then if test else node.otherwise
            return _reason(chosen, values)
        case Call() if FUNCTIONS[node.function].sees_null:
            return _reason(node.arguments[0], values)
        case Logic() | _:
            empty = next((part for part in children(node) if _value(part, values) is None), None)
            return _reason(empty, values) if empty is not None else _of_operation(node, values)


def _of_name(node: Name, values: Mapping[str, Any]) -> Text:
    value = values.get(node.name)
    if value is None:
        return both(f"“{node.name}” 没有值", f"“{node.name}” has no value")
    if read(value, node.type) is None:
        return both(f"“{node.name}” 的值不能用", f"the value of “{node.name}” does not fit")
    return both("结果超出 ±1e15 或 10,000 个字符", "the result is past ±1e15 or 10,000 characters")


def _of_operation(node: Node, values: Mapping[str, Any]) -> Text:
    if isinstance(node, Arithmetic) and node.operator in "/%" and _value(node.right, values) == 0:
        return both("除数为零", "division by zero")
    if isinstance(node, Arithmetic) and node.type == "date":
        return both("日期超出 1–9999 年", "the date is outside the years 1 to 9999")
    if isinstance(node, Call) and node.function in ("number", "money", "date", "day_of"):
        return both(f"{node.function}() 读不出这个文字", f"{node.function}() cannot read this text")
    return both("结果超出 ±1e15，或类型不合", "the result is past ±1e15, or types do not fit")
