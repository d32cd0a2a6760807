"""What the schema of a rule cannot say: names, levels, the condition's own settings, formulas, texts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from engine.base.issue import Issue, IssueError
from engine.base.suggest import did_you_mean
from engine.base.text import both
from engine.definitions.kind import Catalog, Definition, Reference
from engine.expressions import parse
from rule_builder.conditions import conditions
from rule_builder.kinds.rule.model import Cause, RuleModel

PLACEHOLDERS = ("value", "usual", "target", "change")
_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")


def references(model: RuleModel) -> Iterable[Reference]:
    """Indicators, roles and the channel."""
    yield Reference("$.indicator", "indicator", model.indicator)
    yield Reference("$.channel", "channel", model.channel)
    for key in ("to", "cc", "fallback"):
        if recipient := getattr(model, key):
            yield Reference(f"$.{key}.role", "role", recipient.role)
    for i, cause in enumerate(model.causes):
        yield Reference(f"$.causes[{i}].indicator", "indicator", cause.indicator)
        if cause.owner:
            yield Reference(f"$.causes[{i}].owner", "role", cause.owner)


def checks(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    """Every complaint about a rule that passed its schema."""
    model: RuleModel = definition.model
    yield from _levels(definition, catalog)
    yield from _condition(definition)
    yield from _targets(definition, catalog)
    seen: set[str] = set()
    for i, cause in enumerate(model.causes):
        if cause.name in seen:
            words = both(f"原因 “{cause.name}” 重复", f'cause "{cause.name}" is there twice')
            yield definition.issue("N416", words, f"$.causes[{i}].name")
        seen.add(cause.name)
        yield from _cause(definition, catalog, i, cause)


def _levels(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    model: RuleModel = definition.model
    for org in catalog.all("org"):
        levels = [level.name for level in org.model.levels]
        if model.level not in levels:
            words = both(f"没有层级 “{model.level}”", f'unknown level "{model.level}"')
            yield definition.issue("N413", words, "$.level", did_you_mean(model.level, levels))
            return
        for key in ("to", "cc", "fallback"):
            recipient = getattr(model, key)
            role = recipient and catalog.get("role", recipient.role)
            if role is None or role.model.level not in levels:
                continue
            if levels.index(role.model.level) > levels.index(model.level):
                yield definition.issue(
                    "N414",
                    both(
                        f"角色 “{recipient.role}” 在层级 “{role.model.level}”，位于 “{model.level}” 之下，不对其负责",
                        f'role "{recipient.role}" is held at "{role.model.level}", below "{model.level}"',
                    ),
                    f"$.{key}.role",
                    both("选择同级或上级的角色", "choose a role at the same level or above"),
                )
    if model.cc and model.cc.role == model.to.role:
        words = both("主送与抄送是同一个角色", "the message and its copy go to the same role")
        yield definition.issue("N415", words, "$.cc.role")


def _condition(definition: Definition) -> Iterable[Issue]:
    settings: dict[str, Any] = dict(definition.model.condition)
    known = conditions()
    condition = known.get(settings["type"])
    if condition is None:
        words = both(f"没有条件类型 “{settings['type']}”", f'unknown condition type "{settings["type"]}"')
        yield definition.issue("N410", words, "$.condition.type", did_you_mean(settings["type"], known))
        return
    faults = sorted(Draft202012Validator(condition.schema).iter_errors(settings), key=lambda one: one.json_path)
    for fault in faults:
        yield definition.placed(_fault(fault, condition.schema))
    if not faults:
        for issue in condition.check(settings):
            yield definition.placed(replace(issue, path="$.condition" + issue.path[1:]))


def _fault(fault: ValidationError, schema: Any) -> Issue:
    known = list(schema["properties"])
    unknown = (
        next((key for key in fault.instance if key not in known), None) if isinstance(fault.instance, dict) else None
    )
    if fault.validator == "additionalProperties" and unknown:
        words = both(f"没有设置 “{unknown}”", f'unknown setting "{unknown}"')
        return Issue("N417", words, f"$.condition.{unknown}", hint=did_you_mean(unknown, known))
    if fault.validator == "required":
        lacking = next(key for key in fault.validator_value if key not in fault.instance)
        return Issue("N417", both(f"缺少设置 “{lacking}”", f'"{lacking}" is missing'), "$.condition")
    return Issue("N417", both(f"设置不合规定：{fault.message}", fault.message), "$.condition" + fault.json_path[1:])


def _targets(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    model: RuleModel = definition.model
    plans = catalog.all("target_plan")
    if not plans or catalog.doubtful("target_plan"):
        return
    if not any(line.indicator == model.indicator for plan in plans for line in plan.model.lines):
        words = both(
            f"没有目标计划为 “{model.indicator}” 设目标：规则不会触发",
            f'no target plan sets "{model.indicator}": the rule cannot fire',
        )
        yield replace(definition.issue("N418", words, "$.indicator"), level="warning")


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
            yield definition.issue("N416", words, f"$.causes[{i}].when")
    for lang, text in cause.evidence.items():
        for found in _BRACES.finditer(text):
            if found.group(1) not in PLACEHOLDERS:
                yield definition.issue(
                    "N416",
                    both(f"证据文字里不能用 “{found.group()}”", f'"{found.group()}" means nothing here'),
                    f"$.causes[{i}].evidence.{lang}",
                    did_you_mean(found.group(1) or "", PLACEHOLDERS),
                )
