"""A dataset made ready: its columns, acceptance rules and all measures over it with parsed formulas."""

from __future__ import annotations

from dataclasses import dataclass

from engine.base.text import Text
from engine.definitions.kind import Catalog, Definition
from engine.expressions import Tree
from engine.kinds.dataset.model import Column, DatasetModel, Lookup
from engine.plan.formulas import formula
from engine.plan.measures import CompiledMeasure, column_types, measures_of_dataset

__all__ = ["CompiledDataset", "CompiledMeasure", "compile_dataset"]


@dataclass(frozen=True)
class CompiledDataset:
    """A dataset. ``accept``: (name, boolean tree over the columns, message). ``measures`` includes the nameless ones
    of indicators (``<indicator>__1``). ``grain_is_unit_day``: one row per unit and day."""

    name: str
    model: DatasetModel
    columns: dict[str, Column]
    unit_column: str | None
    day_column: str | None
    key: tuple[str, ...]
    lookups: tuple[Lookup, ...]
    accept: tuple[tuple[str, Tree, Text], ...]
    measures: tuple[CompiledMeasure, ...]
    grain_is_unit_day: bool


def compile_dataset(definition: Definition, catalog: Catalog) -> CompiledDataset:
    """The dataset, ready. Raises IssueError for a formula that does not compile."""
    model: DatasetModel = definition.model
    names = column_types(model, lookups=False)
    unit, day = model.column_of("unit"), model.column_of("day")
    return CompiledDataset(
        name=definition.name,
        model=model,
        columns={column.name: column for column in model.columns},
        unit_column=unit,
        day_column=day,
        key=model.key,
        lookups=model.lookups,
        accept=tuple(
            (rule.name, formula(definition, f"$.accept[{i}].rule", rule.rule, names), rule.message)
            for i, rule in enumerate(model.accept)
        ),
        measures=measures_of_dataset(definition, catalog),
        grain_is_unit_day=unit is not None and day is not None and set(model.key) == {unit, day},
    )
