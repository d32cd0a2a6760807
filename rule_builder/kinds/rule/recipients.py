"""Whether a role may be told about a rule's incidents at all: a message its reader may not see is never sent."""

from __future__ import annotations

from typing import Any

from engine.base.text import Text, both
from rule_builder.kinds.rule.model import RuleModel


def blind(role: Any, rule: RuleModel) -> Text | None:
    """Why a role's holders may not see what the rule finds (None: they may). ``role`` is a role's model."""
    if role.hidden_indicators and rule.indicator in role.hidden_indicators:
        return both(f"看不到指标 “{rule.indicator}”", f'may not see the indicator "{rule.indicator}"')
    if role.indicators != "all" and rule.indicator not in role.indicators:
        return both(f"看不到指标 “{rule.indicator}”", f'may not see the indicator "{rule.indicator}"')
    if role.scope == "unit" and role.level != rule.level:
        return both("只看得到自己的单元，看不到下级", "sees its own unit only, not those below")
    if "read_incidents" not in role.permissions:
        return both("没有查看预警的权限", "lacks the permission read_incidents")
    return None
