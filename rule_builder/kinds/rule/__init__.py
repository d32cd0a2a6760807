"""Kind rule (预警规则): when a unit's figures make an incident, and who is told."""

from pathlib import Path

from engine.base.text import both
from engine.definitions.kind import Kind
from rule_builder.kinds.rule.carry import carry
from rule_builder.kinds.rule.checks import checks, references
from rule_builder.kinds.rule.model import RuleModel

KIND = Kind(
    name="rule",
    title=both("预警规则", "Rule"),
    folder=Path(__file__).parent,
    model=RuleModel,
    references=references,
    checks=checks,
    carry=carry,
)
