"""Plans that revise plans: what a revision names exists, begins before it, and no two revise the same one."""

from __future__ import annotations

from collections.abc import Iterable

from engine.base.issue import Issue
from engine.base.text import both
from engine.definitions.kind import Catalog, Definition
from engine.kinds.target_plan.model import TargetPlanModel


def ancestors(model: TargetPlanModel, catalog: Catalog) -> list[str]:
    """The plans that this one revises, nearest first; a ring is walked once."""
    found: list[str] = []
    at: TargetPlanModel | None = model
    while at is not None and at.revises is not None and at.revises.plan not in found:
        found.append(at.revises.plan)
        other = catalog.get("target_plan", at.revises.plan)
        at = other.model if other else None
    return found


def revision_issues(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    """Complaints (N886) about what a plan says it revises."""
    model: TargetPlanModel = definition.model
    if model.revises is None:
        return
    day = model.revises.from_
    if not model.from_ <= day <= model.to:
        words = both(f"生效日 {day} 不在计划期内", f"{day} is not within the plan")
        yield definition.issue("N886", words, "$.revises.from")
    other = catalog.get("target_plan", model.revises.plan)
    if other is None:
        return
    theirs: TargetPlanModel = other.model
    if (theirs.from_, theirs.to) != (model.from_, model.to):
        words = both(
            f"修订须与原计划 “{theirs.name}” 同期（{theirs.from_} 至 {theirs.to}）",
            f'a revision covers the days of "{theirs.name}" ({theirs.from_} to {theirs.to})',
        )
        yield definition.issue("N886", words, "$.to")
    if theirs.revises is not None and theirs.revises.from_ > day and not model.revises.restate:
        first = theirs.revises.from_
        words = both(
            f"“{theirs.name}” 自 {first} 生效，修订不能更早",
            f'"{theirs.name}" holds from {first}: not earlier than that',
        )
        yield definition.issue("N886", words, "$.revises.from")
    for rival in catalog.all("target_plan"):
        revises = rival.model.revises
        if rival.name < model.name and revises is not None and revises.plan == theirs.name:
            words = both(
                f"“{theirs.name}” 已由 “{rival.name}” 修订，请修订后者",
                f'"{theirs.name}" is revised by "{rival.name}" already: revise that one',
            )
            yield definition.issue("N886", words, "$.revises.plan")
