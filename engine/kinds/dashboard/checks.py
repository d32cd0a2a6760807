"""What the schema of a dashboard cannot say: levels and widgets exist, widgets show indicators of the board."""

from __future__ import annotations

import json
from collections.abc import Iterable

from engine.base.issue import Issue
from engine.base.text import both
from engine.definitions.kind import Catalog, Definition, Reference
from engine.definitions.names import twice, unknown
from engine.kinds.dashboard.model import DashboardModel, Widget
from engine.kinds.dashboard.widgets import COLUMNS, settings_issues, widgets


def references(model: DashboardModel) -> Iterable[Reference]:
    """The indicators it shows, and the roles it is for."""
    for i, name in enumerate(model.indicators):
        yield Reference(f"$.indicators[{i}]", "indicator", name)
    for i, name in enumerate(model.roles):
        yield Reference(f"$.roles[{i}]", "role", name)


def checks(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    """Every complaint about a dashboard that passed its schema."""
    model: DashboardModel = definition.model
    for field in ("indicators", "levels", "roles"):
        names = enumerate(getattr(model, field))
        yield from twice(definition, "N420", [(f"$.{field}[{i}]", name) for i, name in names])
    for org in catalog.all("org"):
        levels = [level.name for level in org.model.levels]
        for i, name in enumerate(model.levels):
            if name not in levels:
                yield unknown(definition, "N471", f"$.levels[{i}]", name, levels, ("层级", "level"))
    given = json.loads(definition.text).get("layout", [])
    for i, widget in enumerate(model.layout):
        yield from _widget(definition, model, widget, f"$.layout[{i}]")
        if widget.type in widgets():
            yield from settings_issues(widget.type, given[i].get("settings", {}), f"$.layout[{i}].settings")


def _widget(definition: Definition, board: DashboardModel, widget: Widget, path: str) -> Iterable[Issue]:
    if not widgets():  # the package was installed before widgets had an entry point
        words = both("没有安装任何部件", "no widget is installed")
        hint = both(
            "重新安装：pip install --no-deps -e .（或 ./run setup）", "pip install --no-deps -e . (or ./run setup)"
        )
        yield definition.issue("N475", words, f"{path}.type", hint)
    elif widget.type not in widgets():
        yield unknown(definition, "N475", f"{path}.type", widget.type, sorted(widgets()), ("部件", "widget"))
    what = ("看板指标", "indicator on this board")
    if widget.indicator is not None and widget.indicator not in board.indicators:
        yield unknown(definition, "N474", f"{path}.indicator", widget.indicator, board.indicators, what)
    for i, name in enumerate(widget.indicators):
        if name not in board.indicators:
            yield unknown(definition, "N474", f"{path}.indicators[{i}]", name, board.indicators, what)
    yield from twice(definition, "N420", [(f"{path}.indicators[{i}]", n) for i, n in enumerate(widget.indicators)])
    if widget.indicator is not None and widget.indicators:
        words = both("indicator 与 indicators 只写其一", "write indicator or indicators, not both")
        yield definition.issue("N476", words, f"{path}.indicators")
    if widget.x is not None and widget.w is not None and widget.x + widget.w > COLUMNS:
        words = both(f"超出 {COLUMNS} 列的网格", f"reaches over the edge of the {COLUMNS} columns")
        yield definition.issue("N477", words, f"{path}.w")
