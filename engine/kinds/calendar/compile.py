"""A calendar made ready: its closures as a tree. What days weigh is asked of ``engine.targets.days``."""

from __future__ import annotations

from dataclasses import dataclass

from engine.definitions.kind import Catalog, Definition
from engine.expressions import Tree
from engine.kinds.calendar.model import CalendarModel
from engine.plan.formulas import formula
from engine.plan.measures import column_types


@dataclass(frozen=True)
class CompiledCalendar:
    """``closures``: true for rows of ``model.closures.dataset`` that say the unit was closed; None without closures."""

    name: str
    model: CalendarModel
    closures: Tree | None


def compile_calendar(definition: Definition, catalog: Catalog) -> CompiledCalendar:
    """The calendar, ready. Raises IssueError for a formula that does not compile."""
    model: CalendarModel = definition.model
    closures = None
    if model.closures is not None:
        dataset = catalog.definitions["dataset", model.closures.dataset]
        names = column_types(dataset.model, lookups=False)
        closures = formula(definition, "$.closures.when", model.closures.when, names)
    return CompiledCalendar(definition.name, model, closures)
