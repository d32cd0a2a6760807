"""A source made ready: its formulas parsed once per release."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.kinds.source.model import SourceModel
from connectors.mapping import Mapper
from engine.definitions.kind import Catalog, Definition


@dataclass(frozen=True)
class CompiledSource:
    """``mappers`` stand in the order of the model's ``into``."""

    model: SourceModel
    mappers: tuple[Mapper, ...]


def compile_source(definition: Definition, catalog: Catalog) -> CompiledSource:
    """The source, ready to map. Raises IssueError for a formula that does not parse."""
    model: SourceModel = definition.model
    return CompiledSource(model, tuple(Mapper.of(into, definition.name) for into in model.into))
