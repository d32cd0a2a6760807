"""A message in short, for channels that make cards: label and value, and what its reader may do at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.base.text import both, pick
from rule_builder.channels.contract import Pairs
from rule_builder.life.wanted import CHASING
from rule_builder.templates import filters

ACKNOWLEDGE = "acknowledge"
_LABEL = both("确认收到", "Acknowledge")
_UNIT, _UNITS = both("单元", "Unit"), both("单元数", "Units")
_INDICATOR, _COUNT = both("指标", "Indicator"), both("持续", "In a row")
_SHARE, _CAUSE, _BY = both("达成率", "Attained"), both("或因", "Cause"), both("限时", "Answer by")
_AS_OF = both("数据截至", "Data as of")
#: What may be acknowledged: what is still going on.
_OPEN = ("fired", "repeat", *CHASING)


def facts_of(values: Mapping[str, Any]) -> Pairs:
    """Of ``message.message_context``; what is empty is left out."""
    language = values["language"]
    several = values["digest"] or values["watch"] == "rollup"
    first = values["incidents"][0] if values["incidents"] else {}
    days = both(f"{values['count']} 天", f"{values['count']} days")
    found = (
        (_UNITS, str(values["total"])) if several else (_UNIT, values["unit"]),
        (_INDICATOR, values["indicator"]),
        (_COUNT, "" if several or not values["count"] else pick(days, language)),
        (_SHARE, "" if several or first.get("attainment") is None else filters.percent(first["attainment"])),
        (_CAUSE, "" if several else values["cause"]),
        (_BY, values["deadline"]),
        (_AS_OF, values["data_time"]),
    )
    return tuple((pick(label, language), value) for label, value in found if value)


def actions_of(values: Mapping[str, Any], may_answer: bool) -> Pairs:
    """What a reader may do about it without looking at more."""
    acknowledge = may_answer and values["purpose"] in _OPEN
    return ((ACKNOWLEDGE, pick(_LABEL, values["language"])),) if acknowledge else ()
