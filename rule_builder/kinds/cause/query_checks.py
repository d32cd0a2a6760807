"""What is wrong with the query of a cause: its columns, its aggregates, its order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.definitions.kind import Catalog, Definition
from engine.definitions.names import twice, unknown
from engine.expressions import Tree, aggregates_of, to_sql
from engine.expressions.tree import Name
from engine.plan.formulas import tried
from engine.plan.measures import column_types
from rule_builder.kinds.cause.model import CauseModel, Query, QueryMeasure

_COLUMN = ("列", "column")


def query_issues(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    """Every complaint about the query. An unknown dataset is complained about elsewhere."""
    model: CauseModel = definition.model
    query = model.query
    if query is None or (home := catalog.get("dataset", query.dataset)) is None:
        return
    yield from _is_fact(definition, home, "$.query.dataset")
    known = [column.name for column in (*home.model.columns, *home.model.lookups)]
    for i, name in enumerate(query.group_by):
        if name not in known:
            yield unknown(definition, "N850", f"$.query.group_by[{i}]", name, known, _COLUMN)
    yield from _where(definition, home, "$.query.where", query.where)
    yield from _measures(definition, home, "$.query.measures", query.measures)
    yield from _beside(definition, catalog, query, home)
    yield from _order(definition, query)


def _is_fact(definition: Definition, home: Definition, path: str) -> Iterable[Issue]:
    if home.model.column_of("unit") is None or home.model.column_of("day") is None:
        words = both(
            f"数据集 “{home.name}” 没有单元和日期，不能按单元取证",
            f'dataset "{home.name}" has no unit and day: its rows belong to no incident',
        )
        yield definition.issue("N849", words, path)


def _where(definition: Definition, home: Definition, path: str, text: str | None) -> Iterable[Issue]:
    if text is None:
        return
    tree, issues = tried(definition, path, text, column_types(home.model))
    yield from issues
    if tree is None:
        return
    if tree.type not in ("boolean", "any"):
        words = both("筛选条件必须得出是或否", "where must give true or false")
        yield definition.issue("N846", words, path, both("写成比较，如 on_hand <= 0", "compare, as in on_hand <= 0"))
    yield from _over_rows(definition, path, tree)


def _over_rows(definition: Definition, path: str, tree: Tree) -> Iterable[Issue]:
    """What the language allows for one record but not over a set of rows."""
    try:
        to_sql(tree, {name: sa.column(name) for name in tree.names})
    except IssueError as refused:
        yield from (definition.issue(one.code, one.message, path, one.hint) for one in refused.issues)


def _measures(definition: Definition, home: Definition, path: str, measures: Sequence[QueryMeasure]) -> Iterable[Issue]:
    for i, measure in enumerate(measures):
        place = f"{path}[{i}].formula"
        tree, issues = tried(definition, place, measure.formula, column_types(home.model), aggregates=True)
        yield from issues
        if tree is None:
            continue
        outer, found = aggregates_of(tree)
        if len(found) != 1 or not isinstance(outer.root, Name) or found[0].function == "expected":
            words = both("须恰好是一个汇总", "a measure is exactly one aggregate")
            hint = both("写成 sum(…)、count(…) 或 count_distinct(…)", "write sum(…), count(…) or count_distinct(…)")
            yield definition.issue("N851", words, place, hint)


def _beside(definition: Definition, catalog: Catalog, query: Query, home: Definition) -> Iterable[Issue]:
    beside = query.beside
    if beside is None or (other := catalog.get("dataset", beside.dataset)) is None:
        return
    yield from _is_fact(definition, other, "$.query.beside.dataset")
    ours = {c.name: c.type for c in (*home.model.columns, *home.model.lookups) if c.name in query.group_by}
    theirs = {c.name: c.type for c in (*other.model.columns, *other.model.lookups)}
    for i, name in enumerate(beside.match):
        path = f"$.query.beside.match[{i}]"
        if name not in ours:
            yield unknown(definition, "N850", path, name, list(ours), ("分组列", "group column"))
        elif name not in theirs:
            yield unknown(definition, "N850", path, name, list(theirs), _COLUMN)
        elif ours[name] != theirs[name]:
            words = both(f"“{name}” 在两个数据集中类型不同", f'"{name}" differs in type between the two datasets')
            yield definition.issue("N850", words, path)
    yield from _where(definition, other, "$.query.beside.where", beside.where)
    yield from _measures(definition, other, "$.query.beside.measures", beside.measures)


def _order(definition: Definition, query: Query) -> Iterable[Issue]:
    beside = query.beside.measures if query.beside else ()
    places = [(f"$.query.group_by[{i}]", name) for i, name in enumerate(query.group_by)]
    places += [(f"$.query.measures[{i}].name", one.name) for i, one in enumerate(query.measures)]
    places += [(f"$.query.beside.measures[{i}].name", one.name) for i, one in enumerate(beside)]
    yield from twice(definition, "N848", places)
    known = [name for _, name in places]
    for i, one in enumerate(query.order):
        name = one.removeprefix("-")
        if name not in known:
            yield unknown(definition, "N852", f"$.query.order[{i}]", name, known, ("分组列或度量", "group or measure"))
