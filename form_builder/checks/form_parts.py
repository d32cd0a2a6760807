"""What the checks need to know of a form: its fields by name, whatever they are nested in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def field_names(form: Any, name: str) -> frozenset[str]:
    """A field's name with those it had in earlier versions: old phones send photos under an old one."""
    found = next((one for one in all_fields(form.fields) if _of(one, "name") == name), None)
    return frozenset({name, *(_of(found, "aliases") or ())})


def all_fields(fields: Iterable[Any]) -> Iterable[Any]:
    """Every field, those inside sections and repeats too."""
    for one in fields:
        yield one
        yield from all_fields(_of(one, "fields") or ())


def _of(one: Any, name: str) -> Any:
    """A property of a field, which a form keeps as a model or as plain JSON."""
    return one.get(name) if isinstance(one, Mapping) else getattr(one, name, None)
