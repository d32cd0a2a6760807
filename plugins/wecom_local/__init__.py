"""Plugin wecom_local: a WeCom on this machine, for development, tests and the demo.

It answers as the documentation says (``gettoken``, ``message/send``), keeps what it received, and shows it on a page.
"""

from engine.base.plugin import Plugin
from engine.base.text import both
from plugins.wecom_local.server import Server, start

__all__ = ["PLUGIN", "Server", "start"]

PLUGIN = Plugin(name="wecom_local", title=both("本地企业微信", "Local WeCom"), version="0.1.0")
