"""What the schema of a dataset cannot say: columns, key, lookups, and formulas."""

from __future__ import annotations

from collections.abc import Iterable

from engine.base.issue import Issue
from engine.base.text import both
from engine.definitions.kind import Catalog, Definition, Reference
from engine.definitions.names import twice, unknown
from engine.kinds.dataset.formula_checks import formula_issues
from engine.kinds.dataset.lookup_checks import lookup_issues
from engine.kinds.dataset.model import DatasetModel

NUMERIC = ("integer", "money", "number")


def references(model: DatasetModel) -> Iterable[Reference]:
    """The datasets it looks into, and the one that confirms it."""
    for i, lookup in enumerate(model.lookups):
        yield Reference(f"$.lookups[{i}].from_dataset", "dataset", lookup.from_dataset)
    if model.confirmed_by:
        yield Reference("$.confirmed_by", "dataset", model.confirmed_by)


def checks(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    """Every complaint about a dataset that passed its schema."""
    yield from _columns(definition)
    yield from _key(definition)
    yield from _grain(definition)
    yield from _confirmed(definition, catalog)
    yield from lookup_issues(definition, catalog)
    yield from formula_issues(definition, catalog)


def _columns(definition: Definition) -> Iterable[Issue]:
    model: DatasetModel = definition.model
    own = [(f"$.columns[{i}].name", column.name) for i, column in enumerate(model.columns)]
    taken = [(f"$.lookups[{i}].name", lookup.name) for i, lookup in enumerate(model.lookups)]
    former = [
        (f"$.columns[{i}].aliases[{j}]", alias)
        for i, column in enumerate(model.columns)
        for j, alias in enumerate(column.aliases)
    ]
    yield from twice(definition, "N420", [*own, *taken, *former])
    for i, column in enumerate(model.columns):
        place = f"$.columns[{i}]"
        for name in ("min", "max"):
            if getattr(column, name) is not None and column.type not in NUMERIC:
                words = both(f"{column.type} 列没有 {name}", f"a {column.type} column has no {name}")
                yield definition.issue("N424", words, f"{place}.{name}")
        if column.max_length is not None and column.type != "text":
            words = both(f"{column.type} 列没有 max_length", f"a {column.type} column has no max_length")
            yield definition.issue("N424", words, f"{place}.max_length")
        if column.min is not None and column.max is not None and column.min > column.max:
            yield definition.issue("N424", both("min 大于 max", "min is above max"), f"{place}.min")
    if model.keep_latest_by is not None:
        stamps = [column.name for column in model.columns if column.type == "timestamp"]
        if model.keep_latest_by not in stamps:
            what = ("timestamp 列", "timestamp column")
            yield unknown(definition, "N425", "$.keep_latest_by", model.keep_latest_by, stamps, what)


def _key(definition: Definition) -> Iterable[Issue]:
    model: DatasetModel = definition.model
    columns = {column.name: column for column in model.columns}
    yield from twice(definition, "N420", [(f"$.key[{i}]", name) for i, name in enumerate(model.key)])
    for i, name in enumerate(model.key):
        if name not in columns:
            yield unknown(definition, "N421", f"$.key[{i}]", name, list(columns), ("列", "column"))
        elif not columns[name].required:
            words = both(f"键列 “{name}” 必须必填", f'key column "{name}" must be required')
            yield definition.issue(
                "N422", words, f"$.key[{i}]", both("去掉 required: false", "take required: false away")
            )
        elif columns[name].type == "number":
            words = both(f"键列 “{name}” 不能是小数", f'key column "{name}" cannot be a number with fractions')
            yield definition.issue("N422", words, f"$.key[{i}]", both("改用 integer 或 text", "use integer or text"))


def _grain(definition: Definition) -> Iterable[Issue]:
    model: DatasetModel = definition.model
    for kind, zh in (("unit", "单位"), ("day", "业务日")):
        found = [column.name for column in model.columns if column.type == kind]
        if model.lookup_only:
            if kind == "day" and found:
                words = both("仅供查找的数据集没有 day 列", "a lookup-only dataset has no day column")
                hint = both("把类型改为 date", "make its type date")
                yield definition.issue("N423", words, "$.lookup_only", hint)
            elif len(found) > 1:
                words = both(f"{zh}（{kind}）列多于一个", f"more than one {kind} column")
                yield definition.issue("N423", words, "$.columns")
        elif len(found) != 1:
            words = both(
                f"须恰好有一个{zh}（{kind}）列，现有 {len(found)} 个",
                f"exactly one {kind} column is needed, not {len(found)}",
            )
            hint = both("参考数据请写 lookup_only: true", "for reference data write lookup_only: true")
            yield definition.issue("N423", words, "$.columns", hint)
        elif found[0] not in model.key:
            words = both(f"键中缺少{zh}列 “{found[0]}”", f'the key lacks the {kind} column "{found[0]}"')
            yield definition.issue("N423", words, "$.key", both(f"加上 “{found[0]}”", f'add "{found[0]}"'))


def _confirmed(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    model: DatasetModel = definition.model
    other = catalog.get("dataset", model.confirmed_by) if model.confirmed_by else None
    if model.confirmed_by and model.lookup_only:
        words = both("参考数据不需要确认", "reference data is not confirmed")
        yield definition.issue("N427", words, "$.confirmed_by")
    elif other is not None:
        place = {other.model.column_of("unit"), other.model.column_of("day")}
        if None in place or set(other.model.key) != place:
            words = both(
                f"“{other.name}” 的键不是（单位，日），不能用来确认",
                f'"{other.name}" is not keyed by unit and day alone',
            )
            yield definition.issue("N427", words, "$.confirmed_by")
