"""Channel feishu_robot: ``/open-apis/bot/v2/hook/<key>`` of a Feishu or Lark group (飞书群机器人).

Signed with ``base64(HMAC-SHA256(key="{timestamp}\\n{secret}", message=""))`` over seconds, inside the body; a body
has at most 20 KB (open.feishu.cn, "custom bots").
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import quote

from connectors.call import Ask
from engine.base import clock
from engine.base.text import both
from plugins.group_robots.robot import LATER_WAIT, Robot, Said, fitted, number, posted

LIMIT = 10_000  # bytes of text; each of up to 200 lines is an object of its own
TITLE = 200


class Feishu(Robot):
    """A group robot of Feishu."""

    name = "feishu_robot"
    title = both("飞书群机器人", "Feishu group robot")
    formats = ("post", "text")
    signs = True
    base_url = "https://open.feishu.cn"
    codes: ClassVar[Mapping[int, Said]] = {
        9499: Said("retry", "Feishu limits the rate of messages", LATER_WAIT),
        11232: Said("retry", "Feishu limits the rate of messages", LATER_WAIT),
        19001: Said("refused", "Feishu does not know this robot: the key is wrong"),
        19021: Said("refused", "Feishu does not accept the signature: the secret or this machine's clock is wrong"),
        19022: Said("refused", "this machine's IP is not on the robot's list"),
        19024: Said("refused", "the robot wants a keyword that the message does not hold"),
    }

    def content(self, form: str, title: str, text: str, link: tuple[str, str] | None, mark: str) -> dict[str, Any]:
        """See ``Robot.content``."""
        if form == "post":
            lines = [[{"tag": "text", "text": line}] for line in fitted(text, f"\n{mark}", LIMIT).split("\n")[:200]]
            if link:
                lines.append([{"tag": "a", "text": link[0], "href": link[1]}])
            return {
                "msg_type": form,
                "content": {form: {"zh_cn": {"title": fitted(title, "", TITLE), "content": lines}}},
            }
        tail = (f"\n{link[0]}：{link[1]}" if link else "") + f"\n{mark}"
        return {"msg_type": form, "content": {form: fitted(f"{title}\n{text}", tail, LIMIT)}}

    def ask(self, base: str, key: str, sign: str | None, body: dict[str, Any]) -> Ask:
        """See ``Robot.ask``. The key stands in the address: whatever quotes it is masked by the caller."""
        if sign is not None:
            body |= signed(sign, round(clock.now().timestamp()))
        return posted(f"{base}/open-apis/bot/v2/hook/{quote(key, safe='')}", body)

    def code(self, answer: Mapping[str, Any]) -> int | None:
        """Its older robots say StatusCode."""
        code = number(answer.get("code"))
        return number(answer.get("StatusCode")) if code is None else code


def signed(secret: str, seconds: int) -> dict[str, str]:
    """The two fields of a signature."""
    digest = hmac.new(f"{seconds}\n{secret}".encode(), b"", hashlib.sha256).digest()
    return {"timestamp": str(seconds), "sign": base64.b64encode(digest).decode()}
