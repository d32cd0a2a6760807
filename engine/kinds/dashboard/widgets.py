"""The widgets a board may be made of: found through the entry-point group ``navmark.widgets``, never imported by name.

A package named there holds one folder per widget, which exposes ``WIDGET``. The engine needs to know no more of it
than what stands in ``Known``; what reads and draws it lies above.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Protocol, cast

from engine.base.discover import members
from engine.base.issue import Issue
from engine.base.text import Text
from engine.definitions.schema import common, validator
from engine.definitions.schema_words import issues_of

COLUMNS = 12


class Known(Protocol):
    """What the engine knows of a widget. ``schema``: its settings, ``{"properties": {…}, "required": […]}``."""

    title: Text
    schema: Mapping[str, Any]


@cache
def widgets() -> dict[str, Known]:
    """Every installed widget by name. Raises ValueError for a name that is taken twice."""
    return cast("dict[str, Known]", members("navmark.widgets", "WIDGET"))


@cache
def settings_schema(name: str) -> dict[str, Any]:
    """The whole schema of a widget's settings, with the shared ``$defs``."""
    return {"type": "object", "additionalProperties": False, **widgets()[name].schema, "$defs": common()["$defs"]}


def settings_issues(name: str, settings: Mapping[str, Any], path: str) -> Iterable[Issue]:
    """Every complaint about the settings of a widget that stand at ``path``."""
    schema = settings_schema(name)
    for error in validator(schema).iter_errors(settings):
        for issue in issues_of(error, schema):
            place = path + issue.path.removeprefix("$")
            yield Issue(issue.code, issue.message, place, hint=issue.hint, level=issue.level)
