"""The names that a cause's formula and text may use, with their types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.base.issue import IssueError
from engine.definitions.kind import Catalog
from engine.expressions import Type, aggregates_of, parse
from engine.plan.measures import column_types
from rule_builder.kinds.cause.model import CauseModel, QueryMeasure

#: What there is of an indicator besides its value. The main one's value is called ``value``.
SUFFIXES = ("usual", "target", "peers", "change")
#: The alias of the cause's main indicator.
MAIN = ""


@dataclass(frozen=True)
class Name:
    """``part`` (value | usual | target | peers | change) of the indicator with that alias; None: a query's measure."""

    name: str
    alias: str | None
    part: str
    type: Type


def indicators_of(model: CauseModel) -> dict[str, str]:
    """Alias → indicator; the main one under ``MAIN``."""
    return ({MAIN: model.indicator} if model.indicator else {}) | dict(model.indicators)


def names_of(model: CauseModel, catalog: Catalog) -> dict[str, Name]:
    """Every name, in the order in which people are told of them; of two alike the first (the checks complain). What
    cannot be typed is "any"."""
    found: dict[str, Name] = {}
    for one in _names(model, catalog):
        found.setdefault(one.name, one)
    return found


def _names(model: CauseModel, catalog: Catalog) -> Iterator[Name]:
    for alias, indicator in indicators_of(model).items():
        kind = indicator_type(indicator, catalog)
        yield Name(alias or "value", alias, "value", kind)
        for part in SUFFIXES:
            yield Name(f"{alias}_{part}" if alias else part, alias, part, "number" if part == "change" else kind)
    if model.query is not None:
        for measure in model.query.measures:
            kind = measure_type(measure, model.query.dataset, catalog)
            yield Name(measure.name, None, "value", kind)
            yield Name(f"{measure.name}_usual", None, "usual", kind)


def indicator_type(name: str, catalog: Catalog) -> Type:
    """The type of an indicator's value; "any" for one that is unknown or faulty."""
    if catalog.get("indicator", name) is None:
        return "any"
    try:
        found: Type = catalog.compiled("indicator", name).tree.type
    except IssueError:
        return "any"
    return found


def measure_type(measure: QueryMeasure, dataset: str, catalog: Catalog) -> Type:
    """money or number; "any" for a measure that is faulty."""
    home = catalog.get("dataset", dataset)
    if home is None:
        return "any"
    try:
        found = aggregates_of(parse(measure.formula, names=column_types(home.model), aggregates=True))[1]
    except IssueError:
        return "any"
    return found[0].type if len(found) == 1 else "any"
