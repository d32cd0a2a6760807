"""Formulas that compare a choice with something it can never be: true of nobody, and mostly a slip of the pen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from engine.base.issue import Issue
from engine.base.suggest import did_you_mean
from engine.base.text import both
from engine.expressions import Tree
from engine.expressions.tree import Comparison, Constant, Membership, Name, Node, walk
from form_builder.fields.listed import choices_of
from form_builder.shape.reading import CompiledForm


def strange_choices(form: CompiledForm) -> Iterable[Issue]:
    """A warning (N713) for every text that a choice field, a row of a matrix or a level of a cascade is compared with
    and that is none of its choices."""
    known = _values(form)
    for (field, key), tree in form.trees.items():
        for name, value in _pairs(tree):
            if name in known and value not in known[name]:
                words = both(f"“{name}” 没有选项 “{value}”", f'"{name}" has no choice "{value}"')
                hint = did_you_mean(value, known[name])
                path = f"{form.by_name[field].path}.{key}"
                yield Issue("N713", words, path, hint=hint, level="warning")


def _values(form: CompiledForm) -> Mapping[str, set[str]]:
    """Name in formulas → what it can be, for names with a closed list."""
    found: dict[str, set[str]] = {}
    for field in form.by_name.values():
        if field.type.name == "choice":
            found[field.name] = {choice["name"] for choice in choices_of(field)}
        elif field.type.name == "matrix":
            columns = {column["name"] for column in field.option("columns", ())}
            found |= {f"{field.name}__{row['name']}": columns for row in field.option("rows", ())}
        elif field.type.name == "cascade":
            nodes = list(field.option("tree", ()))
            for level in field.option("levels", ()):
                found[f"{field.name}__{level['name']}"] = {node["name"] for node in nodes}
                nodes = [below for node in nodes for below in node.get("children", ())]
    return found


def _pairs(tree: Tree) -> Iterator[tuple[str, str]]:
    for node in walk(tree.root):
        match node:
            case Comparison(operator="==" | "!=", left=left, right=right):
                yield from _pair(left, right)
                yield from _pair(right, left)
            case Membership(operand=Name(name=name), choices=choices):
                yield from ((name, choice.value) for choice in choices if isinstance(choice.value, str))


def _pair(one: Node, other: Node) -> Iterator[tuple[str, str]]:
    if isinstance(one, Name) and isinstance(other, Constant) and isinstance(other.value, str):
        yield one.name, other.value
