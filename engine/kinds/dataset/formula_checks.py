"""The formulas of a dataset: acceptance rules are boolean, each measure is one aggregate, names are unique."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.definitions.kind import Catalog, Definition
from engine.definitions.names import twice
from engine.expressions import Tree, aggregates_of, to_sql
from engine.expressions.tree import Name
from engine.kinds.dataset.model import DatasetModel
from engine.plan.formulas import tried
from engine.plan.measures import column_types, not_one


def formula_issues(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    """Every complaint about acceptance rules and measures."""
    model: DatasetModel = definition.model
    yield from twice(definition, "N420", [(f"$.accept[{i}].name", rule.name) for i, rule in enumerate(model.accept)])
    names = column_types(model, lookups=False)
    for i, rule in enumerate(model.accept):
        place = f"$.accept[{i}].rule"
        tree, issues = tried(definition, place, rule.rule, names)
        yield from issues
        if tree is not None and tree.type not in ("boolean", "any"):
            words = both("规则必须得出是或否", "a rule must give true or false")
            yield definition.issue(
                "N430", words, place, both("写成比较，如 quantity > 0", "compare, as in quantity > 0")
            )
    yield from _measures(definition)
    yield from _taken_names(definition, catalog)


def _measures(definition: Definition) -> Iterable[Issue]:
    model: DatasetModel = definition.model
    if model.lookup_only and model.measures:
        words = both("参考数据没有度量", "reference data has no measures")
        yield definition.issue("N428", words, "$.measures", both("去掉 lookup_only", "take lookup_only away"))
        return
    names = column_types(model)
    for i, measure in enumerate(model.measures):
        place = f"$.measures[{i}].formula"
        tree, issues = tried(definition, place, measure.formula, names, aggregates=True)
        yield from issues
        if tree is None:
            continue
        outer, found = aggregates_of(tree)
        if len(found) != 1 or not isinstance(outer.root, Name):
            yield not_one(definition, place, len(found))
            continue
        for part in (found[0].argument, found[0].where):
            if part is not None:
                yield from _over_rows(definition, place, part)
        if measure.over_time == "distinct" and found[0].function != "count_distinct":
            words = both(
                f"“{measure.name}” 不是去重计数，不能按 distinct 汇总",
                f'"{measure.name}" counts nothing distinct, so its rule over time cannot be "distinct"',
            )
            hint = both(
                "公式写成 count_distinct(列)，或改用 last、average、max",
                "write count_distinct(…), or take another rule",
            )
            yield definition.issue("N780", words, f"$.measures[{i}].over_time", hint)


def _over_rows(definition: Definition, place: str, tree: Tree) -> Iterable[Issue]:
    """What the formula language allows for one record but not over a set of rows."""
    try:
        to_sql(tree, {name: sa.column(name) for name in tree.names})
    except IssueError as refused:
        yield from (definition.issue(i.code, i.message, place, i.hint) for i in refused.issues)


def _taken_names(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    """A measure's name means one thing in the whole app."""
    model: DatasetModel = definition.model
    own = [(f"$.measures[{i}].name", measure.name) for i, measure in enumerate(model.measures)]
    yield from twice(definition, "N429", own)
    others = {m.name: d for d in reversed(catalog.all("dataset")) if d.name < definition.name for m in d.model.measures}
    for path, name in own:
        if name in others:
            first = others[name]
            words = both(
                f"度量 “{name}” 已在数据集 {first.name} 中", f'measure "{name}" is already in dataset {first.name}'
            )
            yield definition.issue("N429", words, path, both("换一个名称", "give it another name"))
