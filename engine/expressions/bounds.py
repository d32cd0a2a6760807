"""What a formula can cost, worked out before it ever runs.

Numbers are float8 everywhere. From the inputs' limits (zero, or 1e-15 … 1e15) follows how large and how near to zero
each step can get; a formula that could leave 1e±290 is refused, so no step overflows or underflows on any database
(PostgreSQL stops the whole statement for that). ``weight`` counts how often SQL has to write a part again.
"""

from __future__ import annotations

import math

from engine.base.issue import Issue
from engine.expressions.refusal import issue
from engine.expressions.tree import (
    Arithmetic,
    Call,
    Comparison,
    Conditional,
    Constant,
    Membership,
    Negation,
    Node,
    children,
)

MAX_WEIGHT = 3_000
_REACH = 290.0
_INPUT = (-15.0, 15.0)
Span = tuple[float, float]  # log10 of the smallest and largest magnitude that is not zero


class Cost:
    """Spans and weights of the nodes of one tree, each worked out once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Span, int]] = {}

    def of(self, node: Node) -> tuple[Span, int]:
        """Span and weight of a node."""
        if id(node) not in self._known:
            self._known[id(node)] = (self._span(node), self._weight(node))
        return self._known[id(node)]

    def _span(self, node: Node) -> Span:
        spans = [self.of(part)[0] for part in children(node)]
        match node:
            case Constant():
                number = node.value if isinstance(node.value, int | float) else 0
                size = math.log10(abs(number)) if number else 0.0
                return size, size
            case Negation():
                return spans[0]
            case Arithmetic():
                return _arithmetic(node.operator, *spans)
            case Conditional():
                return _either(spans[0], spans[2])
            case Call() if node.function in ("min", "max", "coalesce"):
                return _either(*spans)
            case Call() if node.function == "abs":
                return spans[0]
            case Call() if node.function in ("round", "floor", "ceil"):
                return min(spans[0][0], -7.0), spans[0][1] + 1
            case _:
                return _INPUT

    def _weight(self, node: Node) -> int:
        total = sum(self.of(part)[1] for part in children(node))
        match node:
            case Arithmetic(operator="%"):
                return 4 * total + 4
            case Call(function="number"):
                return 10 * total + 4
            case Call(function="floor" | "ceil" | "round" | "starts_with"):
                return 4 * total + 2
            case Call(function="year"):
                return 3 * total + 8
            case Membership():
                return total + len(node.choices)
            case Comparison() | _:
                return total + 1


def _arithmetic(operator: str, a: Span, b: Span) -> Span:
    if operator == "*":
        return a[0] + b[0], a[1] + b[1]
    if operator == "/":
        return a[0] - b[1], a[1] - b[0]
    if operator == "%":
        quotient = _arithmetic("/", a, b)
        return min(a[0], b[0], quotient[0]) - 17, max(a[1], b[1], quotient[1]) + 1
    return min(a[0], b[0]) - 17, max(a[1], b[1]) + 0.5


def _either(*spans: Span) -> Span:
    return min(span[0] for span in spans), max(span[1] for span in spans)


def check_cost(root: Node) -> list[Issue]:
    """The issues of a formula that could grow past what every evaluator can hold; the innermost such part is named."""
    cost = Cost()
    waiting, order = [root], []
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        if id(node) not in seen:
            seen.add(id(node))
            order.append(node)
            waiting.extend(children(node))
    for node in reversed(order):  # parts before wholes
        low, high = cost.of(node)[0]
        if low < -_REACH or high > _REACH:
            zh = "乘除套得太多，结果可能超出可表示的范围"
            en = "so many multiplications and divisions that the result could leave what numbers can hold"
            return [issue("N317", zh, en, node.position)]
    if cost.of(root)[1] > MAX_WEIGHT:
        return [issue("N317", "公式太复杂", "the formula is too complex", root.position)]
    return []
