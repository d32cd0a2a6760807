"""Which causes are checked for a rule, and what their formulas say of figures and rows that were gathered. Pure.

A *given* cause is plain JSON: ``when``, ``indicators`` (alias → how it is shown, and its ``value``, ``usual``,
``target``, ``peers``), ``measures`` (name → ``value``, ``usual``) and, where it holds, the rows of its query.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.definitions.release import Release
from engine.expressions import evaluate, parse
from rule_builder.kinds.cause.compile import CompiledCause
from rule_builder.kinds.cause.names import SUFFIXES
from rule_builder.kinds.rule.model import RuleModel

Given = Mapping[str, Any]


def causes_of(release: Release, rule: RuleModel) -> list[CompiledCause]:
    """The causes that the rule names; where it names none, all that apply to its indicator. By order and name."""
    models = release.all("cause")
    if rule.causes is not None:
        chosen = [one for one in models if one.name in rule.causes]
    else:
        chosen = [one for one in models if not one.applies_to or rule.indicator in one.applies_to]
    ordered = sorted(chosen, key=lambda one: (one.order, one.name))
    return [release.compiled("cause", one.name) for one in ordered]


def change_of(value: Any, usual: Any) -> float | None:
    """How far a value lies from the usual, as a part of it: 0.2 is a fifth more. None without either, or of 0."""
    if value is None or not usual:
        return None
    return float((value - usual) / abs(usual))


def known(given: Given) -> dict[str, Any]:
    """What the formula's names stand for; money in minor units."""
    found: dict[str, Any] = {}
    for alias, figures in given["indicators"].items():
        parts = {**figures, "change": change_of(figures["value"], figures["usual"])}
        found[alias or "value"] = figures["value"]
        found |= {f"{alias}_{part}" if alias else part: parts[part] for part in SUFFIXES}
    for name, sums in given["measures"].items():
        found |= {name: sums["value"], f"{name}_usual": sums["usual"]}
    return found


def holds(given: Given) -> bool | None:
    """Whether there is evidence; None where it cannot be said."""
    if given.get("failed"):
        return None
    answer = evaluate(parse(given["when"], names=None), known(given))
    return answer if isinstance(answer, bool) else None
