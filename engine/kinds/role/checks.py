"""What the schema of a role cannot say: the level exists, permissions are those the product knows."""

from __future__ import annotations

from collections.abc import Iterable

from engine.base.issue import Issue
from engine.base.text import both
from engine.definitions.kind import Catalog, Definition, Reference
from engine.definitions.names import twice, unknown
from engine.kinds.role.model import RoleModel


def references(model: RoleModel) -> Iterable[Reference]:
    """The indicators it names."""
    if isinstance(model.indicators, tuple):
        for i, name in enumerate(model.indicators):
            yield Reference(f"$.indicators[{i}]", "indicator", name)
    for i, name in enumerate(model.hidden_indicators):
        yield Reference(f"$.hidden_indicators[{i}]", "indicator", name)


def checks(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    """Every complaint about a role that passed its schema."""
    from engine.access.permissions import PERMISSIONS  # engine.access itself stands on definitions

    model: RoleModel = definition.model
    for org in catalog.all("org"):
        levels = [level.name for level in org.model.levels]
        if model.level not in levels:
            yield unknown(definition, "N471", "$.level", model.level, levels, ("层级", "level"))
    places = [(f"$.permissions[{i}]", name) for i, name in enumerate(model.permissions)]
    for path, name in places:
        if name not in PERMISSIONS:
            yield unknown(definition, "N472", path, name, list(PERMISSIONS), ("权限", "permission"))
    yield from twice(definition, "N420", places)
    if isinstance(model.indicators, tuple):
        listed = [(f"$.indicators[{i}]", name) for i, name in enumerate(model.indicators)]
        yield from twice(definition, "N420", listed)
        for i, name in enumerate(model.hidden_indicators):
            if name in model.indicators:
                words = both(f"“{name}” 既列为可见又列为隐藏", f'"{name}" is both listed and hidden')
                yield definition.issue("N473", words, f"$.hidden_indicators[{i}]")
