"""Types of rules of photo standards by name: the modules here that expose ``RULE``, and what plug-ins provide at the
door ``photo_rule``."""

from __future__ import annotations

from functools import cache

from engine.base.discover import exposed
from engine.base.plugin import provided
from form_builder.photo_rules.contract import PhotoRule


@cache
def photo_rules() -> dict[str, PhotoRule]:
    """Every installed type of rule. Raises ValueError for a name that is taken twice or a member that is none."""
    found: dict[str, PhotoRule] = {}
    for members in (exposed("form_builder.photo_rules", "RULE"), provided("photo_rule")):
        for name, rule in members.items():
            if not isinstance(rule, PhotoRule) or rule.name != name or name in found:
                raise ValueError(f"photo_rule {name!r} is there twice, has another name or is no PhotoRule")
            found[name] = rule
    return found
