"""Writes the fields of connectors, log-ins and ways of paging in the form of a kind's schema, and checks them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.base.issue import Issue
from engine.definitions.schema import common, validator
from engine.definitions.schema_words import issues_of

SECRET = {"$ref": "#/$defs/secret"}
#: A secret, or a plain text where nothing about it is secret (a user name).
TEXT_OR_SECRET = {"oneOf": [{"type": "string", "minLength": 1, "maxLength": 500}, {"$ref": "#/$defs/secret"}]}
PATH = {"type": "string", "minLength": 1, "maxLength": 200}


def field(title: str, zh: str, en: str, example: Any, **keywords: Any) -> dict[str, Any]:
    """One property: title "中文 / English", help in both languages, an example, and its JSON Schema keywords."""
    return {"title": title, **keywords, "x-text": {"zh": zh, "en": en}, "examples": [example]}


def group(required: Iterable[str] = (), **properties: Any) -> dict[str, Any]:
    """An object of named fields, nothing else allowed in it."""
    return {"properties": properties, "required": list(required)}


def inside(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A group as it stands inside another one."""
    return {"type": "object", "additionalProperties": False, **schema}


def typed(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """A group chosen by its ``type``."""
    kind = field("方式 / Type", "采用哪种方式。", "Which way it is done.", name, const=name)
    return {"properties": {"type": kind, **schema["properties"]}, "required": ["type", *schema.get("required", [])]}


def field_issues(value: Any, schema: Mapping[str, Any], path: str) -> list[Issue]:
    """What a group's schema refuses in a value; ``path`` is where the value stands in the definition."""
    whole = {**inside(schema), "$defs": common()["$defs"]}
    errors = validator(whole).iter_errors(_thawed(value))
    return [issue for error in errors for issue in issues_of(error, whole, path)]


def _thawed(value: Any) -> Any:
    """Models hold tuples where JSON has arrays; to a schema a tuple is no array."""
    if isinstance(value, Mapping):
        return {key: _thawed(part) for key, part in value.items()}
    return [_thawed(part) for part in value] if isinstance(value, tuple | list) else value
