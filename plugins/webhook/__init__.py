"""Plugin webhook (签名回调): messages as JSON to an address of one's own, signed."""

from engine.base.plugin import Plugin
from engine.base.text import both
from plugins.webhook.channel import Webhook

PLUGIN = Plugin(
    name="webhook",
    title=both("签名回调", "Signed webhook"),
    version="0.1.0",
    provides={"channel": {"webhook": Webhook()}},
)
