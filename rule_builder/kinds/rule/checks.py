"""What the schema of a rule cannot say: names, levels, the condition's own settings, formulas, texts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry

from engine.base.issue import Issue, IssueError
from engine.base.suggest import did_you_mean
from engine.base.text import both
from engine.definitions.kind import Catalog, Definition, Reference
from engine.definitions.names import twice
from engine.definitions.schema_words import issues_of
from rule_builder.conditions import conditions
from rule_builder.conditions.contract import Place, Placed, Targeted
from rule_builder.kinds.rule.model import RuleModel
from rule_builder.kinds.rule.quieter import quieter_checks, quieter_references
from rule_builder.kinds.rule.recipients import blind
from rule_builder.kinds.rule.respond import respond_checks, respond_references
from rule_builder.message_words import NAMES
from rule_builder.templates import compile_template


def references(model: RuleModel) -> Iterable[Reference]:
    """The indicator, roles, channels and causes."""
    yield Reference("$.indicator", "indicator", model.indicator)
    yield Reference("$.channel", "channel", model.channel)
    for i, channel in enumerate(model.also):
        yield Reference(f"$.also[{i}]", "channel", channel)
    for key in ("to", "cc", "fallback"):
        if recipient := getattr(model, key):
            yield Reference(f"$.{key}.role", "role", recipient.role)
    yield from respond_references(model)
    yield from quieter_references(model)
    for i, cause in enumerate(model.causes or ()):
        yield Reference(f"$.causes[{i}]", "cause", cause)


def checks(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    """Every complaint about a rule that passed its schema."""
    yield from _channels(definition)
    yield from _levels(definition, catalog)
    yield from _condition(definition, catalog)
    yield from respond_checks(definition, catalog)
    yield from quieter_checks(definition, catalog)
    yield from _targets(definition, catalog)
    yield from _templates(definition)
    yield from _causes(definition, catalog)


def _channels(definition: Definition) -> Iterable[Issue]:
    model: RuleModel = definition.model
    for i, channel in enumerate(model.also):
        if channel in (model.channel, *model.also[:i]):
            words = both(f"“{channel}” 已经写过", f'"{channel}" is named already')
            yield definition.issue("N842", words, f"$.also[{i}]")


def _levels(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    model: RuleModel = definition.model
    for org in catalog.all("org"):
        levels = [level.name for level in org.model.levels]
        if model.level not in levels:
            words = both(f"没有层级 “{model.level}”", f'unknown level "{model.level}"')
            yield definition.issue("N493", words, "$.level", did_you_mean(model.level, levels))
            return
        for key in ("to", "cc", "fallback"):
            recipient = getattr(model, key)
            role = recipient and catalog.get("role", recipient.role)
            if role is None or role.model.level not in levels:
                continue
            if levels.index(role.model.level) > levels.index(model.level):
                yield definition.issue(
                    "N494",
                    both(
                        f"角色 “{recipient.role}” 在层级 “{role.model.level}”，位于 “{model.level}” 之下，不对其负责",
                        f'role "{recipient.role}" is held at "{role.model.level}", below "{model.level}"',
                    ),
                    f"$.{key}.role",
                    both("选择同级或上级的角色", "choose a role at the same level or above"),
                )
            elif (why := blind(role.model, model)) is not None:
                words = both(
                    f"角色 “{recipient.role}” {why['zh']}，消息不会发出",
                    f'role "{recipient.role}" {why["en"]}: it would never be told',
                )
                yield definition.issue("N499", words, f"$.{key}.role")
    if model.cc and model.cc.role == model.to.role:
        words = both("主送与抄送是同一个角色", "the message and its copy go to the same role")
        yield definition.issue("N495", words, "$.cc.role")


def _condition(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    settings: dict[str, Any] = dict(definition.model.condition)
    known = conditions()
    condition = known.get(settings["type"])
    if condition is None:
        words = both(f"没有条件类型 “{settings['type']}”", f'unknown condition type "{settings["type"]}"')
        yield definition.issue("N490", words, "$.condition.type", did_you_mean(settings["type"], known))
        return
    faults = list(Draft202012Validator(condition.schema, registry=Registry()).iter_errors(settings))
    for fault in faults:
        for issue in issues_of(fault, condition.schema, "$.condition"):
            yield definition.placed(issue)
    if faults:
        return
    found = list(condition.check(settings))
    if isinstance(condition, Placed):
        for place in _places(definition.model, catalog):
            found += condition.fits(settings, place)
    for issue in found:
        yield definition.placed(replace(issue, path="$.condition" + issue.path[1:]))


def _places(model: RuleModel, catalog: Catalog) -> Iterable[Place]:
    """Where the rule stands in each org that knows its level."""
    for org in catalog.all("org"):
        levels = [level.name for level in org.model.levels]
        if model.level in levels:
            yield Place(levels.index(model.level), len(levels) - 1)


def _templates(definition: Definition) -> Iterable[Issue]:
    for key in ("message", "resolved_message", "retracted_message"):
        for lang, source in (getattr(definition.model, key) or {}).items():
            try:
                compile_template(source, NAMES)
            except IssueError as error:
                for issue in error.issues:
                    yield definition.placed(replace(issue, path=f"$.{key}.{lang}", line=None))


def _targets(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    model: RuleModel = definition.model
    settings = dict(model.condition)
    condition = conditions().get(settings["type"])
    if isinstance(condition, Targeted) and not condition.needs_target(settings):
        return
    plans = catalog.all("target_plan")
    if not plans or catalog.doubtful("target_plan"):
        return
    if not any(line.indicator == model.indicator for plan in plans for line in plan.model.lines):
        words = both(
            f"没有目标计划为 “{model.indicator}” 设目标：规则不会触发",
            f'no target plan sets "{model.indicator}": the rule cannot fire',
        )
        yield replace(definition.issue("N498", words, "$.indicator"), level="warning")


def _causes(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    """A cause that says it explains other indicators only is named in vain, and so is one named twice."""
    model: RuleModel = definition.model
    yield from twice(definition, "N853", [(f"$.causes[{i}]", name) for i, name in enumerate(model.causes or ())])
    for i, name in enumerate(model.causes or ()):
        cause = catalog.get("cause", name)
        if cause is not None and cause.model.applies_to and model.indicator not in cause.model.applies_to:
            words = both(
                f"原因 “{name}” 不适用于指标 “{model.indicator}”",
                f'cause "{name}" does not apply to the indicator "{model.indicator}"',
            )
            hint = both("在该原因的 applies_to 中加入此指标", "add the indicator to the cause's applies_to")
            yield definition.issue("N853", words, f"$.causes[{i}]", hint)
