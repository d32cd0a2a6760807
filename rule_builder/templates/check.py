"""The allow-list: what a template may consist of, checked before Jinja compiles it.

Compiling alone can explode (constants are folded, even in dead branches), so nothing may reach the compiler that is
not listed here.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from jinja2 import nodes

from engine.base.issue import IssueError
from engine.base.suggest import did_you_mean
from engine.base.text import Text, both
from rule_builder.templates.filters import FILTERS
from rule_builder.templates.issues import Place

#: What a name stands for, as far as it is known: None = anything, a mapping = its attributes, [x] = a list of x.
Shape = Any
Names = Collection[str] | Mapping[str, Shape] | None

NODES, DEPTH, LOOPS, TEXT, LISTED = 1_500, 40, 2, 1_000, 200
TESTS = ("defined", "none", "number", "string")
LOOP = dict.fromkeys(("index", "index0", "first", "last", "length"))

_ADVICE: dict[type[nodes.Node], Text] = {
    nodes.Call: both("调用函数", "a call"),
    nodes.Add: both("算术", "arithmetic"),
    nodes.Concat: both("拼接 ~", "joining with ~"),
    nodes.Slice: both("切片", "a slice"),
    nodes.Assign: both("赋值 set", "set"),
    nodes.AssignBlock: both("赋值 set", "set"),
    nodes.Macro: both("宏", "a macro"),
    nodes.CallBlock: both("call 块", "a call block"),
    nodes.FilterBlock: both("filter 块", "a filter block"),
    nodes.Include: both("include", "include"),
    nodes.Import: both("import", "import"),
    nodes.FromImport: both("import", "import"),
    nodes.Extends: both("extends", "extends"),
    nodes.Block: both("block", "a block"),
    nodes.With: both("with", "with"),
    nodes.ScopedEvalContextModifier: both("autoescape", "autoescape"),
    nodes.Dict: both("字典", "a dictionary"),
}


def check_tree(tree: nodes.Template, source: str, names: Names) -> None:
    """Refuses every node that is not listed; puts the bounded ``each`` into every ``for``. Raises IssueError with all
    complaints."""
    checker = _Checker(Place(source), names)
    if checker.small(tree):
        checker.body(tree.body, 0)
    if checker.issues:
        raise IssueError(checker.issues)


class _Checker:
    def __init__(self, place: Place, names: Names) -> None:
        self.place = place
        self.issues: list[Any] = []
        self.any_name = names is None
        shapes = dict(names) if isinstance(names, Mapping) else dict.fromkeys(names or ())
        self.scopes: list[dict[str, Shape]] = [shapes]

    def complain(self, code: str, message: Text, node: nodes.Node, word: str = "", hint: Text | None = None) -> None:
        if len(self.issues) < 20:
            self.issues += self.place.refuse(code, message, line=node.lineno or 1, word=word, hint=hint).issues

    def refuse(self, node: nodes.Node, hint: Text | None = None) -> None:
        kind = nodes.Add if isinstance(node, nodes.BinExpr) and type(node) not in _ADVICE else type(node)
        what = _ADVICE.get(kind, both(f"“{type(node).__name__}”", f'"{type(node).__name__}"'))
        hint = hint or both(
            "模板只能取值、过滤、if 和 for；计算请写进公式",
            "a template takes values, filters them and uses if and for; compute in a formula",
        )
        word = str(getattr(node, "operator", "~" if isinstance(node, nodes.Concat) else ""))
        if isinstance(node, nodes.Call):
            word = getattr(node.node, "name", getattr(node.node, "attr", "("))
        message = both(f"模板中不允许{what['zh']}", f"{what['en']} is not allowed here")
        self.complain("N704", message, node, word, hint)

    def small(self, tree: nodes.Template) -> bool:
        """Whether size and depth are within limits (walked without recursion)."""
        count, level = 0, [tree] if tree.body else []
        for _ in range(DEPTH):
            count += len(level)
            if count > NODES:
                break
            level = [child for node in level for child in node.iter_child_nodes()]  # type: ignore[misc]
            if not level:
                return True
        self.complain("N702", both("模板过大或嵌套过深", "the template is too large or nested too deeply"), tree)
        return not tree.body

    def body(self, body: list[nodes.Node], loops: int) -> None:
        for node in body:
            if type(node) is nodes.Output:
                for part in node.nodes:
                    self.expression(part)
            elif type(node) is nodes.If:
                self.expression(node.test)
                for branch in (node.body, node.elif_, node.else_):
                    self.body(branch, loops)  # type: ignore[arg-type]
            elif type(node) is nodes.For:
                self.loop(node, loops)
            else:
                self.refuse(node)

    def loop(self, node: nodes.For, loops: int) -> None:
        target = node.target
        if node.recursive or type(target) is not nodes.Name:
            return self.refuse(node, both("写 {% for 名称 in 列表 %}", "write {% for name in list %}"))
        if loops >= LOOPS:
            return self.complain("N702", both("循环嵌套超过 2 层", "loops are nested deeper than 2"), node)
        if target.name.startswith("_") or target.name == "loop" or any(target.name in s for s in self.scopes):
            return self.complain(
                "N705", both(f"名称 {target.name} 已被占用", f"the name {target.name} is taken"), node, target.name
            )
        if type(node.iter) not in (nodes.Name, nodes.Getattr, nodes.Getitem):
            return self.refuse(node.iter, both("for 只能用于已声明的列表", "for runs over a declared list"))
        shape = self.expression(node.iter)
        if isinstance(shape, Mapping):
            return self.complain("N705", both("for 需要一个列表", "for needs a list"), node)
        inner = shape[0] if isinstance(shape, list) and shape else None
        self.scopes.append({target.name: inner, "loop": LOOP})
        if node.test is not None:
            self.expression(node.test)
        self.body(node.body, loops + 1)
        self.scopes.pop()
        self.body(node.else_, loops)
        cost = 1 + sum(1 for child in node.body for _ in _walk(child))
        node.iter = nodes.Filter(node.iter, "each", [nodes.Const(cost)], [], None, None, lineno=node.lineno)

    def expression(self, node: nodes.Node) -> Shape:
        """Checks an expression; its shape where it is known."""
        kind = type(node)
        if kind is nodes.TemplateData:
            return None
        if isinstance(node, nodes.Const):
            return self.constant(node)
        if isinstance(node, nodes.Name):
            return self.name(node)
        if isinstance(node, nodes.Getattr):
            return self.attribute(node, node.attr, self.expression(node.node))
        if isinstance(node, nodes.Getitem):
            return self.item(node)
        if kind in (nodes.And, nodes.Or, nodes.Not, nodes.CondExpr):
            for child in node.iter_child_nodes():
                self.expression(child)
        elif isinstance(node, nodes.Neg) and isinstance(node.node, nodes.Const):
            self.constant(node.node)
        elif isinstance(node, nodes.Compare):
            self.compare(node)
        elif isinstance(node, nodes.Test):
            self.test(node)
        elif isinstance(node, nodes.Filter):
            self.filter(node)
        else:
            self.refuse(node)
        return None

    def constant(self, node: nodes.Const) -> None:
        value = node.value
        if isinstance(value, str):
            if len(value) > TEXT:
                self.complain("N702", both("文本常量过长", "the text constant is too long"), node)
        elif value is not None and not (
            isinstance(value, bool | int | float) and math.isfinite(value) and abs(value) <= 10**15
        ):
            self.complain("N704", both("常量不允许", "this constant is not allowed"), node)

    def name(self, node: nodes.Name) -> Shape:
        for scope in reversed(self.scopes):
            if node.name in scope:
                return scope[node.name]
        known = [name for scope in self.scopes for name in scope]
        if node.name.startswith("_") or node.ctx != "load" or not self.any_name:
            self.complain(
                "N705",
                both(f"未知名称 {node.name}", f'unknown name "{node.name}"'),
                node,
                node.name,
                did_you_mean(node.name, known),
            )
        return None

    def attribute(self, node: nodes.Node, name: str, shape: Shape) -> Shape:
        if name.startswith("_"):
            self.complain("N704", both("名称不能以 _ 开头", "a name must not begin with _"), node, name)
        elif isinstance(shape, Mapping):
            if name in shape:
                return shape[name]
            hint = did_you_mean(name, shape)
            self.complain("N705", both(f"未知名称 {name}", f'unknown name "{name}"'), node, name, hint)
        return None

    def item(self, node: nodes.Getitem) -> Shape:
        shape = self.expression(node.node)
        key = node.arg
        if not isinstance(key, nodes.Const) or isinstance(key.value, bool) or not isinstance(key.value, str | int):
            self.refuse(key, both("[ ] 里只能写固定的名称或序号", "write a fixed name or number in [ ]"))
            return None
        if isinstance(key.value, int):
            return shape[0] if isinstance(shape, list) and shape else None
        return self.attribute(node, key.value, shape)

    def compare(self, node: nodes.Compare) -> None:
        self.expression(node.expr)
        if len(node.ops) > 2:
            self.refuse(node)
        for operand in node.ops:
            listed = operand.expr
            if operand.op in ("in", "notin") and isinstance(listed, nodes.List | nodes.Tuple):
                for item in listed.items[:LISTED]:
                    self.constant(item) if isinstance(item, nodes.Const) else self.refuse(item)
            else:
                self.expression(listed)

    def test(self, node: nodes.Test) -> None:
        if node.name not in TESTS or node.args or node.kwargs or node.dyn_args or node.dyn_kwargs:
            hint = did_you_mean(node.name, TESTS)
            self.complain("N704", both(f"未知检验 {node.name}", f'unknown test "{node.name}"'), node, node.name, hint)
        self.expression(node.node)

    def filter(self, node: nodes.Filter) -> None:
        known = FILTERS.get(node.name)
        if known is None or node.node is None:
            hint = did_you_mean(node.name, FILTERS)
            self.complain(
                "N704", both(f"未知过滤器 {node.name}", f'unknown filter "{node.name}"'), node, node.name, hint
            )
        elif node.kwargs or node.dyn_args or node.dyn_kwargs or not known[1] <= len(node.args) <= known[2]:
            message = both(f"过滤器 {node.name} 的参数不对", f'the arguments of filter "{node.name}" are not right')
            count = f"{known[1]}…{known[2]}"
            hint = both(f"需要 {count} 个位置参数", f"it takes {count} positional arguments")
            self.complain("N704", message, node, node.name, hint)
        for child in (node.node, *node.args):
            if child is not None:
                self.expression(child)


def _walk(node: nodes.Node) -> Iterator[nodes.Node]:
    waiting = [node]
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(found.iter_child_nodes())
