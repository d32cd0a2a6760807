"""Types of rule conditions by name: the modules here that expose ``CONDITION``, and what plugins provide."""

from __future__ import annotations

from functools import cache
from typing import cast

from engine.base.discover import exposed
from engine.base.plugin import provided
from rule_builder.conditions.contract import Condition


@cache
def conditions() -> dict[str, Condition]:
    """Every installed condition type. Raises ValueError for a name that is taken twice."""
    found = exposed("rule_builder.conditions", "CONDITION")
    for name, condition in provided("condition").items():
        if name in found:
            raise ValueError(f"condition: {name!r} is provided twice")
        found[name] = condition
    return cast(dict[str, Condition], found)
