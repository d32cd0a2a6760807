"""What the schema of a dashboard cannot say: levels exist, widgets show indicators of the board."""

from __future__ import annotations

from collections.abc import Iterable

from engine.base.issue import Issue
from engine.definitions.kind import Catalog, Definition, Reference
from engine.definitions.names import twice, unknown
from engine.kinds.dashboard.model import DashboardModel


def references(model: DashboardModel) -> Iterable[Reference]:
    """The indicators it shows."""
    for i, name in enumerate(model.indicators):
        yield Reference(f"$.indicators[{i}]", "indicator", name)


def checks(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    """Every complaint about a dashboard that passed its schema."""
    model: DashboardModel = definition.model
    yield from twice(definition, "N420", [(f"$.indicators[{i}]", name) for i, name in enumerate(model.indicators)])
    yield from twice(definition, "N420", [(f"$.levels[{i}]", name) for i, name in enumerate(model.levels)])
    for org in catalog.all("org"):
        levels = [level.name for level in org.model.levels]
        for i, name in enumerate(model.levels):
            if name not in levels:
                yield unknown(definition, "N471", f"$.levels[{i}]", name, levels, ("层级", "level"))
    for i, widget in enumerate(model.layout):
        if widget.indicator is not None and widget.indicator not in model.indicators:
            what = ("看板指标", "indicator on this board")
            yield unknown(definition, "N474", f"$.layout[{i}].indicator", widget.indicator, model.indicators, what)
