"""What answers come to: read, hidden ones dropped, computed ones worked out, and everything that is wrong with them.

The phone does the same with the same trees (``form_builder.phone``); what the server makes of it is what counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.base.issue import Issue
from engine.base.text import Text, both, pick
from engine.expressions import Scalar, evaluate
from form_builder.fields.computed import kept
from form_builder.fields.contract import Field, Ground, Reading, Refused
from form_builder.fields.plain import within_count
from form_builder.fields.repeat import DEFAULT
from form_builder.shape.reading import CompiledForm

#: Nested as the values are: field → issues, or (repeat) entry → field → issues.
Errors = dict[str, Any]


@dataclass
class Answers:
    """``values``: clean, without hidden ones. ``dropped``: hidden fields that came with a value. ``differing``:
    computed fields for which the client had worked out something else. ``known``: what formulas see."""

    values: dict[str, Any] = field(default_factory=dict)
    errors: Errors = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    known: dict[str, Scalar] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)

    @property
    def issues(self) -> list[Issue]:
        """All that is wrong, in one list."""
        return flat(self.errors)


def answers(form: CompiledForm, given: Mapping[str, Any], ground: Ground, path: str = "$.values") -> Answers:
    """What the values come to. Never raises for any values; names that the form has not are left out here."""
    found = Answers(known={"unit": ground.unit, "day": ground.day})
    _work_out(form, form.order, given, ground, path, found)
    return found


def flat(errors: Any) -> list[Issue]:
    """The issues of nested errors."""
    if isinstance(errors, Mapping):
        return [issue for part in errors.values() for issue in flat(part)]
    return list(errors)


def empty(value: Any) -> bool:
    """Whether a value is none at all."""
    return value is None or value == "" or (isinstance(value, list | dict) and not value)


def _work_out(
    form: CompiledForm, order: tuple[Field, ...], given: Mapping[str, Any], ground: Ground, path: str, found: Answers
) -> None:
    here = {one.name for one in order}
    for one in order:
        place = f"{path}.{one.name}"
        came = given.get(one.name)
        visible = form.trees.get((one.name, "visible"))
        if not here.intersection(one.within) <= found.shown or (
            visible is not None and evaluate(visible, found.known) is not True
        ):
            if not empty(came) and one.type.carries:
                found.dropped.append(one.name)
            continue
        found.shown.add(one.name)
        if one.type.computed:
            value = kept(evaluate(form.trees[one.name, "formula"], found.known))
            if not empty(came) and not _alike(came, value):
                found.differing.append(one.name)
        elif one.type.many:
            value = _entries(form, one, came, ground, place, found)
        elif not one.type.carries:
            continue
        else:
            value = None if empty(came) else _read(form, one, came, ground, place, found)
        if not empty(value):
            found.values[one.name] = value
        found.known.update(one.type.scalars(one, value))
    for one in order:
        if one.name in found.shown and one.type.carries and one.name not in found.errors:
            _judge(form, one, f"{path}.{one.name}", found)


def _read(form: CompiledForm, one: Field, came: Any, ground: Ground, place: str, found: Answers) -> Any:
    try:
        return one.type.read(one, came, Reading(ground, form.conditions(one), found.known))
    except Refused as refused:
        found.errors[one.name] = [_issue(one, refused.code, refused.text, place)]
        return None


def _entries(form: CompiledForm, one: Field, came: Any, ground: Ground, place: str, found: Answers) -> list[Any]:
    """The entries of a repeat, each worked out with the names around it."""
    entries = [] if came is None else came
    try:
        if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
            raise Refused("须为列表，每项是一组回答", "this must be a list of groups of answers")
        within_count(one, len(entries), ("项", "entries"), DEFAULT)
    except Refused as refused:
        found.errors[one.name] = [_issue(one, refused.code, refused.text, place)]
        return []
    made, errors = [], {}
    names = {field.name for field in form.inner[one.name]}
    for i, entry in enumerate(entries):
        inside = Answers(known=dict(found.known))
        _work_out(form, form.inner[one.name], entry, ground, f"{place}[{i}]", inside)
        for name in entry.keys() - names:
            inside.errors[name] = [unknown_field(name, names, f"{place}[{i}].{name}")]
        made.append(inside.values)
        found.dropped += [f"{one.name}[{i}].{name}" for name in inside.dropped]
        found.differing += [f"{one.name}[{i}].{name}" for name in inside.differing]
        if inside.errors:
            errors[i] = inside.errors
    if errors:
        found.errors[one.name] = errors
    return made


def _judge(form: CompiledForm, one: Field, place: str, found: Answers) -> None:
    """Required and constraint: only what is surely broken is refused."""
    if one.name not in found.values:
        needed = one.option("required", False)
        tree = form.trees.get((one.name, "required"))
        if needed is True or (tree is not None and evaluate(tree, found.known) is True):
            words = both(f"请填写“{pick(one.title, 'zh')}”", f"“{pick(one.title, 'en')}” is needed")
            found.errors[one.name] = [Issue("N793", words, place)]
        return
    constraint = form.trees.get((one.name, "constraint"))
    if constraint is not None and evaluate(constraint, found.known) is False:
        words = both("不符合要求", "this does not fit")
        found.errors[one.name] = [_issue(one, "N794", one.option("message") or words, place)]


def _issue(one: Field, code: str, text: Text, place: str) -> Issue:
    words = both(f"{pick(one.title, 'zh')}：{text['zh']}", f"{pick(one.title, 'en')}: {text['en']}")
    return Issue(code, words, place)


def unknown_field(name: Any, known: Any, place: str) -> Issue:
    """The refusal of a value that the form has no field for."""
    from engine.base.suggest import did_you_mean

    shown = str(name)[:60]
    return Issue(
        "N795",
        both(f"表单没有字段 “{shown}”", f'the form has no field "{shown}"'),
        place,
        hint=did_you_mean(shown, known),
    )


def _alike(one: Any, other: Any) -> bool:
    """Whether two computed values are the same; floats may differ in the last digits."""
    if isinstance(one, int | float) and isinstance(other, int | float) and not isinstance(one, bool):
        return abs(one - other) <= 1e-9 * max(1.0, abs(one), abs(other))
    return type(one) is type(other) and bool(one == other)
