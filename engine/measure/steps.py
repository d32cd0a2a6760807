"""One figure worked out step by step, as on paper: parts, result, cap, target, attainment, light. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.base.text import Text, both
from engine.expressions import Tree, evaluate
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
    children,
)
from engine.expressions.why import reason
from engine.measure.figure import Figure, Sums
from engine.measure.value import Value
from engine.plan.formulas import written

#: A longer formula is told by its first parts and its result.
MOST_PARTS = 16
NOTHING = "—"


@dataclass(frozen=True)
class Step:
    """``formula``: over names; ``filled``: the same with numbers in place of the names, money in major units.

    ``kind``: part | result | cap | target | attainment | light. ``type`` of the value: money (minor units) | number |
    ratio | boolean | light.
    """

    kind: str
    words: Text
    formula: str | None
    filled: str | None
    value: Any
    type: str

    def as_json(self) -> dict[str, Any]:
        """The shape in the API."""
        return {**vars(self), "words": dict(self.words)}


def steps_of(figure: Figure, sums: Sums, value: Value, money_digits: int) -> list[Step]:
    """The way from the sums of an indicator to its light. ``sums``: by rollup column, as ``value_and_sums`` gives."""
    written_out = _Writer(sums, money_digits)
    found = list(_parts(figure.compiled.tree, written_out))
    found.append(_result(figure, sums, written_out))
    found += _capped(figure, sums, value, written_out)
    found += _target(figure, sums, written_out)
    found += _attainment(figure, sums, value, written_out)
    found.append(Step("light", value.reason, None, None, value.light, "light"))
    return found


class _Writer:
    """Numbers as people write them, and formulas with numbers in place of names."""

    def __init__(self, sums: Sums, money_digits: int) -> None:
        self._sums: Mapping[str, Any] = sums
        self._digits = money_digits

    def value(self, node: Node) -> Any:
        return evaluate(Tree.of("", node), self._sums)

    def number(self, value: Any, type: str) -> str:
        if value is None:
            return NOTHING
        if isinstance(value, bool):
            return "true" if value else "false"
        if not isinstance(value, int | float):
            return value.isoformat() if isinstance(value, date) else f"'{value}'"
        if type == "money":
            return f"{value / 10**self._digits:,.{self._digits}f}"
        if isinstance(value, int) or value == int(value):
            return f"{int(value):,}"
        return f"{value:,.6f}".rstrip("0").rstrip(".")

    def filled(self, node: Node) -> str:
        """A node with each of its parts worked out."""
        parts = [self.number(self.value(part), part.type) for part in children(node)]
        match node:
            case Arithmetic() | Comparison():
                return f"{parts[0]} {node.operator} {parts[1]}"
            case Negation():
                return f"-({parts[0]})"
            case Not():
                return f"not {parts[0]}"
            case Logic():
                return f" {node.operator} ".join(parts)
            case Conditional():
                return f"{parts[0]} if {parts[1]} else {parts[2]}"
            case Call():
                return f"{node.function}({', '.join(parts)})"
            case Membership():
                return written(node).replace(written(node.operand), parts[0], 1)
            case _:
                return self.number(self.value(node), node.type)


def _parts(tree: Tree, write: _Writer) -> Iterator[Step]:
    """What stands in brackets, so to speak: every part that is itself worked out, the innermost first."""
    seen: set[str] = set()
    order: list[Node] = []
    waiting: list[Node] = list(reversed(children(tree.root)))
    while waiting:
        node = waiting.pop()
        if not isinstance(node, Name | Constant):
            order.append(node)
            waiting.extend(reversed(children(node)))
    for node in reversed(order):
        text = written(node)
        if text in seen or len(seen) >= MOST_PARTS:
            continue
        seen.add(text)
        words = both("先算其中一部分", "a part of it first")
        yield Step("part", words, text, write.filled(node), write.value(node), _type(node.type))


def _result(figure: Figure, sums: Sums, write: _Writer) -> Step:
    tree = figure.compiled.tree
    found = write.value(tree.root)
    if found is None:
        why = reason(tree, sums) or both("没有值", "no value")
        words = both(f"没有结果：{why['zh']}", f"no result: {why['en']}")
    else:
        plain = all(measure.additive for measure in figure.compiled.measures)
        words = (
            both("代入各度量之和", "the sums of the measures put in")
            if plain
            else both("代入各度量在本期的值", "the measures' values of the period put in")
        )
    return Step("result", words, written(tree.root), write.filled(tree.root), found, _type(tree.type))


def _capped(figure: Figure, sums: Sums, value: Value, write: _Writer) -> Iterator[Step]:
    cap = figure.model.cap
    found = write.value(figure.compiled.tree.root)
    if cap is None or value.actual is None or found is None or found <= cap:
        return
    kind = _type(figure.compiled.type)
    words = both("超过封顶值，按封顶值计", "above the cap: it counts as the cap")
    yield Step("cap", words, None, None, value.actual, kind)


def _target(figure: Figure, sums: Sums, write: _Writer) -> Iterator[Step]:
    need = figure.need
    if need is None:
        return
    covered, kind = figure.covered(sums, figure.tier), _type(figure.compiled.type)
    if need.spread == "amount":
        words = both("有数据的各单位各日目标之和", "the targets of the unit-days that have data, summed")
        yield Step("target", words, None, None, covered, kind)
        return
    total, weight = sums.get(need.column(figure.tier)), sums.get(need.weight_column)
    words = both(
        "目标按实际分母加权：Σ(目标 × 分母) / Σ分母",
        "targets weighted by what happened: Σ(target × denominator) / Σ denominator",
    )
    filled = f"{write.number(total, kind)} / {write.number(weight, 'number')}"
    if figure.compiled.denominator is not None and figure.compiled.denominator.type == "money":
        ratio = total / 10**write._digits if total is not None else None
        filled = f"{write.number(ratio, 'number')} / {write.number(weight, 'money')}"
    yield Step("target", words, None, filled, covered, kind)


def _attainment(figure: Figure, sums: Sums, value: Value, write: _Writer) -> Iterator[Step]:
    if figure.need is None:
        return
    kind = _type(figure.compiled.type)
    actual, target = (write.number(n, kind) for n in (value.actual, figure.covered(sums, figure.tier)))
    if figure.model.direction == "lower":
        words = both("越低越好：max(0, 2 − 实际 / 目标)", "lower is better: max(0, 2 − actual / target)")
        filled = f"max(0, 2 − {actual} / {target})"
    else:
        words, filled = both("实际 / 目标", "actual / target"), f"{actual} / {target}"
    yield Step("attainment", words, None, filled, value.attainment, "ratio")


def _type(type: str) -> str:
    return type if type in ("money", "boolean") else "number"
