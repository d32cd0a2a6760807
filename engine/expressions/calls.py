"""Checks and builds calls of functions and aggregates."""

from __future__ import annotations

import ast
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.base.suggest import did_you_mean
from engine.base.text import Text, both
from engine.expressions import bodies
from engine.expressions.functions import AGGREGATES, FUNCTIONS, Function
from engine.expressions.tree import AggregateCall, Arithmetic, Call, Constant, Name, Node
from engine.expressions.types import NUMERIC, TITLES, adapted, common, leading

if TYPE_CHECKING:
    from engine.expressions.builder import Builder

_ALIASES = {"avg": "sum(a) / count()", "mean": "sum(a) / count()", "if": "a if test else b", "len": "length(x)"}


def build_call(builder: Builder, node: ast.Call, at: int) -> Node:
    """A function on a record, or (inside an indicator) an aggregate over rows."""
    if not isinstance(node.func, ast.Name):
        return builder.wrong("N307", "只能调用具名的函数", "only named functions can be called", at)
    name = node.func.id
    if name in AGGREGATES:
        return _aggregate(builder, name, node, at)
    function = FUNCTIONS.get(name)
    if function is None:
        known = [*FUNCTIONS, *(AGGREGATES if builder.aggregates else ())]
        instead = _ALIASES.get(name)
        hint = both(f"请写 {instead}", f"write {instead}") if instead else did_you_mean(name, known)
        return builder.wrong("N309", f"没有函数 “{name}”", f"unknown function “{name}”", at, hint)
    if node.keywords or any(isinstance(argument, ast.Starred) for argument in node.args):
        zh, en = "函数的参数不写名称", "a function takes plain arguments, without keywords or stars"
        return builder.wrong("N307", zh, en, at, _signature(function))
    if not function.least <= len(node.args) <= function.most:
        zh = f"“{name}” 有 {len(node.args)} 个参数，应为 {_many(function)} 个"
        en = f"“{name}” takes {_many(function)} arguments, not {len(node.args)}"
        return builder.wrong("N310", zh, en, at, _signature(function))
    before = len(builder.issues)
    arguments = [builder.build(argument) for argument in node.args]
    if function.result == "same":
        wanted = leading(arguments) if name != "round" else "any"
        arguments = [adapted(argument, wanted) for argument in arguments]
    _check_types(builder, function, arguments, at)
    if len(builder.issues) > before:
        return Name("?", "any", at)
    return _plain(builder, function, arguments, at)


def _many(function: Function) -> str:
    return str(function.least) if function.least == function.most else f"{function.least}–{function.most}"


def _signature(function: Function) -> Text:
    return both(f"写法：{function.signature}", f"written {function.signature}")


def _check_types(builder: Builder, function: Function, arguments: list[Node], at: int) -> None:
    for place, argument in enumerate(arguments):
        if argument.type not in function.accepts(place) | {"any"}:
            title = TITLES[argument.type]
            zh = f"“{function.name}” 的第 {place + 1} 个参数不能是{title['zh']}"
            en = f"argument {place + 1} of “{function.name}” cannot be a {title['en']}"
            builder.wrong("N311", zh, en, argument.position, _signature(function))
        if place in function.fixed and not (isinstance(argument, Constant) and argument.value is not None):
            zh, en = f"第 {place + 1} 个参数要写固定的值", f"argument {place + 1} is a fixed value"
            builder.wrong("N315", zh, en, argument.position, _signature(function))
    if function.result == "same" and function.name != "round" and common(part.type for part in arguments) is None:
        listed_zh = "、".join(TITLES[part.type]["zh"] for part in arguments)
        listed_en = ", ".join(TITLES[part.type]["en"] for part in arguments)
        zh, en = f"参数的类型不一致：{listed_zh}", f"the arguments differ in type: {listed_en}"
        builder.wrong("N311", zh, en, at, _signature(function))


def _plain(builder: Builder, function: Function, arguments: list[Node], at: int) -> Node:
    """The call in its plain meaning: fixed values worked out, money in minor units."""
    first = arguments[0]
    match function.name:
        case "date" if isinstance(first, Constant):
            day = bodies.day(first.value)
            if day is None:
                hint = both("写法：2026-11-01", "written as 2026-11-01")
                return builder.wrong("N315", "不是日期", "not a day of the calendar", first.position, hint)
            return Constant(day, "date", at)
        case "money":
            return _money(builder, first, at)
        case "number" if first.type == "number":
            return first
        case "number" if first.type == "money":
            return Arithmetic("/", first, Constant(100, "money"), "number", at)
        case "round":
            return _round(builder, arguments, at)
        case "day_of":
            return _day_of(builder, arguments, at)
        case "is_null":
            return Call("is_null", (first,), "boolean", at)
    if function.result == "same":
        kind = common(part.type for part in arguments) or "any"
        return Call(function.name, tuple(arguments), kind, at)
    return Call(function.name, tuple(arguments), function.result, at)


def _money(builder: Builder, major: Node, at: int) -> Node:
    if isinstance(major, Constant) and major.value is not None:
        plain = str(major.value).strip(bodies.BLANKS)
        value = bodies.number(plain) if isinstance(major.value, str) else float(major.value)  # type: ignore[arg-type]
        if value is None or abs(value) > 1e13 or round(value, 2) != value:
            hint = both("如 money(12.34)", "such as money(12.34)")
            zh, en = "金额要写成最多两位小数的数", "money is a number with at most two decimals"
            return builder.wrong("N315", zh, en, major.position, hint)
        return Constant(int((Decimal(repr(value)) * 100).to_integral_value()), "money", at)
    number = major if major.type == "number" else Call("number", (major,), "number", at)
    minor = Arithmetic("*", number, Constant(100, "number"), "number", at)
    return Call("round", (minor, Constant(0, "number")), "money", at)


def _round(builder: Builder, arguments: list[Node], at: int) -> Node:
    digits = arguments[1].value if len(arguments) > 1 and isinstance(arguments[1], Constant) else 0
    if not isinstance(digits, int) or isinstance(digits, bool) or not 0 <= digits <= 6:
        zh, en = "小数位数是 0 到 6 的整数", "the number of decimals is a whole number from 0 to 6"
        return builder.wrong("N315", zh, en, arguments[1].position)
    kind = arguments[0].type
    if kind == "money":
        digits -= 2  # decimals of the major unit; money is kept in minor units
    return Call("round", (arguments[0], Constant(digits, "number")), kind if kind in NUMERIC else "number", at)


def _day_of(builder: Builder, arguments: list[Node], at: int) -> Node:
    zone, cutoff = arguments[1], arguments[2] if len(arguments) > 2 else Constant(0, "number")
    if isinstance(zone, Constant) and (not isinstance(zone.value, str) or bodies.zone(zone.value) is None):
        hint = both("如 Asia/Shanghai", "such as Asia/Shanghai")
        return builder.wrong("N315", "没有这个时区", "unknown time zone", zone.position, hint)
    hours = cutoff.value if isinstance(cutoff, Constant) else None
    if not isinstance(hours, int | float) or isinstance(hours, bool) or not 0 <= hours < 24:
        return builder.wrong(
            "N315", "日切小时在 0 到 24 之间", "the cut-off lies between 0 and 24 hours", cutoff.position
        )
    return Call("day_of", (arguments[0], zone, cutoff), "date", at)


def _aggregate(builder: Builder, name: str, node: ast.Call, at: int) -> Node:
    signature = both(f"写法：{AGGREGATES[name][0]}", f"written {AGGREGATES[name][0]}")
    if not builder.aggregates:
        zh, en = (
            f"“{name}” 是对许多行的汇总，这里只有一行",
            f"“{name}” is over many rows; here there is only one record",
        )
        return builder.wrong("N314", zh, en, at)
    if builder.inside_aggregate:
        return builder.wrong("N314", "汇总里不能再有汇总", "an aggregate cannot stand inside another", at)
    keywords = [keyword.arg for keyword in node.keywords]
    takes = 1 if name in ("sum", "count_distinct") else 0
    if len(node.args) != takes or any(isinstance(argument, ast.Starred) for argument in node.args):
        zh, en = f"“{name}” 有 {takes} 个参数", f"“{name}” takes {takes} plain argument{'' if takes == 1 else 's'}"
        return builder.wrong("N310", zh, en, at, signature)
    if keywords not in ([], ["where"]) or (name == "expected" and keywords):
        zh, en = "这里只能有一个 where=", "the only keyword is where="
        return builder.wrong("N307", zh, en, at, signature)
    builder.inside_aggregate = True
    try:
        argument = builder.build(node.args[0]) if node.args else None
        where = builder.condition(node.keywords[0].value) if node.keywords else None
    finally:
        builder.inside_aggregate = False
    if name == "sum" and argument is not None and argument.type not in NUMERIC | {"any"}:
        title = TITLES[argument.type]
        return builder.wrong("N311", f"{title['zh']}不能求和", f"a {title['en']} cannot be summed", argument.position)
    kind = argument.type if name == "sum" and argument is not None else "number"
    return AggregateCall(name, argument, where, kind, at)
