"""Checks of maps: the dataset's columns are there, filled where required, of a type that the formulas give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.base.issue import Issue
from engine.base.text import both
from engine.definitions.kind import Catalog, Definition
from engine.definitions.names import unknown
from engine.expressions import Tree
from form_builder.kinds.form.model import FormModel

#: Column types that a formula of a type can fill.
FITS: Mapping[str, frozenset[str]] = {
    "number": frozenset({"integer", "number"}),
    "money": frozenset({"money"}),
    "text": frozenset({"text", "unit"}),
    "boolean": frozenset({"boolean"}),
    "date": frozenset({"day", "date"}),
    "timestamp": frozenset({"timestamp"}),
}


def map_issues(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    """Every complaint about maps whose formulas parse."""
    from form_builder.shape.reading import MAPS, MISSING, names_inside, names_outside, typed
    from form_builder.shape.tree import fields_of, outside

    model: FormModel = definition.model
    fields = fields_of(model.fields, model.lists)
    repeats = {field.name: field for field in outside(fields) if field.type.many}
    for i, one in enumerate(model.maps):
        path = f"$.maps[{i}]"
        if one.each is not None and one.each not in repeats:
            yield unknown(definition, "N716", f"{path}.each", one.each, list(repeats), ("重复组", "repeat"))
            continue
        found = catalog.get("dataset", one.dataset)
        if found is None:
            continue
        around = names_inside(fields, repeats[one.each]) if one.each else names_outside(fields)
        trees = {name: typed(text, {**around, **MAPS}, path, None, []) for name, text in one.columns.items()}
        yield from _columns(definition, found, trees, f"{path}.columns")
        if one.on_missing is not None:
            blank = {name: typed(text, MISSING, path, None, []) for name, text in one.on_missing.columns.items()}
            yield from _columns(definition, found, blank, f"{path}.on_missing.columns")
            if not model.duties:
                words = both("没有任务，就没有“未交”", "without duties nothing can be missing")
                yield definition.issue("N716", words, f"{path}.on_missing")


def _columns(
    definition: Definition, dataset: Definition, trees: Mapping[str, Tree | None], path: str
) -> Iterable[Issue]:
    columns = {column.name: column for column in dataset.model.columns}
    for name, tree in trees.items():
        if name not in columns:
            what = (f"列（数据集 {dataset.name}）", f"column in dataset {dataset.name}")
            yield unknown(definition, "N716", f"{path}.{name}", name, sorted(set(columns) - set(trees)), what)
        elif tree is not None and tree.type in FITS and columns[name].type not in FITS[tree.type]:
            words = both(
                f"公式得出 {tree.type}，这一列是 {columns[name].type}",
                f"the formula gives a {tree.type}, the column is a {columns[name].type}",
            )
            yield definition.issue("N716", words, f"{path}.{name}")
    for name, column in columns.items():
        if column.required and name not in trees:
            words = both(f"必填列 {name} 没有映射", f"the required column {name} is not mapped")
            yield definition.issue("N716", words, path)
