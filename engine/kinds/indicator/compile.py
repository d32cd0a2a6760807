"""An indicator made ready: one tree over measure names, other indicators written out in it; and its ratio."""

from __future__ import annotations

from dataclasses import dataclass

from engine.base.issue import IssueError
from engine.base.text import both
from engine.definitions.kind import Catalog, Definition
from engine.expressions import Tree, Type
from engine.expressions.tree import Name, Node
from engine.kinds.indicator.model import IndicatorModel
from engine.plan.formulas import division, formula, linear, size, substitute, written
from engine.plan.measures import CompiledMeasure, compiled_measures, inline, outer_of
from engine.plan.over_time import NAMES, mixed

#: Parts of a formula after the indicators it names have been written out in it.
MAX_PARTS = 1_000


@dataclass(frozen=True)
class CompiledIndicator:
    """``tree`` is over measure names only; the value anywhere is the tree over the summed measures.

    ``numerator`` and ``denominator`` are set where its top is a division. ``additive``: its values may themselves be
    summed over units and days. ``type``: money (minor units) or number.
    """

    name: str
    model: IndicatorModel
    tree: Tree
    measures: tuple[CompiledMeasure, ...]
    numerator: Tree | None
    denominator: Tree | None
    additive: bool
    type: Type

    @property
    def is_ratio(self) -> bool:
        """Whether it is one sum divided by another: its targets are rates."""
        return self.denominator is not None


def compile_indicator(definition: Definition, catalog: Catalog) -> CompiledIndicator:
    """The indicator, ready. Raises IssueError for a formula that does not compile."""
    model: IndicatorModel = definition.model
    measures = compiled_measures(catalog)
    tree = compile_formula(definition, "$.formula", model.formula, catalog)
    parts = division(tree.root)
    used = tuple(measures[name] for name in sorted(tree.names))
    refuse_mixes(definition, tree, used)
    additive = {measure.name for measure in used if measure.additive}
    return CompiledIndicator(
        name=definition.name,
        model=model,
        tree=tree,
        measures=used,
        numerator=_tree(parts[0]) if parts else None,
        denominator=_tree(parts[1]) if parts else None,
        additive=linear(tree.root, additive),
        type=tree.type,
    )


def refuse_mixes(definition: Definition, tree: Tree, used: tuple[CompiledMeasure, ...]) -> None:
    """Raises IssueError where measures meet whose rules over time give a number that means nothing (N781, N782)."""
    mix = mixed(tree.root, {measure.name: measure.over_time for measure in used})
    if mix is not None:
        first, second = (NAMES[rule] for rule in mix)
        words = both(
            f"公式把“{first['zh']}”与“{second['zh']}”的度量放在一起加减或比较",
            f'the formula adds or compares measures of different rules over time: "{first["en"]}", "{second["en"]}"',
        )
        hint = both(
            "只有规则相同的度量才能加减、比较或二选一；规则不同的可以相除",
            "only measures of one rule are added, subtracted, compared or chosen between; others may be divided",
        )
        raise IssueError([definition.issue("N781", words, "$.formula", hint)])
    parts = division(tree.root)
    if parts is None:
        return
    above, below = ([m for m in used if m.name in _tree(part).names] for part in parts)
    days = [m.name for m in below if m.aggregate.function == "expected" and m.over_time == "sum"]
    if days and any(m.over_time != "sum" for m in above):
        words = both(
            f"分母 “{days[0]}” 随天数增长，分子却不：一期越长，比率越小",
            f'the denominator "{days[0]}" grows with the days and the numerator does not: the longer, the smaller',
        )
        hint = both("给该度量写 over_time: last 或 average", "give that measure over_time: last or average")
        raise IssueError([definition.issue("N782", words, "$.formula", hint)])


def compile_formula(definition: Definition, path: str, text: str, catalog: Catalog) -> Tree:
    """A formula over measures and indicators (an indicator's, or one of its drivers'), over measures only."""
    measures = compiled_measures(catalog)
    names: dict[str, Type] = {}
    put: dict[str, Node] = {}
    for name in outer_of(text).names:
        if name.startswith("@"):
            continue
        if name in measures:
            names[name] = measures[name].formula_type
        elif catalog.get("indicator", name) is not None:
            tree = catalog.compiled("indicator", name).tree
            names[name], put[name] = tree.type, tree.root
    if definition.model.dataset is None or path != "$.formula":
        tree = formula(definition, path, text, names)
        return _whole(definition, path, substitute(tree.root, put)) if put else tree
    home = catalog.definitions["dataset", definition.model.dataset]
    outer, own = inline(definition, home, names)
    put |= {f"@{i}": Name(measure.name, measure.formula_type) for i, measure in enumerate(own)}
    return _whole(definition, path, substitute(outer.root, put))


def _whole(definition: Definition, path: str, node: Node) -> Tree:
    """The tree of a formula with others written out in it. Raises IssueError (N435) where it grows out of hand."""
    if size(node, MAX_PARTS) > MAX_PARTS:
        words = both(
            f"把所引用的指标展开后，公式超过 {MAX_PARTS} 个部分",
            f"with the indicators it names written out, the formula has more than {MAX_PARTS} parts",
        )
        hint = both("改为直接引用度量", "refer to measures instead")
        raise IssueError([definition.issue("N435", words, path, hint)])
    return _tree(node)


def _tree(node: Node) -> Tree:
    return Tree.of(written(node), node)
