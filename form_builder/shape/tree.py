"""The fields of a form as a tree, from what stands in its definition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from form_builder.fields.contract import Field, field_types

#: Names that formulas of every form have, and words that cannot be names.
GROUND = ("unit", "day")
OF_MAPS = ("submission", "outcome", "score", "submitted_at")
RESERVED = frozenset(
    {*GROUND, *OF_MAPS, "duty", "id", "true", "false", "null", "and", "or", "not", "in", "if", "else", "is", "none"}
)


def fields_of(
    raw: Iterable[Mapping[str, Any]],
    lists: Mapping[str, tuple[Mapping[str, Any], ...]],
    path: str = "$.fields",
    within: tuple[str, ...] = (),
) -> tuple[Field, ...]:
    """The fields, with those inside sections and repeats. One whose type is not installed is left out (the check of
    the form says so)."""
    known = field_types()
    made = []
    for i, one in enumerate(raw):
        found = known.get(str(one.get("type")))
        if found is None:
            continue
        place = f"{path}[{i}]"
        name = one["name"]
        inside = fields_of(one.get("fields", ()), lists, f"{place}.fields", (*within, name)) if found.holds else ()
        made.append(Field(name, found, one["title"], place, one, lists, inside, within))
    return tuple(made)


def every(fields: Iterable[Field]) -> Iterator[Field]:
    """All fields, those inside others after them."""
    for field in fields:
        yield field
        yield from every(field.fields)


def outside(fields: Iterable[Field]) -> Iterator[Field]:
    """All fields that are there once: those inside sections, and repeats themselves, but nothing inside repeats."""
    for field in fields:
        yield field
        if not field.type.many:
            yield from outside(field.fields)
