"""What the schema of ``inhibited_by`` and ``rollup`` cannot say: a level that can be above, a parent.

That rules do not inhibit each other in a circle is seen to by their references.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine.base.issue import Issue
from engine.base.text import both
from engine.definitions.kind import Catalog, Definition, Reference
from rule_builder.kinds.rule.model import RuleModel


def quieter_references(model: RuleModel) -> Iterable[Reference]:
    """The rules that inhibit."""
    for i, name in enumerate(model.inhibited_by):
        yield Reference(f"$.inhibited_by[{i}]", "rule", name)


def quieter_checks(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    """Every complaint about who keeps the rule quiet."""
    model: RuleModel = definition.model
    for i, name in enumerate(model.inhibited_by):
        place = f"$.inhibited_by[{i}]"
        if (other := catalog.get("rule", name)) is not None and _below(other.model, model, catalog):
            words = both(
                f"规则 “{name}” 观察的层级在本规则之下，永远抑制不了它",
                f'rule "{name}" watches a level below this one: it never inhibits it',
            )
            yield replace(definition.issue("N819", words, place), level="warning")
    if model.rollup is not None:
        for org in catalog.all("org"):
            if model.level == org.model.levels[0].name:
                words = both("最高层级之上没有可合并到的单元", "there is no unit above the top level")
                yield definition.issue("N817", words, "$.rollup")


def _below(other: RuleModel, model: RuleModel, catalog: Catalog) -> bool:
    for org in catalog.all("org"):
        levels = [level.name for level in org.model.levels]
        if other.level in levels and model.level in levels:
            return levels.index(other.level) > levels.index(model.level)
    return False
