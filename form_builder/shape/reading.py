"""A form made ready: its fields, every formula as a tree, and the order in which answers are worked out.

What is unknown counts neither as met nor as broken:

============  =========================================================================================
visible       shown only where it is surely true; hidden fields carry no value, and are null in formulas
required      demanded only where it is surely true
constraint    refused only where it is surely false
computed      no value where the formula has none
choice.when   offered only where it is surely true
============  =========================================================================================

Formulas see the names of all fields outside repeats (``FieldType.names``), ``unit`` (its code) and ``day`` (the
business day); inside a repeat also those of the same entry. Maps see ``submission``, ``outcome``, ``score`` and
``submitted_at`` too. Text of time compares as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.expressions import Tree, Type, parse
from form_builder.fields.contract import Field
from form_builder.kinds.form.model import FormModel, MapModel
from form_builder.shape.order import in_order
from form_builder.shape.tree import every, fields_of, outside

BASE: Mapping[str, Type] = {"unit": "text", "day": "date"}
MAPS: Mapping[str, Type] = {"submission": "text", "outcome": "text", "score": "number", "submitted_at": "timestamp"}
MISSING: Mapping[str, Type] = {"unit": "text", "day": "date", "duty": "text"}


@dataclass(frozen=True)
class CompiledMap:
    """One map: trees of its columns, of ``when``, and of the row that stands for a missing submission."""

    model: MapModel
    columns: Mapping[str, Tree]
    when: Tree | None
    on_missing: Mapping[str, Tree] | None


@dataclass(frozen=True, eq=False)
class CompiledForm:
    """A form, ready. ``trees``: (field, "visible" | "required" | "constraint" | "formula" | path of a condition).

    ``order``: fields outside repeats in the order they are worked out; ``inner``: likewise inside each repeat.
    """

    model: FormModel
    hash: str
    fields: tuple[Field, ...]
    by_name: Mapping[str, Field]
    trees: Mapping[tuple[str, str], Tree]
    order: tuple[Field, ...]
    inner: Mapping[str, tuple[Field, ...]]
    maps: tuple[CompiledMap, ...]

    @property
    def name(self) -> str:
        """The form's name."""
        return self.model.name

    @cached_property
    def former_names(self) -> tuple[tuple[str, str], ...]:
        """(name in an earlier version, present name) of fields."""
        return tuple((alias, field.name) for field in self.by_name.values() for alias in field.aliases)

    @cached_property
    def former_names_inside(self) -> Mapping[str, Mapping[str, str]]:
        """Repeat → {name in an earlier version: present name} of the fields inside it, where there are any."""
        names = {
            name: {alias: one.name for one in inside for alias in one.aliases} for name, inside in self.inner.items()
        }
        return {name: renamed for name, renamed in names.items() if renamed}

    def conditions(self, field: Field) -> dict[str, Tree]:
        """The conditions inside a field's options, by path."""
        return {path: self.trees[field.name, path] for path in field.type.conditions(field)}

    def of_attachments(self) -> tuple[Field, ...]:
        """Fields whose value is a list of attachment ids."""
        return tuple(field for field in self.by_name.values() if field.type.attachments)


def compile_model(model: FormModel, hash: str) -> CompiledForm:
    """The form, ready. Raises IssueError with every issue of its formulas and its order (N3xx, N708, N709)."""
    fields = fields_of(model.fields, model.lists)
    issues: list[Issue] = []
    trees: dict[tuple[str, str], Tree] = {}
    outer = names_outside(fields)
    for field, key, path, text, names in _formulas(fields, outer):
        tree = typed(text, names, path, "boolean" if key != "formula" else field.option("gives", "number"), issues)
        if tree is not None:
            trees[field.name, key] = tree
    repeats = [field for field in outside(fields) if field.type.many]
    inner = {field.name: in_order(tuple(outside(field.fields)), trees, issues) for field in repeats}
    order = in_order(tuple(outside(fields)), trees, issues)
    maps = tuple(_map(one, f"$.maps[{i}]", fields, outer, issues) for i, one in enumerate(model.maps))
    if issues:
        raise IssueError(issues)
    return CompiledForm(model, hash, fields, {f.name: f for f in every(fields)}, trees, order, inner, maps)


def names_outside(fields: Iterable[Field]) -> dict[str, Type]:
    """What formulas outside repeats may use."""
    return {**BASE, **_names(outside(fields))}


def names_inside(fields: Iterable[Field], repeat: Field) -> dict[str, Type]:
    """What formulas of a repeat's fields may use."""
    return {**names_outside(fields), **_names(outside(repeat.fields))}


def _names(fields: Iterable[Field]) -> dict[str, Type]:
    return {name: kind for field in fields for name, kind in field.type.names(field).items()}


def _formulas(
    fields: tuple[Field, ...], outer: dict[str, Type]
) -> Iterator[tuple[Field, str, str, str, Mapping[str, Type]]]:
    """Every formula of the fields: (field, key, path, text, names it may use)."""
    inside = {f.name: names_inside(fields, f) for f in outside(fields) if f.type.many}
    for field in every(fields):
        around = next((inside[name] for name in field.within if name in inside), outer)
        for key in ("visible", "required", "constraint", "formula"):
            text = field.option(key)
            if isinstance(text, str) and (key != "formula" or field.type.computed):
                yield field, key, f"{field.path}.{key}", text, around
        for path, text in field.type.conditions(field).items():
            yield field, path, _place(field, path), text, around


def _place(field: Field, path: str) -> str:
    """Where a condition stands: choices by their name, in place or in the form's list."""
    option, _, name = path.partition(".")
    found = field.option(option)
    where = f"$.lists.{found}" if isinstance(found, str) else f"{field.path}.{option}"
    listed = field.lists.get(found, ()) if isinstance(found, str) else found or ()
    at = next((i for i, one in enumerate(listed) if isinstance(one, Mapping) and one.get("name") == name), 0)
    return f"{where}[{at}].when"


def typed(text: str, names: Mapping[str, Type], path: str, wanted: Type | None, issues: list[Issue]) -> Tree | None:
    """The tree of a formula that has to give ``wanted`` (None: anything); else its issues are added."""
    try:
        tree = parse(text, names=names)
    except IssueError as refused:
        issues += [replace(issue, path=path) for issue in refused.issues]
        return None
    if wanted is not None and tree.type not in (wanted, "any"):
        words = both(f"公式应得出 {wanted}，而不是 {tree.type}", f"the formula must give a {wanted}, not a {tree.type}")
        issues.append(Issue("N709", words, path))
        return None
    return tree


def _map(
    model: MapModel, path: str, fields: tuple[Field, ...], outer: Mapping[str, Type], issues: list[Issue]
) -> CompiledMap:
    repeat = next((f for f in outside(fields) if f.type.many and f.name == model.each), None)
    names: dict[str, Type] = {**(names_inside(fields, repeat) if repeat else outer), **MAPS}
    columns = _trees(model.columns, names, f"{path}.columns", issues)
    when = typed(model.when, names, f"{path}.when", "boolean", issues) if model.when else None
    missing = model.on_missing
    blank = _trees(missing.columns, MISSING, f"{path}.on_missing.columns", issues) if missing else None
    return CompiledMap(model, columns, when, blank)


def _trees(texts: Mapping[str, str], names: Mapping[str, Type], path: str, issues: list[Issue]) -> dict[str, Tree]:
    found: dict[str, Any] = {name: typed(text, names, f"{path}.{name}", None, issues) for name, text in texts.items()}
    return {name: tree for name, tree in found.items() if tree is not None}
