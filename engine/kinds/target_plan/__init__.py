"""Kind target_plan (目标计划): targets per indicator, broken down over units and time."""

from pathlib import Path

from engine.base.text import both
from engine.definitions.kind import Kind
from engine.kinds.target_plan.checks import checks, references
from engine.kinds.target_plan.model import TargetPlanModel

KIND = Kind(
    name="target_plan",
    title=both("目标计划", "Target plan"),
    folder=Path(__file__).parent,
    model=TargetPlanModel,
    references=references,
    checks=checks,
)
