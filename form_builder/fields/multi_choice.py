"""Field type multi_choice: any of several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.base.text import both
from engine.expressions import Scalar, Type
from form_builder.fields.contract import Fault, Field, FieldType, Reading
from form_builder.fields.listed import CHOICES, choice_faults, choices_of, conditions, pick_one, title_of
from form_builder.fields.options import count, options
from form_builder.fields.plain import count_fault, names_in, within_count


def _read(field: Field, value: Any, reading: Reading) -> list[str]:
    found = {pick_one(field, one, reading) for one in names_in(value, 500)}
    within_count(field, len(found), ("项", "choices"), (0, 500))
    return [choice["name"] for choice in choices_of(field) if choice["name"] in found]


def _names(field: Field) -> Mapping[str, Type]:
    parts: dict[str, Type] = {f"{field.name}__{choice['name']}": "boolean" for choice in choices_of(field)}
    return {field.name: "text", f"{field.name}__count": "number", **parts}


def _scalars(field: Field, value: Any) -> Mapping[str, Scalar]:
    if value is None:
        return {}
    picked = {f"{field.name}__{c['name']}": c["name"] in value for c in choices_of(field)}
    return {**picked, field.name: ",".join(value), f"{field.name}__count": len(value)}


def _cell(field: Field, value: Any, language: str) -> str:
    between = "、" if language == "zh" else ", "
    return between.join(title_of(choices_of(field), one, language) for one in value or ())


def _check(field: Field) -> Iterable[Fault]:
    yield from choice_faults(field)
    yield from count_fault(field)
    for i, choice in enumerate(choices_of(field)):
        if choice["name"] == "count" or "__" in choice["name"]:
            words = both("多选的选项不能叫 count，也不能含有 __", 'a choice here may not be "count" or contain "__"')
            yield Fault(
                "N713", words, f".choices[{i}].name" if not isinstance(field.option("choices"), str) else ".choices"
            )


FIELD = FieldType(
    name="multi_choice",
    title=both("多选", "Several choices"),
    help=both(
        "可选多个。公式里：名称__选项 为是/否，名称__count 为个数，名称 为以逗号连接的文字。",
        "Any number of choices. In formulas name__choice is yes/no, name__count how many, name the names by comma.",
    ),
    family="choice",
    schema=options(
        ("choices",), choices=CHOICES, count=count("至少、至多选几个。", "How many at least and at most.", (1, 3), 500)
    ),
    read=_read,
    names=_names,
    scalars=_scalars,
    cell=_cell,
    columns=frozenset({"text", "integer"}),
    conditions=conditions,
    check=_check,
)
