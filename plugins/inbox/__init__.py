"""Plugin inbox (站内消息): messages that a person finds in the app itself; needs no address and no service."""

from engine.base.plugin import Plugin
from engine.base.text import both
from plugins.inbox.channel import Inbox

PLUGIN = Plugin(
    name="inbox",
    title=both("站内消息", "In-app inbox"),
    version="0.1.0",
    provides={"channel": {"inbox": Inbox()}},
)
