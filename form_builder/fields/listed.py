"""Choices of a field: written in place, or a list of the form that several fields share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine.base.suggest import did_you_mean, nearest
from engine.base.text import both, pick
from form_builder.fields.contract import Fault, Field, Reading, Refused
from form_builder.fields.options import FORMULA, NAMED, group, option

#: A choice may have a condition: it is offered only where that surely holds.
CHOICE = group(
    ("name", "title"),
    **NAMED["properties"],
    when=option(
        "可选条件 / Offered when",
        "仅当公式确定成立时可选（级联选项）。",
        "Offered only where the formula surely holds.",
        "province == 'east'",
        **FORMULA,
    ),
)
CHOICES = option(
    "选项 / Choices",
    "选项；或表单 lists 中一个列表的名称。",
    "The choices; or the name of one of the form's lists.",
    [{"name": "good", "title": {"zh": "好", "en": "Good"}}],
    oneOf=[
        {"type": "array", "minItems": 1, "maxItems": 500, "items": CHOICE},
        {"type": "string", "pattern": "^[a-z][a-z0-9_]*$", "maxLength": 48},
    ],
)


def choices_of(field: Field) -> Sequence[Mapping[str, Any]]:
    """The choices of a field, in their order; none for a list that there is not."""
    found = field.option("choices", ())
    return field.lists.get(found, ()) if isinstance(found, str) else found


def conditions(field: Field) -> Mapping[str, str]:
    """Path → formula of the choices that have a condition."""
    return {f"choices.{c['name']}": c["when"] for c in choices_of(field) if c.get("when")}


def pick_one(field: Field, value: Any, reading: Reading) -> str:
    """The name of a choice that is offered. Raises Refused."""
    known = {choice["name"] for choice in choices_of(field)}
    if not isinstance(value, str) or value not in known:
        shown = str(value)[:60]
        close = nearest(shown, known)
        raise Refused(
            f"没有选项 “{shown}”" + (f"，您是否想写 “{close}”？" if close else ""),
            f'there is no choice "{shown}"' + (f': did you mean "{close}"?' if close else ""),
        )
    if not reading.holds(f"choices.{value}"):
        raise Refused("按其他回答，此选项不可选", "this choice is not offered with the other answers as they are")
    return value


def title_of(named: Iterable[Mapping[str, Any]], name: Any, language: str) -> str:
    """The words of a named thing; its name where it is not known any more."""
    return next((pick(one["title"], language) for one in named if one["name"] == name), str(name))


def choice_faults(field: Field) -> Iterable[Fault]:
    """A list that is there, and no choice twice."""
    found = field.option("choices")
    if isinstance(found, str) and found not in field.lists:
        words = both(f"表单没有选项列表 “{found}”", f'the form has no list "{found}"')
        yield Fault("N713", words, ".choices", did_you_mean(found, field.lists))
    elif not isinstance(found, str):
        yield from twice(found or (), ".choices")


def twice(named: Iterable[Mapping[str, Any]], path: str, code: str = "N713") -> Iterable[Fault]:
    """A name that is there twice."""
    seen: set[str] = set()
    for i, one in enumerate(named):
        if one["name"] in seen:
            words = both(f"“{one['name']}” 重复", f'"{one["name"]}" is there twice')
            yield Fault(code, words, f"{path}[{i}].name")
        seen.add(one["name"])
