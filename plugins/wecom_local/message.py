"""Reads the body of ``message/send`` as the documentation describes it, with its limits in bytes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

LIMITS = {"text": 2048, "markdown": 2048}
TITLE, DESCRIPTION, URL, BUTTON = 128, 512, 2048, 4
LONGEST_INTERVAL = 14_400


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
    if kind not in ("text", "markdown", "textcard"):
        raise Refused(40008, "invalid msgtype")
    if not isinstance(content, dict):
        raise Refused(44004, f"empty {kind}")
    interval = request.get("duplicate_check_interval", 1800) if request.get("enable_duplicate_check") == 1 else 0
    if not isinstance(interval, int) or not 0 <= interval <= LONGEST_INTERVAL:
        raise Refused(40058, "invalid duplicate_check_interval")
    return SentMessage(users, kind, _card(content) if kind == "textcard" else _plain(kind, content), interval, request)


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


def _card(content: dict[str, Any]) -> dict[str, Any]:
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
