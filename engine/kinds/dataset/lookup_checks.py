"""Whether what a lookup names exists on both sides and fits."""

from __future__ import annotations

from collections.abc import Iterable

from engine.base.issue import Issue
from engine.base.text import both
from engine.definitions.kind import Catalog, Definition
from engine.definitions.names import unknown
from engine.kinds.dataset.model import Column, DatasetModel, Lookup

DATES = ("date", "day")


def lookup_issues(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    """Every complaint about the lookups. An unknown dataset is complained about elsewhere."""
    model: DatasetModel = definition.model
    ours: dict[str, str] = {column.name: column.type for column in model.columns}
    for i, lookup in enumerate(model.lookups):
        other = catalog.get("dataset", lookup.from_dataset)
        if other is not None:
            yield from _one(definition, f"$.lookups[{i}]", lookup, ours, other)
        ours.setdefault(lookup.name, lookup.type)


def _one(
    definition: Definition, place: str, lookup: Lookup, ours: dict[str, str], other: Definition
) -> Iterable[Issue]:
    theirs: dict[str, Column] = {column.name: column for column in other.model.columns}
    if not other.model.lookup_only:
        words = both(f"“{other.name}” 不是参考数据", f'"{other.name}" is not reference data')
        hint = both("在其定义中写 lookup_only: true", "write lookup_only: true in its definition")
        yield definition.issue("N426", words, f"{place}.from_dataset", hint)
    for their, our in lookup.match.items():
        path = f"{place}.match.{their}"
        if their not in theirs:
            yield unknown(
                definition, "N421", path, their, list(theirs), (f"{other.name} 的列", f"column of {other.name}")
            )
        elif our not in ours:
            yield unknown(definition, "N421", path, our, list(ours), ("列", "column"))
        elif _family(theirs[their].type) != _family(ours[our]):
            words = both(
                f"{their}（{theirs[their].type}）与 {our}（{ours[our]}）类型不同",
                f"{their} ({theirs[their].type}) and {our} ({ours[our]}) differ in type",
            )
            yield definition.issue("N426", words, path)
    yield from _taken(definition, place, lookup, theirs)
    for name in ("valid_from", "valid_to", "within_unit"):
        column, wanted = getattr(lookup, name), ("unit",) if name == "within_unit" else DATES
        if column is None:
            continue
        fitting = [c.name for c in theirs.values() if c.type in wanted]
        if column not in fitting:
            what = (f"{other.name} 的 {wanted[0]} 列", f"{wanted[0]} column of {other.name}")
            yield unknown(definition, "N421", f"{place}.{name}", column, fitting, what)
        elif definition.model.lookup_only:
            words = both("参考数据没有单位和日可供比较", "reference data has no unit and day to compare with")
            yield definition.issue("N426", words, f"{place}.{name}")


def _taken(definition: Definition, place: str, lookup: Lookup, theirs: dict[str, Column]) -> Iterable[Issue]:
    if lookup.take == "exists":
        if lookup.type != "boolean":
            words = both("exists 得到的是 boolean", "exists gives a boolean")
            yield definition.issue("N426", words, f"{place}.type", both("写 boolean", "write boolean"))
    elif lookup.take not in theirs:
        yield unknown(
            definition, "N421", f"{place}.take", lookup.take, [*theirs, "exists"], ("对方的列", "column there")
        )
    elif theirs[lookup.take].type != lookup.type:
        actual = theirs[lookup.take].type
        words = both(f"“{lookup.take}” 的类型是 {actual}", f'"{lookup.take}" is of type {actual}')
        yield definition.issue("N426", words, f"{place}.type", both(f"写 {actual}", f"write {actual}"))


def _family(type: str) -> str:
    return "date" if type in DATES else type
