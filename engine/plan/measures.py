"""The measures of a catalog: the aggregates that datasets declare and those that indicators write in place.

The one place that knows both the ``dataset`` and the ``indicator`` kind, so that they need not know each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from engine.base.issue import Issue, IssueError
from engine.base.text import Text, both
from engine.definitions.kind import Catalog, Definition
from engine.expressions import Aggregate, Tree, Type, aggregates_of, parse
from engine.expressions.tree import Name
from engine.plan.formulas import COLUMN_TYPES, formula, whole
from engine.plan.over_time import Rule, rule_of


@dataclass(frozen=True)
class CompiledMeasure:
    """One aggregate over a dataset, by the name that formulas use. ``type`` of a day's value: money | integer | number.

    ``over_time`` says what a leaf's value of several days is (``engine.plan.over_time``); leaves are always summed.
    """

    name: str
    dataset: str
    aggregate: Aggregate
    type: str
    title: Text
    over_time: Rule = "sum"

    @property
    def additive(self) -> bool:
        """Whether values of units and days may be summed (those of days may not under any rule but "sum")."""
        return self.over_time == "sum"

    @property
    def period_type(self) -> str:
        """The type of a period's value: a mean of whole numbers has fractions."""
        return "number" if self.over_time == "average" and self.type == "integer" else self.type

    @property
    def formula_type(self) -> Type:
        """The type its name has in an indicator's formula."""
        return "money" if self.type == "money" else "number"


def column_types(dataset: Any, *, lookups: bool = True) -> dict[str, Type]:
    """Name → type of a dataset's columns as formulas see them (units are no values)."""
    columns = [*dataset.columns, *(dataset.lookups if lookups else ())]
    return {column.name: COLUMN_TYPES[column.type] for column in columns if column.type in COLUMN_TYPES}


def declared(definition: Definition) -> Iterable[CompiledMeasure]:
    """The measures a dataset declares. Raises IssueError at the first whose formula is not one aggregate."""
    names = column_types(definition.model)
    for i, measure in enumerate(definition.model.measures):
        place = f"$.measures[{i}].formula"
        tree = formula(definition, place, measure.formula, names, aggregates=True)
        outer, found = aggregates_of(tree)
        if len(found) != 1 or not isinstance(outer.root, Name):
            raise IssueError([not_one(definition, place, len(found))])
        yield _made(definition.model, measure.name, found[0], measure.title, measure.over_time)


def inline(
    definition: Definition, dataset: Definition, names: Mapping[str, Type] | None = None
) -> tuple[Tree, tuple[CompiledMeasure, ...]]:
    """An indicator's formula with its aggregates pulled out as ``<indicator>__1``, ``__2`` … (``@0``, ``@1`` … in
    the tree). ``names`` types the measures and indicators it names; untyped where left out."""
    if names is None:
        names = {name: "any" for name in outer_of(definition.model.formula).names if not name.startswith("@")}
    every = {**column_types(dataset.model), **names}
    tree = formula(definition, "$.formula", definition.model.formula, every, aggregates=True)
    outer, found = aggregates_of(tree)
    title = definition.title
    made = [_made(dataset.model, f"{definition.name}__{i}", one, title) for i, one in enumerate(found, start=1)]
    return outer, tuple(made)


@cache
def outer_of(text: str) -> Tree:
    """A formula's outer tree, names untyped: its names are measures, indicators and ``@0`` … for aggregates
    written in place. Raises IssueError for a formula that cannot be parsed."""
    return aggregates_of(parse(text, names=None, aggregates=True))[0]


def measures_of_dataset(definition: Definition, catalog: Catalog) -> tuple[CompiledMeasure, ...]:
    """All measures over a dataset: declared ones, then those of indicators. Raises IssueError."""
    found = list(declared(definition))
    for indicator in catalog.all("indicator"):
        if indicator.model.dataset == definition.name:
            found.extend(inline(indicator, definition)[1])
    return tuple(found)


def known_measures(catalog: Catalog) -> Mapping[str, tuple[Definition, CompiledMeasure | None]]:
    """Every declared measure by name with its dataset; None where its formula is faulty (reported there)."""
    return catalog.once(("~measures", "declared"), lambda: _known_measures(catalog))


def _known_measures(catalog: Catalog) -> dict[str, tuple[Definition, CompiledMeasure | None]]:
    found: dict[str, tuple[Definition, CompiledMeasure | None]] = {}
    for definition in catalog.all("dataset"):
        for one in definition.model.measures:
            found.setdefault(one.name, (definition, None))
        try:
            for measure in declared(definition):
                if found[measure.name][0] is definition:
                    found[measure.name] = (definition, measure)
        except IssueError:
            continue
    return found


def compiled_measures(catalog: Catalog) -> dict[str, CompiledMeasure]:
    """Every measure of a sound catalog by name. Raises IssueError where a formula is faulty."""
    return catalog.once(("~measures", "compiled"), lambda: _compiled_measures(catalog))


def _compiled_measures(catalog: Catalog) -> dict[str, CompiledMeasure]:
    datasets = (catalog.compiled("dataset", definition.name) for definition in catalog.all("dataset"))
    return {measure.name: measure for dataset in datasets for measure in dataset.measures}


def _made(dataset: Any, name: str, aggregate: Aggregate, title: Text, over_time: str | None = None) -> CompiledMeasure:
    integers = [column.name for column in (*dataset.columns, *dataset.lookups) if column.type == "integer"]
    argument = aggregate.argument
    if aggregate.function != "sum" or argument is None:
        kind = "integer"
    elif argument.type == "money":
        kind = "money"
    else:
        kind = "integer" if whole(argument.root, integers) else "number"
    return CompiledMeasure(name, dataset.name, aggregate, kind, title, rule_of(aggregate.function, over_time))


def not_one(definition: Definition, place: str, count: int) -> Issue:
    """The complaint about a measure that is not exactly one aggregate."""
    hint = both(
        "写成 sum(…)、count(…) 等；运算放到指标的公式里",
        "write sum(…), count(…) …; do arithmetic in an indicator's formula",
    )
    if count == 0:
        return definition.issue("N428", both("度量须是一个汇总", "a measure is an aggregate"), place, hint)
    words = both("度量须恰好是一个汇总，不含其他运算", "a measure is exactly one aggregate and nothing around it")
    return definition.issue("N428", words, place, hint)
