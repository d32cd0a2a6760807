"""A rule of a release made ready: its test, its level, and the digest of what decides whether it holds. Pure."""

from __future__ import annotations

from typing import Any

from engine.base import canonical
from engine.definitions.release import Release
from rule_builder.conditions import conditions
from rule_builder.conditions.contract import Test
from rule_builder.kinds.rule.model import RuleModel


def test_of(release: Release, rule: RuleModel) -> Test:
    """The rule's condition, ready to judge."""
    settings = dict(rule.condition)
    direction = release.get("indicator", rule.indicator).direction
    money = release.compiled("indicator", rule.indicator).type == "money"
    digits = release.app.money_digits if money else 0
    return conditions()[settings["type"]].prepare(settings, direction, digits=digits)


test_of.__test__ = False  # type: ignore[attr-defined]


def levels_of(release: Release) -> list[str]:
    """Names of the org's levels, top first."""
    return [level.name for level in release.get("org", release.app.org).levels]


def level_of(release: Release, rule: RuleModel) -> int:
    """The number of the rule's level, 0 = top."""
    return levels_of(release).index(rule.level)


def wording(release: Release, rule: RuleModel) -> str:
    """A digest of what decides whether the rule holds: another wording, another rule. Texts and posts are not in it."""
    indicator = release.get("indicator", rule.indicator)
    parts: list[Any] = [
        rule.indicator,
        indicator.formula,
        indicator.direction,
        rule.level,
        dict(rule.condition),
        rule.resolve_after,
    ]
    if rule.groups or rule.units:
        parts.append([sorted(rule.groups), sorted(rule.units)])
    return canonical.digest(parts)
