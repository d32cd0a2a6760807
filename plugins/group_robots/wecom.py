"""Channel wecom_robot: ``/cgi-bin/webhook/send?key=…`` of a WeCom group (企业微信群机器人).

Limits: markdown 4096 bytes, text 2048 bytes, 20 messages a minute (developer.work.weixin.qq.com, path/91770).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from connectors.call import Ask
from engine.base.text import both
from plugins.group_robots.robot import LATER_WAIT, Robot, Said, fitted, posted

MARKDOWN, TEXT = 4096, 2048


class WeComRobot(Robot):
    """A group robot of WeCom."""

    name = "wecom_robot"
    title = both("企业微信群机器人", "WeCom group robot")
    formats = ("markdown", "text")
    signs = False
    base_url = "https://qyapi.weixin.qq.com"
    codes: ClassVar[Mapping[int, Said]] = {
        45009: Said("retry", "the robot limits the rate of messages (20 a minute)", LATER_WAIT),
        -1: Said("retry", "WeCom is busy", 10.0),
        93000: Said("refused", "WeCom does not know this robot: the key is wrong, or the robot was removed"),
        93008: Said("refused", "the robot is not in a group any more"),
    }

    def content(self, form: str, title: str, text: str, link: tuple[str, str] | None, mark: str) -> dict[str, Any]:
        """See ``Robot.content``."""
        if form == "markdown":
            tail = (f"\n[{link[0]}]({link[1]})" if link else "") + f"\n{mark}"
            return {"msgtype": form, form: {"content": fitted(f"**{title}**\n{text}", tail, MARKDOWN)}}
        tail = (f"\n{link[0]}：{link[1]}" if link else "") + f"\n{mark}"
        return {"msgtype": form, form: {"content": fitted(f"{title}\n{text}", tail, TEXT)}}

    def ask(self, base: str, key: str, sign: str | None, body: dict[str, Any]) -> Ask:
        """See ``Robot.ask``."""
        return posted(f"{base}/cgi-bin/webhook/send", body, key=key)
