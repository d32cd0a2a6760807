"""Why somebody is told, and why nobody is: each message and each silence has exactly one stated reason."""

from __future__ import annotations

from enum import StrEnum

from engine.base.text import Text, both


class Why(StrEnum):
    """The reason that let a message through."""

    FIRST = "first"
    REOPENED = "reopened"
    AGAIN = "again"
    WORSE = "worse"
    MORE = "more"
    DIGEST = "digest"
    OVER = "over"
    WITHDRAWN = "withdrawn"
    SILENCE_OVER = "silence_over"
    INHIBITION_OVER = "inhibition_over"
    ASSIGNED = "assigned"
    REMINDER = "reminder"
    ESCALATION = "escalation"
    OVERDUE = "overdue"
    NEXT_IN_CHAIN = "next_in_chain"


class Untold(StrEnum):
    """The reason that stopped a message. The first three are what ``incident.muted`` says while it lasts."""

    SILENCED = "silenced"
    INHIBITED = "inhibited"
    ROLLED_UP = "rolled_up"
    NEVER_TOLD = "never_told"
    NOBODY = "nobody"
    TOLD_ALREADY = "told_already"
    UNREACHABLE = "unreachable"


WORDS: dict[str, Text] = {
    Why.FIRST: both("首次触发", "fired"),
    Why.REOPENED: both("再次成立", "holds again"),
    Why.AGAIN: both("仍未恢复，再次提醒", "still going on"),
    Why.WORSE: both("级别升高", "more serious now"),
    Why.MORE: both("涉及的单元增加", "more units are concerned"),
    Why.DIGEST: both("同时多条，合并为一条", "several at once, told in one"),
    Why.OVER: both("已恢复", "over"),
    Why.WITHDRAWN: both("已撤回", "withdrawn"),
    Why.SILENCE_OVER: both("静默结束，仍未恢复", "the silence is over, and it still goes on"),
    Why.INHIBITION_OVER: both("抑制它的预警已结束，仍未恢复", "what inhibited it is over, and it still goes on"),
    Why.ASSIGNED: both("指派", "assigned"),
    Why.REMINDER: both("催办", "reminder"),
    Why.ESCALATION: both("升级", "escalation"),
    Why.OVERDUE: both("措施逾期", "action overdue"),
    Why.NEXT_IN_CHAIN: both("原收件人无法送达，转下一级", "the person before could not be reached"),
    Untold.SILENCED: both("已静默", "silenced"),
    Untold.INHIBITED: both("被其他预警抑制", "inhibited by another incident"),
    Untold.ROLLED_UP: both("已并入上级预警", "told of in the incident above"),
    Untold.NEVER_TOLD: both("之前未通知任何人", "nobody was told of it before"),
    Untold.NOBODY: both("岗位空缺，无人接收", "nobody holds the posts"),
    Untold.TOLD_ALREADY: both("已通知过", "told already"),
    Untold.UNREACHABLE: both("无法送达，也没有下一级", "could not be reached, and nobody is next"),
}


def why_words(name: str | None) -> Text | None:
    """The words of a reason by its name; None for one that is not known (a message from before there were reasons)."""
    return WORDS.get(name) if name else None
