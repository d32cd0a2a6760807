"""Channel dingtalk_robot: ``/robot/send?access_token=…`` of a DingTalk group (钉钉群机器人).

Signed with ``base64(HMAC-SHA256(secret, "{timestamp}\\n{secret}"))`` over milliseconds; 20 messages a minute, and who
sends more is shut out for ten minutes (open.dingtalk.com, "custom robots").
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any, ClassVar

from connectors.call import Ask
from engine.base import clock
from engine.base.text import both
from plugins.group_robots.robot import Robot, Said, fitted, posted

LIMIT = 14_000  # bytes of text; the body, in which a line break has two, may have 20,000
TITLE = 128
SHUT_OUT = 600.0


class DingTalk(Robot):
    """A group robot of DingTalk."""

    name = "dingtalk_robot"
    title = both("钉钉群机器人", "DingTalk group robot")
    formats = ("markdown", "text")
    signs = True
    base_url = "https://oapi.dingtalk.com"
    codes: ClassVar[Mapping[int, Said]] = {
        130101: Said("retry", "DingTalk limits the rate of messages (20 a minute)", SHUT_OUT),
        410100: Said("retry", "DingTalk limits the rate of messages", SHUT_OUT),
        -1: Said("retry", "DingTalk is busy", 10.0),
        310000: Said(
            "refused", "DingTalk refused it: the signature, a keyword or this machine's IP is not what is set"
        ),
        300001: Said("refused", "DingTalk does not know this robot: the access token is wrong"),
        40035: Said("refused", "DingTalk does not take this message"),
    }

    def content(self, form: str, title: str, text: str, link: tuple[str, str] | None, mark: str) -> dict[str, Any]:
        """See ``Robot.content``. A line of its markdown ends with two spaces."""
        if form == "markdown":
            tail = (f"  \n[{link[0]}]({link[1]})" if link else "") + f"  \n{mark}"
            lines = "  \n".join([f"**{title}**", *text.split("\n")])
            return {"msgtype": form, form: {"title": fitted(title, "", TITLE), "text": fitted(lines, tail, LIMIT)}}
        tail = (f"\n{link[0]}：{link[1]}" if link else "") + f"\n{mark}"
        return {"msgtype": form, form: {"content": fitted(f"{title}\n{text}", tail, LIMIT)}}

    def ask(self, base: str, key: str, sign: str | None, body: dict[str, Any]) -> Ask:
        """See ``Robot.ask``."""
        params = {"access_token": key}
        if sign is not None:
            params |= signed(sign, round(clock.now().timestamp() * 1000))
        return posted(f"{base}/robot/send", body, **params)


def signed(secret: str, milliseconds: int) -> dict[str, str]:
    """The two parameters of a signature."""
    digest = hmac.new(secret.encode(), f"{milliseconds}\n{secret}".encode(), hashlib.sha256).digest()
    return {"timestamp": str(milliseconds), "sign": base64.b64encode(digest).decode()}
