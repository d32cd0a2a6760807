"""The words of messages: what templates may name, titles, and the texts used where a rule has none of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.base.text import Text, both
from rule_builder.conditions import conditions
from rule_builder.conditions.contract import AboutData
from rule_builder.kinds.rule.model import RuleModel

#: What a message template may use (None = a value, [{…}] = a list to loop over).
NAMES: dict[str, Any] = {
    "rule": None,
    "condition": None,
    "watch": None,
    "severity": None,
    "unit": None,
    "unit_code": None,
    "indicator": None,
    "days": [{"day": None, "actual": None, "target": None, "attainment": None, "compared": None, "tested": None}],
    "count": None,
    "data_time": None,
    "cause": None,
    "summary": None,
    "link": None,
    "copy": None,
    "to_names": None,
    "cc_names": None,
    "incidents": [
        {
            "unit": None,
            "unit_code": None,
            "count": None,
            "attainment": None,
            "cause": None,
            "summary": None,
            "late": None,
        }
    ],
    "more": None,
    "total": None,
    "digest": None,
    "late": None,
    "ended": None,
    "purpose": None,
    "language": None,
    "hours": None,
    "deadline": None,
    "actions": [{"text": None, "due": None}],
}

_RESOLVED = both(
    "{{ unit }} {{ indicator }}已恢复。数据更新于 {{ data_time }}",
    "{{ unit }}: {{ indicator }} is back to normal. Data as of {{ data_time }}",
)
_RETRACTED = both(
    "更正：{{ unit }} {{ indicator }}的预警已撤回，数据更正后条件并未成立。数据更新于 {{ data_time }}",
    "Correction: the alert on {{ indicator }} of {{ unit }} is withdrawn; with corrected data it never held. "
    "Data as of {{ data_time }}",
)
_NO_DATA = both(
    "{{ unit }} 已连续 {{ count }} 个营业日没有{{ indicator }}数据，请核对数据报送。数据更新于 {{ data_time }}",
    "{{ unit }}: no data for {{ indicator }} on {{ count }} duty days in a row. Data as of {{ data_time }}",
)
_DATA_CAME = both("{{ unit }} 的{{ indicator }}数据已到齐", "{{ unit }}: data for {{ indicator }} has arrived")
_NO_FEED = both(
    "{{ condition }}，规则“{{ rule }}”暂不判断。数据更新于 {{ data_time }}",
    'Rule "{{ rule }}" was not judged: {{ condition }}. Data as of {{ data_time }}',
)
_FEED_CAME = both("{{ indicator }}的数据已恢复", "Data for {{ indicator }} is coming in again")
_DIGEST = both(
    "共 {{ total }} 个单元：{% for one in incidents %}\n{{ one.unit }}（{{ one.attainment | percent }}）"
    "{% if one.cause %}可能原因：{{ one.cause }}{% endif %}{% endfor %}{% if more %}\n另有 {{ more }} 个{% endif %}"
    "\n数据更新于 {{ data_time }}",
    "{{ total }} units:{% for one in incidents %}\n{{ one.unit }} ({{ one.attainment | percent }})"
    "{% if one.cause %} possible cause: {{ one.cause }}{% endif %}{% endfor %}"
    "{% if more %}\nand {{ more }} more{% endif %}\nData as of {{ data_time }}",
)
_REMIND = both(
    "{{ unit }} {{ indicator }}的预警已 {{ hours }} 小时，仍待响应{% if deadline %}，"
    "请在 {{ deadline }} 前处理{% endif %}。\n"
    "{% if cause %}可能原因：{{ cause }}\n{% endif %}数据更新于 {{ data_time }}",
    "{{ unit }}: the alert on {{ indicator }} has waited for a response for {{ hours }} h"
    "{% if deadline %}; please do by {{ deadline }}{% endif %}.\n"
    "{% if cause %}Possible cause: {{ cause }}\n{% endif %}Data as of {{ data_time }}",
)
_ESCALATED = both(
    "{{ unit }} {{ indicator }}的预警 {{ hours }} 小时仍未得到所需响应，现上报给您。\n"
    "{% if cause %}可能原因：{{ cause }}\n{% endif %}数据更新于 {{ data_time }}",
    "{{ unit }}: the alert on {{ indicator }} has waited for the response it needs for {{ hours }} h "
    "and now comes to you.\n"
    "{% if cause %}Possible cause: {{ cause }}\n{% endif %}Data as of {{ data_time }}",
)
_ACTION_OVERDUE = both(
    "以下行动已过期限，请更新：{% for one in actions %}\n{{ one.text | truncate_bytes(90) }}"
    "（{{ one.due | day('short') }}）{% endfor %}",
    "Past their day, please update:{% for one in actions %}\n{{ one.text | truncate_bytes(90) }}"
    " ({{ one.due | day('short') }}){% endfor %}",
)
_ASSIGNED = both(
    "{{ unit }} {{ indicator }}的预警已指派给您{% if deadline %}，请在 {{ deadline }} 前响应{% endif %}。"
    "\n数据更新于 {{ data_time }}",
    "{{ unit }}: the alert on {{ indicator }} is yours to answer{% if deadline %} by {{ deadline }}{% endif %}."
    "\nData as of {{ data_time }}",
)
_ACTION = both(
    "{{ unit }} {{ indicator }}的预警有一项行动由您负责：{% for one in actions %}\n{{ one.text | truncate_bytes(240) }}"
    "（期限 {{ one.due | day('short') }}）{% endfor %}",
    "{{ unit }}: an action on {{ indicator }} is yours:{% for one in actions %}\n"
    "{{ one.text | truncate_bytes(240) }} (due {{ one.due | day('short') }}){% endfor %}",
)
_CHASING = {
    "remind": _REMIND,
    "escalated": _ESCALATED,
    "action_overdue": _ACTION_OVERDUE,
    "assigned": _ASSIGNED,
    "action": _ACTION,
}
_ROLLUP_OVER = both(
    "{{ unit }}：{{ total }} 个单元的{{ indicator }}均已恢复。数据更新于 {{ data_time }}",
    "{{ unit }}: {{ indicator }} is back to normal at all {{ total }} units. Data as of {{ data_time }}",
)
_MANY = {"zh": "{{ unit }} {{ rule }}（{{ total }} 个单元）", "en": "{{ unit }} {{ rule }} ({{ total }} units)"}
_WHAT = {
    "fired": both("", ""),
    "repeat": both("仍未恢复：", "Still going on: "),
    "resolved": both("已恢复：", "Resolved: "),
    "retracted": both("已撤回：", "Withdrawn: "),
    "remind": both("待响应：", "Please respond: "),
    "escalated": both("上报：", "Escalated: "),
    "action_overdue": both("行动逾期：", "Action overdue: "),
    "assigned": both("指派给您：", "Assigned to you: "),
    "action": both("待办行动：", "Action for you: "),
}
_NO_DATA_TITLE = both("数据缺失：", "No data: ")
_DATA_CAME_TITLE = both("数据已到：", "Data is in: ")
_LATE = both("【补报】", "[late] ")
_LATE_OVER = both("【补报，已恢复】", "[late, already over] ")


def title_of(values: Mapping[str, Any], language: str) -> str:
    """The title's template: what has happened, by which rule, about whom."""
    what = _WHAT[values["purpose"]]
    if values["watch"] not in ("breach", "rollup") and values["purpose"] not in _CHASING:
        what = _NO_DATA_TITLE if values["purpose"] in ("fired", "repeat") else _DATA_CAME_TITLE
    late = ""
    if values["late"] and values["purpose"] == "fired" and not values["digest"]:
        late = (_LATE_OVER if values["ended"] else _LATE)[language]
    about = "{{ unit }} {{ rule }}"
    if values["digest"] or values["watch"] == "no_feed":
        about = "{{ rule }}"
    elif values["watch"] == "rollup" and values["purpose"] not in _CHASING:
        about = _MANY[language]
    elif values["watch"] == "no_data":  # the rule has found nothing about the unit: it could not be judged
        about = "{{ unit }} {{ indicator }}"
    return f"{late}{what[language]}{about}"


def body_of(rule: RuleModel, values: Mapping[str, Any]) -> Text:
    """The body's template."""
    over = values["purpose"] in ("resolved", "retracted")
    if values["digest"]:
        return _DIGEST
    if values["purpose"] in _CHASING:
        return _CHASING[values["purpose"]]
    if values["watch"] == "rollup" and values["purpose"] != "retracted":
        return _ROLLUP_OVER if over else _DIGEST
    if values["watch"] == "no_data":
        own = isinstance(conditions().get(rule.condition["type"]), AboutData)  # a rule about data says it in its words
        if over:
            return (own and rule.resolved_message) or _DATA_CAME
        return rule.message if own else _NO_DATA
    if values["watch"] == "no_feed":
        return _FEED_CAME if over else _NO_FEED
    if values["purpose"] == "resolved":
        return rule.resolved_message or _RESOLVED
    if values["purpose"] == "retracted":
        return rule.retracted_message or _RETRACTED
    return rule.message


def plain_share(value: float | None) -> float | None:
    """An attainment cut at 3 digits, so that it is never shown rounded up to a line it did not reach."""
    return None if value is None else int(round(value * 1_000_000) // 1000) / 1000
