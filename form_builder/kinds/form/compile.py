"""A form made ready, once per release."""

from __future__ import annotations

from dataclasses import replace

from engine.base.issue import IssueError
from engine.definitions.kind import Catalog, Definition


def compile_form(definition: Definition, catalog: Catalog) -> object:
    """The form, ready (``CompiledForm``). Raises IssueError for formulas that do not parse or go round in a circle."""
    from form_builder.shape.reading import compile_model  # the shape is built on this kind's model, so it comes later

    try:
        return compile_model(definition.model, definition.hash)
    except IssueError as refused:
        placed = [replace(issue, file=None, line=None) for issue in refused.issues]
        raise IssueError([definition.placed(issue) for issue in placed]) from None
