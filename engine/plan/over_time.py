"""How a leaf's days make its value of a period: the rule of a measure over time, its name, what may be mixed. Pure.

Over the org there is one rule only: leaves are summed. Over time there are five, applied to each leaf by itself first:

* ``sum``: its days are summed;
* ``last``: its value of the last day of the period on which its dataset has data (semi-additive: stock, coverage);
* ``average``: the mean of its days that have a value;
* ``max``: the greatest of its days;
* ``distinct``: its different values over the whole period, counted from the rows, never from the days' counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, cast, get_args

from engine.base.text import Text, both
from engine.expressions.tree import Arithmetic, Call, Comparison, Conditional, Name, Node, children

Rule = Literal["sum", "last", "average", "max", "distinct"]
RULES: tuple[Rule, ...] = get_args(Rule)

#: The name of a rule, short enough for a table.
NAMES: Mapping[str, Text] = {
    "sum": both("按日求和", "sum of days"),
    "last": both("期末值（最后有数据日）", "last day with data"),
    "average": both("日均值", "mean of days"),
    "max": both("期内最大值", "greatest day"),
    "distinct": both("全期去重计数", "distinct over the period"),
}


def rule_of(function: str, over_time: str | None) -> Rule:
    """The rule of a measure: what its definition says, else its aggregate's own."""
    if over_time is not None:
        return cast(Rule, over_time)
    return "distinct" if function == "count_distinct" else "sum"


def common(measures: Iterable[Any]) -> Rule | None:
    """The one rule that all the measures have; None where they differ."""
    found = {measure.over_time for measure in measures}
    return cast(Rule, found.pop()) if len(found) == 1 else None


def mixed(node: Node, rules: Mapping[str, Rule]) -> tuple[Rule, Rule] | None:
    """Two rules that a formula adds, subtracts, compares or chooses between, if it does; ``rules`` by measure name.

    A quotient or a product of measures has no rule of its own any more: two such may be added.
    """
    return _look(node, rules)[1]


def _look(node: Node, rules: Mapping[str, Rule]) -> tuple[Rule | None, tuple[Rule, Rule] | None]:
    """The rule under which a part of a formula moves with the days (None: none of its own), and the first mix in it."""
    if isinstance(node, Name):
        return rules.get(node.name), None
    parts = [(part, *_look(part, rules)) for part in children(node)]
    mix = next((inner for _, _, inner in parts if inner is not None), None)
    given = [rule for part, rule, _ in parts if rule is not None and not _only_tests(node, part)]
    different = list(dict.fromkeys(given))
    if isinstance(node, Arithmetic) and node.operator not in "+-":
        return (given[0] if len(given) == 1 else None), mix
    if isinstance(node, Arithmetic | Comparison | Conditional | Call) and len(different) > 1:
        mix = mix or (different[0], different[1])
    return (different[0] if len(different) == 1 else None), mix


def _only_tests(node: Node, part: Node) -> bool:
    """Whether a part of a condition decides only which value is taken."""
    return isinstance(node, Conditional) and part is node.test
