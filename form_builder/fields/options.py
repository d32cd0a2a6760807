"""Writes the options of field types in the form of a kind's schema.json, and the ones that every field has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from engine.base.issue import Issue
from engine.definitions.schema import common, validator
from engine.definitions.schema_words import issues_of
from form_builder.fields.contract import FieldType, field_types

TEXT = {"$ref": "#/$defs/text"}
NAME = {"$ref": "#/$defs/name"}
FORMULA = {"$ref": "#/$defs/formula"}
CLOCK = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}


def option(title: str, zh: str, en: str, example: Any, **keywords: Any) -> dict[str, Any]:
    """One option: title "中文 / English", help in both languages, an example, and its JSON Schema keywords."""
    return {"title": title, **keywords, "x-text": {"zh": zh, "en": en}, "examples": [example]}


def options(required: Iterable[str] = (), **properties: Any) -> dict[str, Any]:
    """The options of a type."""
    return {"properties": properties, "required": list(required)}


def group(required: Iterable[str] = (), **properties: Any) -> dict[str, Any]:
    """An object inside an option; nothing else is allowed in it."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def count(zh: str, en: str, example: tuple[int, int], most: int) -> dict[str, Any]:
    """How many at least and at most, as ``[1, 3]``."""
    number = {"type": "integer", "minimum": 0, "maximum": most}
    return option("数量 / Count", zh, en, list(example), type="array", minItems=2, maxItems=2, items=number)


#: Named things with words: choices, rows, columns, levels.
NAMED = group(
    ("name", "title"),
    name=option("名称 / Name", "存储的值，不随语言变化。", "What is kept; the same in every language.", "good", **NAME),
    title=option("标题 / Title", "给人看的文字。", "What people read.", {"zh": "好", "en": "Good"}, **TEXT),
)

#: Every field has these; ``required``, ``visible`` and ``constraint`` mean something only where a value is carried.
COMMON: dict[str, Any] = {
    "name": option("名称 / Name", "稳定的标识，公式与映射用它。", "What formulas and maps call it.", "facings", **NAME),
    "type": option(
        "类型 / Type", "字段类型；决定其余选项。", "The type of field; it decides the rest.", "number", **NAME
    ),
    "title": option("标题 / Title", "填表人看到的问题。", "The question.", {"zh": "排面数", "en": "Facings"}, **TEXT),
    "hint": option(
        "提示 / Hint", "问题下面的小字。", "Small words below it.", {"zh": "只数正面", "en": "Fronts only"}, **TEXT
    ),
    "required": option(
        "必填 / Required",
        "true，或一个公式：仅当它确定成立时必填。",
        "true, or a formula: demanded only where it surely holds.",
        True,
        oneOf=[{"type": "boolean"}, FORMULA],
    ),
    "visible": option(
        "显示条件 / Shown when",
        "仅当公式确定成立时显示；无法判断时不显示，隐藏项的值不保存。",
        "Shown only where the formula surely holds; where that is unknown it is hidden, and no value is kept.",
        "facings > 0",
        **FORMULA,
    ),
    "constraint": option(
        "校验 / Constraint",
        "公式确定不成立时拒绝；无法判断时不拒绝。",
        "Refused where the formula surely fails; where that is unknown it is not.",
        "facings <= 200",
        **FORMULA,
    ),
    "message": option(
        "校验提示 / Message",
        "不符合校验时给填表人的话。",
        "What is said where the constraint fails.",
        {"zh": "排面数不合理", "en": "That many facings cannot be"},
        **TEXT,
    ),
    "aliases": option(
        "曾用名 / Former names",
        "改名之前的名称：历史数据仍连成一条线。",
        "Names it had before: its history stays one line.",
        ["faces"],
        type="array",
        maxItems=20,
        items=NAME,
    ),
}


@cache
def field_schema(name: str) -> dict[str, Any]:
    """The whole JSON Schema of a field of a type: what an editor shows and the check asks."""
    return whole(field_types()[name])


def whole(found: FieldType) -> dict[str, Any]:
    """As ``field_schema``, for a type at hand."""
    common_options = {key: value for key, value in COMMON.items() if found.carries or key not in _OF_VALUES}
    if found.computed:
        common_options = {key: value for key, value in common_options.items() if key != "required"}
    properties = {**common_options, **found.schema["properties"]}
    properties["type"] = {**COMMON["type"], "const": found.name, "examples": [found.name]}
    return {
        "type": "object",
        "properties": properties,
        "required": ["name", "type", "title", *found.schema.get("required", [])],
        "additionalProperties": False,
        "$defs": {**common()["$defs"], "field": {"type": "object", "maxProperties": 60}},
    }


_OF_VALUES = frozenset({"required", "constraint", "message"})


def field_issues(name: str, value: Mapping[str, Any], path: str) -> list[Issue]:
    """What the schema of a type refuses in a field that stands at ``path``."""
    schema = field_schema(name)
    errors = validator(schema).iter_errors(thawed(value))
    return [issue for error in errors for issue in issues_of(error, schema, path)]


def thawed(value: Any) -> Any:
    """Models hold tuples where JSON has arrays; to a schema a tuple is no array."""
    if isinstance(value, Mapping):
        return {key: thawed(part) for key, part in value.items()}
    return [thawed(part) for part in value] if isinstance(value, tuple | list) else value
