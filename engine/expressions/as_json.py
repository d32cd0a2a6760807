"""A tree as plain JSON, for an evaluator in the browser. The text of the formula is not needed to evaluate it.

Every node is an object with ``type`` (number | money | text | boolean | date | timestamp | any) and exactly one of:

========================================  ==============================================================================
``{"value": v}``                          fixed value: number, text, true/false, null; a date as "2026-11-01"; money in
                                          minor units
``{"name": "a"}``                         the record's value; missing, or not of the type = null
``{"operator": o, "of": [l, r]}``         ``+ - * / %`` and ``== != < <= > >=``
``{"operator": "negate", "of": [x]}``     ``-x``
``{"operator": "not", "of": [x]}``        three-valued
``{"operator": "and"|"or", "of": […]}``   three-valued, two or more parts
``{"operator": "in"|"not in", "of": [x],  the choices are nodes with a value, never null
"choices": […]}``
``{"operator": "if", "of": [test, then,   an unknown test gives null
otherwise]}``
``{"call": "round", "of": […]}``          a function of ``functions.py``; ``round`` may have digits below 0 (-2: to 100)
========================================  ==============================================================================

Rules of evaluation: null propagates through everything but ``and or not in coalesce is_null if``; x / 0 is null;
``a % b`` is ``a - b * floor(a / b)``; a comparison with null, or of different types, is null; text compares by code
point; date ± number drops fractions of a day; an input or a result past ±1e15 is null, an input nearer to zero than
1e-15 is zero; ``round`` is half away from zero: ``sign(x) * floor(abs(x) * (10^d * (1 + 4.5e-16)) + 0.5) / 10^d``.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.expressions.tree import (
    AggregateCall,
    Arithmetic,
    Call,
    Comparison,
    Conditional,
    Constant,
    Logic,
    Membership,
    Name,
    Negation,
    Node,
    Not,
    children,
)


def node_as_json(node: Node) -> dict[str, Any]:
    """One node and its parts. Raises IssueError for aggregates, which have no meaning for one record."""
    head: dict[str, Any]
    parts = children(node)
    match node:
        case Constant():
            value = node.value.isoformat() if isinstance(node.value, date) else node.value
            return {"value": value, "type": node.type}
        case Name():
            return {"name": node.name, "type": node.type}
        case Negation():
            head = {"operator": "negate"}
        case Not():
            head = {"operator": "not"}
        case Arithmetic() | Comparison() | Logic():
            head = {"operator": node.operator}
        case Membership():
            choices = [node_as_json(choice) for choice in node.choices]
            head = {"operator": "not in" if node.negated else "in", "choices": choices}
        case Conditional():
            head = {"operator": "if"}
            parts = (node.test, node.then, node.otherwise)
        case Call():
            head = {"call": node.function}
        case AggregateCall():
            from engine.expressions.scalar import has_aggregate

            raise has_aggregate(node)
    return {**head, "type": node.type, "of": [node_as_json(part) for part in parts]}
