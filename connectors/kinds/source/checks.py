"""What a source's schema cannot say: its connector's own fields, its formulas, its columns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from connectors.kinds.source.model import IntoModel, SourceModel
from connectors.records import steps
from connectors.window import PLACEHOLDER, fits
from engine.base.issue import Issue, IssueError
from engine.base.suggest import did_you_mean
from engine.base.text import both
from engine.definitions.kind import Catalog, Definition, Reference
from engine.expressions import Tree, parse
from engine.facts.pins import ADJUSTMENT


def references(model: SourceModel) -> Iterable[Reference]:
    """The datasets it writes, and a data file of the package that it reads."""
    for i, into in enumerate(model.into):
        yield Reference(f"$.into[{i}].dataset", "dataset", into.dataset)
    file = model.connection.get("file")
    if isinstance(file, str) and file.startswith("data/") and "*" not in file:
        yield Reference("$.connection.file", "file", file)


def checks(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    """Connector, placeholders, then each entry of ``into``."""
    model: SourceModel = definition.model
    yield from connection_issues(model)
    yield from _records_places(model)
    if model.name == ADJUSTMENT:
        words = both(f"“{ADJUSTMENT}” 是数据调整专用的名字", f'"{ADJUSTMENT}" is the name of adjustments by people')
        yield definition.issue("N898", words, "$.name")
    yield from _sla(definition, catalog)
    for i, into in enumerate(model.into):
        yield from _into(into, f"$.into[{i}]", catalog)


def connection_issues(model: SourceModel) -> Iterable[Issue]:
    """What is wrong with how it is called: connector, connection, request."""
    yield from _connector(model)
    yield from _placeholders(model.connection, "$.connection", model)
    yield from _placeholders(model.request, "$.request", model)


def _sla(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    """A promise of freshness is about days: some dataset that is written must have them."""
    model: SourceModel = definition.model
    if model.sla is None:
        return
    datasets = [found.model for into in model.into if (found := catalog.get("dataset", into.dataset)) is not None]
    if datasets and not any(column.type == "day" for dataset in datasets for column in dataset.columns):
        words = both(
            "写入的数据集都没有业务日，无法衡量时效", "no dataset it writes has days: there is nothing to promise"
        )
        yield definition.issue("N898", words, "$.sla")


def _connector(model: SourceModel) -> Iterable[Issue]:
    from connectors.fields import field_issues  # connectors are built on this model, so they come later
    from connectors.registry import connectors

    known = connectors()
    connector = known.get(model.connector)
    if connector is None:
        words = both(f"没有连接器 “{model.connector}”", f'unknown connector "{model.connector}"')
        yield Issue("N480", words, "$.connector", hint=did_you_mean(model.connector, known))
        return
    found = field_issues(model.connection, connector.connection, "$.connection")
    found += field_issues(model.request, connector.request, "$.request")
    yield from found
    if not found:
        yield from connector.check(model)


def _records_places(model: SourceModel) -> Iterable[Issue]:
    from connectors.registry import connectors

    connector = connectors().get(model.connector)
    for i, into in enumerate(model.into):
        if connector is not None and connector.needs_records and into.records is None:
            words = both("要写明记录在回答中的位置", "say where the records are in the answer")
            yield Issue(
                "N481", words, f"$.into[{i}]", hint=both('例如 "records": "data[*]"', 'e.g. "records": "data[*]"')
            )


def _placeholders(value: Any, path: str, model: SourceModel) -> Iterable[Issue]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _placeholders(part, f"{path}.{key}", model)
    elif isinstance(value, str):
        for found in PLACEHOLDER.finditer(value):
            if not fits(found[1], found[2]):
                words = both(f"占位符 {found[0]} 没有意义", f"the placeholder {found[0]} means nothing")
                known = both(
                    "可用：{window.from}、{window.to}、{window.from:%Y%m%d} 等",
                    "known: {window.from}, {window.to}, {window.from:%Y%m%d} …",
                )
                yield Issue("N483", words, path, hint=known)
            elif model.window is None:
                words = both(f"用了 {found[0]}，却没有写 window", f'{found[0]} is used, but there is no "window"')
                yield Issue(
                    "N484",
                    words,
                    path,
                    hint=both('加上 "window": {"overlap_days": 3}', 'add "window": {"overlap_days": 3}'),
                )


def _into(into: IntoModel, path: str, catalog: Catalog) -> Iterable[Issue]:
    if into.records is not None:
        try:
            steps(into.records)
        except ValueError:
            words = both(f"“{into.records}” 不是记录位置", f'"{into.records}" is no records path')
            yield Issue("N485", words, f"{path}.records", hint=both("例如 data[*].lines[*]", "e.g. data[*].lines[*]"))
    dataset = catalog.get("dataset", into.dataset)
    columns = {column.name: column for column in dataset.model.columns} if dataset else None
    for name, text in into.map.items():
        tree, issues = _parsed(text, f"{path}.map.{name}")
        yield from issues
        if columns is None:
            continue
        if name not in columns:
            words = both(f"数据集 {into.dataset} 没有列 “{name}”", f'dataset {into.dataset} has no column "{name}"')
            yield Issue("N486", words, f"{path}.map.{name}", hint=did_you_mean(name, set(columns) - set(into.map)))
        elif tree is not None:
            yield from _type(tree, columns[name].type, f"{path}.map.{name}")
    for name, column in (columns or {}).items():
        if column.required and name not in into.map:
            words = both(f"必填列 {name} 没有映射", f"the required column {name} is not mapped")
            yield Issue("N487", words, f"{path}.map")
    if into.where is not None:
        tree, issues = _parsed(into.where, f"{path}.where")
        yield from issues
        if tree is not None and tree.type not in ("boolean", "any"):
            words = both("where 应得出是/否", "where must give yes or no")
            yield Issue("N488", words, f"{path}.where")


def _parsed(text: str, path: str) -> tuple[Tree | None, list[Issue]]:
    try:
        return parse(text, names=None), []
    except IssueError as error:
        return None, [Issue(i.code, i.message, path, hint=i.hint) for i in error.issues]


#: Column types that a formula of a known type can fill; "any" and text are judged row by row.
_FITS = {
    "number": {"integer", "number", "money", "text", "timestamp"},
    "money": {"money"},
    "boolean": {"boolean", "text"},
    "date": {"day", "date", "text"},
    "timestamp": {"timestamp"},
}


def _type(tree: Tree, column: str, path: str) -> Iterable[Issue]:
    if tree.type in _FITS and column not in _FITS[tree.type]:
        words = both(
            f"公式得出 {tree.type}，这一列是 {column}", f"the formula gives a {tree.type}, the column is a {column}"
        )
        hint = both(
            "金额列才能用 money(…)；数字列请用 number(…)", "money(…) is for money columns; use number(…) for numbers"
        )
        yield Issue("N488", words, path, hint=hint if tree.type == "money" else None)
