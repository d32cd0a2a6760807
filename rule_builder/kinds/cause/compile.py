"""A cause made ready: its formulas as trees, and what of figures and rows it has to be told."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.base.text import Text
from engine.definitions.kind import Catalog, Definition
from engine.expressions import Aggregate, Tree, aggregates_of
from engine.plan.formulas import formula
from engine.plan.measures import column_types
from rule_builder.kinds.cause.model import Beside, CauseModel, Query, QueryMeasure
from rule_builder.kinds.cause.names import Name, indicators_of, names_of

#: Holes of a text: ``{value}``.
HOLES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Cell:
    """A column of the evidence. ``reads``: the dataset's columns behind it; ``dataset``: where they are."""

    name: str
    title: Text
    type: str  # a column's type, or money | integer | number
    dataset: str
    reads: frozenset[str]
    aggregate: Aggregate | None = None


@dataclass(frozen=True)
class CompiledBeside:
    """Aggregates of another dataset, by the columns that both have."""

    dataset: str
    match: tuple[str, ...]
    where: Tree | None
    cells: tuple[Cell, ...]
    usual: bool


@dataclass(frozen=True)
class CompiledQuery:
    """``groups`` and ``sums`` are the columns of a row, those of ``beside`` after them; ``order``: (name, descending).
    ``narrows``: dataset → columns that decide which rows there are, and in which order."""

    dataset: str
    title: Text
    where: Tree | None
    groups: tuple[Cell, ...]
    sums: tuple[Cell, ...]
    beside: CompiledBeside | None
    order: tuple[tuple[str, bool], ...]
    limit: int

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Every column of a row."""
        return (*self.groups, *self.sums, *(self.beside.cells if self.beside else ()))

    @property
    def narrows(self) -> dict[str, frozenset[str]]:
        """Dataset → the columns that decide which rows there are and which come first."""
        found: dict[str, frozenset[str]] = {self.dataset: self.where.names if self.where else frozenset()}
        if self.beside is not None and self.beside.where is not None:
            found[self.beside.dataset] = found.get(self.beside.dataset, frozenset()) | self.beside.where.names
        by_name = {cell.name: cell for cell in self.cells}
        for name, _ in self.order:
            cell = by_name[name]
            found[cell.dataset] = found.get(cell.dataset, frozenset()) | cell.reads
        return found


@dataclass(frozen=True)
class CompiledCause:
    """``used``: the names that its formula and its text use; ``indicators``: alias → indicator."""

    model: CauseModel
    when: Tree
    names: dict[str, Name]
    used: frozenset[str]
    indicators: dict[str, str]
    query: CompiledQuery | None

    def uses(self, part: str, *, of_query: bool = False) -> bool:
        """Whether some name in use is this part of an indicator (or of the query's measures)."""
        return any(self.names[n].part == part and (self.names[n].alias is None) is of_query for n in self.used)

    @property
    def totals(self) -> bool:
        """Whether the sums over all the query's rows are wanted."""
        return any(self.names[name].alias is None for name in self.used)


def compile_cause(definition: Definition, catalog: Catalog) -> CompiledCause:
    """The cause, ready. Raises IssueError for a formula that does not compile."""
    model: CauseModel = definition.model
    names = names_of(model, catalog)
    when = formula(definition, "$.when", model.when, {name: one.type for name, one in names.items()})
    used = set(when.names) | {hole for text in model.evidence.values() for hole in HOLES.findall(text)}
    query = None if model.query is None else compile_query(definition, model.query, catalog)
    return CompiledCause(model, when, names, frozenset(used & names.keys()), indicators_of(model), query)


def compile_query(definition: Definition, query: Query, catalog: Catalog) -> CompiledQuery:
    """The query, ready. Raises IssueError for a formula that does not compile and KeyError for an unknown name."""
    home = catalog.definitions["dataset", query.dataset].model
    types = column_types(home)
    titled = {one.name: one for one in (*home.columns, *home.lookups)}
    return CompiledQuery(
        dataset=query.dataset,
        title=query.title,
        where=None if query.where is None else formula(definition, "$.query.where", query.where, types),
        groups=tuple(
            Cell(name, titled[name].title, titled[name].type, query.dataset, frozenset([name]))
            for name in query.group_by
        ),
        sums=_sums(definition, "$.query.measures", query.measures, query.dataset, catalog),
        beside=None if query.beside is None else _beside(definition, query.beside, catalog),
        order=tuple((one.removeprefix("-"), one.startswith("-")) for one in query.order),
        limit=query.limit,
    )


def _beside(definition: Definition, beside: Beside, catalog: Catalog) -> CompiledBeside:
    types = column_types(catalog.definitions["dataset", beside.dataset].model)
    where = None if beside.where is None else formula(definition, "$.query.beside.where", beside.where, types)
    cells = _sums(definition, "$.query.beside.measures", beside.measures, beside.dataset, catalog)
    return CompiledBeside(beside.dataset, beside.match, where, cells, beside.period == "usual")


def _sums(
    definition: Definition, path: str, measures: tuple[QueryMeasure, ...], dataset: str, catalog: Catalog
) -> tuple[Cell, ...]:
    types = column_types(catalog.definitions["dataset", dataset].model)
    found = []
    for i, one in enumerate(measures):
        tree = formula(definition, f"{path}[{i}].formula", one.formula, types, aggregates=True)
        (aggregate,) = aggregates_of(tree)[1]
        kind = "money" if aggregate.type == "money" else "number"
        found.append(Cell(one.name, one.title, kind, dataset, aggregate.names, aggregate))
    return tuple(found)
