"""What the schema of ``respond`` cannot say: steps in order, reminders before the deadline, roles that may be told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from engine.base.issue import Issue
from engine.base.text import both
from engine.definitions.kind import Catalog, Definition, Reference
from rule_builder.kinds.rule.model import SEVERITIES, RuleModel
from rule_builder.kinds.rule.recipients import blind


def respond_references(model: RuleModel) -> Iterable[Reference]:
    """The roles of the steps."""
    for i, step in enumerate(model.respond.escalate if model.respond else ()):
        yield Reference(f"$.respond.escalate[{i}].role", "role", step.role)


def respond_checks(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    """Every complaint about ``respond``."""
    model: RuleModel = definition.model
    respond = model.respond
    if respond is None:
        return
    if respond.remind_hours is not None and respond.remind_hours > respond.within_hours:
        words = both(
            f"提醒间隔 {respond.remind_hours} 小时长于时限 {respond.within_hours} 小时，不会有提醒",
            f"a reminder every {respond.remind_hours} h never comes within {respond.within_hours} h",
        )
        yield definition.issue("N829", words, "$.respond.remind_hours")
    for i, (one, two) in enumerate(pairwise(respond.escalate), 1):
        if two.after_hours <= one.after_hours:
            words = both(
                f"第 {i + 1} 步须晚于第 {i} 步（{one.after_hours} 小时）",
                f"step {i + 1} must come after step {i} ({one.after_hours} h)",
            )
            yield definition.issue("N829", words, f"$.respond.escalate[{i}].after_hours")
    for i, step in enumerate(respond.escalate):
        yield from _step(definition, catalog, i)
        if step.severity is not None and SEVERITIES.index(step.severity) <= SEVERITIES.index(model.severity):
            words = both(
                f"规则的级别已是 “{model.severity}”，不会再升", f'the rule is "{model.severity}" already: nothing rises'
            )
            place = f"$.respond.escalate[{i}].severity"
            yield replace(definition.issue("N834", words, place), level="warning")


def _step(definition: Definition, catalog: Catalog, i: int) -> Iterable[Issue]:
    model: RuleModel = definition.model
    assert model.respond is not None
    step = model.respond.escalate[i]
    role = catalog.get("role", step.role)
    place = f"$.respond.escalate[{i}].role"
    for org in catalog.all("org"):
        levels = [level.name for level in org.model.levels]
        if role is None or model.level not in levels or role.model.level not in levels:
            continue  # named elsewhere
        if levels.index(role.model.level) > levels.index(model.level):
            words = both(
                f"角色 “{step.role}” 在层级 “{role.model.level}”，位于 “{model.level}” 之下，不对其负责",
                f'role "{step.role}" is held at "{role.model.level}", below "{model.level}"',
            )
            yield definition.issue("N494", words, place)
        elif (why := blind(role.model, model)) is not None:
            words = both(
                f"角色 “{step.role}” {why['zh']}，消息不会发出",
                f'role "{step.role}" {why["en"]}: it would never be told',
            )
            yield definition.issue("N499", words, place)
