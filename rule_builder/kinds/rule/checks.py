"""What the schema of a rule cannot say: names, levels, the condition's own settings, formulas, texts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry

from engine.base.issue import Issue, IssueError
from engine.base.suggest import did_you_mean
from engine.base.text import both
from engine.definitions.kind import Catalog, Definition, Reference
from engine.definitions.schema_words import issues_of
from engine.expressions import parse
from rule_builder.conditions import conditions
from rule_builder.conditions.contract import Place, Placed, Targeted
from rule_builder.kinds.rule.model import Cause, RuleModel
from rule_builder.kinds.rule.quieter import quieter_checks, quieter_references
from rule_builder.kinds.rule.recipients import blind
from rule_builder.kinds.rule.respond import respond_checks, respond_references
from rule_builder.message_words import NAMES
from rule_builder.templates import compile_template

PLACEHOLDERS = ("value", "usual", "target", "change")
_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")


def references(model: RuleModel) -> Iterable[Reference]:
    """Indicators, roles and the channel."""
    yield Reference("$.indicator", "indicator", model.indicator)
    yield Reference("$.channel", "channel", model.channel)
    for key in ("to", "cc", "fallback"):
        if recipient := getattr(model, key):
            yield Reference(f"$.{key}.role", "role", recipient.role)
    yield from respond_references(model)
    yield from quieter_references(model)
    for i, cause in enumerate(model.causes):
        yield Reference(f"$.causes[{i}].indicator", "indicator", cause.indicator)
        if cause.owner:
            yield Reference(f"$.causes[{i}].owner", "role", cause.owner)


def checks(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    """Every complaint about a rule that passed its schema."""
    model: RuleModel = definition.model
    yield from _levels(definition, catalog)
    yield from _condition(definition, catalog)
    yield from respond_checks(definition, catalog)
    yield from quieter_checks(definition, catalog)
    yield from _targets(definition, catalog)
    yield from _templates(definition)
    seen: set[str] = set()
    for i, cause in enumerate(model.causes):
        if cause.name in seen:
            words = both(f"原因 “{cause.name}” 重复", f'cause "{cause.name}" is there twice')
            yield definition.issue("N496", words, f"$.causes[{i}].name")
        seen.add(cause.name)
        yield from _cause(definition, catalog, i, cause)


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


def _cause(definition: Definition, catalog: Catalog, i: int, cause: Cause) -> Iterable[Issue]:
    kind: Any = "any"
    if catalog.get("indicator", cause.indicator) is not None:
        try:
            kind = catalog.compiled("indicator", cause.indicator).tree.type
        except IssueError:
            return  # the indicator's own complaint says it all
    try:
        tree = parse(cause.when, names={"value": kind, "usual": kind, "target": kind})
    except IssueError as error:
        for issue in error.issues:
            yield definition.placed(replace(issue, path=f"$.causes[{i}].when"))
    else:
        if tree.type not in ("boolean", "any"):
            words = both("成立条件必须是“是/否”的公式", "when must be a formula that is true or false")
            yield definition.issue("N496", words, f"$.causes[{i}].when")
    for lang, text in cause.evidence.items():
        for found in _BRACES.finditer(text):
            if found.group(1) not in PLACEHOLDERS:
                yield definition.issue(
                    "N496",
                    both(f"证据文字里不能用 “{found.group()}”", f'"{found.group()}" means nothing here'),
                    f"$.causes[{i}].evidence.{lang}",
                    did_you_mean(found.group(1) or "", PLACEHOLDERS),
                )
