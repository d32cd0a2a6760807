"""Puts the types of rules that are installed into the kind's schema."""

from __future__ import annotations

from typing import Any

from form_builder.photo_rules import photo_rules
from form_builder.photo_rules.contract import PhotoRule


def with_rules(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with one alternative for each type of rule, told apart by ``type``."""
    properties = schema["properties"]
    branches = [_branch(rule) for rule in sorted(photo_rules().values(), key=lambda rule: rule.name)]
    return {**schema, "properties": {**properties, "rules": {**properties["rules"], "items": {"oneOf": branches}}}}


def _branch(rule: PhotoRule) -> dict[str, Any]:
    words = f"{rule.title['zh']} / {rule.title['en']}"
    kind = {"title": "类型 / Type", "const": rule.name, "x-text": dict(rule.title), "examples": [rule.name]}
    return {
        "title": words,
        "type": "object",
        "properties": {"type": kind, **rule.schema["properties"]},
        "required": ["type", *rule.schema.get("required", [])],
        "additionalProperties": False,
    }
