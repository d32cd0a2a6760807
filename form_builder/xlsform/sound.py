"""Formulas that were translated but do not fit (a text compared with a number …) are taken out again, with a word."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.definitions.model import build
from engine.expressions import parse
from form_builder.kinds.form.model import FormModel
from form_builder.shape.reading import compile_model, names_inside, names_outside
from form_builder.shape.tree import every, fields_of, outside

_STEP = re.compile(r"\.(\w+)|\[(\d+)\]")


def made_sound(definition: dict[str, Any], row_of: Callable[[str], int | None]) -> list[Issue]:
    """Changes the definition until its formulas compile; an issue (N796) for each that had to go."""
    gone: list[Issue] = []
    _settle_types(definition)
    for _ in range(1 + sum(1 for _ in every(fields_of(_frozen(definition).fields, {})))):
        try:
            compile_model(_frozen(definition), "")
            return gone
        except IssueError as refused:
            paths = {issue.path: issue for issue in refused.issues}
            for path, issue in sorted(paths.items(), reverse=True):
                gone.append(_taken_out(definition, path, issue, row_of))
            definition["fields"] = _without_holes(definition["fields"])
    return gone


def _frozen(definition: dict[str, Any]) -> FormModel:
    return build(FormModel, definition)


def _settle_types(definition: dict[str, Any]) -> None:
    """What a calculation gives is not said in an XLSForm: it is what its formula gives. (A sum in a repeat may rest on
    another calculation, so twice.)"""
    for _ in range(2):
        model = _frozen(definition)
        fields = fields_of(model.fields, model.lists)
        around = {name: names_inside(fields, f) for f in outside(fields) if f.type.many for name in (f.name,)}
        for one in every(fields):
            if one.type.computed:
                names = next((around[name] for name in one.within if name in around), names_outside(fields))
                try:
                    kind = parse(one.option("formula"), names=names).type
                except IssueError:
                    continue
                _at(definition, one.path)["gives"] = kind if kind in ("money", "text", "date", "boolean") else "number"


def _taken_out(definition: dict[str, Any], path: str, issue: Issue, row_of: Callable[[str], int | None]) -> Issue:
    steps = [name or int(number) for name, number in _STEP.findall(path)]
    holder: Any = definition
    at = 0
    field: dict[str, Any] = {}
    while at < len(steps) - 1:
        holder = holder[steps[at]]
        if isinstance(holder, dict) and "type" in holder:
            field = holder
        at += 1
    last = steps[-1]
    name = str(field.get("name", ""))
    if isinstance(last, int):  # the field itself: round in a circle
        field = holder[last]
        name = str(field.get("name", ""))
        for key in ("visible", "formula"):
            field.pop(key, None)
        what = ("显示条件或计算", "its condition or calculation")
    else:
        text = holder.pop(last, None)
        what = (f"{last} {text}", f"{last} {text}")
    words = both(
        f"{name}：{what[0]} 没有导入：{issue.message['zh']}", f"{name}: {what[1]} was left out: {issue.message['en']}"
    )
    return Issue("N796", words, f"$.survey.{name}", file="survey", line=row_of(name), level="warning")


def _without_holes(fields: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without calculations that lost their formula, and groups that lost everything."""
    kept = []
    for field in fields:
        if "fields" in field:
            field["fields"] = _without_holes(field["fields"])
            if not field["fields"]:
                continue
        if field["type"] != "computed" or "formula" in field:
            kept.append(field)
    return kept


def _at(definition: dict[str, Any], path: str) -> dict[str, Any]:
    found: Any = definition
    for name, number in _STEP.findall(path):
        found = found[name] if name else found[int(number)]
    assert isinstance(found, dict)
    return found
