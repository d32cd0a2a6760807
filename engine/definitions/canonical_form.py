"""The canonical form of a definition: keys in the schema's order, two spaces, text unescaped, one newline at the end.

Keys that no schema names (tiers, weights, parameters) keep the order of their author, because it may mean something.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from engine.base import canonical
from engine.definitions.schema import resolve, schema_of


def canonical_text(value: Mapping[str, Any]) -> str:
    """The one text of a definition that has passed its schema: equal meaning and order, equal bytes."""
    schema = schema_of(value["kind"])
    return canonical.pretty(_ordered(value, schema, schema))


def text_hash(text: str) -> str:
    """SHA-256 (hex) of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def _ordered(value: Any, node: Any, root: Mapping[str, Any]) -> Any:
    if not isinstance(node, Mapping):
        return value
    node = branch_for(value, resolve(node, root), root)
    if isinstance(value, Mapping):
        known, rest = node.get("properties", {}), node.get("additionalProperties", {})
        first = {key: _ordered(value[key], known[key], root) for key in known if key in value}
        return first | {key: _ordered(item, rest, root) for key, item in value.items() if key not in known}
    if isinstance(value, list):
        return [_ordered(item, node.get("items", {}), root) for item in value]
    return value


def branch_for(value: Any, node: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    """The ``oneOf`` branch meant for a value: its constants agree, its type fits, it names most of the keys."""
    while "oneOf" in node:
        branches = [resolve(option, root) for option in node["oneOf"]]
        node = max(branches, key=lambda option: fitness(value, option, root))
    return node


def fitness(value: Any, option: Mapping[str, Any], root: Mapping[str, Any]) -> tuple[int, int, int]:
    """How well a value fits an alternative: (right type, constants that agree minus those that do not, keys)."""
    expected = option.get("type")
    if expected is None and ("enum" in option or "const" in option):
        return (int(value in option.get("enum", [option.get("const")])), 0, 0)
    names = {dict: "object", list: "array", str: "string", bool: "boolean", int: "number", float: "number"}
    actual = names.get(type(value), "null")
    wanted = expected if isinstance(expected, list) else [expected]
    right = int(expected is None or actual in wanted or (actual == "number" and "integer" in wanted))
    if not isinstance(value, Mapping):
        return (right, 0, 0)
    known = {key: resolve(item, root) for key, item in option.get("properties", {}).items()}
    told = {key: item["const"] for key, item in known.items() if "const" in item}
    agree = sum(1 if value[key] == const else -1 for key, const in told.items() if key in value)
    shape = sum(key in known for key in value) - sum(key not in value for key in option.get("required", []))
    return (right, agree, shape)
