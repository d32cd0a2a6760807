"""Plugin wecom (企业微信): messages of a self-built WeCom application."""

from engine.base.plugin import Plugin
from engine.base.text import both
from plugins.wecom.channel import WeCom

PLUGIN = Plugin(
    name="wecom",
    title=both("企业微信", "WeCom"),
    version="0.1.0",
    provides={"channel": {"wecom": WeCom()}},
)
