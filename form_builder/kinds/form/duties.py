"""Checks of duties, reviewers and fillers: roles that answer for the form's units, times one after another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.base.issue import Issue
from engine.base.text import both
from engine.definitions.kind import Catalog, Definition
from engine.definitions.names import twice
from form_builder.kinds.form.model import DutyModel, FormModel


def duty_issues(definition: Definition, catalog: Catalog, levels: Sequence[str]) -> Iterable[Issue]:
    """Every complaint about duties, fillers and reviewers."""
    model: FormModel = definition.model
    yield from twice(definition, "N717", [(f"$.duties[{i}].name", duty.name) for i, duty in enumerate(model.duties)])
    for i, role in enumerate(model.fillers):
        yield from _role(definition, catalog, levels, role, "fill_forms", f"$.fillers[{i}]")
    for i, role in enumerate(model.review.roles if model.review else ()):
        yield from _role(definition, catalog, levels, role, "review_submissions", f"$.review.roles[{i}]")
    for i, duty in enumerate(model.duties):
        for j, role in enumerate(duty.roles):
            yield from _role(definition, catalog, levels, role, "fill_forms", f"$.duties[{i}].roles[{j}]")
        yield from _times(definition, duty, f"$.duties[{i}]")
    if model.state == "open" and not model.fillers and not model.duties:
        words = both("没有人能填：既没有任务，也没有填报角色", "nobody can fill it in: no duties, and no fillers")
        yield definition.issue("N717", words, "$.fillers", both("写明 fillers 或 duties", "say fillers, or duties"))


def _role(
    definition: Definition, catalog: Catalog, levels: Sequence[str], name: str, permission: str, path: str
) -> Iterable[Issue]:
    """The role may do it, and stands at the form's level or above it."""
    found = catalog.get("role", name)
    if found is None:
        return
    level = definition.model.level
    if found.model.level in levels and level in levels and levels.index(found.model.level) > levels.index(level):
        words = both(
            f"角色 “{name}” 在层级 “{found.model.level}”，位于 “{level}” 之下，不对其负责",
            f'role "{name}" is held at "{found.model.level}", below "{level}"',
        )
        yield definition.issue(
            "N719", words, path, both("选择同级或上级的角色", "choose one at the same level or above")
        )
    if permission not in found.model.permissions:
        words = both(f"角色 “{name}” 没有权限 “{permission}”", f'role "{name}" lacks the permission "{permission}"')
        yield definition.issue(
            "N719", words, path, both("在角色的 permissions 里加上", "add it to the role's permissions")
        )


def _times(definition: Definition, duty: DutyModel, path: str) -> Iterable[Issue]:
    if duty.opens is not None and duty.every in ("duty_day", "day") and duty.opens >= duty.due:
        words = both("开始不早于截止", "it opens when it is already due")
        yield definition.issue("N717", words, f"{path}.opens")
    if duty.weekdays and (duty.every not in ("day", "week") or (duty.every == "week" and len(duty.weekdays) > 1)):
        words = both("星期只用于“每天”（若干天）或“每周”（一天）", "weekdays go with day (several) or week (one)")
        yield definition.issue("N717", words, f"{path}.weekdays")
    if duty.month_day is not None and duty.every != "month":
        yield definition.issue("N717", both("“几号”只用于“每月”", "month_day goes with month"), f"{path}.month_day")
