"""Reads the body of ``message/send`` as the documentation describes it, with its limits in bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

LIMITS = {"text": 2048, "markdown": 2048}
TITLE, DESCRIPTION, URL, BUTTON = 128, 512, 2048, 4
LONGEST_INTERVAL = 14_400
ROBOT_LIMITS = {"text": 2048, "markdown": 4096}
TASK_ID = re.compile(r"[A-Za-z0-9_@-]{1,128}")


class Refused(Exception):
    """The request is answered with an error code."""

    def __init__(self, code: int, words: str) -> None:
        self.code, self.words = code, words


@dataclass(frozen=True)
class SentMessage:
    """A request that passed. ``interval``: seconds of the duplicate check, 0 where it was not asked for."""

    users: tuple[str, ...]
    kind: str
    content: dict[str, Any]
    interval: int
    request: dict[str, Any]


def read_message(raw: bytes, agent: int) -> SentMessage:
    """The message in a request body. Raises Refused with WeCom's code."""
    try:
        request = json.loads(raw)
    except ValueError:
        raise Refused(47001, "data format error")
    if not isinstance(request, dict):
        raise Refused(47001, "data format error")
    if "agentid" not in request:
        raise Refused(41011, "missing agentid")
    if request["agentid"] != agent:
        raise Refused(40056, "invalid agentid")
    to = request.get("touser", "")
    users = tuple(dict.fromkeys(part for part in to.split("|") if part)) if isinstance(to, str) else ()
    if len(users) > 1000:
        raise Refused(40032, "too many users")
    if not users:
        raise Refused(40003, "invalid touser")
    kind = request.get("msgtype")
    content = request.get(kind) if isinstance(kind, str) else None
    if kind not in READ:
        raise Refused(40008, "invalid msgtype")
    if not isinstance(content, dict):
        raise Refused(44004, f"empty {kind}")
    interval = request.get("duplicate_check_interval", 1800) if request.get("enable_duplicate_check") == 1 else 0
    if not isinstance(interval, int) or not 0 <= interval <= LONGEST_INTERVAL:
        raise Refused(40058, "invalid duplicate_check_interval")
    return SentMessage(users, kind, READ[kind](kind, content), interval, request)


def read_robot(raw: bytes) -> tuple[str, dict[str, Any]]:
    """Kind and content of a group robot's message. Raises Refused with WeCom's code."""
    try:
        request = json.loads(raw)
    except ValueError:
        raise Refused(93017, "invalid json")
    kind = request.get("msgtype") if isinstance(request, dict) else None
    content = request.get(kind) if isinstance(kind, str) and kind in ROBOT_LIMITS else None
    text = content.get("content") if isinstance(content, dict) else None
    if not isinstance(kind, str) or not isinstance(text, str) or not text:
        raise Refused(40008, "invalid message type")
    if len(text.encode()) > ROBOT_LIMITS[kind]:
        raise Refused(40058, f"{kind}.content exceed max length {ROBOT_LIMITS[kind]}")
    return kind, {"content": text}


def _plain(kind: str, content: dict[str, Any]) -> dict[str, Any]:
    text = content.get("content")
    if not isinstance(text, str) or not text:
        raise Refused(44004, f"empty {kind} content")
    size = len(text.encode())
    if size > LIMITS[kind]:
        if kind == "markdown":
            raise Refused(40058, f"markdown.content exceed max length {LIMITS[kind]}")
        text = text.encode()[: LIMITS[kind]].decode("utf-8", "ignore")  # documented: text is cut off
    return {"content": text}


def _card(kind: str, content: dict[str, Any]) -> dict[str, Any]:
    for name, limit in (("title", TITLE), ("description", DESCRIPTION), ("url", URL)):
        value = content.get(name)
        if not isinstance(value, str) or not value:
            raise Refused(40058, f"textcard.{name} missing")
        if len(value.encode()) > limit:
            raise Refused(40058, f"textcard.{name} exceed max length {limit}")
    if not content["url"].startswith(("http://", "https://")):
        raise Refused(40058, "textcard.url invalid")
    button = content.get("btntxt", "详情")
    if not isinstance(button, str) or (len(button) > BUTTON and not button.isascii()):
        raise Refused(40058, "textcard.btntxt exceed max length 4")
    return {name: content[name] for name in ("title", "description", "url")} | {"btntxt": button}


def _template_card(kind: str, content: dict[str, Any]) -> dict[str, Any]:
    """Cards of the two types that are sent here."""
    form = content.get("card_type")
    if form not in ("text_notice", "button_interaction"):
        raise Refused(40058, "template_card.card_type invalid")
    title = content.get("main_title", {})
    if not isinstance(title, dict) or not (title.get("title") or content.get("sub_title_text")):
        raise Refused(40058, "template_card.main_title missing")
    action = content.get("card_action")
    if form == "text_notice" and not (isinstance(action, dict) and _is_link(action.get("url"))):
        raise Refused(40058, "template_card.card_action missing")
    rows, buttons = content.get("horizontal_content_list", []), content.get("button_list", [])
    if not all(isinstance(some, list) and len(some) <= 6 for some in (rows, buttons)):
        raise Refused(40058, "template_card: a list of more than 6")
    if not all(isinstance(row, dict) and row.get("keyname") for row in rows):
        raise Refused(40058, "template_card.horizontal_content_list.keyname missing")
    task = content.get("task_id")
    if (task is not None or buttons) and not (isinstance(task, str) and TASK_ID.fullmatch(task)):
        raise Refused(40058, "template_card.task_id invalid")
    keys = [button.get("key") if isinstance(button, dict) and button.get("text") else None for button in buttons]
    if not all(isinstance(key, str) and 0 < len(key.encode()) <= 1024 for key in keys) or len(set(keys)) < len(keys):
        raise Refused(40058, "template_card.button_list invalid")
    return content


def _is_link(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(("http://", "https://")) and len(value.encode()) <= URL


READ: dict[str, Callable[[str, dict[str, Any]], dict[str, Any]]] = {
    "text": _plain,
    "markdown": _plain,
    "textcard": _card,
    "template_card": _template_card,
}
