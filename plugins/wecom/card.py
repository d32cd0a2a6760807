"""Template cards of WeCom (模板卡片): a notice to read, or one with a button to acknowledge it.

Lengths are those the documentation advises (developer.work.weixin.qq.com, path/90236); what is longer is cut by the
phone without a word, so it is cut here, visibly.
"""

from __future__ import annotations

from typing import Any

from engine.base.text import both, pick
from rule_builder.channels.contract import Message

TITLE, MORE, TEXT, ROWS, LABEL, VALUE, BUTTON, SOURCE = 26, 30, 160, 6, 10, 26, 10, 13
TEXT_OF_NOTICE = 112
_SEVERITY = {"info": both("提示", "Info"), "warning": both("预警", "Warning"), "critical": both("严重", "Critical")}
_COLOUR = {"info": 1, "warning": 2, "critical": 2}  # 1 black, 2 red
_OVER, _OVER_COLOUR = both("通知", "Notice"), 3  # green


def card(message: Message, title: str, text: str, url: str, *, buttons: bool) -> dict[str, Any]:
    """The card; with ``buttons`` (calls back are set up) and an action in the message it can be answered at once."""
    pressable = message.actions if buttons else ()
    title = " ".join(title.split())
    head, rest = title[:TITLE], title[TITLE:]
    made: dict[str, Any] = {
        "card_type": "button_interaction" if pressable else "text_notice",
        "source": {
            "desc": pick(_SEVERITY.get(message.severity or "", _OVER), message.language)[:SOURCE],
            "desc_color": _COLOUR.get(message.severity or "", _OVER_COLOUR),
        },
        "main_title": {"title": head or "—"} | ({"desc": cut_to(rest, MORE)} if rest else {}),
        "sub_title_text": cut_to(text, TEXT if pressable else TEXT_OF_NOTICE) or "—",
        "horizontal_content_list": [
            {"keyname": cut_to(label, LABEL), "value": cut_to(value, VALUE)} for label, value in message.facts[:ROWS]
        ],
        "card_action": {"type": 1, "url": url},
        "task_id": message.reference,
    }
    if pressable:
        made["button_list"] = [
            {"text": cut_to(label, BUTTON), "style": 1, "key": name} for name, label in pressable[:ROWS]
        ]
    return made


def fits(message: Message, text: str) -> bool:
    """A card of one thing points to the rest; a list must be whole."""
    return not message.listing or len(text) <= TEXT_OF_NOTICE


def cut_to(text: str, limit: int) -> str:
    """At most ``limit`` characters, with an ellipsis where something is missing."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
