"""Plugin group_robots (群机器人): messages into group chats of WeCom, DingTalk and Feishu.

A person's address at one of these channels is the name of a group in the channel's settings: what he is told stands in
that group, in his scope, and whoever is in the group reads it. People are told in person by the channel ``wecom``.
"""

from engine.base.plugin import Plugin
from engine.base.text import both
from plugins.group_robots.dingtalk import DingTalk
from plugins.group_robots.feishu import Feishu
from plugins.group_robots.wecom import WeComRobot

PLUGIN = Plugin(
    name="group_robots",
    title=both("群机器人", "Group robots"),
    version="0.1.0",
    provides={
        "channel": {"wecom_robot": WeComRobot(), "dingtalk_robot": DingTalk(), "feishu_robot": Feishu()},
    },
)
