"""The JSON Schema of a kind: its own fields, the envelope, the shared definitions; and its validator.

No ``$ref`` leaves the schema itself: the registry is empty, so an address can never be fetched (jsonschema would
otherwise ask the network for ``http://`` references).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import referencing
from jsonschema import Draft202012Validator, FormatChecker

from engine.base.text import Text
from engine.definitions.kind import kinds

#: The keywords a kind's schema may use. ``x-text`` is ours (help in both languages). ``uniqueItems`` is not among
#: them: on 5,000 objects it took 51 s; ``multipleOf`` is not: it refuses 19.99 for 0.01.
# fmt: off
KEYWORDS = frozenset([
    "$ref", "type", "properties", "required", "additionalProperties", "propertyNames", "minProperties",
    "maxProperties", "items", "minItems", "maxItems", "enum", "const", "pattern", "format", "minLength",
    "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "oneOf", "title", "description",
    "default", "examples", "x-text",
])
# fmt: on

formats = FormatChecker(())


@formats.checks("date")
def _is_day(value: object) -> bool:
    if not isinstance(value, str):
        return True
    try:
        return len(value) == 10 and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


@cache
def common() -> dict[str, Any]:
    """The envelope's properties and the shared ``$defs``."""
    text = (Path(__file__).parent / "common.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


@cache
def schema_of(kind: str) -> dict[str, Any]:
    """The whole schema of a kind: a plain JSON Schema 2020-12 document that any editor understands.

    Each property's ``description`` is made from its ``x-text``. Raises KeyError for an unknown kind.
    """
    own = kinds()[kind].grow(json.loads((kinds()[kind].folder / "schema.json").read_text(encoding="utf-8")))
    envelope = common()["envelope"]
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": _line(kinds()[kind].title),
        "type": "object",
        "properties": {
            "kind": {**envelope["kind"], "const": kind, "examples": [kind]},
            **{name: envelope[name] for name in ("name", "title", "description")},
            **own["properties"],
        },
        "required": ["kind", "name", "title", *own.get("required", [])],
        "additionalProperties": False,
        "$defs": {**common()["$defs"], **own.get("$defs", {})},
    }
    described: dict[str, Any] = _describe(whole)
    return described


def _describe(node: Any) -> Any:
    if isinstance(node, list):
        return [_describe(item) for item in node]
    if not isinstance(node, dict):
        return node
    made = {
        key: value if key in ("examples", "enum", "const", "x-text") else _describe(value)
        for key, value in node.items()
    }
    if isinstance(text := node.get("x-text"), dict) and "zh" in text and "en" in text and "description" not in node:
        made["description"] = _line(text)
    return made


def _line(text: Text) -> str:
    return f"{text['zh']} / {text['en']}"


@cache
def validator_of(kind: str) -> Draft202012Validator:
    """The kind's validator. Its registry is empty: nothing is ever fetched."""
    return validator(schema_of(kind))


def validator(schema: Mapping[str, Any]) -> Draft202012Validator:
    """A validator that knows our date format and resolves references inside ``schema`` only."""
    return Draft202012Validator(schema, registry=referencing.Registry(), format_checker=formats)


def resolve(node: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    """A schema node with its ``$ref`` (into ``$defs`` only) followed and merged under the node's own keywords."""
    while "$ref" in node:
        target = root["$defs"][node["$ref"].removeprefix("#/$defs/")]
        node = {**target, **{key: value for key, value in node.items() if key != "$ref"}}
    return node
