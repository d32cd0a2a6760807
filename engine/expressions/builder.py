"""From Python's syntax tree to ours: an allow-list over the nodes, names and types checked, all issues collected.

What people write is brought to its plain meaning here: money into minor units, ``date("…")`` into a date, chained
comparisons into an ``and``. After an issue the part stands for ``any``, so that one mistake is told once.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

from engine.base.issue import Issue
from engine.base.suggest import did_you_mean
from engine.base.text import Text, both
from engine.expressions import calls
from engine.expressions.refusal import issue
from engine.expressions.tree import (
    MAX_CHOICES,
    MAX_LITERAL_TEXT,
    MAX_NUMBER,
    Arithmetic,
    Comparison,
    Conditional,
    Constant,
    Logic,
    Membership,
    Name,
    Negation,
    Node,
    Not,
    Type,
)
from engine.expressions.types import NUMERIC, ORDERED, TITLES, adapted, arithmetic, common, is_null, is_zero, leading

_ARITHMETIC = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Mod: "%"}
_COMPARISON = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_WORDS: dict[str, Constant] = {
    "true": Constant(True, "boolean"),
    "false": Constant(False, "boolean"),
    "null": Constant(None, "any"),
}


class Builder:
    """Builds one formula; ``issues`` tells what is wrong with it."""

    def __init__(self, text: str, lead: int, names: Mapping[str, Type] | None, aggregates: bool) -> None:
        self.bytes = text.encode()
        self.lead = lead
        self.names = names
        self.aggregates = aggregates
        self.inside_aggregate = False
        self.issues: list[Issue] = []

    def place(self, node: ast.expr) -> int:
        """Where a node begins, in characters (Python counts bytes)."""
        return self.lead + len(self.bytes[: node.col_offset].decode(errors="replace"))

    def wrong(self, code: str, zh: str, en: str, at: int, hint: Text | None = None) -> Node:
        """Notes an issue; the part itself becomes ``any``."""
        self.issues.append(issue(code, zh, en, at, hint))
        return Name("?", "any", at)

    def build(self, node: ast.expr) -> Node:
        """Our node for Python's. The depth was checked before, so recursion is bounded."""
        at = self.place(node)
        match node:
            case ast.Constant():
                return self.constant(node.value, at)
            case ast.Name():
                return self.name(node.id, at)
            case ast.UnaryOp(op=ast.Not()):
                return Not(self.condition(node.operand), "boolean", at)
            case ast.UnaryOp(op=ast.USub() | ast.UAdd()):
                return self.signed(node, at)
            case ast.BinOp() if type(node.op) in _ARITHMETIC:
                return self.arithmetic(_ARITHMETIC[type(node.op)], self.build(node.left), self.build(node.right), at)
            case ast.BoolOp():
                word = "and" if isinstance(node.op, ast.And) else "or"
                return Logic(word, tuple(self.condition(part) for part in node.values), "boolean", at)
            case ast.Compare():
                return self.comparison(node, at)
            case ast.IfExp():
                return self.conditional(node, at)
            case ast.Call():
                return calls.build_call(self, node, at)
            case ast.List() | ast.Tuple():
                zh, en = "列表只能写在 in 的右边", "a list stands only to the right of “in”"
                return self.wrong("N307", zh, en, at)
            case _:
                zh, en = "公式里没有这种写法", "this is not part of the formula language"
                return self.wrong("N307", zh, en, at)

    def constant(self, value: object, at: int) -> Node:
        if value is None or isinstance(value, bool):
            return Constant(value, "any" if value is None else "boolean", at)
        if isinstance(value, int | float):
            if not -MAX_NUMBER <= value <= MAX_NUMBER:
                return self.wrong("N312", "数字太大，最多 1e15", "the number is too large, at most 1e15", at)
            return Constant(value, "number", at)
        if isinstance(value, str):
            if len(value) > MAX_LITERAL_TEXT:
                zh, en = f"文字太长，最多 {MAX_LITERAL_TEXT} 个字符", f"text longer than {MAX_LITERAL_TEXT} characters"
                return self.wrong("N313", zh, en, at)
            return Constant(value, "text", at)
        return self.wrong("N307", "公式里没有这种值", "a formula has no such value", at)

    def name(self, name: str, at: int) -> Node:
        if self.names is None or name in self.names:
            if self.names is None and name in _WORDS:
                return _WORDS[name]
            return Name(name, "any" if self.names is None else self.names[name], at)
        if name in _WORDS:
            return _WORDS[name]
        # looking for near names costs time; past the first few nobody reads them
        hint = did_you_mean(name, self.names) if len(self.issues) < 5 else None
        return self.wrong("N308", f"没有名为 “{name}” 的值", f"unknown name “{name}”", at, hint)

    def signed(self, node: ast.UnaryOp, at: int) -> Node:
        operand = self.build(node.operand)
        if operand.type not in NUMERIC and operand.type != "any":
            title = TITLES[operand.type]
            return self.wrong(
                "N311",
                f"{title['zh']}不能带正负号",
                f"a sign needs a number, not a {title['en']}",
                at,
                _sign_hint(operand),
            )
        if isinstance(node.op, ast.UAdd):
            # the sign of an "any" must still turn text into null
            return operand if operand.type != "any" else Negation(Negation(operand, "any", at), "any", at)
        if isinstance(operand, Constant) and isinstance(operand.value, int | float):
            return Constant(-operand.value, operand.type, at)
        return Negation(operand, operand.type, at)

    def arithmetic(self, operator: str, left: Node, right: Node, at: int) -> Node:
        if operator in "+-":
            wanted = leading((left, right))
            left, right = (
                adapted(left, wanted if wanted in NUMERIC else "any"),
                adapted(right, wanted if wanted in NUMERIC else "any"),
            )
        result = arithmetic(operator, left.type, right.type)
        if result is None:
            a, b = TITLES[left.type], TITLES[right.type]
            zh, en = f"{a['zh']} {operator} {b['zh']} 不成立", f"{a['en']} {operator} {b['en']} does not fit"
            return self.wrong("N311", zh, en, at, _arithmetic_hint(operator, left, right))
        if operator in "+-" and left.type == "any" and right.type == "money":
            # at run time money is a number, and a date with a number would be a date: only numbers may pass
            left = Negation(Negation(left, "any", at), "any", at)
        return Arithmetic(operator, left, right, result, at)

    def condition(self, node: ast.expr) -> Node:
        """A part that must be true or false."""
        built = self.build(node)
        if built.type in ("boolean", "any"):
            return adapted(built, "boolean")
        title = TITLES[built.type]
        hint = both("请写一个比较，如 x > 0", "write a comparison, such as x > 0")
        zh, en = f"这里要一个条件，而不是{title['zh']}", f"a condition is needed here, not a {title['en']}"
        return self.wrong("N311", zh, en, self.place(node), hint)

    def comparison(self, node: ast.Compare, at: int) -> Node:
        if len(node.ops) > 2:
            zh, en = "连续比较最多两个", "at most two comparisons in a row"
            return self.wrong("N307", zh, en, at, both("请用 and 连接", "join them with and"))
        left, parts = self.build(node.left), []
        for operator, right_node in zip(node.ops, node.comparators, strict=True):
            if isinstance(operator, ast.In | ast.NotIn):
                if len(node.ops) > 1:
                    return self.wrong("N307", "in 不能与别的比较相连", "“in” is not chained with other comparisons", at)
                return self.membership(left, right_node, isinstance(operator, ast.NotIn), at)
            if type(operator) not in _COMPARISON:
                hint = both("判断空值请用 is_null(x)", "to test for null use is_null(x)")
                return self.wrong("N307", "公式里没有 is", "“is” is not part of the language", at, hint)
            right = self.build(right_node)
            parts.append(self.compared(_COMPARISON[type(operator)], left, right, at))
            left = right
        return parts[0] if len(parts) == 1 else Logic("and", tuple(parts), "boolean", at)

    def compared(self, operator: str, left: Node, right: Node, at: int) -> Node:
        wanted = leading((left, right))
        left, right = adapted(left, wanted), adapted(right, wanted)
        kind = common((left.type, right.type))
        if kind is None:
            a, b = TITLES[left.type], TITLES[right.type]
            zh, en = f"{a['zh']}与{b['zh']}不能比较", f"{a['en']} and {b['en']} cannot be compared"
            return self.wrong("N311", zh, en, at, compare_hint(left, right))
        if operator not in ("==", "!=") and not {left.type, right.type} <= ORDERED | {"any"}:
            zh, en = "是/否之间只能用 == 与 !=", "booleans have no order; only == and != compare them"
            return self.wrong("N311", zh, en, at)
        return Comparison(operator, left, right, "boolean", at)

    def membership(self, operand: Node, choices: ast.expr, negated: bool, at: int) -> Node:
        if not isinstance(choices, ast.Tuple | ast.List) or not 0 < len(choices.elts) <= MAX_CHOICES:
            zh, en = f"in 的右边写 1–{MAX_CHOICES} 个选项", f"to the right of “in” stand 1–{MAX_CHOICES} choices"
            return self.wrong("N307", zh, en, at, both('如 x in ("a", "b")', 'as in x in ("a", "b")'))
        found = []
        for element in choices.elts:
            choice = adapted(self.build(element), operand.type) if not is_null(operand) else self.build(element)
            if isinstance(choice, Constant) and choice.value is not None:
                if common((operand.type, choice.type)) is None:
                    a, b = TITLES[operand.type], TITLES[choice.type]
                    zh, en = f"{a['zh']}与{b['zh']}不能比较", f"{a['en']} and {b['en']} cannot be compared"
                    self.wrong("N311", zh, en, choice.position, compare_hint(operand, choice))
                found.append(choice)
            elif not (isinstance(choice, Name) and choice.name == "?"):
                hint = both(
                    "空值请用 is_null(x)；其他请用 or 连接比较",
                    "for null use is_null(x); else join comparisons with or",
                )
                zh, en = "选项只能是固定的值", "choices are fixed values"
                self.wrong("N315", zh, en, self.place(element), hint)
        if found and common(choice.type for choice in found) is None:
            return self.wrong("N311", "选项的类型不一致", "the choices are not of one type", at)
        return Membership(operand, tuple(found), negated, "boolean", at)

    def conditional(self, node: ast.IfExp, at: int) -> Node:
        then, test, otherwise = self.build(node.body), self.condition(node.test), self.build(node.orelse)
        wanted = leading((then, otherwise))
        then, otherwise = adapted(then, wanted), adapted(otherwise, wanted)
        kind = common((then.type, otherwise.type))
        if kind is None:
            a, b = TITLES[then.type], TITLES[otherwise.type]
            zh, en = f"两个结果类型不同：{a['zh']}、{b['zh']}", f"the two results differ in type: {a['en']}, {b['en']}"
            return self.wrong("N311", zh, en, at, compare_hint(then, otherwise))
        return Conditional(test, then, otherwise, kind, at)


def _sign_hint(operand: Node) -> Text | None:
    return both("请先用 number(x)", "use number(x) first") if operand.type in ("boolean", "text") else None


def _arithmetic_hint(operator: str, left: Node, right: Node) -> Text | None:
    types = {left.type, right.type}
    if "text" in types:
        if operator == "+":
            return both(
                "连接文字用 concat(a, b)；计算请先用 number(x)",
                "to join texts use concat(a, b); to calculate, number(x)",
            )
        return both("请先用 number(x)", "use number(x) first")
    if "boolean" in types:
        return both("请先用 number(x) 变成 1 或 0", "number(x) makes 1 or 0 of it")
    if types == {"money", "number"}:
        return both(
            "金额请写成 money(100)；或用 number(x) 变成以元计的数字", "use money(100); or number(x) for major units"
        )
    return None


def compare_hint(left: Node, right: Node) -> Text | None:
    """How two types that differ can meet."""
    types = {left.type, right.type}
    literal = next((part for part in (left, right) if isinstance(part, Constant)), None)
    if types == {"money", "number"}:
        shown = literal.value if literal is not None and not is_zero(literal) and literal.type == "number" else 100
        return both(f"请用 money({shown})", f"use money({shown})")
    if types == {"date", "text"}:
        return both('日期请写成 date("2026-11-01")', 'write a date as date("2026-11-01")')
    if types == {"number", "text"}:
        return both("请用 number(x) 或给文字加引号", "use number(x), or put the text in quotation marks")
    if "boolean" in types:
        return both("与 True 或 False 比较", "compare with True or False")
    return None
