"""What a formula may name, with titles and types: what an editor offers while somebody types. Pure.

Works on catalogs that are not sound: what cannot be typed is left without a type, never left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.base.text import Text, both
from engine.definitions.kind import Catalog
from engine.expressions.functions import AGGREGATES, FUNCTIONS
from engine.kinds.indicator.checks import type_of
from engine.plan.formulas import COLUMN_TYPES
from engine.plan.measures import known_measures

#: Words of the language itself.
WORDS: dict[str, Text] = {
    "and": both("并且", "both hold"),
    "or": both("或者", "one of them holds"),
    "not": both("不成立", "does not hold"),
    "in": both("是其中之一", "is one of"),
    "if": both("条件：a if 条件 else b", "a condition: a if test else b"),
    "else": both("否则", "otherwise"),
    "null": both("空值", "no value"),
}


@dataclass(frozen=True)
class Named:
    """One name. ``kind``: measure | indicator | column | lookup | function | aggregate | word.

    ``dataset``: where a measure or column lives. ``formula``: what a measure or indicator stands for.
    ``type``: number | money | text | boolean | date | timestamp; None where it is not known.
    """

    kind: str
    name: str
    title: Text
    type: str | None = None
    dataset: str | None = None
    dataset_title: Text | None = None
    unit_of_measure: Text | None = None
    formula: str | None = None
    signature: str | None = None
    example: str | None = None


def vocabulary(catalog: Catalog) -> list[Named]:
    """Measures, indicators, the columns of every dataset, functions, aggregates, words; in this order, each by name."""
    return [*_measures(catalog), *_indicators(catalog), *_columns(catalog), *_functions()]


def _measures(catalog: Catalog) -> Iterator[Named]:
    for name, (home, compiled) in sorted(known_measures(catalog).items()):
        declared = next(one for one in home.model.measures if one.name == name)
        yield Named(
            "measure",
            name,
            declared.title,
            compiled.formula_type if compiled else None,
            home.name,
            home.title,
            formula=declared.formula,
        )


def _indicators(catalog: Catalog) -> Iterator[Named]:
    for found in catalog.all("indicator"):
        model: Any = found.model
        yield Named(
            "indicator",
            found.name,
            found.title,
            type_of(found, catalog),
            model.dataset,
            unit_of_measure=model.unit_of_measure,
            formula=model.formula,
        )


def _columns(catalog: Catalog) -> Iterator[Named]:
    for home in catalog.all("dataset"):
        for kind, columns in (("column", home.model.columns), ("lookup", home.model.lookups)):
            for column in columns:
                if column.type in COLUMN_TYPES:
                    yield Named(kind, column.name, column.title, COLUMN_TYPES[column.type], home.name, home.title)


def _functions() -> Iterator[Named]:
    for name, (signature, title, example) in AGGREGATES.items():
        yield Named("aggregate", name, title, "number", signature=signature, example=example)
    for function in FUNCTIONS.values():
        kind = None if function.result == "same" else function.result
        yield Named(
            "function", function.name, function.title, kind, signature=function.signature, example=function.example
        )
    for name, title in WORDS.items():
        yield Named("word", name, title)
